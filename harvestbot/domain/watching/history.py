"""A run as the history keeps it: the portal itself keeps none."""

import hashlib
from enum import StrEnum

from msgspec import Struct

from harvestbot.domain.harvesters import Harvester, Health
from harvestbot.domain.watching.seen import Counts


class Outcome(StrEnum):
    """How a run ended; the value is stored, exported and read."""

    WELL = "well"
    WITH_ERRORS = "with errors"
    FAILED = "failed"
    ABORTED = "aborted"
    UNKNOWN = "unknown"
    """Another run had begun, or the harvester was gone, before anybody looked."""

    @property
    def by_itself(self) -> bool:
        """Whether the run went all its way: how long it took tells what is usual."""
        return self in (Outcome.WELL, Outcome.WITH_ERRORS)


class Trigger(StrEnum):
    """What set a run off, as far as it is known."""

    CHAT = "chat"
    SCHEDULE = "schedule"
    UNKNOWN = "unknown"


_OUTCOMES = {Health.FAILED: Outcome.FAILED, Health.WITH_ERRORS: Outcome.WITH_ERRORS, Health.WELL: Outcome.WELL}


class PastRun(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One run that is over. Times are seconds since the epoch.

    ``began_at`` is None where nobody saw it under way and the portal does not say. ``exact`` tells that it is the
    portal's own word. ``ended_at`` is the portal's own word on that where there is one (``ended_exact``), else when it
    was first seen to be over, which is ``seen_at``. ``begins`` and ``ends`` are the earliest and the latest moment at
    which it can have begun and ended, as far as was seen. ``before`` and ``after`` are the numbers at rest before and
    after it. ``by`` is the Slack id of who started it from chat. ``start`` is the id of what they decided on, where
    the run was followed; ``watched`` tells that polls have seen it, ``joined`` that somebody followed it from chat who
    had come upon it under way: all of them, where all did.
    """

    portal: str
    harvester_id: str
    name: str
    began_at: float | None = None
    exact: bool = False
    ended_at: float
    ended_exact: bool = False
    seen_at: float
    begins: tuple[float, float]
    ends: tuple[float, float]
    outcome: Outcome
    before: Counts
    after: Counts
    trigger: Trigger = Trigger.UNKNOWN
    by: str = ""
    start: str = ""
    watched: bool = False
    joined: bool = False

    @property
    def key(self) -> str:
        """An id for the run, the same whenever the same is seen of it (32 characters)."""
        moment = self.start or repr(self.ended_at if self.began_at is None else self.began_at)
        return hashlib.sha256(f"{self.portal}\n{self.harvester_id}\n{moment}".encode()).hexdigest()[:32]

    @property
    def lasted(self) -> float | None:
        """Seconds from its beginning to its end, where both are known."""
        return None if self.began_at is None else max(self.ended_at - self.began_at, 0.0)


def outcome_of(harvester: Harvester, *, aborting: bool) -> Outcome:
    """Tell how the last run of a harvester that rests has ended.

    A run without errors that the portal does not count as a success was aborted, though nobody may have seen it so.

    Args:
        harvester: as it is after the run.
        aborting: whether the run was seen to be stopped.
    """
    started, succeeded = harvester.started_at, harvester.succeeded_at
    outcome = _OUTCOMES.get(harvester.health, Outcome.ABORTED)
    if aborting:
        return Outcome.ABORTED
    if outcome is Outcome.WELL and started is not None and succeeded is not None and succeeded < started:
        return Outcome.ABORTED
    return outcome
