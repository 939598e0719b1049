"""The management API v2: a bare list, changes by PUT, credentials of either kind."""

from functools import partial

from msgspec import Raw

from harvestbot.domain.harvesters import Definition, Harvester, HarvesterType, Preview
from harvestbot.portal import wire
from harvestbot.portal.dialect import Created, Exchange, Operation, Page, Request, Stored, segment
from harvestbot.portal.management_wire import Fetchers, read_harvester
from harvestbot.portal.parameters import merged, secret_values
from harvestbot.portal.recollection import Recollection
from harvestbot.portal.shapes import nothing, read_preview
from harvestbot.portal.taking import Body

ROOT = "/api/management/v2/harvesters"


class Management:
    """The dialect that the documents of the management API describe.

    Documented: list, one, start, publish, unpublish, delete, preview. Seen in use: create, update. Aborting, schedules
    and the texts of errors are in neither, so it has no extras.
    """

    extras: None = None
    types: tuple[HarvesterType, ...] = ()

    def __init__(self) -> None:
        self._seen = Recollection()

    def page(self, offset: int) -> Exchange[Page]:
        """List: all harvesters at once, whatever the offset."""
        del offset
        return Exchange(operation=Operation.LIST, request=Request("GET", f"{ROOT}/"), read=self._page, names_one=False)

    def get(self, harvester: str) -> Exchange[Harvester]:
        """One harvester; documented without a slash at its end."""
        return Exchange(operation=Operation.GET, request=Request("GET", _one(harvester)), read=read_harvester)

    def stored(self, harvester: str) -> Exchange[Stored]:
        """One harvester, with everything that an update has to keep."""
        return Exchange(operation=Operation.UPDATE, request=Request("GET", _one(harvester)), read=_stored)

    def start(self, harvester: str) -> Exchange[Harvester | None]:
        """Start a run."""
        return self._act(Operation.START, harvester)

    def publish(self, harvester: str) -> Exchange[Harvester | None]:
        """Publish all attached datasets."""
        return self._act(Operation.PUBLISH, harvester)

    def unpublish(self, harvester: str) -> Exchange[Harvester | None]:
        """Unpublish all attached datasets."""
        return self._act(Operation.UNPUBLISH, harvester)

    def delete(self, harvester: str, *, with_datasets: bool) -> Exchange[None]:
        """Delete the harvester, and its datasets where asked for."""
        query = {"delete_attached_datasets": int(with_datasets)}
        request = Request("DELETE", f"{_one(harvester)}/", query)
        return Exchange(operation=Operation.DELETE, request=request, read=nothing, changes=True)

    def create(self, definition: Definition) -> Exchange[Created]:
        """Create a harvester: the call takes its type and name, and an update gives it its parameters."""
        merged({}, definition.parameters)
        return Exchange(
            operation=Operation.CREATE,
            request=Request("POST", f"{ROOT}/", body={"fetcher": definition.type, "name": definition.name}),
            read=partial(self._created, definition),
            changes=True,
            names_one=False,
        )

    def update(self, stored: Stored, definition: Definition) -> Exchange[Harvester | None]:
        """Write a harvester anew: the call takes the whole of it, so that all the rest is sent as it was."""
        current = stored.document.get("params")
        parameters = merged(current if isinstance(current, dict) else {}, definition.parameters)
        body = {
            "schedules": stored.document.get("schedules"),
            "name": definition.name,
            "version": stored.document.get("version"),
            "params": parameters,
        }
        return Exchange(
            operation=Operation.UPDATE,
            request=Request("PUT", _one(stored.harvester.id), body=body),
            read=_maybe_harvester,
            changes=True,
            secrets=secret_values(parameters),
        )

    def preview(self, harvester: str) -> Exchange[Preview]:
        """What a run would bring."""
        request = Request("GET", f"{_one(harvester)}/preview/")
        return Exchange(operation=Operation.PREVIEW, request=request, read=read_preview)

    def _page(self, body: Body) -> Page:
        read = partial(read_harvester, fetchers=Fetchers())
        return Page(self._seen.read(wire.read_list(body), read, first=True))

    def _act(self, operation: Operation, harvester: str) -> Exchange[Harvester | None]:
        request = Request("PUT", f"{_one(harvester)}/{operation}/")
        return Exchange(operation=operation, request=request, read=_maybe_harvester, changes=True)

    def _created(self, definition: Definition, body: Body) -> Created:
        stored = _stored(body)
        return Created(stored.harvester, self.update(stored, definition) if definition.parameters else None)


def _one(harvester: str) -> str:
    return f"{ROOT}/{segment(harvester)}"


def _stored(body: Body | Raw) -> Stored:
    return Stored(read_harvester(body), wire.read_object(body))


def _maybe_harvester(body: Body) -> Harvester | None:
    """Read the harvester of an answer; an empty success is one too, though no document mentions it."""
    return read_harvester(body) if body else None
