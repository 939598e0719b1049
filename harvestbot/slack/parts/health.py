"""Whether the bot itself is well."""

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Matter
from harvestbot.domain.verbs import Kind
from harvestbot.slack import ids
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.doctor import doctor_card, round_trip_card
from harvestbot.slack.intake import Route, asker
from harvestbot.slack.parts.part import Part, Tools
from harvestbot.slack.payloads import Delivery


class Health:
    """Answers ``doctor``.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._answers = tools.answers
        self._rounds = tools.rounds

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            verbs={"doctor": self._answer},
            presses={ids.Press.TEST: lambda _: Route(Kind.READ, self._test, Matter(verb="doctor"))},
        )

    async def _answer(self, who: Asker, ask: Ask) -> None:
        await self._answers.private(who, await self._answers.meanwhile(who, str(ask), self._examined(who)))

    async def _examined(self, who: Asker) -> Card:
        return doctor_card(await self._rounds.examine(who))

    async def _test(self, delivery: Delivery) -> None:
        who = asker(delivery)
        trip = await self._rounds.round_trip(who, delivery.pressed_at)
        await self._answers.private(who, round_trip_card(trip.arrival, trip.answer))
