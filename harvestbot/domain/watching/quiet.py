"""Times as people write them: how long a mute lasts, and the hours in which nobody wants a sound."""

from msgspec import Struct


class Quiet(Struct, frozen=True, gc=False):
    """Hours of every day in which news wait: minutes since midnight on the clocks of ``zone``, over midnight too.

    ``start`` is within them, ``end`` is not.
    """

    start: int
    end: int
    zone: str

    def until(self, now: float) -> float | None:
        """Return when the quiet hours that ``now`` lies in end (seconds since the epoch); None outside of them."""
        raise NotImplementedError

    def __str__(self) -> str:
        """Write it as people do: ``22:00-07:00 Europe/Paris``."""
        raise NotImplementedError


def parse_quiet(text: str, zone: str = "UTC") -> Quiet:
    """Read ``22:00-07:00 Europe/Paris``; ``zone`` is the person's own, for where none is written.

    Raises:
        NotUnderstood: it is none.
    """
    raise NotImplementedError


def parse_duration(text: str) -> float:
    """Read ``30m``, ``2h``, ``1h30m``, ``3d`` or ``1w`` as seconds, from a minute to ``LONGEST``.

    Raises:
        NotUnderstood: it is none.
    """
    raise NotImplementedError
