"""Opening forms about harvesters, and looking at what their source would bring before anything is saved."""

import secrets
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import AS_LIKE, HarvesterRef
from harvestbot.domain.confirmations import Action
from harvestbot.domain.drafts import Draft, Wish, copy_of, edited, unheard_of
from harvestbot.domain.forms import Filled
from harvestbot.domain.harvesters import DELETING, Definition, Harvester, HarvesterType, Preview
from harvestbot.domain.types import AUTOMATION, MANAGEMENT
from harvestbot.errors import UNCHANGED, NotFound, PortalError, Refused, Suggesting
from harvestbot.operations.acting.confirming import Confirming
from harvestbot.operations.means import Means
from harvestbot.store import drafts

FORGOTTEN = f"I no longer know this form. {UNCHANGED} Ask for it anew."
NEW = "new"
NEVER_RAN = f"It has never run. A harvester can be scheduled after its first run. {UNCHANGED} Start it first."
NOT_YOURS = f"Only the person who filled this form in can open it again. {UNCHANGED}"


class Sheet(Struct, frozen=True):
    """A form to be shown.

    ``typed`` is what somebody typed into an earlier one, to be shown again; ``theirs`` are the names of what somebody
    else has changed since that one was opened. ``previews`` tells whether anything can be previewed before it is saved.
    """

    draft: Draft
    typed: Wish | None = None
    theirs: tuple[str, ...] = ()
    previews: bool = True


class Known(Struct, frozen=True):
    """A type of harvester; ``seen`` tells whether the portal itself shows what it takes."""

    type: HarvesterType
    seen: bool = True


class Choice(Struct, frozen=True):
    """Types to choose from, by portal; the draft knows where they were asked for."""

    draft: Draft
    offered: Mapping[str, Sequence[Known]]


class Foreseen(Struct, frozen=True):
    """What the source would bring: with the changes that are not ``saved`` yet, or as it is saved now."""

    preview: Preview
    saved: bool


class Drafting:
    """Opens forms.

    Args:
        means, confirming: see there.
    """

    def __init__(self, means: Means, confirming: Confirming) -> None:
        self._gate = means.gate
        self._people = means.people
        self._portals = means.portals
        self._database = means.database
        self._confirming = confirming
        self._now = means.now

    async def edit(self, asker: Asker, ref: HarvesterRef) -> Sheet:
        """Open the form in which a harvester is edited, with what stands in the portal now.

        Raises:
            Refused: the person may not, or not here, or there is none, or it is going.
            PortalError: it could not be read.
        """
        return Sheet(await self._keep(await self._editing(asker, ref)))

    async def create(self, asker: Asker, said: str) -> Sheet | Choice:
        """Open the form of a new harvester, or offer types where it is not clear which one is meant.

        Args:
            asker: who wants one, and where.
            said: a type, or ``portal/type``; "" for any.

        Raises:
            Refused: the person may not, or not here.
        """
        self._confirming.place(Action.CREATE, asker.place)
        standings = await self._gate.pass_anywhere(asker, Action.CREATE.verb)
        portal, slash, name = said.partition("/")
        portal, name = (portal.lower(), name) if slash else ("", portal)
        if portal in standings:
            self._gate.role(Action.CREATE.verb, portal, standings)
        mine = [one for one, held in standings.items() if held.reaches(Action.CREATE.verb.role) and portal in ("", one)]
        if not mine:
            raise NotFound(f"I know no portal `{portal}`. {UNCHANGED} `portals` lists them.", ("portals",))
        if name and len(mine) == 1:
            return await self.of_type(asker, mine[0], await self.kind(mine[0], name))
        offered = {one: await self.kinds(one) for one in mine}
        if name and any(one.type.called(name) for kinds in offered.values() for one in kinds):
            offered = {at: [one for one in kinds if one.type.called(name)] for at, kinds in offered.items()}
        empty = Harvester(id="", name="", type="", status="new")
        return Choice(await self._keep(self._draft(asker, Action.CREATE, mine[0], empty)), offered)

    async def pick(self, user: str, draft_id: str, portal: str, type_name: str, correlation: str) -> Sheet:
        """Open the form of a new harvester whose type was picked.

        Raises:
            Refused: the person may not, or somebody else was offered the types.
        """
        offered = await self.read(draft_id, user)
        asker = Asker(user, offered.place, correlation)
        self._gate.role(Action.CREATE.verb, portal, await self._gate.standings(user, fresh=False))
        return await self.of_type(asker, portal, await self.kind(portal, type_name))

    async def of_type(self, asker: Asker, portal: str, kind: Known) -> Sheet:
        """Open the form of a new harvester of a type."""
        one = kind.type
        base = Harvester(id="", name="", type=one.name, type_label=one.label, status="new", fields=one.fields)
        draft = self._draft(asker, Action.CREATE, portal, base)
        return await self._new(msgspec.structs.replace(draft, guessed=not kind.seen))

    async def like(self, asker: Asker, ref: HarvesterRef) -> Sheet:
        """Open the form of a new harvester that starts as a copy of another one, without its secrets.

        Raises:
            Refused: the person may not, or not here, or there is none to copy.
            PortalError: it could not be read.
        """
        self._confirming.place(Action.CREATE, asker.place)
        standings = await self._gate.standings(asker.user, fresh=False)
        verb = Action.CREATE.verb
        try:
            found = await self._portals.find(ref, standings, verb)
        except Suggesting as error:
            said = f"{verb.name} "
            meant = [one.removeprefix(said) for one in error.suggestions if one.startswith(said)]
            raise Suggesting(str(error), [f"{said}{AS_LIKE} {one}" for one in meant]) from None
        base = copy_of(self._described(found.portal, found.harvester))
        draft = self._draft(asker, Action.CREATE, found.portal, base)
        return await self._new(msgspec.structs.replace(draft, like=found.harvester.id))

    async def kind(self, portal: str, name: str) -> Known:
        """Return a type, one of which nothing is known included."""
        known = [one for one in await self.kinds(portal) if one.type.called(name)]
        exact = (one for one in known if one.type.name == name)
        return next(exact, known[0] if known else Known(unheard_of(name), seen=False))

    async def kinds(self, portal: str) -> list[Known]:
        """Return the types that are known of a portal: those that it shows, and those of the table behind them."""
        client = self._portals[portal]
        if client.address.api == "automation":
            return [Known(one) for one in await client.types()]
        try:
            shown = {one.name: Known(one) for one in await client.types() if one.fields}
        except PortalError:
            shown = {}
        return [*shown.values(), *(Known(one, seen=False) for name, one in MANAGEMENT.items() if name not in shown)]

    async def again(self, asker: Asker, draft_id: str) -> Sheet:
        """Open a form once more, with what was typed, over what stands in the portal now.

        Raises:
            Refused: it is somebody else's, or forgotten, or as ``edit``.
            PortalError: the harvester could not be read.
        """
        earlier = await self.read(draft_id, asker.user)
        if earlier.action is Action.CREATE:
            fresh = msgspec.structs.replace(
                earlier, id=secrets.token_hex(8), place=asker.place.anew, opened_at=self._now(), wish=None, holder=""
            )
            return await self._new(fresh, earlier.wish)
        ref = HarvesterRef(earlier.base.id, earlier.portal)
        draft = await self._keep(await self._editing(asker, ref))
        return Sheet(draft, earlier.wish, edited(earlier.base, draft.base))

    async def read(self, draft_id: str, user: str) -> Draft:
        """Return a form that this person has opened; nothing is written.

        Raises:
            Refused: it is somebody else's, or forgotten.
        """
        async with self._database.read() as reading:
            draft = await drafts.find(reading, draft_id)
        if draft is None:
            raise Refused(FORGOTTEN)
        if draft.requester != user:
            raise Refused(NOT_YOURS)
        return draft

    async def schedule(self, asker: Asker, ref: HarvesterRef) -> Draft:
        """Return a harvester with its schedule as they are now.

        Raises:
            Refused: the person may not, or there is none.
            NotSupported: this portal's API knows no schedules.
            PortalError: it could not be read.
        """
        standings = await self._gate.standings(asker.user, fresh=False)
        found = await self._portals.find(ref, standings, Action.SCHEDULE.verb)
        schedules = await self._portals[found.portal].schedules(found.harvester.id)
        base = msgspec.structs.replace(found.harvester, schedules=schedules)
        return await self._keep(self._draft(asker, Action.SCHEDULE, found.portal, base))

    async def reschedule(self, asker: Asker, draft_id: str) -> tuple[Draft, str]:
        """Open the form in which a schedule is set or changed; return it and the person's time zone.

        Raises:
            Refused: as ``schedule``, or not here, or the harvester has never run.
            PortalError: it could not be read.
        """
        shown = await self.read(draft_id, asker.user)
        self._confirming.place(Action.SCHEDULE, shown.place)
        asker = Asker(asker.user, shown.place, asker.correlation)
        draft = await self.schedule(asker, HarvesterRef(shown.base.id, shown.portal))
        if draft.base.status == NEW:
            raise Refused(NEVER_RAN)
        return draft, (await self._people.person(asker.user, fresh=False)).timezone

    async def foresee(self, draft: Draft, typed: Filled) -> Foreseen:
        """Look at what the source would bring; nothing is changed.

        Raises:
            InputRefused: the portal found mistakes in what was typed.
            PortalError, Refused: it could not be asked, or not by this person.
        """
        standings = await self._gate.standings(draft.requester, fresh=False)
        self._gate.role(draft.action.verb, draft.portal, standings)
        client = self._portals[draft.portal]
        if not client.supports("unsaved_preview"):
            return Foreseen(await client.preview(draft.base.id), saved=True)
        # Both APIs preview only what exists: a copy is seen as a change, not saved, of what it is copied from.
        kept = draft.base.parameters if draft.like else {}
        wanted = Definition(typed.name, draft.base.type, {**kept, **typed.values, **typed.secrets})
        return Foreseen(await client.unsaved_preview(draft.base.id or draft.like, wanted), saved=False)

    async def _editing(self, asker: Asker, ref: HarvesterRef) -> Draft:
        self._confirming.place(Action.EDIT, asker.place)
        standings = await self._gate.standings(asker.user, fresh=False)
        found = await self._portals.find(ref, standings, Action.EDIT.verb)
        if found.harvester.status == DELETING:
            raise Refused(f"`{found.ref}` is on its way out. {UNCHANGED}")
        return self._draft(asker, Action.EDIT, found.portal, self._described(found.portal, found.harvester))

    def _draft(self, asker: Asker, action: Action, portal: str, base: Harvester) -> Draft:
        return Draft(
            id=secrets.token_hex(8),
            action=action,
            portal=portal,
            base=base,
            requester=asker.user,
            place=asker.place.anew,
            opened_at=self._now(),
        )

    async def _new(self, draft: Draft, typed: Wish | None = None) -> Sheet:
        previews = bool(draft.like) and self._portals[draft.portal].supports("unsaved_preview")
        return Sheet(await self._keep(draft), typed, previews=previews)

    async def _keep(self, draft: Draft) -> Draft:
        async with self._database.write() as tx:
            await drafts.add(tx, draft)
        return draft

    def _described(self, portal: str, harvester: Harvester) -> Harvester:
        """Return a harvester with the parameters that its type takes, where the portal does not say so itself."""
        if harvester.fields:
            return harvester
        known = AUTOMATION if self._portals[portal].address.api == "automation" else MANAGEMENT
        kind = known.get(harvester.type)
        return msgspec.structs.replace(harvester, fields=kind.fields) if kind else harvester
