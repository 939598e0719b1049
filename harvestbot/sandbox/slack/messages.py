"""The messages of all channels, and who sees which."""

from dataclasses import dataclass, field
from itertools import count

from harvestbot.sandbox.slack.ids import APP, BOT_ID, TEAM
from harvestbot.sandbox.slack.mentions import Mentions, mentions
from harvestbot.sandbox.slack.wire import Json


@dataclass(slots=True)
class Message:
    """One message as it stands now.

    Attributes:
        ts: Slack's timestamp, the message's id within its channel.
        user: The author: a person, the bot's user, or `USLACKBOT` for notices of Slack itself.
        ephemeral_to: The only person who sees it, where it is ephemeral.
        edited: The timestamp of the last edit.
        via: `person`, `chat.postMessage`, `chat.postEphemeral`, `response_url`, `answer` (to a command) or `slack`.
        state: What was chosen in its menus, as in `state.values`.
        unfurls: What `chat.unfurl` attached, by address.
    """

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: str | None = None
    deleted: bool = False
    via: str = "person"
    bot: bool = False
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    state: dict[str, Json] = field(default_factory=dict)
    unfurls: dict[str, Json] = field(default_factory=dict)

    @property
    def mentions(self) -> Mentions:
        """Whom it notifies and where its links lead."""
        return mentions(self.text, self.blocks)

    def wire(self) -> Json:
        """The message as the Web API and payloads carry it."""
        told: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.bot:
            told |= {"bot_id": BOT_ID, "app_id": APP}
        if self.blocks:
            told["blocks"] = self.blocks
        if self.attachments:
            told["attachments"] = self.attachments
        if self.metadata:
            told["metadata"] = self.metadata
        if self.thread_ts:
            told["thread_ts"] = self.thread_ts
        if self.edited:
            told["edited"] = {"user": self.user, "ts": self.edited}
        return told


class Book:
    """Every message that was ever posted, in order."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._last = 0.0
        self._serial = count(1)

    def stamp(self, now: float) -> str:
        """A timestamp that no other message has, later than every earlier one."""
        self._last = max(now, self._last + 0.000_01)
        return f"{self._last:.6f}"

    def block_id(self) -> str:
        """A block_id for a block that came without one."""
        return f"b{next(self._serial):05d}"

    def add(self, message: Message) -> Message:
        """Keep a new message."""
        self._messages.append(message)
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """A message that still stands."""
        return next((m for m in self._messages if m.channel == channel and m.ts == ts and not m.deleted), None)

    def everything(self) -> list[Message]:
        """All messages, deleted ones too."""
        return list(self._messages)

    def visible(self, channel: str, user: str, *, deleted: bool = False) -> list[Message]:
        """What a person sees in a channel, oldest first; replies of threads among them."""
        return [
            m
            for m in self._messages
            if m.channel == channel and m.ephemeral_to in (None, user) and (deleted or not m.deleted)
        ]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A message and the replies in its thread."""
        return [
            m
            for m in self._messages
            if m.channel == channel and not m.deleted and m.ephemeral_to is None and ts in (m.ts, m.thread_ts)
        ]
