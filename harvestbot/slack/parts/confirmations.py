"""Questions that want a press, and the presses that answer them."""

from functools import partial

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Matter
from harvestbot.domain.confirmations import Action
from harvestbot.domain.verbs import Kind
from harvestbot.errors import ConfirmationOver, Refused, WrongPlace
from harvestbot.slack import held, ids
from harvestbot.slack.cards.restoring import secrets_view
from harvestbot.slack.cards.typed import typed_mistakes, typed_view
from harvestbot.slack.intake import FormMistakes, Route, asker
from harvestbot.slack.parts.part import Part, Tools, answering, read
from harvestbot.slack.payloads import Delivery

ASKS = {"publish": Action.PUBLISH, "unpublish": Action.UNPUBLISH, "delete": Action.DELETE}
"""The verbs that put a question, and what the question is about."""


class Confirmations:
    """Puts questions, and takes their answers.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._crew = tools.crew
        self._answers = tools.answers
        self._sender = tools.sender

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            verbs=dict.fromkeys(ASKS, self._ask),
            presses={
                ids.Press.CONFIRM: lambda one: Route(Kind.DECISION, self._confirm, _chosen(one)),
                ids.Press.CONFIRM_TYPED: lambda one: Route(Kind.ASK, self._open_form, _chosen(one)),
                ids.Press.CANCEL: lambda one: Route(Kind.DECISION, self._cancel, answering("cancel", one)),
                ids.Press.APPROVE: lambda one: Route(
                    Kind.DECISION, partial(self._second, approve=True), answering("approve", one)
                ),
                ids.Press.REJECT: lambda one: Route(
                    Kind.DECISION, partial(self._second, approve=False), answering("reject", one)
                ),
            },
            forms={
                ids.Form.TYPED_DELETE: lambda one: Route(
                    Kind.DECISION, self._typed, answering(Action.DELETE_DATASETS.value, one)
                ),
            },
        )

    async def _ask(self, who: Asker, ask: Ask) -> None:
        await self._answers.meanwhile(who, str(ask), self._crew.confirming.ask(who, ASKS[ask.verb.name], ask.about))

    async def _confirm(self, delivery: Delivery) -> None:
        choice = read(held.read_choice, delivery)
        if choice.action is Action.DELETE_DATASETS:
            raise Refused("Deleting with datasets needs the harvester's id typed in. Nothing was changed.")
        await self._crew.confirming.press(asker(delivery, here=True), choice.confirmation, choice.action)

    async def _cancel(self, delivery: Delivery) -> None:
        await self._crew.confirming.cancel(asker(delivery, here=True), delivery.value)

    async def _second(self, delivery: Delivery, *, approve: bool) -> None:
        await self._crew.approving.take(asker(delivery, here=True), delivery.value, delivery.id, approve=approve)

    async def _open_form(self, delivery: Delivery) -> None:
        choice, who = read(held.read_choice, delivery), asker(delivery, here=True)
        confirmation = await self._crew.confirming.consider(who, choice.confirmation, choice.action)
        if choice.action is Action.RESTORE:
            offer = await self._crew.restoring.offer(confirmation)
            await self._sender.open_form(delivery.trigger, secrets_view(confirmation, offer.tombstone))
        else:
            await self._sender.open_form(delivery.trigger, typed_view(confirmation))

    async def _typed(self, delivery: Delivery) -> None:
        """Take the answer of the form in which the id is typed; what is wrong is said at the field."""
        field = ids.field_id(ids.Field.HARVESTER_ID)
        try:
            confirmation = await self._crew.confirming.read(delivery.value, delivery.user)
            if mistakes := typed_mistakes(confirmation, ids.read_field(delivery.values, ids.Field.HARVESTER_ID)):
                raise FormMistakes(mistakes)
            # A form is submitted nowhere: what counts is where the question stands.
            who = Asker(delivery.user, confirmation.place, delivery.correlation)
            await self._crew.confirming.press(who, delivery.value, Action.DELETE_DATASETS)
        except (ConfirmationOver, WrongPlace) as refusal:
            raise FormMistakes({field: str(refusal)}, refusal) from None


def _chosen(delivery: Delivery) -> Matter:
    choice = read(held.read_choice, delivery)
    return Matter(verb=choice.action.value, confirmation=choice.confirmation)
