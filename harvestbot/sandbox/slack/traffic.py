"""Everything that went over the wire, in order, without secrets."""

import re
from collections import deque
from dataclasses import asdict, dataclass
from typing import Final, Literal

from harvestbot.sandbox.slack.wire import Json

KEPT: Final = 20_000
_TOKEN: Final = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+")
_HOOK: Final = re.compile(r"(/(?:commands|actions)/)[\w-]{20,}")
_SECRET_KEYS: Final = frozenset({"token", "authorization"})


def redact(value: object) -> object:
    """The same value with tokens and the secrets of response URLs taken out."""
    if isinstance(value, dict):
        return {k: "…" if str(k).lower() in _SECRET_KEYS else redact(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact(each) for each in value]
    if isinstance(value, str):
        return _HOOK.sub(r"\1…", _TOKEN.sub("x…", value))
    return value


@dataclass(slots=True)
class Entry:
    """One exchange.

    Attributes:
        at: When it began, seconds since 1970.
        direction: `call` from the bot to Slack, `delivery` from Slack to the bot.
        name: The Web API method, `response_url`, or the kind of delivery.
        request: What was sent.
        response: What came back, where anything did.
        status: The HTTP status, where there was one.
        seconds: How long it took.
        failure: Why it failed, in one word.
    """

    number: int
    at: float
    direction: Literal["call", "delivery"]
    name: str
    request: object
    response: object = None
    status: int | None = None
    seconds: float | None = None
    failure: str = ""

    def wire(self) -> Json:
        """The entry as JSON."""
        return asdict(self)


class Traffic:
    """The log of all exchanges."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._number = 0

    def begin(self, direction: Literal["call", "delivery"], name: str, request: object, at: float) -> Entry:
        """Note an exchange as it begins, so that the order is the order of beginnings."""
        self._number += 1
        entry = Entry(self._number, at, direction, name, redact(request))
        self._entries.append(entry)
        return entry

    def end(self, entry: Entry, *, at: float, status: int | None, response: object, failure: str = "") -> None:
        """Note how it ended."""
        entry.status = status
        entry.response = redact(response)
        entry.seconds = at - entry.at
        entry.failure = failure

    def entries(self, since: int = 0) -> list[Entry]:
        """The exchanges after a number."""
        return [entry for entry in self._entries if entry.number > since]

    def calls(self, name: str = "") -> list[Entry]:
        """The calls of the bot, of one method or of all."""
        return [e for e in self._entries if e.direction == "call" and name in ("", e.name)]

    def deliveries(self, name: str = "") -> list[Entry]:
        """The deliveries to the bot, of one kind or of all."""
        return [e for e in self._entries if e.direction == "delivery" and name in ("", e.name)]
