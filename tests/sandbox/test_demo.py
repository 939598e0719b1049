"""The demo serves its world until it is told to end, and then ends all of it."""

import asyncio
import os
import re
import signal
import socket
from contextlib import ExitStack

import httpx

from harvestbot.sandbox.demo import NEXT_PORTS, free_port, run_demo
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS


def listener(port: int = 0) -> socket.socket:
    """Take a port."""
    return socket.create_server(("127.0.0.1", port))


class Demo:
    """A demo in this loop, and the lines that it says.

    Args:
        port: the port that it is asked to take.
        browser: whether a browser is wanted.
    """

    def __init__(self, port: int = 0, *, browser: bool = False) -> None:
        self.lines: list[str] = []
        self._said = asyncio.Event()
        self._running = asyncio.create_task(run_demo(port=port, open_browser=browser, say=self._say))

    async def ready(self) -> str:
        """Wait until it has said all, and return that."""
        said = asyncio.create_task(self._said.wait())
        await asyncio.wait({said, self._running}, return_when=asyncio.FIRST_COMPLETED)
        said.cancel()
        return "\n".join(self.lines)

    async def ended(self, by: signal.Signals) -> None:
        """Send this process a signal, and wait until the demo is over."""
        os.kill(os.getpid(), by)
        async with asyncio.timeout(30):
            await self._running

    def _say(self, line: str) -> None:
        self.lines.append(line)
        if line.startswith("Ctrl-C"):
            self._said.set()


def address(said: str, name: str) -> str:
    """Return the address that stands behind a name."""
    (found,) = re.findall(rf"^{name} +(http://127\.0\.0\.1:\d+)$", said, re.MULTILINE)
    return str(found)


async def test_what_it_prints_is_where_everything_is() -> None:
    """Each address answers, and what people type there reaches the bot and the portal behind it."""
    demo = Demo()
    said = await demo.ready()
    slack, bot, portal = (address(said, name) for name in ("Simulated Slack", "The bot", "Simulated portal"))
    async with httpx.AsyncClient(trust_env=False) as http:
        for path in ("healthz", "readyz", "metrics"):
            assert (await http.get(f"{bot}/{path}")).status_code == 200
        answer = await http.get(f"{portal}/api/management/v2/harvesters/", auth=("demo", "demo-password"))
        assert "my-harvester" in answer.text
        typed = {"do": "command", "user": ADMIN, "channel": DATA_OPS, "typed": "/harvester list"}
        assert (await http.post(f"{slack}/_sim/do", json=typed)).status_code == 200
        messages: list[object] = []
        seen = 0
        while not messages:
            change = await http.get(f"{slack}/_sim/changes", params={"since": seen, "wait": 10})
            seen = change.json()["number"]
            conversation = await http.get(f"{slack}/_sim/conversation", params={"channel": DATA_OPS, "user": ADMIN})
            messages = conversation.json()["messages"]
    assert "12 harvesters" in str(messages)
    await demo.ended(signal.SIGTERM)


async def test_a_run_that_is_followed_does_not_hold_up_the_end() -> None:
    """Ctrl-C ends the demo although the bot still follows a run; nothing listens afterwards."""
    demo = Demo()
    slack = address(await demo.ready(), "Simulated Slack")
    async with httpx.AsyncClient(trust_env=False) as http:
        typed = {"do": "command", "user": ADMIN, "channel": DATA_OPS, "typed": "/harvester start my-harvester"}
        await http.post(f"{slack}/_sim/do", json=typed)
    await demo.ended(signal.SIGINT)
    port = int(slack.rpartition(":")[2])
    assert free_port(port) == port


async def test_a_port_that_is_taken_is_said_so() -> None:
    """Another port is taken instead, and the first line says which."""
    with listener() as taken:
        wanted = taken.getsockname()[1]
        demo = Demo(wanted, browser=True)
        said = await demo.ready()
        found = int(address(said, "Simulated Slack").rpartition(":")[2])
        assert found != wanted
        assert demo.lines[0] == f"Port {wanted} is taken; the demo takes {found} instead."
        assert "no browser is opened" in said
        await demo.ended(signal.SIGINT)


def test_a_free_port_is_found_in_any_case() -> None:
    """Where the next ones are taken too, or there are none, any free port will do."""
    with ExitStack() as stack:
        first = stack.enter_context(listener()).getsockname()[1]
        for port in range(first + 1, min(first + NEXT_PORTS, 65_535) + 1):
            if free_port(port) == port:
                stack.enter_context(listener(port))
        assert not first <= free_port(first) <= first + NEXT_PORTS
    with ExitStack() as stack:
        if free_port(65_535) == 65_535:
            stack.enter_context(listener(65_535))
        assert 0 < free_port(65_535) < 65_535
