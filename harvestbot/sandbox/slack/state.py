"""Everything that the simulated Slack holds, handed to whoever works on it."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from harvestbot.sandbox.slack.clock import Clock, WallClock
from harvestbot.sandbox.slack.faults import Faults
from harvestbot.sandbox.slack.hooks import Hook, Hooks
from harvestbot.sandbox.slack.messages import Book, Message
from harvestbot.sandbox.slack.pulse import Pulse
from harvestbot.sandbox.slack.ratelimits import Rates
from harvestbot.sandbox.slack.seed import organisation
from harvestbot.sandbox.slack.sockets import Sockets
from harvestbot.sandbox.slack.traffic import Traffic
from harvestbot.sandbox.slack.triggers import Triggers
from harvestbot.sandbox.slack.views import Views
from harvestbot.sandbox.slack.workspace import Workspace

PATIENCE: Final = 3.0
"""Seconds: https://docs.slack.dev/interactivity/handling-user-interaction."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person saw fail.

    Attributes:
        error: Slack's word for it: `operation_timeout`, `dispatch_failed`, `http_client_error`, …
        said: What the person read.
    """

    at: float
    user: str
    channel: str
    error: str
    said: str


@dataclass(slots=True)
class State:
    """The whole workspace.

    Attributes:
        base: The simulator's own address, once it is served.
        request_url: Where deliveries go over HTTP; None means Socket Mode.
        options_url: Where `block_suggestion` goes, where it differs (`message_menu_options_url`).
        unknown_blocks: Types of blocks that this workspace does not take yet.
        patience: Seconds in which an acknowledgement must come, and for which a trigger lives.
    """

    workspace: Workspace = field(default_factory=organisation)
    clock: Clock = field(default_factory=WallClock)
    bot_token: str = field(default_factory=lambda: f"xoxb-1-2-{secrets.token_hex(12)}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-1-A-2-{secrets.token_hex(12)}", repr=False)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12), repr=False)
    rates: Rates = field(default_factory=Rates)
    base: str = ""
    request_url: str | None = None
    options_url: str | None = None
    unknown_blocks: frozenset[str] = frozenset()
    patience: float = PATIENCE
    faults: Faults = field(default_factory=Faults)
    book: Book = field(default_factory=Book)
    views: Views = field(default_factory=Views)
    triggers: Triggers = field(default_factory=Triggers)
    hooks: Hooks = field(default_factory=Hooks)
    traffic: Traffic = field(default_factory=Traffic)
    pulse: Pulse = field(default_factory=Pulse)
    sockets: Sockets = field(default_factory=Sockets)
    problems: list[Problem] = field(default_factory=list)

    def now(self) -> float:
        """The workspace's time."""
        return self.clock.now()

    def stamp(self) -> str:
        """A fresh message timestamp."""
        return self.book.stamp(self.now())

    def post(self, message: Message) -> Message:
        """Keep a message and tell everybody who waits."""
        self.book.add(message)
        self.pulse.beat("message", channel=message.channel, ts=message.ts, ephemeral_to=message.ephemeral_to)
        return message

    def edit(self, message: Message) -> Message:
        """Note that a message was changed."""
        message.edited = self.stamp()
        self.pulse.beat("edited", channel=message.channel, ts=message.ts)
        return message

    def delete(self, message: Message) -> None:
        """Take a message away."""
        message.deleted = True
        self.pulse.beat("deleted", channel=message.channel, ts=message.ts)

    def trigger(self, user: str) -> str:
        """A trigger id for what a person just did."""
        return self.triggers.issue(user, self.now(), self.patience)

    def response_url(self, hook: Hook) -> str:
        """A response URL."""
        return self.base + self.hooks.issue(hook)

    def trouble(self, user: str, channel: str, error: str, said: str) -> None:
        """Let a person see that something failed: a line only they see, kept among the problems."""
        self.problems.append(Problem(self.now(), user, channel, error, said))
        ts = ""
        if channel:
            ts = self.stamp()
            self.book.add(Message(channel, ts, "USLACKBOT", said, ephemeral_to=user, via="slack"))
        self.pulse.beat("problem", user=user, channel=channel, error=error, ts=ts)
