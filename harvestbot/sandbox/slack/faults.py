"""Trouble on order: how the next calls of a method fail."""

from dataclasses import dataclass
from typing import Final

TROUBLES: Final = frozenset({"ratelimited", "http_500", "http_503", "drop", "hang", "drop_after", "slow"})
"""What can be ordered, besides any error code of Slack's:

    ratelimited   HTTP 429 with Retry-After
    http_500      an HTML page with status 500; nothing was done
    http_503      the same with 503
    drop          the connection is cut before anything was done
    drop_after    it is done, then the connection is cut: the bot cannot know
    hang          no answer until the caller gives up; nothing was done
    slow          it is done after `seconds`

Anything else is given as the error of an answer with `ok: false`, and nothing is done.
"""


@dataclass(slots=True)
class Fault:
    """One order.

    Attributes:
        method: A Web API method, `response_url`, or `*` for all of them.
        trouble: One of `TROUBLES`, or an error code of Slack's.
        times: Calls that it still hits.
        seconds: `Retry-After`, or the delay of `slow`.
        channel: Only calls that name this channel.
    """

    method: str
    trouble: str
    times: int = 1
    seconds: int = 1
    channel: str | None = None


class Faults:
    """The orders that are still open, the oldest first."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Add an order."""
        self._orders.append(fault)

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()

    def take(self, method: str, channel: str) -> Fault | None:
        """The order that hits this call, counted down."""
        for fault in self._orders:
            if fault.method in (method, "*") and fault.channel in (None, channel):
                fault.times -= 1
                if fault.times <= 0:
                    self._orders.remove(fault)
                return fault
        return None
