"""What was deleted: the list of it, and the form in which secrets are typed anew."""

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Matter
from harvestbot.domain.confirmations import Action
from harvestbot.domain.tombstones import understood
from harvestbot.domain.verbs import Kind
from harvestbot.errors import ConfirmationOver, WrongPlace
from harvestbot.slack import held, ids
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.restoring import at_fields, read_secrets, restorable_card
from harvestbot.slack.intake import FormMistakes, Route, asker
from harvestbot.slack.parts.part import Part, Tools, answering, read
from harvestbot.slack.payloads import Delivery


class Restorables:
    """Shows what can be restored, and takes the wish for it.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._crew = tools.crew
        self._answers = tools.answers

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            verbs={"restore": self._answer},
            presses={
                ids.Press.RESTORE: lambda _: Route(Kind.ASK, self._ask, Matter(verb="restore")),
                ids.Press.RESTORE_PAGE: lambda _: Route(Kind.READ, self._turn, Matter(verb="restore")),
            },
            forms={
                ids.Form.TYPED_RESTORE: lambda one: Route(
                    Kind.DECISION, self._secrets, answering(Action.RESTORE.value, one)
                ),
            },
        )

    async def _answer(self, who: Asker, ask: Ask) -> None:
        if ask.harvester is None:
            card = await self._answers.meanwhile(who, str(ask), self._page(who, 1))
            await self._answers.private(who, card)
        else:
            await self._answers.meanwhile(who, str(ask), self._crew.offering.ask(who, ask.harvester))

    async def _page(self, who: Asker, number: int) -> Card:
        page = await self._crew.offering.page(who, number)
        return restorable_card(page.found, page=page.number, more=page.more)

    async def _turn(self, delivery: Delivery) -> None:
        card = await self._page(asker(delivery), read(held.read_page, delivery).number)
        await self._answers.replace(delivery, card)

    async def _ask(self, delivery: Delivery) -> None:
        who = asker(delivery)
        await self._answers.meanwhile(who, "restore", self._crew.offering.ask_about(who, delivery.value))

    async def _secrets(self, delivery: Delivery) -> None:
        """Take the answer of the form in which secrets are typed; what is wrong is said at the field."""
        try:
            confirmation = await self._crew.confirming.read(delivery.value, delivery.user)
            tombstone = (await self._crew.restoring.offer(confirmation)).tombstone
            typed, mistakes = understood(tombstone.wanted, read_secrets(tombstone, delivery.values))
            if mistakes:
                raise FormMistakes(at_fields(tombstone, mistakes))
            who = Asker(delivery.user, confirmation.place, delivery.correlation)
            await self._crew.restoring.press(who, delivery.value, typed)
        except (ConfirmationOver, WrongPlace) as refusal:
            raise FormMistakes({ids.field_id(ids.Field.WANTED): str(refusal)}, refusal) from None
