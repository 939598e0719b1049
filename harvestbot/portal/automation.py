"""The automation API v1.0: pages, changes by POST, API keys only."""

from collections.abc import Callable, Mapping
from functools import partial

from harvestbot.domain.harvesters import Definition, Harvester, HarvesterType, Preview, RunErrors, Schedule
from harvestbot.domain.redaction import is_secret
from harvestbot.domain.types import AUTOMATION as TYPES
from harvestbot.portal import wire
from harvestbot.portal.automation_wire import (
    NO_PARAMETERS,
    DoneWire,
    own_parameters,
    read_errors,
    read_harvester,
    read_page,
    read_schedule,
    read_schedules,
)
from harvestbot.portal.dialect import Created, Exchange, Operation, Page, Request, Stored, segment
from harvestbot.portal.parameters import merged, secret_values
from harvestbot.portal.recollection import Recollection
from harvestbot.portal.shapes import nothing, read_preview
from harvestbot.portal.taking import Body

ROOT = "/api/automation/v1.0/harvesters"
LIMIT = 1000
"""The longest page there is."""


class Automation:
    """The dialect of the automation API, all of it documented. It has every operation, so it is its own extras."""

    types: tuple[HarvesterType, ...] = tuple(TYPES.values())

    def __init__(self) -> None:
        self._seen = Recollection()

    @property
    def extras(self) -> "Automation":
        """This dialect itself."""
        return self

    def page(self, offset: int) -> Exchange[Page]:
        """List: the page that begins at ``offset``."""
        return Exchange(
            operation=Operation.LIST,
            request=Request("GET", f"{ROOT}/", {"limit": LIMIT, "offset": offset}),
            read=partial(read_page, offset, LIMIT, self._seen),
            names_one=False,
        )

    def get(self, harvester: str) -> Exchange[Harvester]:
        """One harvester."""
        return Exchange(operation=Operation.GET, request=Request("GET", _one(harvester)), read=read_harvester)

    def stored(self, harvester: str) -> Exchange[Stored]:
        """One harvester, with everything that an update has to keep."""
        return Exchange(operation=Operation.UPDATE, request=Request("GET", _one(harvester)), read=_stored)

    def start(self, harvester: str) -> Exchange[Harvester | None]:
        """Start a run."""
        return _act(Operation.START, harvester)

    def abort(self, harvester: str) -> Exchange[Harvester | None]:
        """Abort the run that is under way."""
        return _act(Operation.ABORT, harvester)

    def publish(self, harvester: str) -> Exchange[Harvester | None]:
        """Publish all attached datasets; the answer carries no harvester."""
        return _act(Operation.PUBLISH, harvester, _done)

    def unpublish(self, harvester: str) -> Exchange[Harvester | None]:
        """Unpublish all attached datasets; the answer carries no harvester."""
        return _act(Operation.UNPUBLISH, harvester, _done)

    def delete(self, harvester: str, *, with_datasets: bool) -> Exchange[None]:
        """Delete the harvester, and its datasets where asked for."""
        query = {"delete_attached_datasets": "true" if with_datasets else "false"}
        request = Request("DELETE", _one(harvester), query)
        return Exchange(operation=Operation.DELETE, request=request, read=nothing, changes=True)

    def create(self, definition: Definition) -> Exchange[Created]:
        """Create a harvester."""
        body = _document(definition, merged({}, definition.parameters))
        return Exchange(
            operation=Operation.CREATE,
            request=Request("POST", f"{ROOT}/", body=body),
            read=_created,
            changes=True,
            names_one=False,
            secrets=secret_values(body),
        )

    def update(self, stored: Stored, definition: Definition) -> Exchange[Harvester | None]:
        """Write a harvester anew; secrets that stay as they are, are left out."""
        body = _document(definition, merged(own_parameters(stored.document), definition.parameters))
        if (version := stored.document.get("version")) is not None:
            body["version"] = version
        return Exchange(
            operation=Operation.UPDATE,
            request=Request("PUT", _one(stored.harvester.id), body=body),
            read=_maybe_harvester,
            changes=True,
            secrets=secret_values(body),
        )

    def errors(self, harvester: str) -> Exchange[RunErrors]:
        """What went wrong in the last or current run."""
        request = Request("GET", f"{_one(harvester)}errors/")
        return Exchange(operation=Operation.ERRORS, request=request, read=read_errors)

    def preview(self, harvester: str) -> Exchange[Preview]:
        """What a run would bring."""
        request = Request("GET", f"{_one(harvester)}preview/")
        return Exchange(operation=Operation.PREVIEW, request=request, read=read_preview)

    def unsaved_preview(self, harvester: str, definition: Definition) -> Exchange[Preview]:
        """What a run would bring if the harvester were changed so; the portal merges the change, and keeps nothing."""
        body = _document(definition, merged({}, definition.parameters))
        return Exchange(
            operation=Operation.UNSAVED_PREVIEW,
            request=Request("POST", f"{_one(harvester)}unsaved_preview/", body=body),
            read=read_preview,
            secrets=secret_values(body),
        )

    def schedules(self, harvester: str) -> Exchange[tuple[Schedule, ...]]:
        """The harvester's schedule, or none."""
        request = Request("GET", f"{_one(harvester)}schedules/")
        return Exchange(operation=Operation.SCHEDULES, request=request, read=read_schedules)

    def add_schedule(self, harvester: str, schedule: Schedule) -> Exchange[Schedule]:
        """Give the harvester its schedule."""
        return _schedule("POST", f"{_one(harvester)}schedules/", schedule)

    def change_schedule(self, harvester: str, schedule: Schedule) -> Exchange[Schedule]:
        """Change the schedule that ``schedule.id`` names."""
        return _schedule("PUT", f"{_one(harvester)}schedules/{segment(schedule.id)}/", schedule)

    def remove_schedule(self, harvester: str, schedule: Schedule) -> Exchange[None]:
        """Remove the schedule that ``schedule.id`` names."""
        request = Request("DELETE", f"{_one(harvester)}schedules/{segment(schedule.id)}/")
        return Exchange(operation=Operation.REMOVE_SCHEDULE, request=request, read=nothing, changes=True)


def _one(harvester: str) -> str:
    return f"{ROOT}/{segment(harvester)}/"


def _maybe_harvester(body: Body) -> Harvester | None:
    """Read the harvester of an answer; an empty success is one too."""
    return read_harvester(body) if body else None


def _act(
    operation: Operation, harvester: str, read: Callable[[Body], Harvester | None] = _maybe_harvester
) -> Exchange[Harvester | None]:
    request = Request("POST", f"{_one(harvester)}{operation}/")
    return Exchange(operation=operation, request=request, read=read, changes=True)


def _schedule(method: str, path: str, schedule: Schedule) -> Exchange[Schedule]:
    """Write a schedule; the API wants a time zone, and UTC is what none means."""
    body = {"cron_schedule": schedule.cron, "timezone": schedule.timezone or "UTC"}
    return Exchange(
        operation=Operation.SET_SCHEDULE, request=Request(method, path, body=body), read=read_schedule, changes=True
    )


def _document(definition: Definition, parameters: Mapping[str, object]) -> dict[str, object]:
    """Return a harvester to send, without secrets that read back as null and without the portal's own fields."""
    own = {
        name: value
        for name, value in parameters.items()
        if name not in NO_PARAMETERS and not (value is None and is_secret(name))
    }
    return {**own, "type": definition.type, "name": definition.name}


def _stored(body: Body) -> Stored:
    return Stored(read_harvester(body), wire.read_object(body))


def _created(body: Body) -> Created:
    return Created(read_harvester(body))


def _done(body: Body) -> None:
    """Read ``{"detail": "ok"}``; an empty success is one too."""
    if body:
        wire.read(DoneWire, body)
