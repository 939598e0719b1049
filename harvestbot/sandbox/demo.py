"""The demo: a simulated portal, a simulated Slack and the real bot, served until Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import json
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from harvestbot.sandbox.logbook import logging_to, secrets_of
from harvestbot.sandbox.portal.serve import HOST, SAY
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS
from harvestbot.sandbox.slack.world import World
from harvestbot.sandbox.stage import Stage, staged

NEXT_PORTS = 20
"""Ports that are tried after the one that was asked for; then any free one is taken."""
HIGHEST_PORT = 65_535
GRACE = 0.3
"""Seconds that the bot's work under way may take at the end: what it works on is as made up as the rest."""
ENDINGS = (signal.SIGINT, signal.SIGTERM)


async def run_demo(*, port: int = 8000, open_browser: bool = True, say: Callable[[str], None] = SAY) -> None:
    """Serve the demo until Ctrl-C or SIGTERM.

    Args:
        port: where the simulated Slack listens on 127.0.0.1; the next free one is taken where it is not free.
        open_browser: whether a browser is wanted; there is no page yet that it could open.
        say: takes the lines that tell people where everything is.
    """
    world = World()
    found = free_port(port)
    if port not in (0, found):
        say(f"Port {port} is taken; the demo takes {found} instead.")
    with tempfile.TemporaryDirectory(prefix="harvestbot-demo-") as folder, _told_to_end() as end:
        record = Path(folder) / "harvestbot.log"
        with logging_to(record, secrets_of(world)):
            async with staged(world=world, slack_port=found, grace=GRACE) as stage:
                for line in introduction(stage, record, browser_wanted=open_browser):
                    say(line)
                await end.wait()


def introduction(stage: Stage, record: Path, *, browser_wanted: bool) -> list[str]:
    """Tell people where everything is and how to use it, line by line.

    Args:
        stage: what is served.
        record: where the bot's log is.
        browser_wanted: whether somebody may wait for a browser to open.
    """
    control, bot = stage.address.control_url, stage.bot.address
    typed = json.dumps({"do": "command", "user": ADMIN, "channel": DATA_OPS, "typed": "/harvester list"})
    return [
        "harvestbot, between a simulated Slack and a simulated portal. Nothing here is real, and nothing is kept.",
        "",
        f"Simulated Slack   {stage.address.base}",
        f"  its controls    {control}",
        f"Simulated portal  {stage.portal_url}",
        *(f"  {account.name:8} key {account.key}, password {account.password}" for account in stage.portal.accounts),
        f"  its state       {stage.portal_url}/_sim/state",
        f"The bot           {bot}",
        f"  health          {bot}/healthz and {bot}/readyz",
        f"  metrics         {bot}/metrics",
        f"  its log         {record}",
        "",
        "Type a command as Ada, a workspace admin, and see what she then reads in #data-ops:",
        f"  curl -s {control}do -d '{typed}'",
        f"  curl -s '{control}conversation?channel={DATA_OPS}&user={ADMIN}'",
        *(["", "There is no page yet, so no browser is opened."] if browser_wanted else []),
        "",
        "Ctrl-C ends it all.",
    ]


def free_port(wanted: int) -> int:
    """Return a port of this machine that is free: the wanted one, one soon after it, or any.

    Args:
        wanted: the port; 0 for any.
    """
    for port in range(wanted, min(wanted + NEXT_PORTS, HIGHEST_PORT) + 1):
        with contextlib.suppress(OSError):
            return _bound(port)
    return _bound(0)


def _bound(port: int) -> int:
    with socket.create_server((HOST, port)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def _told_to_end() -> Iterator[asyncio.Event]:
    """Give an event that is set when the process is asked to end."""
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    for one in ENDINGS:
        loop.add_signal_handler(one, end.set)
    try:
        yield end
    finally:
        for one in ENDINGS:
            loop.remove_signal_handler(one)
