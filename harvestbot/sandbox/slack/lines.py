"""The open HTTP connections, so that one can be cut as a bad network would."""

import asyncio
from typing import Any, Final

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_NOWHERE: Final = ("", 0)


class Lines:
    """Every connection by the caller's address."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[HttpToolsProtocol]:
        """The HTTP protocol of uvicorn, which tells us of its connections."""
        held = self._open

        class Known(HttpToolsProtocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # because uvicorn's own signature says the same
                held[_address(transport)] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                held.pop(_address(self.transport), None)
                super().connection_lost(exc)

        return Known

    def cut(self, scope: Scope) -> None:
        """Cut the connection of a request."""
        transport = self._open.get(tuple(scope.get("client") or _NOWHERE))
        if transport is not None:
            transport.abort()


class Silence:
    """A response that never comes: the connection is cut, or held until the caller gives up.

    Args:
        lines: Where the connection is found; None to hold it.
    """

    def __init__(self, lines: Lines | None) -> None:
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  because it is an ASGI application
        """Say nothing until the other side is gone."""
        if self._lines is not None:
            self._lines.cut(scope)
        while (await receive())["type"] != "http.disconnect":
            pass


def _address(transport: asyncio.BaseTransport) -> tuple[str, int]:
    name: Any = transport.get_extra_info("peername")
    return (str(name[0]), int(name[1])) if name else _NOWHERE
