"""What goes wrong on purpose: switches for people and tests.

What `Trouble.next` can put in the place of an answer (`Kind`), and whether the call was carried out before:

| kind | the caller sees | carried out |
|---|---|---|
| `empty_403` | 403 without a body, as the vendor's portals do | no |
| `fail_500`, `fail_503` | a failure: 500 in the dialect's format, 503 without a body | no |
| `html_502`, `html_200` | a proxy's page | no |
| `login_redirect` | 302 to ``/login/`` | no |
| `hang` | no answer ever | no |
| `drop` | the connection closed | no |
| `truncated` | 200 with half of the JSON, as if it were all | yes |
| `wrong_types` | 200 with JSON whose values have other types | yes |
| `cut` | half of the body, then the connection closed | yes |
| `fail_after` | 500 in the dialect's format | yes |
| `hang_after` | no answer ever | yes |
| `drop_after` | the connection closed | yes |
"""

import random
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A way in which an answer goes wrong; see the table above."""

    EMPTY_403 = "empty_403"
    FAIL_500 = "fail_500"
    FAIL_503 = "fail_503"
    HTML_502 = "html_502"
    HTML_200 = "html_200"
    LOGIN_REDIRECT = "login_redirect"
    HANG = "hang"
    DROP = "drop"
    TRUNCATED = "truncated"
    WRONG_TYPES = "wrong_types"
    CUT = "cut"
    FAIL_AFTER = "fail_after"
    HANG_AFTER = "hang_after"
    DROP_AFTER = "drop_after"

    @property
    def carried_out(self) -> bool:
        """Whether the call takes effect all the same."""
        return self in _CARRIED_OUT


_CARRIED_OUT = frozenset(
    {Kind.TRUNCATED, Kind.WRONG_TYPES, Kind.CUT, Kind.FAIL_AFTER, Kind.HANG_AFTER, Kind.DROP_AFTER}
)
_AT_RANDOM = (Kind.FAIL_500, Kind.HTML_502, Kind.FAIL_503)


class Down(StrEnum):
    """How a portal is down: it closes each connection, or a proxy in front of it answers 503."""

    CLOSE = "close"
    ANSWER_503 = "503"


class CountAs(StrEnum):
    """How the automation dialect writes ``total_count``.

    Its description declares a string or null; its example is a number.
    """

    STRING = "string"
    NUMBER = "number"
    NULL = "null"


@dataclass(slots=True)
class Order:
    """An order to spoil coming answers.

    Attributes:
        kind: How.
        left: How many answers yet.
        method: Only those to this method; any where None.
        path: Only those whose path contains this.
    """

    kind: Kind
    left: int
    method: str | None
    path: str


class Trouble:
    """The switches; all off at the beginning, and any may be set at any time.

    Args:
        seed: Fixes which calls the fail rate hits.
        latency: Real seconds that pass before a call is carried out and answered.
        fail_rate: The share of calls, 0 to 1, answered 500, 502 or 503 without being carried out.

    Attributes:
        down: How the whole portal is down, or None.
        over_quota: Whether every account's quota counts as spent.
        total_count_as: How the automation dialect writes ``total_count``.
        unlisted: Ids of harvesters that lists leave out, as where something shifts while it is paged.
    """

    def __init__(self, seed: int = 1, latency: float = 0.0, fail_rate: float = 0.0) -> None:
        self.latency = latency
        self.fail_rate = fail_rate
        self.down: Down | None = None
        self.over_quota = False
        self.total_count_as = CountAs.STRING
        self.unlisted: set[str] = set()
        self._orders: list[Order] = []
        self._random = random.Random(seed)  # noqa: S311  because chance is repeatable here and guards nothing

    @property
    def orders(self) -> list[Order]:
        """What is still to be spoiled, next first."""
        return list(self._orders)

    def next(self, kind: Kind, *, times: int = 1, method: str | None = None, path: str = "") -> None:
        """Spoil the next answers; orders are served in turn.

        Args:
            kind: How.
            times: How many answers.
            method: Only answers to this method.
            path: Only answers to paths that contain this.
        """
        self._orders.append(Order(kind, times, method, path))

    def clear(self) -> None:
        """Turn everything off; how counts are written stays."""
        self.latency = self.fail_rate = 0.0
        self.down = None
        self.over_quota = False
        self.unlisted.clear()
        self._orders.clear()

    def take(self, method: str, path: str) -> Kind | None:
        """Decide what goes wrong with a call that arrives, and use that order up."""
        if self.down is not None:
            return Kind.DROP if self.down is Down.CLOSE else Kind.FAIL_503
        for order in self._orders:
            if order.method in (None, method) and order.path in path:
                order.left -= 1
                if order.left <= 0:
                    self._orders.remove(order)
                return order.kind
        if self.fail_rate and self._random.random() < self.fail_rate:
            return self._random.choice(_AT_RANDOM)
        return None
