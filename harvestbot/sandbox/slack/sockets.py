"""Socket Mode: up to ten connections of the app; a delivery goes to one of them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import APP
from harvestbot.sandbox.slack.wire import Json

MOST: Final = 10
"""Connections an app may hold."""


@dataclass(slots=True, eq=False)
class Connection:
    """One open WebSocket of the bot.

    Attributes:
        send: Sends one JSON message.
        close: Ends the connection.
        waiting: The envelopes whose acknowledgement is awaited, by envelope_id.
        delivered: How many envelopes went this way.
    """

    send: Callable[[Json], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    delivered: int = 0

    async def exchange(self, envelope: Json) -> Json:
        """Send an envelope and return its acknowledgement.

        Raises:
            ConnectionError: The connection ended first.
        """
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.waiting[envelope["envelope_id"]] = answer
        self.delivered += 1
        try:
            await self.send(envelope)
            return await answer
        finally:
            self.waiting.pop(envelope["envelope_id"], None)

    def acknowledged(self, message: Json) -> bool:
        """Hand an acknowledgement to whoever waits for it; False where nobody does (it came late, or twice)."""
        answer = self.waiting.get(str(message.get("envelope_id")))
        if answer is None or answer.done():
            return False
        answer.set_result(message)
        return True

    def ended(self) -> None:
        """Tell whoever waits that no acknowledgement will come."""
        for answer in self.waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the connection ended before the acknowledgement"))


class Sockets:
    """All connections of the app."""

    def __init__(self) -> None:
        self._tickets: set[str] = set()
        self._open: list[Connection] = []
        self._turn = 0

    def ticket(self) -> str:
        """A ticket that opens one connection, once."""
        ticket = secrets.token_urlsafe(18)
        self._tickets.add(ticket)
        return ticket

    def admit(self, ticket: str, connection: Connection) -> Json | None:
        """Let a connection in and return its hello; None where the ticket is not good or ten are open."""
        if ticket not in self._tickets or len(self._open) >= MOST:
            return None
        self._tickets.discard(ticket)
        self._open.append(connection)
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": APP},
            "debug_info": {"host": "applink-simulated", "build_number": 1, "approximate_connection_time": 18060},
        }

    def dismiss(self, connection: Connection) -> None:
        """Forget a connection that ended."""
        if connection in self._open:
            self._open.remove(connection)
        connection.ended()

    def connections(self) -> list[Connection]:
        """The open connections."""
        return list(self._open)

    def next(self) -> Connection:
        """The connection that gets the next delivery: each in turn, so that a test sees all of them used.

        Raises:
            SlackError: `dispatch_failed`, when the bot is not connected.
        """
        if not self._open:
            raise SlackError("dispatch_failed")
        self._turn += 1
        return self._open[self._turn % len(self._open)]

    async def disconnect(self, reason: str) -> None:
        """Tell every connection that it will end (`warning`) or ends now (`refresh_requested`, `link_disabled`)."""
        for connection in self.connections():
            told = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-simulated"}}
            await connection.send(told)
            if reason != "warning":
                # Whoever was told leaves the list at once: Slack delivers nothing more on a connection it refreshes.
                self.dismiss(connection)
                await connection.close()
