"""Addresses of harvesters' pages that people paste: each is shown as its card, where it concerns nobody else.

Slack tells of links in all channels, the bot's own or not, and once more while a message is still being written
(``source: composer``, without a channel). Facts: docs.slack.dev/messaging/unfurling-links-in-messages.
"""

import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.pages import harvester_at
from harvestbot.domain.verbs import Kind
from harvestbot.errors import HarvestbotError
from harvestbot.slack import ids
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.status import glance_card
from harvestbot.slack.intake import Route, asker
from harvestbot.slack.parts.part import Part, Tools
from harvestbot.slack.payloads import Delivery

log = structlog.get_logger(__name__)

SHARED = ids.Event.LINK_SHARED.type
MOST = 5
"""Links of one message that are shown; each costs a call of its portal."""


class Links:
    """Shows what pasted addresses lead to; nobody has asked, so nobody is told why nothing is shown.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._crew = tools.crew
        self._sender = tools.sender
        self._channels = tools.channels
        self._pages = tools.setting.pages

    def part(self) -> Part:
        """Return what this takes."""
        return Part(events={SHARED: self._route})

    def _route(self, delivery: Delivery) -> Route | None:
        """Route links that lead to harvesters; what stands in the direct message with the bot is answered as words."""
        passing = delivery.event.get("source") == "composer" or delivery.channel.startswith("D")
        return Route(Kind.READ, self._unfurl) if delivery.user and not passing and self._meant(delivery) else None

    def _meant(self, delivery: Delivery) -> dict[str, HarvesterRef]:
        """Return the harvesters that links lead to, by their addresses as Slack has them: ``&`` is an entity there."""
        links = delivery.event.get("links")
        told = [one.get("url") for one in links if isinstance(one, dict)] if isinstance(links, list) else []
        found = ((url, harvester_at(url.replace("&amp;", "&"), self._pages)) for url in told if isinstance(url, str))
        return dict([(url, ref) for url, ref in found if ref][:MOST])

    async def _unfurl(self, delivery: Delivery) -> None:
        try:
            if (await self._channels.look_up(delivery.channel)).shared:
                return
            who = asker(delivery)
            cards = {url: await self._card(who, ref) for url, ref in self._meant(delivery).items()}
            shown = {url: card for url, card in cards.items() if card}
            if shown:
                await self._sender.unfurl(delivery.channel, delivery.message, shown)
        except HarvestbotError as error:
            log.info("a link is not shown", why=str(error))

    async def _card(self, who: Asker, ref: HarvesterRef) -> Card | None:
        """Return what is shown; None for what somebody may not see, or is not there."""
        try:
            found = await self._crew.questions.glance(who, ref)
        except HarvestbotError as error:
            log.info("a link is not shown", why=str(error))
            return None
        return glance_card(found.harvester, found.portal)
