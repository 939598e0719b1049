"""A harvester as the portal keeps it: a frozen value, replaced at each change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """What a harvester may be doing; the vendor's six words. A failed run ends in `IDLE` with its error fields set."""

    NEW = "new"
    IDLE = "idle"
    QUEUED = "queued"
    PROCESSING = "processing"
    ABORTING = "aborting"
    DELETING = "deleting"


@dataclass(frozen=True, slots=True)
class Durations:
    """How long things take, in the portal's seconds. The defaults suit a demo.

    Attributes:
        queued: From a start to the beginning of the work.
        processing: The work of a run.
        aborting: From an abort to rest.
        deleting: How long a deleted harvester is still seen, as "deleting". 0: gone at once.
        publishing: How long publishing and unpublishing take. 0: done before the answer.
        publishing_shows: Whether the status reads "processing" meanwhile (nobody outside knows what the vendor's does).
        appearing: How long a created harvester stays invisible (observed at the vendor's; 0: not at all).
    """

    queued: float = 1.0
    processing: float = 4.0
    aborting: float = 1.0
    deleting: float = 0.0
    publishing: float = 0.0
    publishing_shows: bool = False
    appearing: float = 0.0


@dataclass(frozen=True, slots=True)
class Definition:
    """What people say about a harvester; parameters stand under the automation dialect's names."""

    name: str
    type: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """How a run goes.

    Attributes:
        brings: New datasets; None for as many as the source has and the portal has not.
        failing: Datasets of the source that lead to an error and are not brought.
        failure: The text of a critical error, which ends the run halfway; None for none.
    """

    brings: int | None = None
    failing: int = 0
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run under way; its plan is fixed when it starts.

    Attributes:
        phase: Queued, processing or aborting.
        processing_at: When the work begins, seconds since 1970.
        length: Seconds that the whole work takes.
        ends_at: When the work ends; halfway for a run that fails.
        found: Datasets at the source.
        failing: Errors by the id of the dataset at the source, in the order in which they appear.
        attached_before: Datasets attached when the run began.
        attached_after: Datasets attached when it ends well.
        failure: The critical error it ends in, or None.
        stopped_at: When it was aborted, or None.
        settles_at: When an aborted run comes to rest.
    """

    phase: Status
    processing_at: float
    length: float
    ends_at: float
    found: int
    failing: Mapping[str, str]
    attached_before: int
    attached_after: int
    failure: str | None = None
    stopped_at: float | None = None
    settles_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Publishing:
    """A publishing or unpublishing under way: from one count of published datasets to another."""

    since: float
    until: float
    before: int
    after: int
    shows: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the portal starts a harvester by itself; a harvester has one at most."""

    uid: str
    cron_schedule: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Harvester:
    """One harvester: its definition, its counters, and what is under way.

    Times are seconds since 1970. Parameters stand under the automation dialect's names, secrets included.

    Attributes:
        remote: Datasets at the source as the last run saw them.
        harvested: Datasets that the last or current run went through.
        attached: Datasets that it created and that exist.
        published: Those of them that the public sees.
        failure: The critical error of the last run, or None.
        failed_resources: The errors of the last or current run, by the dataset's id at the source.
        source: Datasets at the source right now; callers learn it from a preview or the next run.
        growth: Datasets that the source gains after each run that ends well.
        habit: How its runs go.
        next_script: How the next run goes, if otherwise.
        visible_at: When callers begin to see it.
        status_shown: A status to show in place of the true one, for tests of callers.
    """

    uid: str
    name: str
    type: str
    created_at: float
    updated_at: float
    updated_by: str
    params: Mapping[str, object] = field(default_factory=dict)
    version: int = 1
    schedule: Schedule | None = None
    remote: int = 0
    harvested: int = 0
    attached: int = 0
    published: int = 0
    failure: str | None = None
    failed_resources: Mapping[str, str] = field(default_factory=dict)
    last_started_at: float | None = None
    last_success_at: float | None = None
    source: int = 0
    growth: int = 0
    habit: Script = Script()
    next_script: Script | None = None
    run: Run | None = None
    publishing: Publishing | None = None
    deleting_until: float | None = None
    visible_at: float = 0.0
    status_shown: str | None = None

    @property
    def status(self) -> Status:
        """What it is doing."""
        if self.deleting_until is not None:
            return Status.DELETING
        if self.run is not None:
            return self.run.phase
        if self.publishing is not None and self.publishing.shows:
            return Status.PROCESSING
        return Status.NEW if self.last_started_at is None else Status.IDLE

    @property
    def hidden(self) -> int:
        """Datasets that are attached and that the public does not see."""
        return self.attached - self.published

    @property
    def pending(self) -> bool:
        """Whether time alone will change it."""
        return self.run is not None or self.publishing is not None or self.deleting_until is not None
