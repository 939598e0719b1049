"""What can be restored: listed, looked up by name, and asked about."""

from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.confirmations import Action, Confirmation
from harvestbot.domain.near import near
from harvestbot.domain.tombstones import Offer, Tombstone, alike
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import UNCHANGED, Ambiguous, NotFound, Refused, Suggesting, UnknownHarvester
from harvestbot.operations.acting.confirming import Confirming
from harvestbot.operations.gate import Standings, visible
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.store import tombstones

PAGE_SIZE = 10
MOST_COMPARED = 200
"""How many of what can be restored are compared with a name that none of them has."""
RESTORE = VERBS["restore"]


class Restorables(Struct, frozen=True):
    """A page, from 1, of what can be restored; ``more`` tells whether others follow."""

    found: tuple[Tombstone, ...]
    number: int
    more: bool


class Offering:
    """Offers what can be restored.

    Args:
        means, confirming: see there.
    """

    def __init__(self, means: Means, confirming: Confirming) -> None:
        self._gate = means.gate
        self._portals = means.portals
        self._database = means.database
        self._confirming = confirming

    async def page(self, asker: Asker, number: int = 1) -> Restorables:
        """Return a page of what this person may restore, the newest first.

        Raises:
            NotAllowed: it is nothing anywhere.
        """
        standings = await self._gate.pass_anywhere(asker, RESTORE)
        names = [name for name, one in standings.items() if one.reaches(RESTORE.role)]
        offset = (max(number, 1) - 1) * PAGE_SIZE
        async with self._database.read() as tx:
            found = await tombstones.restorable(tx, names, size=PAGE_SIZE + 1, offset=offset)
        return Restorables(tuple(found[:PAGE_SIZE]), max(number, 1), len(found) > PAGE_SIZE)

    async def ask(self, asker: Asker, ref: HarvesterRef) -> Confirmation:
        """Put the question about the harvester of this name that went last.

        Raises:
            NotAllowed, WrongPlace: the person may not, or not here.
            NotFound, Ambiguous: with commands to run instead.
            Refused: it stands again, or is being restored just now.
            PortalError: the portal could not be read.
        """
        standings = await self._gate.pass_anywhere(asker, RESTORE)
        if ref.portal in standings:
            self._gate.role(RESTORE, ref.portal, standings)
        return await self._ask(asker, standings, await self._find(ref, standings))

    async def ask_about(self, asker: Asker, tombstone_id: str) -> Confirmation:
        """Put the question about one that was listed; raises as ``ask``."""
        standings = await self._gate.standings(asker.user, fresh=False)
        async with self._database.read() as tx:
            tombstone = await tombstones.find(tx, tombstone_id)
        if tombstone is None or tombstone.deleted_at is None or tombstone.portal not in visible(standings):
            raise NotFound(f"That is not kept. {UNCHANGED}", (RESTORE.name,))
        return await self._ask(asker, standings, tombstone)

    async def look(self, tombstone: Tombstone) -> Offer:
        """Return what is to be asked, with how the portal stands to it now."""
        client = self._portals[tombstone.portal]
        ids = tuple(one.id for one in alike(tombstone, await self._portals.list(tombstone.portal)))
        return Offer(tombstone, ids, client.supports("set_schedule"))

    async def _ask(self, asker: Asker, standings: Standings, tombstone: Tombstone) -> Confirmation:
        self._gate.place(RESTORE, asker.place.channel)
        self._gate.role(RESTORE, tombstone.portal, standings)
        await self._free(tombstone)
        offer = await self.look(tombstone)
        question = self._confirming.question(
            asker, Action.RESTORE, Found(tombstone.portal, tombstone.harvester, RESTORE.role)
        )
        return await self._confirming.put(question, asker.correlation, offer=offer)

    async def _free(self, tombstone: Tombstone) -> None:
        """Refuse what stands again, or may at any moment; what is gone once more may be restored once more."""
        if tombstone.restoration and not tombstone.restored_as:
            raise Refused(f"`{tombstone.ref}` is being restored just now. {UNCHANGED} The card of it says how it goes.")
        if tombstone.restored_as:
            try:
                await self._portals[tombstone.portal].get(tombstone.restored_as)
            except UnknownHarvester:
                return
            again = f"{tombstone.portal}/{tombstone.restored_as}"
            raise Suggesting(f"It was restored already, as `{again}`. {UNCHANGED}", (f"status {again}",))

    async def _find(self, ref: HarvesterRef, standings: Standings) -> Tombstone:
        names = [name for name in visible(standings) if ref.portal in ("", name)]
        async with self._database.read() as tx:
            found = await tombstones.named(tx, ref.id, names)
            others = [] if found else await tombstones.restorable(tx, visible(standings), size=MOST_COMPARED)
        if not found:
            meant = near(ref.id, dict.fromkeys(one.harvester.id for one in others))
            known = dict.fromkeys(one.ref for one in others if one.harvester.id in meant)
            raise NotFound(
                f"Nothing is kept of a harvester `{ref}`. {UNCHANGED} `restore` alone lists what there is.",
                (*(f"{RESTORE.name} {one}" for one in list(known)[:3]), RESTORE.name),
            )
        portals = list(dict.fromkeys(one.portal for one in found))
        if len(portals) > 1:
            commands = tuple(f"{RESTORE.name} {name}/{ref.id}" for name in portals)
            raise Ambiguous(f"`{ref.id}` was on {', '.join(portals)}. {UNCHANGED} Which one?", commands)
        return found[0]
