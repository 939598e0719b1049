"""Several harvesters at once: the question about them, its answers, and the button that stops the work."""

from functools import partial

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import SEVERAL, Ask, HarvesterRef
from harvestbot.domain.audit import Matter
from harvestbot.domain.confirmations import Action, Place, State
from harvestbot.domain.filters import parse_filters
from harvestbot.domain.verbs import Kind
from harvestbot.errors import ConfirmationOver, Refused, Suggesting, WrongPlace
from harvestbot.operations.several.answering import Answer
from harvestbot.slack import held, ids
from harvestbot.slack.cards.choosing import CHOSEN, chooser_view
from harvestbot.slack.cards.counted import count_mistakes, count_view
from harvestbot.slack.cards.several import several_approval_card, several_card
from harvestbot.slack.intake import FormMistakes, Route, asker
from harvestbot.slack.parts.part import Part, Tools, read
from harvestbot.slack.payloads import Delivery

AT_ONCE = "several"
"""The name under which what is asked about several harvesters is answered, whatever its verb."""


class SeveralAtOnce:
    """Puts questions about several harvesters, and takes their answers.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._batching = tools.crew.batching
        self._batch_answers = tools.crew.batch_answers
        self._answers = tools.answers
        self._sender = tools.sender

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            verbs={AT_ONCE: self._ask},
            presses={
                ids.Press.SEVERAL: lambda one: Route(Kind.DECISION, self._press, _matter(one)),
                ids.Press.SEVERAL_TYPED: lambda one: Route(Kind.ASK, self._open_form, _matter(one)),
                ids.Press.SEVERAL_CANCEL: lambda _: Route(Kind.DECISION, self._cancel, Matter(verb="cancel")),
                ids.Press.CHOOSE: lambda one: Route(Kind.ASK, self._open_chooser, Matter(verb=one.value)),
                ids.Press.SEVERAL_PAGE: lambda _: Route(Kind.READ, self._turn, Matter(verb="list")),
                ids.Press.SEVERAL_APPROVE: partial(self._answering, Answer.APPROVE),
                ids.Press.SEVERAL_REJECT: partial(self._answering, Answer.REJECT),
                ids.Press.SEVERAL_STOP: partial(self._answering, Answer.STOP),
            },
            forms={
                ids.Form.TYPED_COUNT: lambda one: Route(Kind.DECISION, self._typed, _matter(one)),
                ids.Form.CHOOSE: lambda one: Route(
                    Kind.ASK, self._chosen, Matter(verb=ids.read_option(one.values, ids.Field.VERB))
                ),
            },
        )

    async def _ask(self, who: Asker, ask: Ask) -> None:
        asking = self._batching.ask(who, Action(ask.verb.name), parse_filters(ask.words, command=ask.verb.name))
        await self._answers.meanwhile(who, str(ask), asking)

    async def _open_chooser(self, delivery: Delivery) -> None:
        """Open the form in which harvesters are chosen; what may be done with them is what this person may do."""
        verb, who = delivery.value, asker(delivery)
        if not delivery.trigger:
            raise Suggesting("A form opens at a press only. Nothing was changed.", (f"{verb} {SEVERAL}",))
        verbs = await self._batching.verbs(who, Action(verb))
        await self._sender.open_form(delivery.trigger, chooser_view(verbs, verb, who.place))

    async def _chosen(self, delivery: Delivery) -> None:
        """Ask about what was chosen in the form, where it was opened."""
        chooser = read(held.read_chooser, delivery)
        verb = ids.read_option(delivery.values, ids.Field.VERB)
        refs = [HarvesterRef(one.id, one.portal) for one in held.read_chosen(delivery.values, CHOSEN)]
        who = Asker(delivery.user, Place(chooser.channel, thread=chooser.thread), delivery.correlation)
        await self._answers.meanwhile(who, f"{verb} {SEVERAL}", self._batching.ask_about(who, Action(verb), refs))

    async def _press(self, delivery: Delivery) -> None:
        choice = read(held.read_choice, delivery)
        if choice.action.deletes:
            raise Refused("Deleting several needs their number typed in. Nothing was changed.")
        await self._batching.press(asker(delivery, here=True), choice.confirmation, choice.action)

    async def _cancel(self, delivery: Delivery) -> None:
        await self._batching.cancel(asker(delivery, here=True), delivery.value)

    def _answering(self, answer: Answer, delivery: Delivery) -> Route:
        async def take(one: Delivery) -> None:
            await self._batch_answers.take(asker(one, here=True), one.value, one.id, answer)

        del delivery
        return Route(Kind.DECISION, take, Matter(verb=answer.value))

    async def _turn(self, delivery: Delivery) -> None:
        page = read(held.read_page, delivery)
        several = await self._batching.find(delivery.user, page.words)
        card = several_card(several, page=page.number)
        if several.batch.state is State.WAITING:
            card = several_approval_card(several, page=page.number)
        await self._answers.replace(delivery, card)

    async def _open_form(self, delivery: Delivery) -> None:
        choice = read(held.read_choice, delivery)
        asked = await self._batching.consider(asker(delivery, here=True), choice.confirmation, choice.action)
        await self._sender.open_form(delivery.trigger, count_view(asked, choice.action))

    async def _typed(self, delivery: Delivery) -> None:
        """Take the answer of the form in which the number is typed; what is wrong is said at the field."""
        choice = read(held.read_choice, delivery)
        try:
            asked = await self._batching.read(choice.confirmation, delivery.user)
            if mistakes := count_mistakes(asked, ids.read_field(delivery.values, ids.Field.COUNT)):
                raise FormMistakes(mistakes)
            # A form is submitted nowhere: what counts is where the question stands.
            who = Asker(delivery.user, asked.place, delivery.correlation)
            await self._batching.press(who, asked.id, choice.action)
        except (ConfirmationOver, WrongPlace) as refusal:
            raise FormMistakes({ids.field_id(ids.Field.COUNT): str(refusal)}, refusal) from None


def _matter(delivery: Delivery) -> Matter:
    return Matter(verb=read(held.read_choice, delivery).action.value)
