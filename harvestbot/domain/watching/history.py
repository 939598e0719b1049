"""A run as the history keeps it: the portal itself keeps none."""

import hashlib
from enum import StrEnum

from msgspec import Struct

from harvestbot.domain.watching.seen import Counts


class Outcome(StrEnum):
    """How a run ended; the value is stored, exported and read."""

    WELL = "well"
    WITH_ERRORS = "with errors"
    FAILED = "failed"
    ABORTED = "aborted"
    UNKNOWN = "unknown"
    """Another run had begun, or the harvester was gone, before anybody looked."""


class Trigger(StrEnum):
    """What set a run off, as far as it is known."""

    CHAT = "chat"
    SCHEDULE = "schedule"
    UNKNOWN = "unknown"


class PastRun(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One run that is over. Times are seconds since the epoch.

    ``began_at`` is None where no poll saw it under way and the portal does not say. ``exact`` tells that the beginning
    is the portal's own word; else it lies between two polls. ``seen_at`` is the poll that showed that it was over,
    ``ended_at`` the portal's own word on that where there is one, else the same. ``before`` and ``after`` are the
    numbers at rest before and after it. ``by`` is the Slack id of who started it from chat.
    """

    portal: str
    harvester_id: str
    name: str
    began_at: float | None = None
    exact: bool = False
    ended_at: float
    seen_at: float
    outcome: Outcome
    before: Counts
    after: Counts
    trigger: Trigger = Trigger.UNKNOWN
    by: str = ""

    @property
    def key(self) -> str:
        """An id that the same run always gets, so that it is recorded once (32 characters)."""
        moment = self.ended_at if self.began_at is None else self.began_at
        return hashlib.sha256(f"{self.portal}\n{self.harvester_id}\n{moment!r}".encode()).hexdigest()[:32]

    @property
    def lasted(self) -> float | None:
        """Seconds from its beginning to its end, where both are known."""
        return None if self.began_at is None else max(self.ended_at - self.began_at, 0.0)
