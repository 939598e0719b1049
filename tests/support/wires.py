"""Traps on the wire: what is done when a certain request reaches a simulator, or when it has been carried out."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Side(StrEnum):
    """When a trap springs: before the request takes effect, which it then never does, or after, with no answer sent."""

    ARRIVED = "arrived"
    DONE = "done"


class Trap(Struct):
    """A trap for one request.

    ``spring`` is called when the ``turn``-th request comes whose path and query contain ``path``, and whose method is
    ``method``; where that is "", any that may change something.
    """

    method: str
    path: str
    side: Side
    spring: Callable[[], None]
    turn: int = 1
    sprung: bool = False


class Wire:
    """Stands around a simulator's application; ``around`` of its server takes it.

    Attributes:
        traps: those that are set.
        arrived: method, path and query of every request that arrived, whatever became of it.
    """

    def __init__(self) -> None:
        self.traps: list[Trap] = []
        self.arrived: list[str] = []

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return the application with the traps before it."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            self.arrived.append(f"{scope['method']} {scope['path']}?{scope['query_string'].decode()}")
            trap = self._trap(scope)
            if trap is None:
                await app(scope, receive, send)
                return
            if trap.side is Side.DONE:
                await app(scope, receive, _nowhere)
            trap.sprung = True
            trap.spring()
            while (await receive())["type"] != "http.disconnect":
                pass

        return watched

    def trap(self, method: str, path: str, side: Side, spring: Callable[[], None], turn: int = 1) -> Trap:
        """Set a trap, and return it so that a test can see whether it has sprung."""
        self.traps.append(Trap(method, path, side, spring, turn))
        return self.traps[-1]

    def count(self, method: str, path: str) -> int:
        """Count the requests that arrived with this method and this in their path."""
        return sum(one.startswith(f"{method} ") and path in one for one in self.arrived)

    def clear(self) -> None:
        """Take all traps away."""
        self.traps.clear()

    def _trap(self, scope: Scope) -> Trap | None:
        where = f"{scope['path']}?{scope['query_string'].decode()}"
        for trap in self.traps:
            if trap.turn and trap.path in where and _fits(trap.method, scope["method"]):
                trap.turn -= 1
                if not trap.turn:
                    return trap
        return None


def _fits(wanted: str, method: str) -> bool:
    return method == wanted if wanted else method != "GET"


async def _nowhere(_: Message) -> None:
    """Send nothing."""
