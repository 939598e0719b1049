"""When nobody wants news: the hours in which they wait, and how long a mute lasts."""

import re
from datetime import timedelta

from msgspec import Struct

from harvestbot.domain.moments import SECONDS
from harvestbot.domain.watching.clocks import of_day, on, parse_of_day, parse_zone, today
from harvestbot.errors import UNCHANGED, NotUnderstood

LONGEST = 30 * 86_400.0
"""Seconds that a mute may last: who wants no news for longer unsubscribes."""

_PART = re.compile(r"(\d{1,5})([wdhm])(?:in)?")


class Quiet(Struct, frozen=True, gc=False):
    """Hours of every day in which news wait: minutes since midnight on the clocks of ``zone``, over midnight too.

    ``start`` is within them, ``end`` is not.
    """

    start: int
    end: int
    zone: str

    def until(self, now: float) -> float | None:
        """Return when the quiet hours that ``now`` lies in end (seconds since the epoch); None outside of them."""
        here = today(now, self.zone)
        over_midnight = timedelta(days=self.end <= self.start)
        for day in (here - timedelta(days=1), here):
            begin, end = on(day, self.start, self.zone), on(day + over_midnight, self.end, self.zone)
            if begin <= now < end:
                return end
        return None

    def __str__(self) -> str:
        """Write it as people do: ``22:00-07:00 Europe/Paris``."""
        return f"{of_day(self.start)}-{of_day(self.end)} {self.zone}"


def parse_quiet(text: str, zone: str = "UTC") -> Quiet:
    """Read ``22:00-07:00 Europe/Paris``; ``zone`` is the person's own, for where none is written.

    Raises:
        NotUnderstood: it is none, or its zone is unknown.
    """
    hours, _, named = text.strip().partition(" ")
    start, dash, end = hours.replace("–", "-").partition("-")  # noqa: RUF001  because phones put one in for a hyphen
    begin, over = parse_of_day(start), parse_of_day(end)
    if not dash or begin is None or over is None or begin == over:
        raise NotUnderstood(f"Write quiet hours like `22:00-07:00 Europe/Paris`. {UNCHANGED}")
    return Quiet(begin, over, parse_zone(named.strip() or zone))


def parse_duration(text: str) -> float:
    """Read ``30m``, ``2h``, ``1h30m``, ``3d`` or ``1w`` as seconds, from a minute to ``LONGEST``.

    Raises:
        NotUnderstood: it is none.
    """
    said = "".join(text.lower().split())
    whole = "".join(match[0] for match in _PART.finditer(said)) == said
    seconds = float(sum(int(match[1]) * SECONDS[match[2]] for match in _PART.finditer(said))) if whole else 0.0
    if not 0 < seconds <= LONGEST:
        raise NotUnderstood(f"How long? Write `30m`, `2h` or `3d`, at most {LONGEST / 86_400:.0f} days. {UNCHANGED}")
    return seconds
