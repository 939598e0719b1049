"""A stand-in for whatever may answer in Slack's place: a proxy, a login page, nothing readable."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(handler: Handler) -> AsyncIterator[str]:
    """Answer every request so; give the address, with a slash at the end."""
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/"
    finally:
        await runner.cleanup()


def always(text: str, content_type: str, status: int = 200) -> Handler:
    """Answer the same each time."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=content_type, status=status)

    return answer


UNREADABLE = {
    "a proxy's page": always("<html>Bad gateway</html>", "text/html", 502),
    "a proxy's words": always("upstream connect error", "text/plain", 503),
    "words as if all were well": always("ok", "text/plain"),
    "half of an answer": always('{"ok": tr', "application/json"),
    "an empty list": always("[]", "application/json"),
    "a list": always("[1]", "application/json"),
    "nothing": always("", "application/json"),
}
"""Answers that are none of Slack's."""
