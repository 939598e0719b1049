"""How what was asked is answered: privately or in the channel, and never with silence."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.confirmations import Place
from harvestbot.errors import CannotPost, ChatError, HarvestbotError, SlackUnavailable
from harvestbot.slack import payloads
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.notices import refusal_card, unexpected_card, working_card
from harvestbot.slack.cards.window import taken_card, window_view
from harvestbot.slack.payloads import Delivery
from harvestbot.slack.sender import Sender

log = structlog.get_logger(__name__)

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds after which somebody who waits is told that work is under way."""


class Answers:
    """Says things to the one who asked, or where they asked.

    Args:
        sender: the way out to Slack.
        patience: seconds after which slow work shows itself.
    """

    def __init__(self, sender: Sender, patience: float = PATIENCE) -> None:
        self._sender = sender
        self._patience = patience

    async def private(self, asker: Asker, card: Card) -> bool:
        """Show something only to the person who asked; what could not be said is logged.

        Returns:
            Whether that is settled; False where Slack may take it later.
        """
        place = asker.place
        try:
            try:
                await self._sender.respond(place.response_url, card, thread=place.thread)
            except ChatError:
                if place.channel:
                    await self._sender.private(place.channel, asker.user, card, thread=place.thread)
                else:
                    await self._sender.direct(asker.user, card)
        except ChatError as error:
            log.warning("could not answer", why=str(error), correlation=asker.correlation)
            return not isinstance(error, SlackUnavailable)
        return True

    async def public(self, asker: Asker, card: Card) -> Place:
        """Post a card where somebody asked, and return where it stands.

        Where the bot may not post, it goes through the response_url; without one, to the person's direct message.

        Raises:
            ChatError: nobody could be told.
        """
        place = asker.place
        if not place.channel:
            return await self._sender.direct(asker.user, card)
        try:
            message = await self._sender.post(place.channel, card, thread=place.thread)
            return Place(place.channel, message, thread=place.thread)
        except CannotPost:
            try:
                await self._sender.respond(place.response_url, card, in_channel=True, thread=place.thread)
            except CannotPost:  # there is none, or it is used up or too old
                return await self._sender.direct(asker.user, card)
            return Place(place.channel, response_url=place.response_url)

    async def announce(
        self, subscriber: str, card: Card, *, owner: str, thread: Place | None = None, broadcast: bool = False
    ) -> Place:
        """Post something that nobody asked for right now, and return where it stands.

        Args:
            subscriber: the id of a channel, or of a person, who is told directly.
            card: what is said.
            owner: who is told directly where the bot may not post in the channel any more.
            thread: the message in whose thread it belongs.
            broadcast: whether the channel sees it besides the thread.

        Raises:
            ChatError: nobody could be told.
        """
        if subscriber.startswith(("U", "W")) and thread is None:
            return await self._sender.direct(subscriber, card)
        channel, message = (thread.channel, thread.message) if thread else (subscriber, "")
        try:
            return Place(channel, await self._sender.post(channel, card, thread=message, broadcast=broadcast))
        except CannotPost:
            if subscriber == owner:
                raise
            return await self._sender.direct(owner, card)

    async def update(self, place: Place, card: Card, *, spare: bool = False) -> Place:
        """Put a card in the place of a message; where that cannot be, say it through the response_url.

        Args:
            place: where the message is.
            card: what it says from now on.
            spare: whether this may be left out where it would have to wait.

        Raises:
            ChatError: nobody could be told.
        """
        if place.message:
            try:
                await self._sender.update(place.channel, place.message, card, spare=spare)
            except CannotPost:
                if not place.response_url:
                    raise
                await self._sender.respond(place.response_url, card, replace=True, in_channel=True)
            return place
        await self._sender.respond(place.response_url, card, in_channel=True, thread=place.thread)
        return place

    async def take_back(self, place: Place) -> None:
        """Take a message of the bot away; one that cannot be taken away stays, and that is logged."""
        if not place.message:
            return
        try:
            await self._sender.remove(place.channel, place.message)
        except ChatError as error:
            log.info("could not take a message away", why=str(error))

    async def replace(self, delivery: Delivery, card: Card) -> None:
        """Put a card in the place of the message whose button was pressed.

        A message that only one person sees can be replaced through the press's response_url and in no other way.
        """
        if delivery.ephemeral:
            await self._sender.respond(delivery.response_url, card, replace=True)
        else:
            await self.update(Place(delivery.channel, delivery.message, delivery.response_url), card)

    async def meanwhile(self, asker: Asker, what: str, work: Coroutine[object, object, T]) -> T:
        """Wait for ``work``; where it takes long, tell the person who asked that ``what`` is under way."""
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait((task,), timeout=self._patience)
            if not done:
                await self.private(asker, working_card(what))
            return await task
        finally:
            task.cancel()

    async def in_channel(self, asker: Asker, what: str, work: Coroutine[object, object, Card]) -> Place:
        """Post an answer in the channel; where it takes long, a message stands for it and then becomes it.

        Raises:
            HarvestbotError: what ``work`` raised; the message that stood for it is taken away again.
        """
        task = asyncio.ensure_future(work)
        standing: Place | None = None
        try:
            done, _ = await asyncio.wait((task,), timeout=self._patience)
            if not done:
                standing = await self.public(asker, working_card(what))
            card = await task
        except BaseException:
            if standing is not None:  # what went wrong with the work is what is told
                await self.take_back(standing)
            raise
        finally:
            task.cancel()
        return await (self.public(asker, card) if standing is None else self.update(standing, card))

    async def taken_in(self, ask: Ask, delivery: Delivery) -> None:
        """Say, where something was pressed in a modal, that it was taken in, and where the answer comes."""
        if delivery.surface == payloads.MODAL:
            try:
                await self._sender.update_view(delivery.view, window_view(taken_card(ask)))
            except ChatError as error:
                log.info("could not say that it was taken in", why=str(error))

    async def refuse(self, asker: Asker, error: Exception, *, modal: str = "") -> bool:
        """Tell the person who asked, and nobody else, why something is not done.

        Args:
            asker: who asked.
            error: why not.
            modal: the id of the modal before that person, if that is where it is told.

        Returns:
            Whether that is settled; False where Slack may take it later.
        """
        card = refusal_card(error) if isinstance(error, HarvestbotError) else unexpected_card(asker.correlation)
        if modal:
            try:
                await self._sender.update_view(modal, window_view(card))
            except ChatError as trouble:
                log.info("could not be told in the modal", why=str(trouble))
            else:
                return True
        return await self.private(asker, card)
