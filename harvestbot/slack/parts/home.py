"""The App Home, and the modal in which a harvester is looked at from there, or from the global shortcut."""

from collections.abc import Callable

import structlog

from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Matter
from harvestbot.domain.verbs import VERBS, Kind
from harvestbot.errors import HarvestbotError, ViewChanged
from harvestbot.operations.portals import Found
from harvestbot.slack import held, ids, payloads
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.window import reading_card, window_view
from harvestbot.slack.intake import Route, Shown, asker
from harvestbot.slack.parts.part import Part, Tools, read
from harvestbot.slack.payloads import Delivery

log = structlog.get_logger(__name__)

HOME_TAB = "home"
"""The tab of the app whose opening is meant; the other one is the direct message."""


class HomeTab:
    """Shows people their Home, and harvesters in modals.

    Args:
        tools: see there.
        card: draws the card of a harvester that was just read.
    """

    def __init__(self, tools: Tools, card: Callable[[Found], Card]) -> None:
        self._homes = tools.homes
        self._answers = tools.answers
        self._sender = tools.sender
        self._questions = tools.crew.questions
        self._finding = tools.crew.finding
        self._card = card

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            presses={
                ids.Press.HOME: lambda _: Route(Kind.READ, self._turn),
                ids.Press.HOME_ANEW: lambda _: Route(Kind.READ, self._read_anew),
                ids.Press.OPEN: self._opening,
            },
            shortcuts={ids.Shortcut.HARVESTERS: lambda _: Route(Kind.READ, self._find, Matter(verb="status"))},
            events={ids.Event.HOME_OPENED.type: self._opened},
        )

    def _opened(self, delivery: Delivery) -> Route | None:
        return Route(Kind.READ, self._show) if delivery.event.get("tab") == HOME_TAB else None

    async def _show(self, delivery: Delivery) -> None:
        await self._homes.open(delivery.user)

    async def _turn(self, delivery: Delivery) -> None:
        await self._homes.turn(delivery.user, read(held.read_wish, delivery))

    async def _read_anew(self, delivery: Delivery) -> None:
        await self._homes.read_anew(delivery.user, read(held.read_wish, delivery))

    def _opening(self, delivery: Delivery) -> Route:
        target = read(held.read_target, delivery)
        return Route(Kind.READ, self._open, Matter(verb="status", ref=HarvesterRef(target.id, target.portal)))

    async def _open(self, delivery: Delivery) -> None:
        """Show a harvester: in the modal that is open, else in one of its own; at once that it is being read."""
        target = read(held.read_target, delivery)
        loading = window_view(reading_card(target))
        if delivery.surface == payloads.MODAL:
            view = delivery.view
            await self._sender.update_view(view, loading)
        else:
            view = await self._sender.open_form(delivery.trigger, loading)
        try:
            found = await self._questions.status(asker(delivery), HarvesterRef(target.id, target.portal))
        except HarvestbotError as error:
            raise await self._refused(delivery, view, error) from error
        try:
            await self._sender.update_view(view, window_view(self._card(found)))
        except ViewChanged as error:
            log.info("a modal was closed before it was filled", why=str(error))

    async def _find(self, delivery: Delivery) -> None:
        view = await self._sender.open_form(delivery.trigger, window_view())
        try:
            await self._questions.help(asker(delivery))
            await self._finding.ready(delivery.user, VERBS["status"])
        except HarvestbotError as error:
            raise await self._refused(delivery, view, error) from error

    async def _refused(self, delivery: Delivery, view: str, error: HarvestbotError) -> Shown:
        """Say why not in the modal that was opened for it."""
        await self._answers.refuse(asker(delivery), error, modal=view)
        return Shown(error)
