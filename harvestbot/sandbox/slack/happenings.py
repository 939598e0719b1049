"""What people say and do that reaches the bot as an event, with Slack's redeliveries."""

import asyncio
import re
from typing import Final
from urllib.parse import urlsplit

from harvestbot.sandbox.slack import payloads
from harvestbot.sandbox.slack.acting import actor, place
from harvestbot.sandbox.slack.deliver import Courier, Delivery, Retry
from harvestbot.sandbox.slack.ids import BOT, TEAM
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.wire import Json

WAITS: Final = (0.0, 60.0, 300.0)
"""Seconds before each repetition: at once, after a minute, after five (https://docs.slack.dev/apis/events-api#retries)."""
_SCOPES: Final = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "link_shared": "links:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
}
_REASONS: Final = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}
_URL: Final = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>")


class Happenings:
    """Turns what happens into events.

    Args:
        state: The workspace.
        courier: Brings the events to the bot.
    """

    def __init__(self, state: State, courier: Courier) -> None:
        self._state = state
        self._courier = courier
        self._repeating: set[asyncio.Task[None]] = set()

    async def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> list[Delivery]:
        """Post a person's message; whatever the app subscribed to and may see of it becomes an event."""
        actor(self._state, user)
        where = place(self._state, user, channel)
        message = Message(channel, self._state.stamp(), user, text, thread_ts=thread_ts)
        self._state.post(message)
        told: Json = {
            "user": user,
            "text": text,
            "ts": message.ts,
            "channel": channel,
            "event_ts": message.ts,
            "team": TEAM,
        }
        if thread_ts:
            told["thread_ts"] = thread_ts
        deliveries = []
        if BOT in where.members and where.kind == "im":
            deliveries.append(await self._event("message.im", {"type": "message", **told, "channel_type": "im"}))
        elif BOT in where.members and BOT in message.mentions.users:
            deliveries.append(await self._event("app_mention", {"type": "app_mention", **told}))
        if BOT in where.members or where.kind == "public":
            deliveries.append(await self._links(message, member=BOT in where.members))
        return [delivery for delivery in deliveries if delivery is not None]

    async def open_home(self, user: str) -> Delivery | None:
        """Open the bot's App Home."""
        actor(self._state, user)
        held = self._state.views.home(user)
        told: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": self._state.workspace.dm(user).id,
            "tab": "home",
            "event_ts": self._state.stamp(),
        }
        if held is not None:
            told["view"] = held.wire()
        return await self._event("app_home_opened", told)

    async def join(self, user: str, channel: str) -> Delivery | None:
        """Enter a channel (the bot too, when somebody invites it)."""
        return await self._moved(user, channel, "member_joined_channel")

    async def leave(self, user: str, channel: str) -> Delivery | None:
        """Leave a channel (the bot too, when somebody removes it)."""
        return await self._moved(user, channel, "member_left_channel")

    async def aclose(self) -> None:
        """Stop repeating."""
        for task in self._repeating:
            task.cancel()
        await asyncio.gather(*self._repeating, return_exceptions=True)

    async def _moved(self, user: str, channel: str, kind: str) -> Delivery | None:
        where = self._state.workspace.channels[channel]
        sees = BOT in where.members
        if kind == "member_joined_channel" and user not in where.members:
            where.members.append(user)
        if kind == "member_left_channel" and user in where.members:
            where.members.remove(user)
        self._state.pulse.beat("state", channel=channel)
        if not sees and user != BOT:
            return None
        letter = "C" if where.kind == "public" else "G"
        told = {"type": kind, "user": user, "channel": channel, "channel_type": letter, "team": TEAM}
        return await self._event(kind, {**told, "event_ts": self._state.stamp()})

    async def _links(self, message: Message, *, member: bool) -> Delivery | None:
        ours = self._state.workspace.unfurl_domains
        links = [(urlsplit(url).hostname or "", url) for url in _URL.findall(message.text)]
        known = [(host, url) for host, url in links if any(f".{host}".endswith(f".{domain}") for domain in ours)]
        shared = [{"domain": host, "url": url} for host, url in known]
        if not shared:
            return None
        told = {
            "type": "link_shared",
            "channel": message.channel,
            "is_bot_user_member": member,
            "user": message.user,
            "message_ts": message.ts,
            "unfurl_id": f"C{message.channel}.{message.ts}",
            "source": "conversations_history",
            "links": shared,
            "event_ts": message.ts,
        }
        return await self._event("link_shared", told)

    async def _event(self, subscription: str, told: Json) -> Delivery | None:
        workspace = self._state.workspace
        scope = _SCOPES.get(subscription)
        if subscription not in workspace.events or (scope and scope not in workspace.scopes):
            return None
        payload = payloads.event(self._state, told)
        delivery = await self._courier.bring(subscription, "events_api", payload)
        if _unheard(delivery):
            task = asyncio.create_task(self._repeat(delivery))
            self._repeating.add(task)
            task.add_done_callback(self._repeating.discard)
        return delivery

    async def _repeat(self, first: Delivery) -> None:
        last = first
        for number, wait in enumerate(WAITS, start=1):
            await self._state.clock.sleep(wait)
            retry = Retry(number, _REASONS.get(last.failure, "http_error"))
            last = await self._courier.bring(first.kind, "events_api", first.payload, retry)
            first.again.append(last)
            self._state.pulse.beat("delivery", of=first.kind, retry=number)
            if not _unheard(last):
                return


def _unheard(delivery: Delivery) -> bool:
    return bool(delivery.failure) and delivery.headers.get("x-slack-no-retry") != "1"
