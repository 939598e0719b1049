"""A conversation with the bot: what people type and press, and what they then see."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text
from support.fresh import fresh_database
from support.worlds import calm_world

from harvestbot.domain.audit import Entry, Page
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.world import World
from harvestbot.sandbox.stage import Stage, staged
from harvestbot.store import audit
from harvestbot.store.database import Database

SHORT = Durations(queued=0.1, processing=0.4, aborting=0.1)
QUICK = {"HARVESTBOT_POLL_INTERVAL": "0.4"}
UNHURRIED = 0.25
"""Seconds between two looks into the queue: many bots live at once here, and each look costs all of them."""


class Talk:
    """A stage, as the people on it use it; everybody talks in the channel #data-ops unless told."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.portal = stage.portal
        self.world = stage.world

    async def types(self, text: str, user: str = ADMIN, channel: str = DATA_OPS) -> Delivery:
        """Type the slash command."""
        return await self.world.command(user, channel, f"/harvester {text}")

    async def sees(self, words: str, user: str = ADMIN, channel: str = DATA_OPS, *, within: float = 30.0) -> Message:
        """Wait until somebody sees these words."""
        return await self.world.until_sees(user, channel, words, within)

    async def presses(self, words: str, where: Message, user: str = ADMIN) -> Delivery:
        """Press a button, or choose an entry of the ``…`` menu."""
        return await self.world.press(user, where, words)

    async def polled(self) -> None:
        """Wait until the portal's list was read anew: what happens from now on is compared with it."""
        lists = self.portal.log.count(method="GET", path="/harvesters/")
        async with asyncio.timeout(30):
            while True:
                if self.portal.log.count(method="GET", path="/harvesters/") > lists + 2:
                    return
                await asyncio.sleep(0.02)

    async def sees_gone(self, words: str, user: str = ADMIN, channel: str = DATA_OPS) -> None:
        """Wait until nobody sees these words any more."""
        await self.world.until(lambda: self.world.find(user, channel, words) is None)

    async def trail(self) -> list[Entry]:
        """Read the audit trail beside the running bot, oldest first."""
        url = self.stage.settings.database_url.get_secret_value()
        async with await Database.open(url) as database, database.read() as tx:
            return await audit.entries(tx, page=Page(size=100, oldest_first=True))

    async def row(self, query: str) -> tuple[Any, ...]:
        """Ask the bot's database for one row, beside the running bot."""
        url = self.stage.settings.database_url.get_secret_value()
        async with await Database.open(url) as database, database.read() as tx:
            return tuple((await tx.connection.execute(text(query))).one())

    async def change(self, statement: str) -> None:
        """Change the bot's database beside the running bot, as time would."""
        url = self.stage.settings.database_url.get_secret_value()
        async with await Database.open(url) as database, database.write() as tx:
            await tx.connection.execute(text(statement))

    def look(self, where: Message) -> str:
        """Return what a message says now."""
        return self.world.plain(where)

    def writes(self) -> list[str]:
        """Return the requests that reached the portal and could change something."""
        return [
            f"{one.method} {one.path.split('/harvesters')[1]}{'?' + one.query if one.query else ''}"
            for one in self.portal.log.requests
            if one.method != "GET"
        ]


@asynccontextmanager
async def talking(
    *,
    mode: str = "http",
    api: str = "management",
    durations: Durations = SHORT,
    world: World | None = None,
    problems: bool = False,
    **variables: str,
) -> AsyncIterator[Talk]:
    """Open a conversation, and see afterwards that nobody had a problem with what the bot sent.

    Args:
        mode: ``http`` or ``socket``.
        api: the portal's dialect.
        durations: how long things take on the portal.
        world: the workspace, if it is no usual one.
        problems: whether people are expected to have had problems.
        variables: settings, without ``HARVESTBOT_``.
    """
    portal = SimulatedPortal.seeded(Options(durations=durations))
    with tempfile.TemporaryDirectory(prefix="harvestbot-talk-") as folder:
        ours = {"HARVESTBOT_DATABASE_URL": fresh_database(Path(folder) / "bot.db")}
        environ = QUICK | ours | {f"HARVESTBOT_{name}": value for name, value in variables.items()}
        async with staged(
            portal=portal,
            world=world or calm_world(),
            socket_mode=mode == "socket",
            api=api,
            environ=environ,
            queue=UNHURRIED,
        ) as stage:
            yield Talk(stage)
            if not problems:
                assert stage.world.problems == []
