"""What each delivery means: commands by their verb, presses by their action id, forms by their callback id."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, HarvesterRef, parse
from harvestbot.domain.audit import Matter
from harvestbot.domain.confirmations import Action
from harvestbot.domain.tombstones import understood
from harvestbot.domain.verbs import VERBS, Kind
from harvestbot.errors import ConfirmationOver, NotUnderstood, Refused, WrongPlace
from harvestbot.operations.approving import Approving
from harvestbot.operations.confirming import Confirming
from harvestbot.operations.decisions import Decisions
from harvestbot.operations.offering import Offering
from harvestbot.operations.restoring import Restoring
from harvestbot.slack import ids
from harvestbot.slack.answers import Answers
from harvestbot.slack.cards.restoring import at_fields, read_secrets, restorable_card, secrets_view
from harvestbot.slack.cards.typed import typed_mistakes, typed_view
from harvestbot.slack.commands import Commands
from harvestbot.slack.intake import FormMistakes, Route, asker
from harvestbot.slack.payloads import Delivery
from harvestbot.slack.sender import Sender

OLD_BUTTON = "This button is from another version of the bot. Nothing was changed; ask for the card anew."
V = TypeVar("V")
ITEMS = {ids.Item.ERRORS: "errors", ids.Item.PREVIEW: "preview", ids.Item.DELETE: "delete"}


class Routes:
    """Turns deliveries into routes.

    Args:
        commands, decisions, confirming, approving, offering, restoring, answers, sender: see there.
    """

    def __init__(
        self,
        *,
        commands: Commands,
        decisions: Decisions,
        confirming: Confirming,
        approving: Approving,
        offering: Offering,
        restoring: Restoring,
        answers: Answers,
        sender: Sender,
    ) -> None:
        self._commands = commands
        self._decisions = decisions
        self._confirming = confirming
        self._approving = approving
        self._offering = offering
        self._restoring = restoring
        self._answers = answers
        self._sender = sender
        self._presses: Mapping[ids.Press, Callable[[Delivery], Route]] = {
            ids.Press.REFRESH: self._refreshing,
            ids.Press.START: lambda one: self._run(_about("start", one), here=True),
            ids.Press.ABORT: lambda one: self._run(_about("abort", one), here=True),
            ids.Press.PUBLISH: lambda one: self._run(_about("publish", one)),
            ids.Press.UNPUBLISH: lambda one: self._run(_about("unpublish", one)),
            ids.Press.WATCH: lambda one: self._run(_about("watch", one)),
            ids.Press.MORE: self._more,
            ids.Press.CONFIRM: lambda one: Route(Kind.DECISION, self._confirm, _chosen(one)),
            ids.Press.CONFIRM_TYPED: lambda one: Route(Kind.ASK, self._ask_for_id, _chosen(one)),
            ids.Press.CANCEL: lambda one: Route(Kind.DECISION, self._cancel, _answering("cancel", one)),
            ids.Press.APPROVE: lambda one: Route(
                Kind.DECISION, partial(self._second, approve=True), _answering("approve", one)
            ),
            ids.Press.REJECT: lambda one: Route(
                Kind.DECISION, partial(self._second, approve=False), _answering("reject", one)
            ),
            ids.Press.RUN: lambda one: self._run(parse(one.value)),
            ids.Press.PAGE: lambda _: Route(Kind.READ, self._page, Matter(verb="list")),
            ids.Press.TRAIL: lambda _: Route(Kind.READ, self._trail, Matter(verb="audit")),
            ids.Press.RESTORE: lambda _: Route(Kind.ASK, self._restore, Matter(verb="restore")),
            ids.Press.RESTORE_PAGE: lambda _: Route(Kind.READ, self._restore_page, Matter(verb="restore")),
        }
        self._forms: Mapping[ids.Form, tuple[Action, Callable[[Delivery], Awaitable[None]]]] = {
            ids.Form.TYPED_DELETE: (Action.DELETE_DATASETS, self._typed),
            ids.Form.TYPED_RESTORE: (Action.RESTORE, self._secrets),
        }

    def command(self, delivery: Delivery) -> Route:
        """Route a slash command by its verb."""
        return self._run(parse(delivery.text))

    def press(self, delivery: Delivery) -> Route:
        """Route a press by its action id."""
        try:
            return self._presses[ids.read_action_id(delivery.name)](delivery)
        except ids.Unreadable:
            raise NotUnderstood(OLD_BUTTON, ("help",)) from None

    def form(self, delivery: Delivery) -> Route:
        """Route a submitted form by its callback id."""
        try:
            action, take = self._forms[ids.read_callback_id(delivery.name)]
        except ids.Unreadable:
            raise NotUnderstood(OLD_BUTTON, ("help",)) from None
        return Route(Kind.DECISION, take, _answering(action.value, delivery))

    def _run(self, ask: Ask, *, here: bool = False) -> Route:
        """Route what was typed, or a button that stands for it; ``here``: the button's message becomes the answer."""

        async def decide(delivery: Delivery) -> None:
            await self._decisions.take(asker(delivery, here=here), ask, delivery.id)

        async def answer(delivery: Delivery) -> None:
            await self._commands.answer(asker(delivery), ask)

        matter = Matter(verb=ask.verb.name, ref=ask.harvester)
        return Route(ask.verb.kind, decide if ask.verb.kind is Kind.DECISION else answer, matter)

    def _more(self, delivery: Delivery) -> Route:
        picked = ids.read_picked(delivery.value)
        return self._run(Ask(VERBS[ITEMS[picked.item]], HarvesterRef(picked.id, picked.portal)))

    def _refreshing(self, delivery: Delivery) -> Route:
        return Route(Kind.READ, self._refresh, Matter(verb="status", ref=_about("status", delivery).harvester))

    async def _refresh(self, delivery: Delivery) -> None:
        ask = _about("status", delivery)
        who = asker(delivery)
        card = await self._answers.meanwhile(who, str(ask), self._commands.status(who, ask))
        await self._answers.replace(delivery, card)

    async def _page(self, delivery: Delivery) -> None:
        page = _read(ids.read_page, delivery)
        card = await self._commands.page(asker(delivery), page.words, page.number)
        await self._answers.replace(delivery, card)

    async def _trail(self, delivery: Delivery) -> None:
        turned = _read(ids.read_trail, delivery)
        card = await self._commands.trail(asker(delivery), turned)
        await self._answers.replace(delivery, card)

    async def _confirm(self, delivery: Delivery) -> None:
        choice = _read(ids.read_choice, delivery)
        if choice.action is Action.DELETE_DATASETS:
            raise Refused("Deleting with datasets needs the harvester's id typed in. Nothing was changed.")
        await self._confirming.press(asker(delivery, here=True), choice.confirmation, choice.action)

    async def _cancel(self, delivery: Delivery) -> None:
        await self._confirming.cancel(asker(delivery, here=True), delivery.value)

    async def _second(self, delivery: Delivery, *, approve: bool) -> None:
        await self._approving.take(asker(delivery, here=True), delivery.value, delivery.id, approve=approve)

    async def _ask_for_id(self, delivery: Delivery) -> None:
        choice = _read(ids.read_choice, delivery)
        confirmation = await self._confirming.consider(asker(delivery, here=True), choice.confirmation, choice.action)
        if choice.action is Action.RESTORE:
            offer = await self._restoring.offer(confirmation)
            await self._sender.open_form(delivery.trigger, secrets_view(confirmation, offer.tombstone))
        else:
            await self._sender.open_form(delivery.trigger, typed_view(confirmation))

    async def _typed(self, delivery: Delivery) -> None:
        """Take the answer of the form in which the id is typed; what is wrong is said at the field."""
        field = ids.field_id(ids.Field.HARVESTER_ID)
        try:
            confirmation = await self._confirming.read(delivery.value, delivery.user)
            if mistakes := typed_mistakes(confirmation, ids.read_field(delivery.values, ids.Field.HARVESTER_ID)):
                raise FormMistakes(mistakes)
            # A form is submitted nowhere: what counts is where the question stands.
            who = Asker(delivery.user, confirmation.place, delivery.correlation)
            await self._confirming.press(who, delivery.value, Action.DELETE_DATASETS)
        except (ConfirmationOver, WrongPlace) as refusal:
            raise FormMistakes({field: str(refusal)}, refusal) from None

    async def _restore(self, delivery: Delivery) -> None:
        who = asker(delivery)
        await self._answers.meanwhile(who, "restore", self._offering.ask_about(who, delivery.value))

    async def _restore_page(self, delivery: Delivery) -> None:
        page = await self._offering.page(asker(delivery), _read(ids.read_page, delivery).number)
        await self._answers.replace(delivery, restorable_card(page.found, page=page.number, more=page.more))

    async def _secrets(self, delivery: Delivery) -> None:
        """Take the answer of the form in which secrets are typed; what is wrong is said at the field."""
        try:
            confirmation = await self._confirming.read(delivery.value, delivery.user)
            tombstone = (await self._restoring.offer(confirmation)).tombstone
            typed, mistakes = understood(tombstone.wanted, read_secrets(tombstone, delivery.values))
            if mistakes:
                raise FormMistakes(at_fields(tombstone, mistakes))
            who = Asker(delivery.user, confirmation.place, delivery.correlation)
            await self._restoring.press(who, delivery.value, typed)
        except (ConfirmationOver, WrongPlace) as refusal:
            raise FormMistakes({ids.field_id(ids.Field.WANTED): str(refusal)}, refusal) from None


def _about(verb: str, delivery: Delivery) -> Ask:
    target = _read(ids.read_target, delivery)
    return Ask(VERBS[verb], HarvesterRef(target.id, target.portal))


def _chosen(delivery: Delivery) -> Matter:
    choice = _read(ids.read_choice, delivery)
    return Matter(verb=choice.action.value, confirmation=choice.confirmation)


def _answering(verb: str, delivery: Delivery) -> Matter:
    return Matter(verb=verb, confirmation=delivery.value)


def _read(read: Callable[[str], V], delivery: Delivery) -> V:
    try:
        return read(delivery.value)
    except ids.Unreadable:
        raise NotUnderstood(OLD_BUTTON, ("help",)) from None
