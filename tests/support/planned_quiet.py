"""What a planned day has besides news: digests in several zones, and channels that want to hear nothing for a while.

The moments of digests are worked out by hand, so that no clock of the bot's is believed.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from support.planned_day import HOUR, LATEST, MINUTE, POLL, Ear, News

from harvestbot.domain.watching.digest import Digest
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.planning import DigestPlan, parse_plan
from harvestbot.domain.watching.subscriptions import ANY, Target

STEP = 150.0
"""Seconds between two looks at what is due: each moment of the bot's own is a second."""
LISTED = frozenset({Kind.NEW, Kind.GONE, Kind.EDITED})
"""News that a digest lists one by one."""


class Wished(NamedTuple):
    """A wish for a digest, and when it ``comes``: hours after Thursday noon, 1 January 2026 UTC; None for never."""

    subscriber: str
    target: Target
    words: str
    comes: float | None
    called_off: float | None = None

    def plan(self, begins: float) -> DigestPlan:
        """Return the wish as the bot keeps it."""
        return DigestPlan(
            subscriber=self.subscriber,
            target=self.target,
            plan=parse_plan(self.words.split()),
            set_by="U0ANNA",
            set_at=begins,
        )


WISHED = (
    Wished("C02", Target(), "daily at 09:00 Europe/Paris", 20.0),
    Wished("C03", Target("city"), "daily at 08:15 America/New_York", 1.25),
    Wished("C04", Target("sea"), "weekly friday at 06:00 Asia/Tokyo", 9.0),
    Wished("C05", Target(), "weekly thursday at 11:00 UTC", None),
    Wished("C06", Target("wood"), "daily at 20:15 UTC", 8.25),  # while Slack takes nothing
    Wished("C07", Target(), "daily at 00:00 UTC", 12.0),  # while a new release is started
    Wished("C08", Target(), "daily at 17:00 UTC", None, called_off=3.0),
    Wished("C09", Target("city"), "daily at 02:30 Asia/Kolkata", 9.0),
    Wished("U0ANNA", Target("sea"), "weekly thursday at 23:00 America/Los_Angeles", 19.0),
)


class Hush(NamedTuple):
    """A time, in seconds since the epoch, for which a channel hears nothing of something; ``lifted`` before its end."""

    ear: Ear
    target: Target
    begins: float
    ends: float
    lifted: bool

    def covers(self, news: News) -> bool:
        """Tell whether the channel is not told."""
        near = self.target.portal in (ANY, news.portal)
        here = self.target.harvester == ANY or (bool(news.harvester) and self.target.harvester == news.harvester)
        return near and here and self.begins <= news.at < self.ends


def hushes(ears: Sequence[Ear], news: Sequence[News], begins: float) -> list[Hush]:
    """Return a mute for each of some channels: it hides something, and begins and ends when nothing happens."""
    found = []
    for number, ear in enumerate(ears):
        heard = [one for one in news if ear.asks(one)]
        possible = (hush for one in heard for hush in _around(ear, one, lifted=number % 2 == 0))
        fit = (one for one in possible if one.begins > begins + HOUR and not any(_unsure(one, each) for each in heard))
        found.append(next(fit))
    return found


def _around(ear: Ear, news: News, *, lifted: bool) -> Iterator[Hush]:
    """Yield mutes that hide these news: of everything, of the portal, of the harvester."""
    targets = [Target(), Target(news.portal), Target(news.portal, news.harvester or ANY)]
    begins = (news.at // STEP - 1) * STEP
    for length in (40 * MINUTE, HOUR, 2 * HOUR):
        yield from (Hush(ear, target, begins, begins + length, lifted) for target in targets)


def _unsure(hush: Hush, news: News) -> bool:
    """Tell whether nobody can say if news is found out within a mute."""
    most = LATEST.get(news.kind, POLL) + 2 * STEP
    return any(edge - most < news.at < edge + STEP for edge in (hush.begins - STEP, hush.ends))


def digest_mistakes(
    told: Sequence[tuple[float, str, Digest]], news: Sequence[News], begins: float, late: float
) -> list[str]:
    """Return what is wrong with the digests of a day: when they came, and which news they list.

    Args:
        told: when (seconds since the epoch), to whom, and what.
        news: what happened.
        begins: when the day began.
        late: seconds after which one comes at the latest.
    """
    expected = {one.subscriber: one for one in WISHED if one.comes is not None}
    mistakes = [
        f"{one} got {len(each)}" for one in expected if len(each := [who for _, who, _ in told if who == one]) != 1
    ]
    for at, subscriber, digest in told:
        wish = expected.get(subscriber)
        if wish is None or wish.comes is None or not 0 <= at - begins - wish.comes * HOUR <= late:
            mistakes.append(f"{subscriber} got one after {(at - begins) / HOUR:.2f} h")
            continue
        listed = {(one.kind, one.portal, one.harvester_id) for one in digest.changed if one.kind in LISTED}
        asked = [one for one in news if one.kind in LISTED and wish.target.portal in (ANY, one.portal)]
        known = {one[1:4] for one in asked if one.at <= digest.until - POLL - 2 * STEP}
        if not known <= listed <= {one[1:4] for one in asked if one.at <= digest.until}:
            mistakes.append(f"{subscriber} was told of {listed}")
    return mistakes
