"""One harvester in two polls: what the rules of watching look at."""

from datetime import datetime
from typing import Unpack

from msgspec import Struct

from harvestbot.domain.harvesters import RESTING, Harvester
from harvestbot.domain.watching.changes import Change, Details
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.seen import Seen, Tracked


class Poll(Struct, frozen=True, gc=False):
    """A poll of a portal: when it was (``now``), and when the last one was (seconds since the epoch)."""

    portal: str
    last: float
    now: float


class Look(Struct, frozen=True, gc=False):
    """A harvester as it was remembered, and as a poll shows it."""

    poll: Poll
    before: Tracked
    harvester: Harvester
    after: Seen

    @property
    def now(self) -> float:
        """When this is, in seconds since the epoch."""
        return self.poll.now

    @property
    def resting(self) -> bool:
        """Whether its numbers can be taken at their word: those of a run that is under way move all the time."""
        return self.after.status in RESTING

    @property
    def begun(self) -> float | None:
        """When a run began since the last poll, as the portal says; None where it does not."""
        return _later(self.before.seen.started_at, self.after.started_at)

    @property
    def succeeded(self) -> float | None:
        """When a run succeeded since the last poll, as the portal says; None where it does not."""
        return _later(self.before.seen.succeeded_at, self.after.succeeded_at)

    def tell(self, kind: Kind, **details: Unpack[Details]) -> Change:
        """Return a change of this harvester."""
        return Change(
            kind=kind,
            portal=self.poll.portal,
            at=self.now,
            harvester_id=self.after.id,
            name=self.after.name,
            **details,
        )


def _later(before: datetime | None, after: datetime | None) -> float | None:
    """Return the second moment in seconds since the epoch, if it is later than the first; None stands for never."""
    return after.timestamp() if after is not None and (before is None or after > before) else None
