"""Opening modals: at once as a loading view, since a trigger lives for 3 s, and filled when the portal has answered."""

from collections.abc import Awaitable, Callable

import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.confirmations import Place
from harvestbot.domain.verbs import Verb
from harvestbot.errors import UNCHANGED, ChatError, Refused, ViewChanged
from harvestbot.slack import held, ids
from harvestbot.slack.cards.blocks import Block
from harvestbot.slack.cards.waiting import loading_view, opener_card, trouble_view
from harvestbot.slack.intake import Shown, asker
from harvestbot.slack.parts.part import Tools
from harvestbot.slack.payloads import MODAL, Delivery

log = structlog.get_logger(__name__)


class Opening:
    """Opens modals.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._answers = tools.answers
        self._sender = tools.sender

    async def open(
        self, delivery: Delivery, command: str, title: str, verb: Verb, view: Callable[[], Awaitable[Block]]
    ) -> None:
        """Open a modal, and fill it; what goes wrong is said in it.

        Args:
            delivery: what was typed or pressed.
            command: what opens the modal by a press, where there is no trigger to open it now.
            title: the modal's, until it is filled.
            verb: what it is for.
            view: asks the portal, and draws what comes into the modal.

        Raises:
            Shown: it could not be filled.
        """
        view_id = await self._loading(delivery, command, title)
        if not view_id:
            return
        try:
            await self._sender.update_view(view_id, await view())
        except ViewChanged as error:
            log.info("a form was closed before it was filled", why=str(error))
        except Exception as error:
            here = asked_from(delivery).place
            spot = held.write(held.Spot(here.channel, here.thread), ids.METADATA_LIMIT) or ""
            why = Refused(f"{error}. {UNCHANGED} Ask for the form again.") if isinstance(error, ChatError) else error
            trouble = trouble_view(title, why, reference=delivery.correlation, verb=verb.name, metadata=spot)
            await self.update(view_id, trouble)
            raise Shown(error) from error

    async def update(self, view_id: str, view: Block) -> None:
        """Put a view in the place of an open one; somebody who has closed it meanwhile wants it no more."""
        try:
            await self._sender.update_view(view_id, view)
        except ChatError as error:
            log.info("a form could not be updated", why=str(error))

    async def _loading(self, delivery: Delivery, command: str, title: str) -> str:
        """Show that a modal is on its way, and return the view's id; "" where it cannot be opened now."""
        if delivery.surface == MODAL:
            await self._sender.update_view(delivery.view, loading_view(title))
            return delivery.view
        if delivery.trigger:
            try:
                return await self._sender.open_form(delivery.trigger, loading_view(title))
            except ChatError as error:
                log.info("no form could be opened", why=str(error))
        await self._answers.private(asker(delivery), opener_card(command))
        return ""


def asked_from(delivery: Delivery) -> Asker:
    """Return who wants something; what is pressed in a modal comes from where that was asked for."""
    who = asker(delivery)
    if who.place.channel or not delivery.metadata:
        return who
    try:
        spot = held.read_spot(delivery.metadata)
    except ids.Unreadable:
        return who
    return Asker(who.user, Place(spot.channel, thread=spot.thread), who.correlation)
