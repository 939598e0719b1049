"""The demo: a simulated portal, a simulated Slack with a page, and the real bot, served until Ctrl-C or SIGTERM.

The page is there before the bot, which takes most of a second to load: what people do until then waits for it.
"""

import asyncio
import contextlib
import importlib
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from harvestbot.domain.verbs import VERBS, Takes
from harvestbot.sandbox import browser
from harvestbot.sandbox.page.programme import Programme, Word
from harvestbot.sandbox.page.site import Site
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.serve import HOST, SAY
from harvestbot.sandbox.slack import ids, serve
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.manifest import build

if TYPE_CHECKING:
    from harvestbot.sandbox.stage import Stage

NEXT_PORTS = 20
"""Ports that are tried after the one that was asked for; then any free one is taken."""
HIGHEST_PORT = 65_535
GRACE = 0.3
"""Seconds that the bot's work under way may take at the end: what it works on is as made up as the rest."""
TITLE = "harvestbot, between a simulated Slack and a simulated portal. Nothing here is real, and nothing is kept."
ENDINGS = (signal.SIGINT, signal.SIGTERM)
QUOTA = 200_000
"""Calls a day: who plays does not want to wait for news, nor to run out of them."""
LIVELY = {"HARVESTBOT_POLL_INTERVAL": "1", "HARVESTBOT_PORTALS__CITY__DAILY_QUOTA": str(QUOTA)}
"""Settings with which watching shows within seconds what happens on the portal."""

CAST = {
    ids.ADMIN: "admin",
    ids.SECOND_ADMIN: "another admin",
    ids.OPERATOR: "operator",
    ids.VIEWER: "viewer",
    ids.GUEST: "guest",
    ids.STRANGER: "of another organisation",
}
"""Who one can be on the page, and what they are to the bot."""


async def run_demo(
    *,
    port: int = 8000,
    open_browser: bool = True,
    api: str = "management",
    say: Callable[[str], None] = SAY,
    portal: SimulatedPortal | None = None,
    world: World | None = None,
) -> None:
    """Serve the demo until Ctrl-C or SIGTERM.

    Args:
        port: where the page is on 127.0.0.1; the next free one is taken where it is not free.
        open_browser: whether to open the page in a browser.
        api: the dialect in which the bot speaks with the portal.
        say: takes the lines that tell people where everything is.
        portal: the portal; a seeded one if None.
        world: the workspace; the usual one if None.
    """
    world, portal = world or workspace(), portal or SimulatedPortal.seeded(Options(quota=QUOTA))
    site = Site(world, portal, programme())
    found = free_port(port)
    if port not in (0, found):
        say(f"Port {port} is taken; the demo takes {found} instead.")
    with tempfile.TemporaryDirectory(prefix="harvestbot-demo-") as folder, _told_to_end() as end:
        async with serve.running(world, found, more=site.routes(), around=site.guarded) as address:
            say(TITLE)
            say("")
            say(f"The page          {address.base}/")
            if open_browser:
                browser.show(f"{address.base}/", lambda: say("  There is no display, so no browser is opened."))
            record = Path(folder) / "harvestbot.log"
            async with _bot_between(world, portal, address, record, api) as stage:
                site.open()
                for line in introduction(stage, record):
                    say(line)
                await end.wait()
                site.close()


def workspace(rates: Literal["strict", "off"] = "strict") -> World:
    """Return a workspace in which the bot may do what its manifest asks for, and nothing else.

    Args:
        rates: whether Slack's rate limits hold.
    """
    world = World(rates=rates)
    asked: Any = build()
    world.workspace.scopes = set(asked["oauth_config"]["scopes"]["bot"])
    world.workspace.events = set(asked["settings"].get("event_subscriptions", {}).get("bot_events", ()))
    return world


def programme() -> Programme:
    """Return what the page is told of the bot."""
    words = tuple(
        Word(verb.name, verb.usage, verb.help, verb.takes in (Takes.HARVESTER, Takes.HARVESTERS))
        for verb in VERBS.values()
    )
    return Programme(words=words, cast=CAST)


@asynccontextmanager
async def _bot_between(
    world: World, portal: SimulatedPortal, address: serve.Address, record: Path, api: str
) -> AsyncIterator["Stage"]:
    """Load the bot and put it between the two, with its log in a file."""
    # In a thread, so that the page can be looked at meanwhile.
    await asyncio.to_thread(importlib.import_module, "harvestbot.sandbox.stage")
    from harvestbot.sandbox.logbook import logging_to, secrets_of  # noqa: PLC0415  because it loads the bot, as above
    from harvestbot.sandbox.stage import staged  # noqa: PLC0415  because it loads the bot, as above

    async with AsyncExitStack() as stack:
        stack.enter_context(logging_to(record, secrets_of(world)))
        yield await stack.enter_async_context(
            staged(world=world, portal=portal, address=address, api=api, grace=GRACE, pages=True, environ=LIVELY)
        )


def introduction(stage: "Stage", record: Path) -> list[str]:
    """Tell people where everything else is, line by line.

    Args:
        stage: what is served.
        record: where the bot's log is.
    """
    bot = stage.bot.address
    return [
        f"Simulated Slack   {stage.address.base}",
        f"  its controls    {stage.address.control_url}",
        f"Simulated portal  {stage.portal_url}",
        *(f"  {account.name:8} key {account.key}, password {account.password}" for account in stage.portal.accounts),
        f"  its state       {stage.portal_url}/_sim/state",
        f"The bot           {bot}",
        f"  health          {bot}/healthz and {bot}/readyz",
        f"  metrics         {bot}/metrics",
        f"  its log         {record}",
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
