"""The one way out to Slack: posts, updates, private answers, forms; Slack's errors become ours.

Every message goes out with ``unfurl_links`` and ``unfurl_media`` off: what a portal's text contains opens nothing.
A card with native tables or charts that Slack refuses goes out again at once, in sections.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from harvestbot.domain.confirmations import Place
from harvestbot.errors import (
    BlocksRefused,
    CannotPost,
    ChatError,
    SlackRefused,
    SlackUnavailable,
    ThreadClosed,
    ViewChanged,
)
from harvestbot.slack.cards.blocks import Block, Card
from harvestbot.slack.client import FAILURES, answered, said, webhook_client
from harvestbot.slack.paced import Paced
from harvestbot.slack.shapes import Shapes

T = TypeVar("T")

Shaped = Callable[[], Card]
"""Gives the card as it goes out now."""

INVALID_BLOCKS = "invalid_blocks"
"""Slack's word for blocks that it does not take."""
NOT_THERE = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "messages_tab_disabled",
        "cant_update_message",
        "message_not_found",
        "edit_window_closed",
        "user_not_in_channel",
        "not_authorized",
    }
)
"""Slack's words for "the bot cannot say this there": the response_url is tried instead."""
NO_THREAD = frozenset(
    {
        "thread_not_found",
        "invalid_thread_ts",
        "cannot_reply_to_message",
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
    }
)
"""Slack's words for a thread in which nothing can be said: it is said in the channel."""
PASSING = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "update_failed",
        "team_added_to_org",
        "no error named",
        "invalid_auth",
        "token_expired",
        "token_revoked",
        "account_inactive",
    }
)
"""Slack's words for what may be otherwise later; with another token, too. All the others stay as they are."""
OUTDATED = frozenset({"hash_conflict", "not_found", "view_not_found"})
"""Slack's words for a view that is no longer what it was taken for."""


class Edits:
    """The cards that wait at one message.

    Attributes:
        card: the latest.
        given: how many were brought, this one included.
        sent: how many had been brought when one was sent.
        ended: how many of those who brought one wait no more.
        turn: is held by the one who sends.
    """

    def __init__(self) -> None:
        self.card = Card("", [])
        self.given = self.sent = self.ended = 0
        self.turn = asyncio.Lock()


class Sender:
    """Sends, and knows nothing of what it sends.

    Args:
        client: Slack's Web API.
        session: the shared session, for response_urls.
        now: seconds, of any clock that does not go back.
        speed: see ``Pacing``.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        now: Callable[[], float] = time.monotonic,
        speed: float = 1.0,
    ) -> None:
        self._client = client
        self._session = session
        self._calls = Paced(now, speed)
        self._shapes = Shapes(now)
        self._edits: dict[tuple[str, str], Edits] = {}

    async def post(self, channel: str, card: Card, *, thread: str = "", broadcast: bool = False) -> str:
        """Post a message and return its ts; where its thread is closed, it stands in the channel.

        Raises:
            CannotPost: the bot may not post there.
            SlackUnavailable: Slack failed.
        """
        try:
            return await self._post(channel, card, thread, broadcast=broadcast)
        except ThreadClosed:
            return await self._post(channel, card, "")

    async def _post(self, channel: str, card: Card, thread: str, *, broadcast: bool = False) -> str:
        answer = await self._shaped(
            lambda: card,
            lambda shaped: self._paced(
                "chat.postMessage",
                channel,
                lambda: self._client.chat_postMessage(
                    channel=channel,
                    **_content(shaped()),
                    thread_ts=thread or None,
                    reply_broadcast=(broadcast or None) if thread else None,
                    unfurl_links=False,
                    unfurl_media=False,
                ),
            ),
        )
        return str(answer.get("ts") or "")

    async def update(self, channel: str, message: str, card: Card, *, spare: bool = False) -> None:
        """Put a card in the place of a message of the bot.

        Of several cards that wait for their turn at one message only the latest is sent, and none of those who brought
        them goes on before it was: where one of them fails or is cancelled, the next one sends it.

        Args:
            channel: where the message is.
            message: its ts.
            card: what it says from now on.
            spare: whether this may be left out where it would have to wait: it only shows that work goes on.

        Raises:
            CannotPost: the message is not the bot's to change, or is gone.
            SlackUnavailable, SlackRefused: Slack failed, or will not take it.
        """
        key = channel, message
        if spare and (self._calls.busy("chat.update", channel) or key in self._edits):
            return
        edits = self._edits.setdefault(key, Edits())
        edits.card = card
        edits.given += 1
        mine = edits.given
        try:
            async with edits.turn:
                if edits.sent < mine:
                    await self._send_latest(channel, message, edits)
        finally:
            edits.ended += 1
            if edits.ended == edits.given:
                del self._edits[key]

    async def _send_latest(self, channel: str, message: str, edits: Edits) -> None:
        """Send the card that is the latest when its turn has come: whoever waits behind it may have brought it."""
        number = 0

        def latest() -> Card:
            nonlocal number
            number = edits.given
            return edits.card

        await self._shaped(
            latest,
            lambda shaped: self._paced(
                "chat.update",
                channel,
                lambda: self._client.chat_update(channel=channel, ts=message, **_content(shaped())),
            ),
        )
        edits.sent = number

    async def permalink(self, channel: str, message: str) -> str:
        """Return the address under which people find a message.

        Raises:
            ChatError: Slack does not tell.
        """
        answer = await self._paced(
            "chat.getPermalink",
            channel,
            lambda: self._client.chat_getPermalink(channel=channel, message_ts=message),
        )
        return str(answer.get("permalink") or "")

    async def remove(self, channel: str, message: str) -> None:
        """Take a message of the bot away."""
        await self._paced("chat.delete", channel, lambda: self._client.chat_delete(channel=channel, ts=message))

    async def respond(
        self, url: str, card: Card, *, replace: bool = False, in_channel: bool = False, thread: str = ""
    ) -> None:
        """Answer through a response_url (5 uses, 30 minutes).

        Args:
            url: the response_url.
            card: what is said.
            replace: put it in the place of the message whose button was pressed.
            in_channel: let everybody there see it.
            thread: the thread in which it is said; a response_url knows only the channel.

        Raises:
            CannotPost: the response_url is used up or too old.
            SlackUnavailable: Slack failed.
        """
        if not url:
            raise CannotPost("There is no response_url to answer through.")

        async def send(shaped: Shaped) -> None:
            try:
                answer = await webhook_client(url, self._session).send_dict(
                    {
                        **_content(shaped()),
                        "response_type": "in_channel" if in_channel else "ephemeral",
                        "replace_original": replace,
                        "unfurl_links": False,
                        "unfurl_media": False,
                        **({"thread_ts": thread} if thread and not replace else {}),
                    }
                )
            except FAILURES as error:
                raise SlackUnavailable(f"Slack did not take an answer ({type(error).__name__}).") from None
            _look_at(answer)

        try:
            await self._shaped(lambda: card, send)
        except BlocksRefused as error:  # there may be another way to say it than this address
            raise CannotPost(str(error)) from None

    async def unfurl(self, channel: str, message: str, cards: Mapping[str, Card]) -> None:
        """Show cards beneath somebody's message, by the address in it that each stands for, as Slack gave it.

        Raises:
            ChatError: Slack does not take it.
        """
        shown = {url: {"blocks": card.blocks} for url, card in cards.items()}
        await self._paced(
            "chat.unfurl", channel, lambda: self._client.chat_unfurl(channel=channel, ts=message, unfurls=shown)
        )

    async def private(self, channel: str, user: str, card: Card, *, thread: str = "") -> None:
        """Show something to one person in a channel, or, where the bot is not, in their direct message.

        In a direct message nobody else is, so it stands there like everything else that is said.
        """
        try:
            if channel.startswith("D"):
                await self.post(channel, card, thread=thread)
                return
            await self._shaped(
                lambda: card,
                lambda shaped: self._paced(
                    "chat.postEphemeral",
                    channel,
                    lambda: self._client.chat_postEphemeral(
                        channel=channel, user=user, **_content(shaped()), thread_ts=thread or None
                    ),
                ),
            )
        except CannotPost:
            await self.direct(user, card)

    async def direct(self, user: str, card: Card) -> Place:
        """Post in the direct message of one person, and return where."""
        opened = await self._paced("conversations.open", "", lambda: self._client.conversations_open(users=user))
        channel = str((opened.get("channel") or {}).get("id") or "")
        return Place(channel, await self.post(channel, card))

    async def open_form(self, trigger: str, view: Block) -> str:
        """Open a form, within the 3 s that a trigger lives; return the view's id."""
        answer = await self._paced("views.open", "", lambda: self._client.views_open(trigger_id=trigger, view=view))
        return str((answer.get("view") or {}).get("id") or "")

    async def update_view(self, view_id: str, view: Block) -> None:
        """Put something else into a modal that is open.

        Raises:
            ViewChanged: it is closed.
            SlackUnavailable, SlackRefused: Slack failed, or will not take it.
        """
        await self._paced("views.update", "", lambda: self._client.views_update(view_id=view_id, view=view))

    async def publish(self, user: str, view: Block, *, over: str = "", spare: bool = False) -> str | None:
        """Set somebody's App Home, and return the hash of what they see now.

        Args:
            user: whose Home it is.
            view: what it shows.
            over: the hash of what it is put over, "" for whatever is there.
            spare: whether this may be left out where it would have to wait; None is returned then.

        Raises:
            ViewChanged: something else is there than what it was to be put over.
            SlackUnavailable, SlackRefused: Slack failed, or will not take it.
        """
        if spare and self._calls.busy("views.publish"):
            return None
        answer = await self._paced(
            "views.publish",
            "",
            lambda: self._client.views_publish(user_id=user, view=view, hash=over or None),
        )
        return str((answer.get("view") or {}).get("hash") or "")

    async def _shaped(self, card: Callable[[], Card], send: Callable[[Shaped], Awaitable[T]]) -> T:
        """Send a card in the shape that the workspace takes; again where that turns out to be another one.

        Args:
            card: gives it, as it is by then.
            send: sends what the function gives that it is called with.
        """
        tried = card()

        def shaped() -> Card:
            nonlocal tried
            tried = self._shapes.fit(card())
            return tried

        while True:
            try:
                return await send(shaped)
            except BlocksRefused:
                if tried.plain is None:
                    raise
                self._shapes.refuse(tried)

    async def _paced(self, method: str, channel: str, call: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  because slack_sdk's answers have no types
        """Make one call of the Web API when its turn has come; again where Slack has asked to wait.

        What goes wrong becomes one of our errors, without the token or any address.
        """
        try:
            return await self._calls.call(method, channel, call)
        except SlackApiError as error:
            raise _meaning(error) from None
        except FAILURES as error:
            raise SlackUnavailable(f"Slack could not be reached ({type(error).__name__}).") from None


def _content(card: Card) -> dict[str, Any]:
    return {"text": card.text, "blocks": card.blocks}


def _look_at(answer: WebhookResponse) -> None:
    """Raise what the answer of a response_url means, if it is a refusal.

    What a message's own mistakes bring may come with 200 and say so only in the body.
    """
    refused, word = _refusal(answer.body)
    text = f"Slack did not take an answer ({answer.status_code} {answer.body[:80]})."
    match answer.status_code:
        case 200 if not refused:
            return
        case 200 | 400 if word == INVALID_BLOCKS:
            raise BlocksRefused(text)
        case status:
            raise (SlackUnavailable if status == 429 or status >= 500 else CannotPost)(text)  # noqa: PLR2004  because these are HTTP's


def _refusal(body: str) -> tuple[bool, str]:
    """Tell whether a body refuses, and Slack's word for why, which may stand there alone."""
    try:
        answer = msgspec.json.decode(body)
    except msgspec.DecodeError:  # a plain "ok", or the word
        return False, body.strip()
    if not isinstance(answer, dict):
        return False, ""
    return answer.get("ok") is False, str(answer.get("error") or "")


def _meaning(error: SlackApiError) -> ChatError:
    word = said(error)
    details = (answered(error).get("response_metadata") or {}).get("messages")
    text = f"Slack refused: {word}" + (f" ({'; '.join(map(str, details))[:300]})" if details else "")
    if word in NOT_THERE:
        return CannotPost(text)
    if word in NO_THREAD:
        return ThreadClosed(text)
    if word in OUTDATED:
        return ViewChanged(text)
    if word == INVALID_BLOCKS:
        return BlocksRefused(text)
    return SlackUnavailable(text) if word in PASSING else SlackRefused(text)
