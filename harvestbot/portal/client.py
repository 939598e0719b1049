"""What can be asked of one portal, whichever dialect it speaks."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import TypeVar

import httpx
from msgspec import structs

from harvestbot.domain.harvesters import Definition, Harvester, HarvesterType, Preview, RunErrors, Schedule
from harvestbot.errors import (
    UNCHANGED,
    AnswerUnreadable,
    EditedMeanwhile,
    HalfDone,
    NotSupported,
    OutcomeUnknown,
    PortalError,
    UnknownHarvester,
)
from harvestbot.portal.address import PortalAddress
from harvestbot.portal.automation import Automation
from harvestbot.portal.carrier import Call, Carrier
from harvestbot.portal.dialect import EXTRAS, Dialect, Exchange, Extras, Operation
from harvestbot.portal.management import Management
from harvestbot.portal.paging import gather
from harvestbot.portal.quota import Quota

Harvesters = list[Harvester]
HarvesterTypes = tuple[HarvesterType, ...]
Schedules = tuple[Schedule, ...]

APPEARING = 0.5
"""Seconds to wait for a new harvester to be known to all of the portal."""


H = TypeVar("H", bound=Harvester | None)
Noticed = Callable[[str, str, Harvester | None], object]
"""Is told the portal's name, a harvester's id, and the harvester as it now is; None where it is gone."""


def _unnoticed(_portal: str, _id: str, _now: Harvester | None) -> None:
    """Stand in where nobody remembers."""


def _unobserved(_call: Call) -> None:
    """Stand in where nobody counts."""


class PortalClient:
    """One portal. Every method that asks it raises a ``PortalError`` where it does not answer with a success.

    Readings are tried again within the time-out; what changes something is sent once, and where it gets no readable
    answer the error is ``OutcomeUnknown``.

    Args:
        address: where the portal is, and the bot's credentials.
        http: connections from ``transport.open_connections``; shared by all portals, closed by whoever opened them.
        now: the time, in seconds since the epoch.
        jitter: a random number from 0 up to 1.
        observe: is told of every call, for metrics.
        noticed: is told of every single harvester that is read, changed or gone.
    """

    def __init__(
        self,
        address: PortalAddress,
        http: httpx.AsyncClient,
        *,
        now: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
        observe: Callable[[Call], None] = _unobserved,
        noticed: Noticed = _unnoticed,
    ) -> None:
        self.address = address
        self._dialect: Dialect = Automation() if address.api == "automation" else Management()
        self._carrier = Carrier(address, http, now=now, jitter=jitter, observe=observe)
        self._noticed = noticed
        self._seen_types: HarvesterTypes = ()

    @property
    def name(self) -> str:
        """What people call the portal."""
        return self.address.name

    @property
    def source(self) -> str:
        """Which list this is: another address or dialect under the same name is another portal."""
        return f"{self.address.api} {self.address.url}"

    @property
    def quota(self) -> Quota:
        """The calls of today."""
        return self._carrier.ledger.quota

    def supports(self, operation: str) -> bool:
        """Tell whether this portal's API has an operation (a value of ``Operation``)."""
        return operation not in EXTRAS or self._dialect.extras is not None

    async def list(self) -> Harvesters:
        """Return all harvesters, each once, in the portal's order."""
        found = await gather(lambda offset: self._carrier.carry(self._dialect.page(offset)))
        if found is None:
            raise AnswerUnreadable(f"The list of portal {self.name} does not come to an end.", changed="")
        self._seen_types = _types_of(found)
        return found

    async def get(self, harvester: str) -> Harvester:
        """Return one harvester.

        Raises:
            UnknownHarvester: the portal has none of this id.
        """
        try:
            return self._notice(await self._carrier.carry(self._dialect.get(harvester)))
        except UnknownHarvester:
            self._noticed(self.name, harvester, None)
            raise

    async def start(self, harvester: str) -> Harvester | None:
        """Start a run; the harvester as it then is, where the answer tells.

        Raises:
            WrongState: a run is under way already.
        """
        return self._notice(await self._carrier.carry(self._dialect.start(harvester)))

    async def abort(self, harvester: str) -> Harvester | None:
        """Abort the run that is under way; the harvester as it then is, where the answer tells."""
        return self._notice(await self._carrier.carry(self._extras(Operation.ABORT).abort(harvester)))

    async def publish(self, harvester: str) -> Harvester | None:
        """Publish all attached datasets; the harvester as it then is, where the answer tells."""
        return self._notice(await self._carrier.carry(self._dialect.publish(harvester)))

    async def unpublish(self, harvester: str) -> Harvester | None:
        """Unpublish all attached datasets; the harvester as it then is, where the answer tells."""
        return self._notice(await self._carrier.carry(self._dialect.unpublish(harvester)))

    async def delete(self, harvester: str, *, with_datasets: bool) -> None:
        """Delete a harvester; its datasets are kept unless they are to go with it."""
        await self._carrier.carry(self._dialect.delete(harvester, with_datasets=with_datasets))
        self._noticed(self.name, harvester, None)

    async def create(self, definition: Definition) -> Harvester:
        """Create a harvester.

        Raises:
            HalfDone: it was created, and its parameters could not be set.
        """
        created = await self._carrier.carry(self._dialect.create(definition))
        if created.rest is None:
            return self._notice(created.harvester)
        try:
            return self._notice(await self._complete(created.rest) or created.harvester)
        except PortalError as error:
            what = error.what
            unsure = isinstance(error, OutcomeUnknown)
        became = "whether it has its parameters is not known" if unsure else "it has none of its parameters yet"
        new = created.harvester.id
        raise HalfDone(what, changed=f"The harvester {new} was created, but {became}.", harvester=new)

    async def update(self, harvester: str, definition: Definition, *, expected_version: int | None) -> Harvester:
        """Change a harvester's name and parameters; what the definition leaves out stays, secrets above all.

        Args:
            harvester: its id.
            definition: what it becomes. A parameter shown redacted may be given back as it was shown.
            expected_version: the version that the change was made from; None to change whatever is there.

        Raises:
            EditedMeanwhile: it has another version now; nothing was sent.
            InputRefused: the portal found mistakes, or a value still holds the placeholder of a secret.
            HalfDone: it was changed, and could not be read afterwards.
        """
        stored = await self._carrier.carry(self._dialect.stored(harvester))
        found = stored.harvester.version
        if expected_version is not None and found != expected_version:
            raise EditedMeanwhile(
                f"{harvester} has been changed since it was read: its version was {expected_version} and is {found}."
            )
        if (updated := await self._carrier.carry(self._dialect.update(stored, definition))) is not None:
            return self._notice(updated)
        try:
            return await self.get(harvester)
        except PortalError as error:
            what = error.what
        raise HalfDone(what, changed=f"{harvester} was changed, but could not be read back.", harvester=harvester)

    async def errors(self, harvester: str) -> RunErrors:
        """Return what went wrong in the last or current run."""
        return await self._carrier.carry(self._extras(Operation.ERRORS).errors(harvester))

    async def preview(self, harvester: str) -> Preview:
        """Return which datasets a run would bring."""
        return await self._carrier.carry(self._dialect.preview(harvester))

    async def unsaved_preview(self, harvester: str, definition: Definition) -> Preview:
        """Return which datasets a run would bring if the harvester were changed so; nothing is changed."""
        extras = self._extras(Operation.UNSAVED_PREVIEW)
        return await self._carrier.carry(extras.unsaved_preview(harvester, definition))

    async def schedules(self, harvester: str) -> Schedules:
        """Return when the harvester runs by itself: at most one schedule."""
        return await self._carrier.carry(self._extras(Operation.SCHEDULES).schedules(harvester))

    async def set_schedule(self, harvester: str, schedule: Schedule) -> Schedule:
        """Give the harvester its one schedule, in place of the one that it may have; ``schedule.id`` is ignored."""
        extras = self._extras(Operation.SET_SCHEDULE)
        for existing in await self._existing(extras, harvester, Operation.SET_SCHEDULE):
            changed = Schedule(schedule.cron, schedule.timezone, existing.id)
            return await self._carrier.carry(extras.change_schedule(harvester, changed))
        return await self._carrier.carry(extras.add_schedule(harvester, schedule))

    async def remove_schedule(self, harvester: str) -> None:
        """Let the harvester run no more by itself; done as well where it did not."""
        extras = self._extras(Operation.REMOVE_SCHEDULE)
        for existing in await self._existing(extras, harvester, Operation.REMOVE_SCHEDULE):
            await self._carrier.carry(extras.remove_schedule(harvester, existing))

    async def types(self) -> HarvesterTypes:
        """Return the types that harvesters can be created of: those of the API, or those seen on the portal."""
        if self._dialect.types:
            return self._dialect.types
        if not self._seen_types:
            await self.list()
        return self._seen_types

    async def _complete(self, rest: Exchange[Harvester | None]) -> Harvester | None:
        """Complete a new harvester, which the portal may need a moment to know of.

        A 404 is a clear refusal: nothing was changed, and so this write alone may be sent again.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.address.timeout
        while True:
            try:
                return await self._carrier.carry(rest)
            except UnknownHarvester:
                if loop.time() + APPEARING > deadline:
                    raise
            await asyncio.sleep(APPEARING)

    async def _existing(self, extras: Extras, harvester: str, operation: Operation) -> Schedules:
        """Read the schedules on the way to changing them."""
        return await self._carrier.carry(structs.replace(extras.schedules(harvester), operation=operation))

    def _notice(self, harvester: H) -> H:
        """Let whoever remembers know how a harvester is now; some answers do not tell."""
        if harvester is not None:
            self._noticed(self.name, harvester.id, harvester)
        return harvester

    def _extras(self, operation: Operation) -> Extras:
        """Return what not every dialect has."""
        if (extras := self._dialect.extras) is None:
            raise NotSupported(
                f"The API of portal {self.name} cannot {operation.phrase}.",
                changed=UNCHANGED if operation.changes else "",
            )
        return extras


def _types_of(harvesters: Harvesters) -> HarvesterTypes:
    seen = {one.type: one for one in harvesters if one.type}
    return tuple(HarvesterType(name, seen[name].type_label, seen[name].fields) for name in sorted(seen))
