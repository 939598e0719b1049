"""What people look at: cards, lists, help, the trail."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, HarvesterRef
from harvestbot.domain.audit import Matter
from harvestbot.domain.pages import page_of
from harvestbot.domain.verbs import VERBS, Kind
from harvestbot.operations.directory import MANY
from harvestbot.operations.gate import max_role
from harvestbot.operations.portals import LATELY, Found
from harvestbot.operations.questions import PortalSummary
from harvestbot.operations.telling.subscribing import subscriber
from harvestbot.slack import held, ids, payloads
from harvestbot.slack.cards.audit import audit_card
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.digest import digest_card
from harvestbot.slack.cards.errors import errors_card
from harvestbot.slack.cards.help import help_card, verb_help_card
from harvestbot.slack.cards.history import history_card
from harvestbot.slack.cards.list import list_card
from harvestbot.slack.cards.portals import PortalRow, portals_card
from harvestbot.slack.cards.preview import preview_card
from harvestbot.slack.cards.status import status_card
from harvestbot.slack.cards.watches import watches_card
from harvestbot.slack.cards.whoami import whoami_card
from harvestbot.slack.cards.window import window_view
from harvestbot.slack.intake import Route, asker
from harvestbot.slack.parts.part import Part, Tools, about, read
from harvestbot.slack.payloads import Delivery


class Reading:
    """Answers what changes nothing.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._crew = tools.crew
        self._answers = tools.answers
        self._setting = tools.setting

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            verbs={
                "status": self._answer_status,
                "help": self._privately(self._help),
                "list": self._privately(self._list),
                "errors": self._privately(self._errors),
                "preview": self._privately(self._preview),
                "history": self._privately(self._history),
                "portals": self._privately(self._portals),
                "whoami": self._privately(self._whoami),
                "watches": self._privately(self._watches),
                "audit": self._privately(self._audit),
                "digest": self._privately(self._digest),
            },
            presses={
                ids.Press.REFRESH: self._refreshing,
                ids.Press.PAGE: lambda _: Route(Kind.READ, self._turn, Matter(verb="list")),
                ids.Press.SEARCH: lambda _: Route(Kind.READ, self._search, Matter(verb="list")),
                ids.Press.HISTORY: self._turning_history,
                ids.Press.TRAIL: lambda _: Route(Kind.READ, self._turn_trail, Matter(verb="audit")),
            },
        )

    def status_card(self, found: Found) -> Card:
        """Return the card of a harvester that was just read."""
        return status_card(
            found.harvester,
            found.portal,
            may=found.role,
            page_url=self.page_url(found.portal, found.harvester.id),
            lacks=self._setting.lacks.get(found.portal, frozenset()),
        )

    def page_url(self, portal: str, harvester_id: str) -> str:
        """Return the address of a harvester's page in its portal's back office, "" where none is set."""
        return page_of(self._setting.pages.get(portal, ""), harvester_id)

    def _privately(self, make: Callable[[Asker, Ask], Awaitable[Card]]) -> Callable[[Asker, Ask], Awaitable[None]]:
        async def answer(who: Asker, ask: Ask) -> None:
            async def card() -> Card:
                return await make(who, ask)

            await self._answers.private(who, await self._answers.meanwhile(who, str(ask), card()))

        return answer

    async def _answer_status(self, who: Asker, ask: Ask) -> None:
        await self._answers.in_channel(who, str(ask), self._status(who, ask))

    async def _status(self, who: Asker, ask: Ask) -> Card:
        return self.status_card(await self._crew.questions.status(who, ask.about))

    def _refreshing(self, delivery: Delivery) -> Route:
        return Route(Kind.READ, self._refresh, Matter(verb="status", ref=about("status", delivery).harvester))

    async def _refresh(self, delivery: Delivery) -> None:
        who, ask = asker(delivery), about("status", delivery)
        if delivery.surface == payloads.MODAL:
            await self._tools.sender.update_view(delivery.view, window_view(await self._status(who, ask)))
            return
        card = await self._answers.meanwhile(who, str(ask), self._status(who, ask))
        await self._answers.replace(delivery, card)

    async def _list(self, who: Asker, ask: Ask) -> Card:
        return await self._page(who, held.Page(1, " ".join(ask.words)), within=0.0)

    async def _page(self, who: Asker, page: held.Page, *, within: float) -> Card:
        browsed = await self._crew.questions.browse(who, page.words.split(), within=within)
        if browsed.total < MANY:
            return list_card(browsed, page)
        return await asyncio.to_thread(list_card, browsed, page)

    async def _turn(self, delivery: Delivery) -> None:
        page = read(held.read_page, delivery)
        await self._show(delivery, page, within=0.0 if page.fresh else LATELY)

    async def _search(self, delivery: Delivery) -> None:
        await self._show(delivery, held.Page(1, delivery.value), within=LATELY)

    async def _show(self, delivery: Delivery, page: held.Page, *, within: float) -> None:
        who = asker(delivery)
        card = await self._answers.meanwhile(who, f"list {page.words}".strip(), self._page(who, page, within=within))
        await self._answers.replace(delivery, card)

    async def _digest(self, who: Asker, ask: Ask) -> Card:
        now = await self._crew.digests.now(who, ask)
        return digest_card(now.digest, wish=now.wish, next_at=now.next_at)

    async def _audit(self, who: Asker, ask: Ask) -> Card:
        return audit_card(await self._crew.trail.ask(who, ask))

    async def _turn_trail(self, delivery: Delivery) -> None:
        turned = read(held.read_trail, delivery)
        card = audit_card(await self._crew.trail.page(asker(delivery), turned.wanted, turned.turn))
        await self._answers.replace(delivery, card)

    async def _errors(self, who: Asker, ask: Ask) -> Card:
        found, errors = await self._crew.questions.errors(who, ask.about)
        return errors_card(found.harvester, found.portal, errors)

    async def _preview(self, who: Asker, ask: Ask) -> Card:
        found, preview = await self._crew.questions.preview(who, ask.about)
        return preview_card(found.harvester, found.portal, preview)

    async def _history(self, who: Asker, ask: Ask) -> Card:
        return history_card(await self._crew.remembering.ask(who, ask.about))

    def _turning_history(self, delivery: Delivery) -> Route:
        turned = read(held.read_history, delivery)
        return Route(Kind.READ, self._turn_history, Matter(verb="history", ref=HarvesterRef(turned.id, turned.portal)))

    async def _turn_history(self, delivery: Delivery) -> None:
        turned = read(held.read_history, delivery)
        page = await self._crew.remembering.page(asker(delivery), turned.portal, turned.id, turned.turn)
        await self._answers.replace(delivery, history_card(page))

    async def _portals(self, who: Asker, _: Ask) -> Card:
        return portals_card([_row(summary) for summary in await self._crew.questions.portals(who)])

    async def _whoami(self, who: Asker, _: Ask) -> Card:
        return whoami_card(await self._crew.questions.whoami(who), user=who.user)

    async def _watches(self, who: Asker, _: Ask) -> Card:
        return watches_card(await self._crew.subscribing.watches(who), channel=subscriber(who))

    async def _help(self, who: Asker, ask: Ask) -> Card:
        role = max_role(await self._crew.questions.help(who)) or VERBS["help"].role
        verb = VERBS.get(ask.words[0]) if ask.words else None
        if verb is None:
            return help_card(self._setting.command, may=role)
        return verb_help_card(self._setting.command, verb, may=role)


def _row(summary: PortalSummary) -> PortalRow:
    return PortalRow(
        name=summary.address.name,
        host=urlsplit(summary.address.url).netloc,
        dialect=summary.address.api,
        harvesters=summary.harvesters,
        trouble=summary.trouble,
        calls_left=summary.quota.remaining,
        calls_a_day=summary.quota.limit,
        reset_at=summary.quota.reset_at,
    )
