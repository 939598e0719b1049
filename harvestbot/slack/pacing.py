"""How fast Slack may be called: each method has an allowance, some of them for each channel.

The numbers are those of Slack's rate limits, with a little room: what goes over them is answered with 429, and Slack's
own ``Retry-After`` then holds the method back for everybody. Several replicas share the limits and do not know of each
other: whoever was asked to wait goes on at half the pace for a while, so that they come to share what there is.
"""

from collections.abc import Callable

from msgspec import Struct


class Allowance(Struct, frozen=True):
    """``burst`` calls at once, ``rate`` more each second."""

    burst: int
    rate: float


ALLOWANCES = {
    "chat.postMessage": Allowance(3, 1.0),
    "chat.update": Allowance(8, 40 / 60),
    "chat.postEphemeral": Allowance(20, 95 / 60),
    "views.open": Allowance(20, 95 / 60),
    "views.update": Allowance(20, 95 / 60),
    "views.publish": Allowance(20, 95 / 60),
    "users.info": Allowance(20, 95 / 60),
    "usergroups.users.list": Allowance(10, 15 / 60),
}
"""Methods whose calls are spread; any other is called at once. In no minute are there more than 50 edits."""
BY_CHANNEL = frozenset({"chat.postMessage"})
"""Methods whose allowance each channel has for itself."""
MOST_KEPT = 10_000
SLOWEST = 8
"""How many times as slow as its allowance a method gets at the most, after Slack has asked to wait again and again."""
RECOVERY = 60.0
"""Seconds after which it goes twice as fast again."""

Lane = tuple[str, str]


class Pacing:
    """When each call may go out; it knows the time only as it is told.

    Args:
        now: seconds, of any clock that does not go back.
        speed: how many times as fast as the allowances calls may go out; tests are in a hurry.
    """

    def __init__(self, now: Callable[[], float], speed: float = 1.0) -> None:
        self._now = now
        self._speed = speed
        self._next: dict[Lane, float] = {}
        self._held: dict[Lane, float] = {}
        self._slowed: dict[Lane, tuple[int, float]] = {}

    def wait(self, method: str, channel: str) -> float:
        """Return the seconds after which a call would be within its allowance; 0 where it may go at once."""
        lane, now = _lane(method, channel), self._now()
        allowance = ALLOWANCES.get(method)
        wait = self._held.get(lane, now) - now
        if allowance is not None:
            wait = max(wait, self._next.get(lane, now) - self._room(allowance) - now)
        return max(wait, 0.0)

    def take(self, method: str, channel: str) -> float:
        """Take the next place in the line, and return the seconds until its turn."""
        wait = self.wait(method, channel)
        allowance = ALLOWANCES.get(method)
        if allowance is not None:
            lane = _lane(method, channel)
            spacing = self._slowness(lane) / (allowance.rate * self._speed)
            self._next[lane] = max(self._next.get(lane, 0.0), self._now()) + spacing
            self._forget()
        return wait

    def hold(self, method: str, channel: str, seconds: float) -> None:
        """Hold a method back for as long as Slack has asked: then nothing is left for a burst, and it goes slower."""
        lane, now = _lane(method, channel), self._now()
        allowance = ALLOWANCES.get(method)
        if allowance is not None and self._held.get(lane, now) <= now:  # what was on its way already tells nothing new
            given_back = self._next.get(lane, now) - 1 / (allowance.rate * self._speed)  # the call that failed was none
            self._next[lane] = max(given_back, now + seconds + self._room(allowance))
            self._slowed[lane] = min(2 * self._slowness(lane), SLOWEST), now
        self._held[lane] = max(self._held.get(lane, 0.0), now + seconds)

    def _room(self, allowance: Allowance) -> float:
        """Return how many seconds' worth of calls may go out at once, besides the one that is due."""
        return (allowance.burst - 1) / (allowance.rate * self._speed)

    def _slowness(self, lane: Lane) -> int:
        """Return how many times as slow as its allowance a lane goes now."""
        slowness, since = self._slowed.get(lane, (1, 0.0))
        return max(slowness >> int((self._now() - since) / RECOVERY), 1)

    def _forget(self) -> None:
        """Drop lanes that are free again, so that a workspace of many channels costs no memory."""
        if len(self._next) > MOST_KEPT:
            now = self._now()
            self._next = {lane: at for lane, at in self._next.items() if at > now}
            self._held = {lane: at for lane, at in self._held.items() if at > now}
            self._slowed = {lane: told for lane, told in self._slowed.items() if lane in self._next}


def _lane(method: str, channel: str) -> Lane:
    return (method, channel if method in BY_CHANNEL else "")
