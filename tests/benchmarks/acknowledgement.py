"""How fast a read is acknowledged, beside a stock Bolt app and bare ASGI, all measured in one run.

    .venv-tests/bin/python tests/benchmarks/acknowledgement.py

Each server is a process of its own on uvicorn (uvloop, httptools); the load comes from this one, over kept-alive
connections, as signed slash commands. The bot is asked the same command again and again, so that it is acknowledged
each time and answered once: what is measured is the way to the acknowledgement, and not the answer after it.
"""

import asyncio
import hashlib
import hmac
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

SECRET = "benchmark-secret"
PATH = "/slack/events"
ROUNDS = 3_000
CONNECTIONS = 16


def request() -> bytes:
    """Return one signed delivery of ``/harvester help``, as bytes on the wire."""
    form = {
        "command": "/harvester",
        "text": "help",
        "user_id": "U1",
        "team_id": "T1",
        "channel_id": "C1",
        "trigger_id": "1.2.3",
        "response_url": "http://127.0.0.1:9/none",
    }
    body = urlencode(form).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\nx-slack-request-timestamp: {stamp}\r\n"
        f"x-slack-signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


async def connection(port: int, payload: bytes, rounds: int) -> list[float]:
    """Send one request after the other, and return the seconds that each answer took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        writer.write(payload)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise SystemExit(f"not acknowledged: {head!r}")
        lowered = head.lower()
        if b"content-length:" in lowered:
            await reader.readexactly(int(lowered.split(b"content-length:")[1].split(b"\r\n")[0]))
        took.append(time.perf_counter() - began)
    writer.close()
    return took


async def measure(port: int, rounds: int) -> tuple[float, float]:
    """Return the median seconds at one connection, and requests a second at sixteen."""
    payload = request()
    await connection(port, payload, 200)
    one = statistics.median(await connection(port, payload, rounds))
    began = time.perf_counter()
    share = rounds * 2 // CONNECTIONS
    await asyncio.gather(*(connection(port, payload, share) for _ in range(CONNECTIONS)))
    return one, share * CONNECTIONS / (time.perf_counter() - began)


def serve_asgi(port: int) -> None:
    """Serve bare ASGI: what no framework can be faster than."""
    import uvicorn

    async def app(_: dict[str, object], receive: object, send: object) -> None:
        await receive()  # type: ignore[operator]  # because it is bare
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})  # type: ignore[operator]  # because it is bare
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]  # because it is bare

    uvicorn.run(app, port=port, log_level="error", access_log=False, lifespan="off")


def serve_bolt(port: int) -> None:
    """Serve a stock Bolt app whose one listener acknowledges."""
    import uvicorn
    from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
    from slack_bolt.app.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.command("/harvester")
    async def listener(ack: object) -> None:
        await ack()  # type: ignore[operator]  # because Bolt passes it by name

    uvicorn.run(AsyncSlackRequestHandler(app, path=PATH), port=port, log_level="error", access_log=False)


def serve_slack(port: int) -> None:
    """Serve what the bot needs of Slack: one person, and a yes to everything."""
    from aiohttp import web

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "team_id": "T1", "user": {"id": "U1", "team_id": "T1"}})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(*command: str, port: int, environ: dict[str, str] | None = None) -> Iterator[None]:
    """Run a server until the block is left."""
    child = subprocess.Popen(
        [sys.executable, *command], env={**os.environ, **(environ or {})}, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        child.terminate()
        child.wait(30)


def main() -> None:
    """Measure all of them, and print the figures and ratios."""
    figures: dict[str, tuple[float, float]] = {}
    for kind in ("asgi", "bolt"):
        port = free_port()
        with process(__file__, kind, str(port), port=port):
            figures[kind] = asyncio.run(measure(port, ROUNDS if kind == "asgi" else ROUNDS // 10))
    slack, port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder, process(__file__, "slack", str(slack), port=slack):
        environ = {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{slack}/api/",
            "HARVESTBOT_PORTALS__CITY__URL": "http://127.0.0.1:9",
            "HARVESTBOT_PORTALS__CITY__API_KEY": "key",
            "HARVESTBOT_PORT": str(port),
            "HARVESTBOT_DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}",
        }
        with process("-m", "harvestbot", "run", port=port, environ=environ):
            time.sleep(2)
            figures["harvestbot"] = asyncio.run(measure(port, ROUNDS))
    for name, (one, many) in figures.items():
        print(f"{name:10}  {one * 1000:7.3f} ms at one connection   {many:8.0f} a second at {CONNECTIONS}")
    ours, bolt, bare = figures["harvestbot"], figures["bolt"], figures["asgi"]
    print(f"{bolt[0] / ours[0]:.1f} times faster than a stock Bolt app (budget: 20)")
    print(f"{ours[1] / bare[1]:.2f} of bare ASGI at {CONNECTIONS} connections (budget: 0.4)")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        {"asgi": serve_asgi, "bolt": serve_bolt, "slack": serve_slack}[sys.argv[1]](int(sys.argv[2]))
    else:
        main()
