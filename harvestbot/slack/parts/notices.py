"""What is pressed on a notice: being on it, and asking why it came."""

from harvestbot.domain.audit import Matter
from harvestbot.domain.verbs import Kind
from harvestbot.slack import held, ids
from harvestbot.slack.cards.why import why_card
from harvestbot.slack.intake import Route, asker
from harvestbot.slack.parts.part import Part, Tools, read
from harvestbot.slack.payloads import Delivery


class Notices:
    """Takes the presses on notices.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._crew = tools.crew
        self._answers = tools.answers

    def part(self) -> Part:
        """Return what this takes."""
        matter = Matter(verb="take")
        return Part(
            presses={
                ids.Press.ON_IT: lambda _: Route(Kind.DECISION, self._take, matter),
                ids.Press.TAKE_OVER: lambda _: Route(Kind.DECISION, self._take_over, matter),
                ids.Press.WHY: lambda _: Route(Kind.READ, self._why, Matter(verb="watches")),
            }
        )

    async def _take(self, delivery: Delivery) -> None:
        await self._crew.taking.decide(asker(delivery), delivery.value, delivery.id)

    async def _take_over(self, delivery: Delivery) -> None:
        relief = read(held.read_relief, delivery)
        await self._crew.taking.decide(asker(delivery), relief.notice, delivery.id, instead_of=relief.instead_of)

    async def _why(self, delivery: Delivery) -> None:
        who = asker(delivery)
        why = await self._crew.subscribing.why(who, delivery.value)
        await self._answers.private(who, why_card(why.notice, why.standing, may_change=why.may_change))
