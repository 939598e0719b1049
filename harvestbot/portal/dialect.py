"""What a dialect is: requests as values out, the meaning of bytes in. No dialect does I/O."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
from urllib.parse import quote, urlencode

from msgspec import Struct, field

from harvestbot.domain.harvesters import Definition, Harvester, HarvesterType, Preview, RunErrors, Schedule
from harvestbot.errors import UnknownHarvester
from harvestbot.portal.taking import Body

T_co = TypeVar("T_co", covariant=True)


class Operation(StrEnum):
    """What can be asked of a portal; the value is the word in logs and metrics."""

    LIST = "list"
    GET = "get"
    START = "start"
    ABORT = "abort"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    DELETE = "delete"
    CREATE = "create"
    UPDATE = "update"
    ERRORS = "errors"
    PREVIEW = "preview"
    UNSAVED_PREVIEW = "unsaved_preview"
    SCHEDULES = "schedules"
    SET_SCHEDULE = "set_schedule"
    REMOVE_SCHEDULE = "remove_schedule"

    @property
    def phrase(self) -> str:
        """What it is, as the end of "this portal's API cannot …"."""
        return _PHRASES.get(self, f"{self} harvesters")

    @property
    def changes(self) -> bool:
        """Whether it is there to change something, though it may read first."""
        return self not in _READINGS


_PHRASES = {
    Operation.ABORT: "abort a run",
    Operation.ERRORS: "tell a run's errors",
    Operation.PREVIEW: "preview a harvester",
    Operation.UNSAVED_PREVIEW: "preview changes before they are saved",
    Operation.SCHEDULES: "tell a harvester's schedule",
    Operation.SET_SCHEDULE: "set a harvester's schedule",
    Operation.REMOVE_SCHEDULE: "remove a harvester's schedule",
}

_READINGS = frozenset(
    {
        Operation.LIST,
        Operation.GET,
        Operation.ERRORS,
        Operation.PREVIEW,
        Operation.UNSAVED_PREVIEW,
        Operation.SCHEDULES,
    }
)

EXTRAS = frozenset(
    {
        Operation.ABORT,
        Operation.ERRORS,
        Operation.UNSAVED_PREVIEW,
        Operation.SCHEDULES,
        Operation.SET_SCHEDULE,
        Operation.REMOVE_SCHEDULE,
    }
)
"""Operations that only some dialects have."""


class Request(Struct, frozen=True):
    """One HTTP request, relative to the portal's address; ``path`` is already percent-encoded, ``body`` is JSON."""

    method: str
    path: str
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, object] | None = None

    @property
    def target(self) -> str:
        """Path and query as they go on the wire."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def other_slash(self) -> "Request":
        """The same request with its trailing slash added, or taken away."""
        path = self.path.removesuffix("/") if self.path.endswith("/") else f"{self.path}/"
        return Request(self.method, path, self.query, self.body)

    def __repr__(self) -> str:
        """Leave the body out: it may hold secrets."""
        return f"Request({self.method} {self.target})"


class Exchange(Struct, Generic[T_co], frozen=True, kw_only=True):
    """A request, and how the bytes of its success are read.

    ``changes`` tells a write from a reading: a write is never sent twice, and where it gets no readable answer its
    outcome is unknown. ``names_one`` tells that the path names a harvester, so that 404 is about that one. ``secrets``
    are values in the body that no text may repeat. ``read`` raises ``wire.Unreadable`` where the bytes mean nothing.
    """

    operation: Operation
    request: Request
    read: Callable[[Body], T_co]
    changes: bool = False
    names_one: bool = True
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Leave the secrets out."""
        return f"Exchange({self.operation}, {self.request!r})"


class Page(Struct, frozen=True):
    """A stretch of the list; ``more`` tells whether the portal has others behind it."""

    harvesters: tuple[Harvester, ...]
    more: bool = False


class Stored(Struct, frozen=True):
    """A harvester as the portal has it: its meaning, and the document with everything that an update has to keep.

    The document may hold secrets in plain text, so it lives for one call and stays inside this package.
    """

    harvester: Harvester
    document: Mapping[str, object]

    def __repr__(self) -> str:
        """Leave the document out."""
        return f"Stored({self.harvester.id!r})"


class Created(Struct, frozen=True):
    """A new harvester, and the second write that completes it where one call is not enough."""

    harvester: Harvester
    rest: Exchange[Harvester | None] | None = None


class Extras(Protocol):
    """The operations of ``EXTRAS``, for a dialect that has them."""

    def abort(self, harvester: str) -> Exchange[Harvester | None]:
        """Abort the run that is under way."""

    def errors(self, harvester: str) -> Exchange[RunErrors]:
        """What went wrong in the last or current run."""

    def unsaved_preview(self, harvester: str, definition: Definition) -> Exchange[Preview]:
        """What a run would bring after a change that is not saved."""

    def schedules(self, harvester: str) -> Exchange[tuple[Schedule, ...]]:
        """When the harvester runs by itself."""

    def add_schedule(self, harvester: str, schedule: Schedule) -> Exchange[Schedule]:
        """Give it a schedule."""

    def change_schedule(self, harvester: str, schedule: Schedule) -> Exchange[Schedule]:
        """Change the schedule that ``schedule.id`` names."""

    def remove_schedule(self, harvester: str, schedule: Schedule) -> Exchange[None]:
        """Remove that schedule."""


class Dialect(Protocol):
    """One way of speaking about harvesters. A path that names one raises ``UnknownHarvester`` for an impossible id."""

    @property
    def extras(self) -> Extras | None:
        """What not every dialect has; None for one that has none of it."""

    @property
    def types(self) -> tuple[HarvesterType, ...]:
        """The types that it knows by itself; empty where only a portal's harvesters show them."""

    def page(self, offset: int) -> Exchange[Page]:
        """List the harvesters from an offset on."""

    def get(self, harvester: str) -> Exchange[Harvester]:
        """Read one harvester."""

    def stored(self, harvester: str) -> Exchange[Stored]:
        """Read one harvester with all that an update has to keep."""

    def start(self, harvester: str) -> Exchange[Harvester | None]:
        """Start a run."""

    def publish(self, harvester: str) -> Exchange[Harvester | None]:
        """Publish all attached datasets."""

    def unpublish(self, harvester: str) -> Exchange[Harvester | None]:
        """Unpublish all attached datasets."""

    def delete(self, harvester: str, *, with_datasets: bool) -> Exchange[None]:
        """Delete a harvester, its datasets too where asked for."""

    def create(self, definition: Definition) -> Exchange[Created]:
        """Create a harvester."""

    def update(self, stored: Stored, definition: Definition) -> Exchange[Harvester | None]:
        """Write a harvester anew."""

    def preview(self, harvester: str) -> Exchange[Preview]:
        """What a run would bring."""


def segment(identifier: str) -> str:
    """Return an id as one segment of a path, so that no id can lead to another path.

    Raises:
        UnknownHarvester: no harvester can have it (empty, ``.``, ``..``, or not to be written in UTF-8).
    """
    try:
        quoted = quote(identifier, safe="")
    except UnicodeEncodeError:
        quoted = ""
    if quoted in {"", ".", ".."}:
        raise UnknownHarvester("No harvester can have this id.")
    return quoted
