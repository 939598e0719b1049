"""The one way out to Slack: posts, updates, private answers, forms; Slack's errors become ours.

Every message goes out with ``unfurl_links`` and ``unfurl_media`` off: what a portal's text contains opens nothing.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.domain.confirmations import Place
from harvestbot.errors import CannotPost, ChatError, SlackUnavailable
from harvestbot.slack.cards.blocks import Block, Card
from harvestbot.slack.client import FAILURES, answered, said, webhook_client

NOT_THERE = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "cant_update_message",
        "message_not_found",
        "edit_window_closed",
        "user_not_in_channel",
        "not_authorized",
    }
)
"""Slack's words for "the bot cannot say this there": the response_url is tried instead."""


class Sender:
    """Sends, and knows nothing of what it sends.

    Args:
        client: Slack's Web API.
        session: the shared session, for response_urls.
    """

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session

    async def post(self, channel: str, card: Card, *, thread: str = "", broadcast: bool = False) -> str:
        """Post a message and return its ts.

        Raises:
            CannotPost: the bot may not post there.
            SlackUnavailable: Slack failed.
        """
        answer = await _asked(
            lambda: self._client.chat_postMessage(
                channel=channel,
                text=card.text,
                blocks=card.blocks,
                thread_ts=thread or None,
                reply_broadcast=(broadcast or None) if thread else None,
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(answer.get("ts") or "")

    async def update(self, channel: str, message: str, card: Card) -> None:
        """Put a card in the place of a message of the bot.

        Raises:
            CannotPost: the message is not the bot's to change, or is gone.
            SlackUnavailable: Slack failed.
        """
        await _asked(lambda: self._client.chat_update(channel=channel, ts=message, text=card.text, blocks=card.blocks))

    async def remove(self, channel: str, message: str) -> None:
        """Take a message of the bot away."""
        await _asked(lambda: self._client.chat_delete(channel=channel, ts=message))

    async def respond(self, url: str, card: Card, *, replace: bool = False, in_channel: bool = False) -> None:
        """Answer through a response_url (5 uses, 30 minutes).

        Args:
            url: the response_url.
            card: what is said.
            replace: put it in the place of the message whose button was pressed.
            in_channel: let everybody there see it.

        Raises:
            CannotPost: the response_url is used up or too old.
            SlackUnavailable: Slack failed.
        """
        if not url:
            raise CannotPost("There is no response_url to answer through.")
        try:
            answer = await webhook_client(url, self._session).send(
                text=card.text,
                blocks=card.blocks,
                response_type="in_channel" if in_channel else "ephemeral",
                replace_original=replace,
                unfurl_links=False,
                unfurl_media=False,
            )
        except FAILURES as error:
            raise SlackUnavailable(f"Slack did not take an answer ({type(error).__name__}).") from None
        # What a message's own mistakes bring may come with 200 and say so only in the body.
        if answer.status_code != 200 or _refused(answer.body):  # noqa: PLR2004  because everybody knows HTTP's 200
            kind = SlackUnavailable if answer.status_code == 429 or answer.status_code >= 500 else CannotPost  # noqa: PLR2004  because these are HTTP's
            raise kind(f"Slack did not take an answer ({answer.status_code} {answer.body[:80]}).")

    async def private(self, channel: str, user: str, card: Card, *, thread: str = "") -> None:
        """Show something to one person in a channel, or, where the bot is not, in their direct message."""
        try:
            await _asked(
                lambda: self._client.chat_postEphemeral(
                    channel=channel, user=user, text=card.text, blocks=card.blocks, thread_ts=thread or None
                )
            )
        except CannotPost:
            await self.direct(user, card)

    async def direct(self, user: str, card: Card) -> Place:
        """Post in the direct message of one person, and return where."""
        opened = await _asked(lambda: self._client.conversations_open(users=user))
        channel = str((opened.get("channel") or {}).get("id") or "")
        return Place(channel, await self.post(channel, card))

    async def open_form(self, trigger: str, view: Block) -> str:
        """Open a form, within the 3 s that a trigger lives; return the view's id."""
        answer = await _asked(lambda: self._client.views_open(trigger_id=trigger, view=view))
        return str((answer.get("view") or {}).get("id") or "")


async def _asked(call: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  because slack_sdk's answers have no types
    """Make one call of the Web API; what goes wrong becomes one of our errors, without the token or any address."""
    try:
        return await call()
    except SlackApiError as error:
        raise _meaning(error) from None
    except FAILURES as error:
        raise SlackUnavailable(f"Slack could not be reached ({type(error).__name__}).") from None


def _refused(body: str) -> bool:
    try:
        answer = msgspec.json.decode(body)
    except msgspec.DecodeError:  # a plain "ok"
        return False
    return isinstance(answer, dict) and answer.get("ok") is False


def _meaning(error: SlackApiError) -> ChatError:
    word = said(error)
    details = (answered(error).get("response_metadata") or {}).get("messages")
    text = f"Slack refused: {word}" + (f" ({'; '.join(map(str, details))[:300]})" if details else "")
    return CannotPost(text) if word in NOT_THERE else SlackUnavailable(text)
