"""Selects in which a harvester is found by typing."""

from collections.abc import Sequence

from harvestbot.domain.verbs import VERBS
from harvestbot.slack import ids
from harvestbot.slack.cards.finding import OPTIONS_LIMIT, options
from harvestbot.slack.parts.part import Part, Tools
from harvestbot.slack.payloads import Delivery, Option


class Finding:
    """Offers harvesters while somebody types.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._finding = tools.crew.finding

    def part(self) -> Part:
        """Return what this takes; what is chosen is run like what is typed (``harvestbot.slack.routes``)."""
        return Part(suggests={ids.Press.FIND: self.suggest})

    async def suggest(self, delivery: Delivery) -> Sequence[Option]:
        """Return the harvesters that may be meant, for whatever select of ours it is."""
        verb = VERBS.get(ids.read_find(delivery.name))
        if verb is None:
            return ()
        suggested = await self._finding.suggest(delivery.user, delivery.text, verb, most=OPTIONS_LIMIT)
        return options(suggested.found, several=suggested.several)
