"""A call and its reply, free of any web framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import msgspec

from harvestbot.sandbox.portal.accounts import Account
from harvestbot.sandbox.portal.problems import Unreadable

JSON = "application/json"
HTML = "text/html; charset=utf-8"


class Delivery(Enum):
    """How a reply reaches the caller."""

    WHOLE = auto()
    CUT = auto()
    """Half of the body, then the connection is closed."""
    DROP = auto()
    """Nothing: the connection is closed."""
    HANG = auto()
    """Nothing, and the connection stays open until the caller gives up."""


@dataclass(frozen=True, slots=True)
class Call:
    """An authenticated call, its address already taken apart.

    Attributes:
        method: The HTTP method.
        uid: The harvester that the address names, or empty.
        part: The schedule that the address names, or empty.
        query: The query's parameters, the last of each name.
        body: The bytes sent.
        account: Who calls.
        address: Scheme, host and path of the call, for links to other pages.
    """

    method: str
    uid: str
    part: str
    query: Mapping[str, str]
    body: bytes
    account: Account
    address: str

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object.

        Raises:
            Unreadable: It is none.
        """
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise Unreadable("The body is not a JSON object.") from error


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back.

    Attributes:
        status: The HTTP status.
        body: The bytes of the body.
        content_type: Their type; empty for none.
        headers: Further headers.
        effect: What the call changed, in words for the log; empty for nothing.
        delivery: How it reaches the caller.
    """

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    effect: str = ""
    delivery: Delivery = Delivery.WHOLE


def reply(status: int, content: object, effect: str = "", **headers: str) -> Reply:
    """Make a JSON reply."""
    return Reply(status, msgspec.json.encode(content), headers=headers, effect=effect)


def nothing(effect: str) -> Reply:
    """Make the empty reply of a deletion."""
    return Reply(204, content_type="", effect=effect)
