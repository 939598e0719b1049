"""Questions: what can be read without changing anything."""

import asyncio
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.browsing import Browsed
from harvestbot.domain.filters import Filters, known_here, parse_filters
from harvestbot.domain.harvesters import Harvester, Preview, RunErrors
from harvestbot.domain.listing import Listing
from harvestbot.domain.roles import Role
from harvestbot.domain.verbs import VERBS, Verb
from harvestbot.errors import NotAllowed
from harvestbot.operations.directory import MANY
from harvestbot.operations.gate import Standings, reached, visible
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.portal.address import PortalAddress
from harvestbot.portal.quota import Quota

WHY_NONE = (
    "The settings name neither you nor a user group of yours, and guests, people of other organisations and whoever "
    "has left have no role by themselves."
)
"""Said to who has no role and wants to know."""


class PortalSummary(Struct, frozen=True):
    """A portal: where it is, what it holds, what may still be asked of it; ``trouble`` says why it did not answer."""

    address: PortalAddress
    harvesters: tuple[Harvester, ...]
    trouble: str
    quota: Quota


class Questions:
    """Answers what viewers ask."""

    def __init__(self, means: Means) -> None:
        self._gate = means.gate
        self._portals = means.portals

    async def status(self, asker: Asker, ref: HarvesterRef) -> Found:
        """Return one harvester as its portal has it now."""
        return await self._find(asker, ref, "status")

    async def glance(self, asker: Asker, ref: HarvesterRef) -> Found:
        """Return one harvester of a portal that is known by name, with one call and without looking for another.

        Raises:
            NotAllowed: the person may not look at that portal.
            PortalError: what the portal answered.
        """
        standings = await self._gate.standings(asker.user, fresh=False)
        self._gate.role(VERBS["status"], ref.portal, standings)
        return Found(ref.portal, await self._portals[ref.portal].get(ref.id), standings[ref.portal].role or Role.VIEWER)

    async def errors(self, asker: Asker, ref: HarvesterRef) -> tuple[Found, RunErrors]:
        """Return what went wrong in the last or current run."""
        found = await self._find(asker, ref, "errors")
        return found, await self._portals[found.portal].errors(found.harvester.id)

    async def preview(self, asker: Asker, ref: HarvesterRef) -> tuple[Found, Preview]:
        """Return what a run would bring."""
        found = await self._find(asker, ref, "preview")
        return found, await self._portals[found.portal].preview(found.harvester.id)

    async def browse(self, asker: Asker, words: Sequence[str], *, within: float = 0.0) -> Browsed:
        """Return the harvesters that the words choose, of every portal that the person may see, in their order.

        A portal that fails is shown as it was last seen.

        Args:
            asker: who asks.
            words: words, filters and an order (see ``domain.filters``).
            within: how many seconds ago a portal's list may have been read.

        Raises:
            NotUnderstood: with the command as it was probably meant.
            NotAllowed: the person may see nothing.
        """
        filters, verb = parse_filters(words), VERBS["list"]
        standings = await self._gate.pass_anywhere(asker, verb)
        names = reached(standings, verb)
        listing = await self._portals.listing(names, within=within, last_seen=True)
        return Browsed(
            listing=await chosen(filters, listing, names, verb),
            filters=filters,
            total=len(listing.found),
            types=tuple(sorted({one.harvester.type for one in listing.found})),
            portals=names,
            operates=bool(reached(standings, VERBS["start"])),
        )

    async def portals(self, asker: Asker) -> tuple[PortalSummary, ...]:
        """Return every portal that the person may see, in numbers."""
        standings = await self._gate.pass_anywhere(asker, VERBS["portals"])
        names = visible(standings)
        listings = await asyncio.gather(*(self._portals.listing([name]) for name in names))
        return tuple(self._summary(name, listing) for name, listing in zip(names, listings, strict=True))

    async def whoami(self, asker: Asker) -> Standings:
        """Return the person's standing on each portal.

        Raises:
            NotAllowed: they have none anywhere, and why.
        """
        try:
            return await self._gate.pass_anywhere(asker, VERBS["whoami"])
        except NotAllowed as error:
            raise NotAllowed(f"{error} {WHY_NONE}") from None

    async def help(self, asker: Asker) -> Standings:
        """Return the person's standing on each portal: the help shows what they may use."""
        return await self._gate.pass_anywhere(asker, VERBS["help"])

    async def _find(self, asker: Asker, ref: HarvesterRef, verb: str) -> Found:
        standings = await self._gate.standings(asker.user, fresh=False)
        return await self._portals.find(ref, standings, VERBS[verb])

    def _summary(self, name: str, listing: Listing) -> PortalSummary:
        client = self._portals[name]
        trouble = listing.troubles[0].why if listing.troubles else ""
        harvesters = tuple(one.harvester for one in listing.found)
        return PortalSummary(client.address, harvesters, trouble, client.quota)


async def chosen(filters: Filters, listing: Listing, names: Sequence[str], verb: Verb) -> Listing:
    """Return what is wanted of a list; of a long one in a thread, so that nobody else has to wait."""
    known_here(filters, listing.found, names, command=verb.name)
    if len(listing.found) < MANY:
        found = filters.of(listing.found)
    else:
        found = await asyncio.to_thread(filters.of, listing.found)
    return msgspec.structs.replace(listing, found=found)
