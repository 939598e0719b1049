"""What others than the asker press on the card of a batch: approve or reject it, or stop it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from harvestbot.domain.asker import Asker
from harvestbot.domain.audit import Matter, Outcome
from harvestbot.domain.batches import Batch
from harvestbot.domain.confirmations import State
from harvestbot.errors import REFUSALS, UNCHANGED, ConfirmationOver, HarvestbotError, Refused
from harvestbot.operations.acting.approving import REFUSED, counted
from harvestbot.operations.means import Means
from harvestbot.operations.several.asking import Batching, Turn, over
from harvestbot.store import batches, deliveries

WEIGH = "weigh an answer to several"
"""The work behind these presses; its payload is an asker, a batch's id and which press it was."""


class Answer(StrEnum):
    """Which press it was."""

    APPROVE = "approve"
    REJECT = "reject"
    STOP = "stop"


class BatchAnswers:
    """Takes answers; whether a person may give them is asked afresh after the acknowledgement, and before any effect.

    Args:
        means, batching: see there.
    """

    def __init__(self, means: Means, batching: Batching) -> None:
        self._gate = means.gate
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._batching = batching
        self._now = means.now

    async def take(self, asker: Asker, batch_id: str, delivery: str, answer: Answer) -> None:
        """Write an answer down and have it weighed; a delivery that comes twice is taken once."""
        async with self._database.write() as tx:
            if await deliveries.claim(tx, delivery, f"{answer} several", self._now()):
                payload = {"asker": msgspec.to_builtins(asker), "batch": batch_id, "answer": answer.value}
                await self._engine.enqueue(tx, WEIGH, delivery, payload)

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Weigh one answer; whatever speaks against it is told to the person who gave it."""
        asker = msgspec.convert(payload["asker"], Asker)
        answer, batch_id = Answer(str(payload["answer"])), str(payload["batch"])
        async with self._database.read() as reading:
            asked = await batches.find(reading, batch_id)
        verb = _verb(answer, asked)
        if told := await self._ledger.latest(asker, verb, REFUSED):  # before the telling was cut off
            await self._teller.refuse(asker, HarvestbotError(told.detail))
            return
        try:
            if asked is None:
                raise over(None, asker.user, self._now())
            if answer is Answer.STOP:
                await self._stop(asker, asked)
            else:
                await self._second(asker, asked, State.APPROVED if answer is Answer.APPROVE else State.REJECTED)
        except HarvestbotError as error:
            if isinstance(error, REFUSALS):
                await self._ledger.refused(asker, Matter(verb=verb), error)
            await self._teller.refuse(asker, error)

    async def _stop(self, asker: Asker, asked: Batch) -> None:
        """Let nothing more be begun: anybody may who could have asked for some of it."""
        if asked.stopper == asker.user:
            return  # pressed twice, or carried out again after a crash
        if asked.stopper or asked.state not in (State.APPROVED, State.AT_WORK):
            raise ConfirmationOver(f"There is nothing left to stop. {UNCHANGED}", asked.stopper)
        standings = await self._gate.standings(asker.user, fresh=True)
        if not any(standings[name].reaches(asked.verb.role) for name in asked.portals if name in standings):
            self._gate.role(asked.verb, asked.portals[0], standings)
        async with self._database.write() as tx:
            stopped = await batches.stop(tx, asked.id, asker.user)
            if stopped is not None:
                await self._ledger.about_batch(tx, stopped, Outcome.CANCELLED, actor=asker.user, detail="stopped")
        if stopped is None:
            raise ConfirmationOver(f"There is nothing left to stop. {UNCHANGED}")
        async with self._database.read() as reading:
            several = await batches.several(reading, asked.id)
        if several is not None:
            await self._teller.show_several(several, insist=False)

    async def _second(self, asker: Asker, asked: Batch, state: Literal[State.APPROVED, State.REJECTED]) -> None:
        if counted(asked, asker.user, approve=state is State.APPROVED):
            return
        if asked.state is not State.WAITING:
            raise over(asked, asker.user, self._now())
        if asked.requester == asker.user:
            await self._by_the_asker(asker, asked, state)
            return
        self._gate.place(asked.verb, asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=True)
        for name in asked.portals:
            self._gate.role(asked.verb, name, standings)
        async with self._database.write() as tx:
            moved = await batches.answer(tx, asked.id, user=asker.user, state=state, now=self._now())
            if moved is not None:
                rejected = state is State.REJECTED
                await batches.moved(tx, asked.id, asker.place)
                outcome = Outcome.REFUSED if rejected else Outcome.APPROVED
                detail = "rejected by the second person" if rejected else ""
                await self._ledger.about_batch(tx, moved, outcome, detail=detail)
                await self._batching.carry_on(tx, asked.id, Turn.TELL if rejected else Turn.WORK)
                return
            standing = await batches.find(tx, asked.id)
        raise over(standing, asker.user, self._now())

    async def _by_the_asker(self, asker: Asker, asked: Batch, state: State) -> None:
        """Let the asker withdraw, and not approve."""
        if state is State.APPROVED:
            raise Refused("Somebody else has to approve what you asked for. Nothing was changed.")
        await self._batching.cancel(asker, asked.id)


def _verb(answer: Answer, asked: Batch | None) -> str:
    return f"{answer} {asked.verb.name}" if asked is not None else answer.value
