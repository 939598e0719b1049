"""Saving what was typed into a form: decided once, checked again, sent once, told truthfully.

What may be written down stands in the draft, so that any process can carry it on. Secrets that were typed are held in
the memory of one process (see ``bearers``). After a recorded attempt the portal is only read.
"""

from collections.abc import Mapping

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.drafts import Draft, Wish, edited, edition, said
from harvestbot.domain.forms import Filled
from harvestbot.domain.harvesters import Harvester, Schedule
from harvestbot.errors import (
    REFUSALS,
    EditedMeanwhile,
    HalfDone,
    HarvestbotError,
    InputRefused,
    OutcomeUnknown,
    PortalError,
    Refused,
    UnknownHarvester,
)
from harvestbot.operations.acting.confirming import Confirming
from harvestbot.operations.acting.progress import INTERRUPTED, NO_ANSWER, Progress, standing
from harvestbot.operations.defining.bearers import Bearers
from harvestbot.operations.defining.drafting import NEVER_RAN, NEW
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.portal.address import hide
from harvestbot.store import confirmations, drafts

SECRETS_GONE = "What was typed into the form is gone: the bot was stopped, and keeps no secret. Nothing was changed."
GONE = "The harvester is gone."
UNLIKE = "It stands otherwise than you wanted it, and may have been changed by somebody else."
MOST_NAMED = 8

log = structlog.get_logger(__name__)


class Saving:
    """Saves what was typed into forms.

    Args:
        means, progress, confirming: see there.
    """

    def __init__(self, means: Means, *, progress: Progress, confirming: Confirming) -> None:
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._progress = progress
        self._confirming = confirming
        self._watch = means.watch
        self._now = means.now
        self._process = means.process
        self._bearers = Bearers(means, self._attempt)

    async def stop(self, grace: float) -> None:
        """Begin nothing more with what was typed; give ``grace`` seconds to what is being sent."""
        await self._bearers.stop(grace)

    async def submit(self, draft: Draft, typed: Filled, correlation: str) -> None:
        """Decide that a form is saved; secrets go to this process's memory, and no further.

        Raises:
            WrongPlace: changes are not made from the channel where the form was asked for.
            ConfirmationOver: it was submitted before.
        """
        await self._decide(draft, draft.wishing(typed).wanted, typed.secrets, correlation)

    async def schedule(self, draft: Draft, wanted: Schedule | None, correlation: str) -> None:
        """Decide when a harvester runs by itself, None for not any more; raises as ``submit``."""
        await self._decide(draft, Wish(name=draft.base.name, schedule=wanted), {}, correlation)

    async def _decide(self, draft: Draft, wanted: Wish, secrets: Mapping[str, object], correlation: str) -> None:
        self._confirming.place(draft.action, draft.place)
        asker = Asker(draft.requester, draft.place, correlation)
        about = msgspec.structs.replace(draft.base, name=wanted.name) if draft.action is Action.CREATE else draft.base
        found = Found(draft.portal, about, draft.action.verb.role)
        question = self._confirming.question(asker, draft.action, found, question_id=draft.id)
        taken = None
        try:
            async with self._database.write() as tx:
                if await confirmations.add(tx, question, correlation=correlation):
                    await drafts.wish(tx, draft.id, wanted, self._process if secrets else "")
                    taken = await self._confirming.take(tx, asker, draft.id, draft.action)
                if taken is not None and secrets:
                    self._bearers.take(tx, taken, correlation, secrets, self._now())
        except BaseException:
            self._bearers.drop(draft.id)
            raise
        if taken is None:
            raise await self._confirming.over(draft.id, draft.requester)

    async def draft(self, confirmation_id: str) -> Draft:
        """Return the draft of a confirmation.

        Raises:
            Refused: nothing is kept of it any more.
        """
        async with self._database.read() as reading:
            found = await drafts.find(reading, confirmation_id)
        if found is None:
            raise Refused("Nothing is kept of this any more. Nothing was changed.")
        return found

    async def carry_out(self, confirmation: Confirmation, correlation: str) -> None:
        """Bring what was decided to its end, from wherever it stands."""
        draft = await self.draft(confirmation.id)
        if confirmation.state in (State.APPROVED, State.AT_WORK):
            confirmation = await self._bearers.left(confirmation, draft.holder)
        if confirmation.state is State.APPROVED:
            confirmation = await self._attempt(confirmation, correlation, {})
        elif confirmation.state is State.AT_WORK:  # an earlier process was stopped between the attempt and its record
            confirmation = await self._unknown(confirmation, correlation, OutcomeUnknown(INTERRUPTED))
        if confirmation.state is State.UNKNOWN:
            confirmation = await self._settle(confirmation, correlation)
        if confirmation.state.over:
            await self._progress.show(confirmation, None, insist=True, draft=await self.draft(confirmation.id))

    async def _attempt(self, confirmation: Confirmation, correlation: str, typed: Mapping[str, object]) -> Confirmation:
        """Check again, write the attempt down and carry it out; return the confirmation as it then stands."""
        draft = await self.draft(confirmation.id)
        if draft.holder and not typed:
            return await self._not_done(confirmation, correlation, SECRETS_GONE)
        try:
            await self._confirming.still(confirmation)
            now = None if draft.action is Action.CREATE else await self._still_right(draft)
            alike = await self._alike(draft) if draft.action is Action.CREATE else []
        except HarvestbotError as error:
            return await self._not_done(confirmation, correlation, str(error), refused=isinstance(error, REFUSALS))
        async with self._database.write() as tx:
            if not await confirmations.mark_attempt(tx, confirmation.id):
                return await confirmations.find(tx, confirmation.id) or confirmation
            await drafts.alike(tx, draft.id, tuple(one.id for one in alike))
            await self._ledger.about(tx, confirmation, Outcome.ATTEMPT, correlation, before=now, detail=said(draft))
        confirmation = standing(confirmation, State.AT_WORK)
        asker = Asker(confirmation.requester, confirmation.place, correlation)
        sending = self._send_once(confirmation, correlation, draft, typed)
        return await self._teller.meanwhile(asker, f"{draft.action} {draft.base.id or draft.wanted.name}", sending)

    async def _alike(self, draft: Draft) -> list[Harvester]:
        """Return the harvesters that may be taken for the new one: they have its name and type."""
        known = await self._portals[draft.portal].list()
        return [one for one in known if (one.name, one.type) == (draft.wanted.name, draft.base.type)]

    async def _still_right(self, draft: Draft) -> Harvester:
        """Return the harvester as it is now.

        Raises:
            EditedMeanwhile: it is no longer what the form showed; nothing is sent.
            PortalError: it could not be read.
        """
        client = self._portals[draft.portal]
        now = await client.get(draft.base.id)
        if draft.action is Action.SCHEDULE:
            if now.status == NEW and draft.wanted.schedule:
                raise Refused(NEVER_RAN)
            now = msgspec.structs.replace(now, schedules=await client.schedules(now.id))
            if now.schedules != draft.base.schedules:
                raise EditedMeanwhile("Somebody has changed its schedule since it was shown.")
            return now
        if edition(now) == edition(draft.base):
            return now
        names = edited(draft.base, now)
        what = ", ".join(names[:MOST_NAMED]) or "its version"
        by = now.changed_by or "Somebody"
        raise EditedMeanwhile(f"{by} has changed it since the form was opened: {what}.")

    async def _send_once(
        self, confirmation: Confirmation, correlation: str, draft: Draft, typed: Mapping[str, object]
    ) -> Confirmation:
        """Send the request whose attempt is written down, and never again."""
        hidden = [value for value in typed.values() if isinstance(value, str)]
        try:
            after = await self._send(draft, typed)
        except OutcomeUnknown as error:
            return await self._unknown(confirmation, correlation, OutcomeUnknown(hide(error.what, hidden)))
        except HalfDone as error:
            after = await self._half_done(draft, error.harvester)
            return await self._done(confirmation, correlation, draft, now=after, reason=hide(str(error), hidden))
        except InputRefused as error:
            await self._note(draft, {name: hide(" ".join(texts), hidden) for name, texts in error.fields.items()})
            return await self._not_done(confirmation, correlation, hide(str(error), hidden))
        except PortalError as error:
            return await self._not_done(confirmation, correlation, hide(str(error), hidden))
        return await self._done(confirmation, correlation, draft, now=after)

    async def _send(self, draft: Draft, typed: Mapping[str, object]) -> Harvester:
        client, definition = self._portals[draft.portal], draft.definition(dict(typed))
        if draft.action is Action.CREATE:
            return await client.create(definition)
        if draft.action is Action.SCHEDULE:
            if draft.wanted.schedule is None:
                await client.remove_schedule(draft.base.id)
            else:
                await client.set_schedule(draft.base.id, draft.wanted.schedule)
            return draft.becoming
        return await client.update(draft.base.id, definition, expected_version=draft.base.version)

    async def _half_done(self, draft: Draft, harvester_id: str) -> Harvester:
        """Look at what was created or changed in part; where nobody can look, tell of it what is known."""
        try:
            return await self._portals[draft.portal].get(harvester_id)
        except PortalError:
            return msgspec.structs.replace(draft.base, id=harvester_id, name=draft.wanted.name)

    async def _settle(self, confirmation: Confirmation, correlation: str) -> Confirmation:
        """Find out by reading what became of a request that got no answer; nothing is sent again."""
        draft = await self.draft(confirmation.id)
        if draft.action is Action.CREATE:
            return await self._find_created(confirmation, correlation, draft)
        client, began = self._portals[draft.portal], self._now()
        async for waited in self._watch.looks(began):
            try:
                seen = await client.get(draft.base.id)
                if draft.action is Action.SCHEDULE:
                    seen = msgspec.structs.replace(seen, schedules=await client.schedules(seen.id))
            except UnknownHarvester:
                return await self._not_done(confirmation, correlation, GONE)
            except PortalError as error:
                log.info("cannot look", why=str(error))
                continue
            changed = (edition(seen), seen.schedules) != (edition(draft.base), draft.base.schedules)
            if changed and not draft.unfulfilled(seen):
                return await self._done(confirmation, correlation, draft, now=seen)
            if waited >= 2 * client.address.timeout:
                return await self._not_done(confirmation, correlation, UNLIKE if changed else NO_ANSWER)
        return confirmation  # pragma: no cover  because looks() without an end never ends

    async def _find_created(self, confirmation: Confirmation, correlation: str, draft: Draft) -> Confirmation:
        """Find out whether there is one more harvester of the name and type than before."""
        patience, began = 2 * self._portals[draft.portal].address.timeout, self._now()
        async for waited in self._watch.looks(began):
            try:
                new = [one for one in await self._alike(draft) if one.id not in draft.alike]
            except PortalError as error:
                log.info("cannot look", why=str(error))
                continue
            if new:
                return await self._done(confirmation, correlation, draft, now=new[0])
            if waited >= patience:
                return await self._not_done(confirmation, correlation, NO_ANSWER)
        return confirmation  # pragma: no cover  because looks() without an end never ends

    async def _done(
        self,
        confirmation: Confirmation,
        correlation: str,
        draft: Draft,
        *,
        now: Harvester,
        reason: str = "",
    ) -> Confirmation:
        if not reason and (unlike := draft.unfulfilled(now)):
            reason = f"The portal holds otherwise than you typed it: {', '.join(unlike[:MOST_NAMED])}."
        detail = " ".join(part for part in (said(draft), reason) if part)
        if draft.action is not Action.CREATE:
            return await self._progress.end(
                confirmation, State.DONE, correlation, reason=reason, detail=detail, now=now
            )
        confirmation = msgspec.structs.replace(confirmation, harvester=now)
        return await self._progress.end(
            confirmation,
            State.DONE,
            correlation,
            reason=reason,
            detail=detail,
            now=now,
            also=lambda tx: drafts.created(tx, draft.id, now.id),
        )

    async def _not_done(
        self, confirmation: Confirmation, correlation: str, reason: str, *, refused: bool = False
    ) -> Confirmation:
        return await self._progress.end(confirmation, State.NOT_DONE, correlation, reason=reason, refused=refused)

    async def _unknown(self, confirmation: Confirmation, correlation: str, error: OutcomeUnknown) -> Confirmation:
        """Note that nobody can tell yet, and tell the person: a form leaves no message that could show it."""
        confirmation = await self._progress.unknown(confirmation, correlation, error.what)
        if not confirmation.place.message:
            asker = Asker(confirmation.requester, confirmation.place, correlation)
            await self._teller.refuse(asker, error, insist=False)
        return confirmation

    async def _note(self, draft: Draft, mistakes: dict[str, str]) -> None:
        """Keep what the portal said of single parameters, for when the form is opened again."""
        async with self._database.write() as tx:
            await drafts.wish(tx, draft.id, msgspec.structs.replace(draft.wanted, mistakes=mistakes), draft.holder)
