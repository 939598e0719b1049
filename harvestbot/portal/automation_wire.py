"""Harvesters as the automation API writes them, and what they mean."""

from collections.abc import Mapping

from msgspec import Raw, Struct

from harvestbot.domain.harvesters import Harvester, HarvesterType, RunErrors, Schedule
from harvestbot.domain.redaction import clean_text, redact_object
from harvestbot.domain.types import AUTOMATION as TYPES
from harvestbot.portal import wire
from harvestbot.portal.dialect import Page
from harvestbot.portal.parameters import secret_names
from harvestbot.portal.recollection import Recollection
from harvestbot.portal.taking import Body


class UserWire(Struct, gc=False):
    """Somebody on the portal."""

    username: str | None = None


class HarvesterWire(Struct, gc=False):
    """What every harvester has; only its uid has to be there. Its type's own parameters stand beside these."""

    uid: str
    type: str | None = None
    name: str | None = None
    status: str | None = None
    version: int | None = None
    delete_missing_datasets: bool | None = None
    remote_datasets_count: int | None = None
    harvested_datasets_count: int | None = None
    attached_datasets_count: int | None = None
    published_datasets_count: int | None = None
    has_error: bool | None = None
    resource_errors_count: int | None = None
    created_at: str | None = None
    updated_at: str | None = None
    updated_by: UserWire | None = None
    last_started_at: str | None = None
    last_success_at: str | None = None


PARAMETERS_TOO = frozenset({"delete_missing_datasets"})
NO_PARAMETERS = frozenset(HarvesterWire.__struct_fields__) - PARAMETERS_TOO
"""What stands in the document and is no parameter: the portal sets it, or a definition holds it by itself."""


class PageWire(Struct, gc=False):
    """A page of any list. ``total_count`` is a number, a number in a string, or null."""

    results: list[Raw]
    total_count: int | None = None
    next: str | None = None


class RunErrorsWire(Struct, gc=False):
    """What went wrong in the last or current run."""

    harvester: str | None
    resources: dict[str, object]


class DoneWire(Struct, gc=False):
    """An action was carried out: ``{"detail": "ok"}``."""

    detail: str


class ScheduleWire(Struct, gc=False):
    """When a harvester runs by itself."""

    uid: str
    cron_schedule: str
    timezone: str | None = None


def read_harvester(data: Body | Raw) -> Harvester:
    """Read one harvester.

    Raises:
        wire.Unreadable: it is none.
    """
    one = wire.read(HarvesterWire, data)
    if not one.uid:
        raise wire.Unreadable
    parameters = own_parameters(wire.read_object(data))
    kind = TYPES.get(one.type or "") or HarvesterType(one.type or "", one.type or "")
    return Harvester(
        id=one.uid,
        name=one.name or one.uid,
        type=kind.name,
        type_label=kind.label,
        status=wire.word(one.status),
        version=one.version,
        attached=one.attached_datasets_count or 0,
        published=one.published_datasets_count or 0,
        remote=one.remote_datasets_count,
        harvester_errors=int(one.has_error or 0),
        resource_errors=one.resource_errors_count or 0,
        created_at=wire.moment(one.created_at),
        changed_at=wire.moment(one.updated_at),
        changed_by=wire.word(one.updated_by.username if one.updated_by else None),
        started_at=wire.moment(one.last_started_at),
        succeeded_at=wire.moment(one.last_success_at),
        removes_missing=bool(one.delete_missing_datasets),
        parameters=redact_object(parameters),
        secrets=secret_names(parameters, null_may_be_set=True),
        fields=kind.fields,
    )


def own_parameters(document: Mapping[str, object]) -> dict[str, object]:
    """Return what a document holds beside the fields that the portal sets itself."""
    return {name: value for name, value in document.items() if name not in NO_PARAMETERS}


def read_page(offset: int, limit: int, seen: Recollection, body: Body) -> Page:
    """Read one page of the list that was asked for from ``offset`` on; what was ``seen`` before is not read anew.

    Raises:
        wire.Unreadable: it is none, or one of its harvesters is none.
    """
    page = wire.read(PageWire, body)
    got = len(page.results)
    if page.next:
        more = True
    elif page.total_count is not None:
        more = offset + got < page.total_count
    else:
        more = got >= limit
    return Page(seen.read(page.results, read_harvester, first=offset == 0), more and got > 0)


def read_errors(body: Body) -> RunErrors:
    """Read the errors of a run; the texts come from anywhere, so addresses in them lose their credentials."""
    errors = wire.read(RunErrorsWire, body)
    resources = {name: clean_text(str(text)) for name, text in errors.resources.items()}
    return RunErrors(clean_text(errors.harvester or ""), resources)


def read_schedule(data: Body | Raw) -> Schedule:
    """Read one schedule."""
    one = wire.read(ScheduleWire, data)
    return Schedule(one.cron_schedule, one.timezone or "", one.uid)


def read_schedules(body: Body) -> tuple[Schedule, ...]:
    """Read a harvester's schedules: none, or one."""
    return tuple(read_schedule(raw) for raw in wire.read(PageWire, body).results)
