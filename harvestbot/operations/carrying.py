"""Carrying out what was confirmed: who does it is decided here, and how it ended is told.

How far a confirmation has come stands in its row, so that this may be called again at any time and goes on from there.
"""

from collections.abc import Mapping

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.errors import ChatError, PortalError, PortalMissing, SlackUnavailable
from harvestbot.operations.acting.changing import CHANGED, Changing
from harvestbot.operations.acting.confirming import Confirming, nothing_to
from harvestbot.operations.acting.progress import NO_ANSWER, Progress
from harvestbot.operations.defining.restoring import Restoring
from harvestbot.operations.defining.saving import Saving
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.store import confirmations

log = structlog.get_logger(__name__)

ASK_AGAIN = (CHANGED, NO_ANSWER)
"""Reasons after which the question is put anew, with what stands in the portal then."""


class Carrying:
    """Carries out confirmations.

    Args:
        means, progress, confirming, changing, restoring, saving: see there.
    """

    def __init__(
        self,
        means: Means,
        *,
        progress: Progress,
        confirming: Confirming,
        changing: Changing,
        restoring: Restoring,
        saving: Saving,
    ) -> None:
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._progress = progress
        self._confirming = confirming
        self._changing = changing
        self._restoring = restoring
        self._saving = saving

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Bring one confirmation as far as it can go, from wherever it stands; the payload is that of ``CARRY_OUT``."""
        correlation = str(payload.get("correlation", ""))
        async with self._database.read() as reading:
            confirmation = await confirmations.find(reading, str(payload["confirmation"]))
        if confirmation is None or confirmation.state is State.ASKED:
            return
        if confirmation.state is State.WAITING:
            await self._ask_second(confirmation, str(payload.get("message", "")))
            return
        if not confirmation.state.over:
            await self._ledger.locate(confirmation.place)
        if confirmation.chosen.drafted or confirmation.chosen is Action.RESTORE:
            writing = self._saving if confirmation.chosen.drafted else self._restoring
            await writing.carry_out(confirmation, correlation)
            return
        confirmation, now = await self._changing.bring_to_its_end(confirmation, correlation)
        started = confirmation.chosen is Action.START and confirmation.state is State.DONE
        if confirmation.state.over and not started:
            await self._conclude(confirmation, now, correlation)

    async def take_up(self) -> None:
        """Have carried on what is under way and may stand in no queue: an earlier release had none.

        What does stand in it keeps its turn: the same id is queued once.
        """
        async with self._database.write() as tx:
            for confirmation in await confirmations.unsettled(tx):
                await self._confirming.carry_out(
                    tx, confirmation.id, await confirmations.correlation(tx, confirmation.id)
                )

    async def _conclude(self, confirmation: Confirmation, now: Harvester | None, correlation: str) -> None:
        """Tell how it ended, and put the question anew where there is still something to ask."""
        await self._progress.show(confirmation, now, insist=True)
        if confirmation.state is State.NOT_DONE and confirmation.reason in ASK_AGAIN:
            try:
                now = now or await self._portals[confirmation.portal].get(confirmation.harvester.id)
            except (PortalError, PortalMissing) as error:
                log.info("cannot ask again", confirmation=confirmation.id, why=str(error))
                return
            await self._ask_again(confirmation, now, correlation)

    async def _ask_again(self, confirmation: Confirmation, now: Harvester, correlation: str) -> None:
        """Put the question anew, once, with what stands in the portal now."""
        if confirmation.ask is Action.START:  # what the source holds was asked of the source: no harvester tells it
            now = msgspec.structs.replace(now, remote=confirmation.harvester.remote)
        found = Found(confirmation.portal, now, confirmation.ask.verb.role)
        if nothing_to(confirmation.ask, found):
            return
        asker = Asker(confirmation.requester, confirmation.place, correlation)
        question = self._confirming.question(
            asker,
            confirmation.ask,
            found,
            question_id=f"{confirmation.id}-again",
            then_publish=confirmation.then_publish,
        )
        try:
            await self._confirming.put(question, correlation, before=confirmation.harvester)
        except ChatError as error:
            if isinstance(error, SlackUnavailable):
                raise
            log.warning("nobody can be asked again", confirmation=confirmation.id, why=str(error))

    async def _ask_second(self, confirmation: Confirmation, message: str) -> None:
        """Ask in the channel for a second person, with a message of its own, since edits notify nobody.

        Args:
            confirmation: what the first person wants.
            message: where it was pressed; where it stands elsewhere by now, this was done before a process was stopped.
        """
        if confirmation.place.message != message:
            return
        offer = await self._restoring.offer(confirmation) if confirmation.chosen is Action.RESTORE else None
        draft = await self._saving.draft(confirmation.id) if confirmation.chosen.drafted else None
        place = await self._teller.ask_second(confirmation, offer, draft)
        await self._ledger.locate(place)
        async with self._database.write() as tx:
            if await confirmations.moved(tx, confirmation.id, place, still=State.WAITING, at=message):
                return
            stands = await confirmations.find(tx, confirmation.id) or confirmation
        # Over meanwhile, or answered: on Home, or at the message of a bot that died in the middle of this.
        await self._teller.take_back(place)
        if stands.state.over and stands.place == confirmation.place:
            await self._teller.show(stands, insist=True, draft=draft)
