"""A harvester as people think of it, whichever dialect it came from."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

RUNNING = frozenset({"queued", "processing", "aborting"})
"""Statuses in which a run is under way (both dialects)."""
NEW = "new"
"""The status of a harvester that never ran (both dialects)."""
RESTING = frozenset({NEW, "idle"})
"""Statuses in which a run may be started (both dialects)."""
DELETING = "deleting"


class Health(StrEnum):
    """How a harvester is doing; the value is the word that people read."""

    NEVER_RUN = "never run"
    RUNNING = "running"
    WELL = "well"
    WITH_ERRORS = "with errors"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Schedule(Struct, frozen=True):
    """When a harvester runs by itself: a unix cron line, and a time zone ("" where the portal names none)."""

    cron: str
    timezone: str = ""
    id: str = ""


class ParameterField(Struct, frozen=True):
    """One parameter that a type of harvester takes, as a form would ask for it."""

    name: str
    label: str
    type: str = "string"
    mandatory: bool = False
    secret: bool = False
    hint: str = ""


class HarvesterType(Struct, frozen=True):
    """A type of harvester: its name on the portal, what people call it, and what it takes."""

    name: str
    label: str
    fields: tuple[ParameterField, ...] = ()

    def called(self, word: str) -> bool:
        """Tell whether somebody means this type by a word, however it is written."""
        return word.casefold() in (self.name.casefold(), self.label.casefold())


class Harvester(Struct, frozen=True, kw_only=True, gc=False):
    """One harvester at one moment.

    ``parameters`` never hold a secret: each is replaced by ``REDACTED`` before this value is made, and its name stands
    in ``secrets``. Counts are numbers of datasets; None where the dialect does not tell.

    It is out of the garbage collector's sight (``gc=False``): it holds no cycles, and looking through ten thousand of
    them would hold everybody up.
    """

    id: str
    name: str
    type: str
    type_label: str = ""
    status: str
    version: int | None = None
    attached: int = 0
    published: int = 0
    remote: int | None = None
    harvester_errors: int = 0
    resource_errors: int = 0
    schedules: tuple[Schedule, ...] = ()
    created_at: datetime | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    started_at: datetime | None = None
    succeeded_at: datetime | None = None
    removes_missing: bool = False
    parameters: dict[str, object] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    fields: tuple[ParameterField, ...] = ()

    @property
    def hidden(self) -> int:
        """Datasets that are attached and not published: what an operator looks for after a run."""
        return max(self.attached - self.published, 0)

    @property
    def errors(self) -> int:
        """All errors of the last or current run."""
        return self.harvester_errors + self.resource_errors

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self.status in RUNNING

    @property
    def health(self) -> Health:
        """How it is doing.

        No status says "error": a failed run is at rest with its error fields set.
        """
        if self.running:
            return Health.RUNNING
        if self.status not in RESTING and self.status != DELETING:
            return Health.UNKNOWN
        if self.harvester_errors:
            return Health.FAILED
        if self.resource_errors:
            return Health.WITH_ERRORS
        if self.status == "new":
            return Health.NEVER_RUN
        return Health.WELL

    @property
    def collapsed(self) -> bool:
        """Whether the next run may remove most datasets: the source has shrunk, and missing ones are removed."""
        return self.removes_missing and self.remote is not None and self.remote * 2 < self.attached


class RunErrors(Struct, frozen=True):
    """What went wrong in the last or current run: one text for the whole, and one each for a resource of the source."""

    harvester: str = ""
    resources: dict[str, str] = field(default_factory=dict)


class PreviewedDataset(Struct, frozen=True):
    """A dataset that a run would bring."""

    id: str
    title: str = ""
    description: str = ""


class Preview(Struct, frozen=True):
    """What a run would bring: how many datasets in all, and the first of them."""

    total: int
    datasets: tuple[PreviewedDataset, ...] = ()


class Definition(Struct, frozen=True):
    """What a harvester is created from, or becomes; ``parameters`` hold secrets in plain text, so it is never stored.

    A parameter left out keeps what the portal has (``update``) or takes the portal's default (``create``).
    """

    name: str
    type: str
    parameters: dict[str, object] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name the definition without its parameters, which may hold secrets."""
        return f"Definition(name={self.name!r}, type={self.type!r})"
