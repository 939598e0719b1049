"""The simulators in the test's process, and a bot that is killed and comes back beside them.

What happened is read from the simulators and from the database, never from the process that was killed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from support.lives import QUICK, Life
from support.points import Point
from support.talk import QUICK as OFTEN
from support.talk import SHORT
from support.wires import Wire
from support.worlds import calm_world

from harvestbot.bot import running
from harvestbot.building import Tuning
from harvestbot.domain.audit import Entry, Page
from harvestbot.domain.confirmations import Confirmation
from harvestbot.sandbox.portal import serve as portal_serve
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.slack import serve
from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.world import World
from harvestbot.sandbox.stage import PORTAL, environment
from harvestbot.settings import load
from harvestbot.store import audit, confirmations
from harvestbot.store.database import Database
from harvestbot.store.transactions import Reading

UNFINISHED = ("At work", "to come", "under way", "Approved:", "is being started", "Outcome unknown")
"""What no card says once everything is over."""
MANY = 10_000_000
"""Calls a day: runs are looked at twenty times a second here."""
PATIENCE = 30.0
"""Seconds in which whatever was left under way must be over."""


class Scene:
    """A portal, a workspace, a database, and one life of the bot after the other.

    Args:
        portal, world: the simulators.
        wires: around the portal and around Slack.
        environ: the bot's settings.
        folder: where files may be put.
    """

    def __init__(
        self, portal: SimulatedPortal, world: World, wires: tuple[Wire, Wire], environ: dict[str, str], folder: Path
    ) -> None:
        self.portal = portal
        self.world = world
        self.at_portal, self.at_slack = wires
        self.environ = environ
        self.url = environ["HARVESTBOT_DATABASE_URL"]
        self.lives: list[Life] = []
        self._folder = folder

    async def replicas(self, number: int, tuning: Tuning = QUICK) -> list[Life]:
        """Begin several lives at once that share the work, and wait until each is connected."""
        lives = [self.newborn(tuning=tuning) for _ in range(number)]
        await asyncio.gather(*(life.ready() for life in lives))
        await self.world.until_connected(number, PATIENCE)
        return lives

    async def life(self, *points: Point, tuning: Tuning = QUICK, environ: dict[str, str] | None = None) -> Life:
        """Begin a life, and wait until it is ready."""
        life = self.newborn(points, tuning=tuning, environ=environ)
        self._leads_to(await life.ready())
        return life

    async def life_if_any(self, *points: Point) -> Life | None:
        """Begin a life that may come to its point, in work that was left behind, before it is ready: then None."""
        life = self.newborn(points)
        told = await life.first_word()
        if not told.startswith("http"):
            await life.ended()
            assert life.was_killed, f"{told}\n{life.said()}"
            return None
        self._leads_to(told)
        return life

    def _leads_to(self, address: str) -> None:
        if "SLACK_APP_TOKEN" not in self.environ:
            self.world.request_url = f"{address}/slack/events"

    @asynccontextmanager
    async def afterlife(self) -> AsyncIterator[None]:
        """Let the bot live again.

        On SQLite it lives in this process, so that coverage is measured of what takes up after a kill; a process that
        is killed in the end is quicker.
        """
        if not self.url.startswith("sqlite"):
            await self.life()
            yield
            return
        async with running(load(self.environ), QUICK) as living:
            self.world.request_url = f"{living.address}/slack/events"
            yield

    def newborn(
        self, points: Sequence[Point] = (), *, tuning: Tuning = QUICK, environ: dict[str, str] | None = None
    ) -> Life:
        """Begin a life."""
        log = self._folder / f"life-{len(self.lives)}.log"
        self.lives.append(Life(self.environ | (environ or {}), log, points=points, tuning=tuning))
        return self.lives[-1]

    async def types(self, text: str, user: str = ADMIN, channel: str = DATA_OPS) -> Delivery:
        """Type the slash command."""
        return await self.world.command(user, channel, f"/harvester {text}")

    async def sees(self, words: str, user: str = ADMIN, channel: str = DATA_OPS) -> Message:
        """Wait until somebody sees these words."""
        return await self.world.until_sees(user, channel, words, PATIENCE)

    async def presses(self, words: str, where: Message, user: str = ADMIN) -> Delivery:
        """Press a button."""
        return await self.world.press(user, where, words)

    def writes(self) -> list[str]:
        """Return the requests that reached the portal and could change something: method and action."""
        return [
            f"{method} {path.split('/harvesters')[1].partition('?')[0]}"
            for method, path in (one.split(" ") for one in self.at_portal.arrived)
            if method != "GET"
        ]

    def told(self, user: str = ADMIN, channel: str = DATA_OPS) -> list[str]:
        """Return what is to be read now, message by message."""
        return [self.world.plain(one) for one in self.world.conversation(channel, user) if one.via != "person"]

    def unfinished(self) -> list[str]:
        """Return the messages that promise more to come."""
        return [one for one in self.told() if any(words in one for words in UNFINISHED)]

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """Read the bot's database beside it."""
        async with await Database.open(self.url) as database:
            yield database

    async def audited(self, verb: str = "", harvester: str = "") -> list[str]:
        """Return the outcomes that stand in the audit trail, the oldest first."""
        return [
            one.outcome.value
            for one in await self.trail()
            if verb in ("", one.verb) and harvester in ("", one.harvester_id)
        ]

    async def trail(self) -> list[Entry]:
        """Return the whole audit trail, the oldest first."""
        async with self.database() as database, database.read() as reading:
            return await audit.entries(reading, page=Page(size=100_000, oldest_first=True))

    async def until_written(self, true: Callable[[Reading], Awaitable[bool]]) -> None:
        """Wait for what Slack does not show."""
        async with asyncio.timeout(PATIENCE), self.database() as database:
            while True:  # it stands in another process's database, which tells nobody
                async with database.read() as reading:
                    if await true(reading):
                        return
                await asyncio.sleep(0.02)

    async def under_way(self) -> list[Confirmation]:
        """Return the confirmations that are decided and have no outcome."""
        async with self.database() as database, database.read() as reading:
            return await confirmations.unsettled(reading)

    def story(self) -> str:
        """Tell everything that there is to know, for a test that fails."""
        lives = "\n".join(f"--- life {number}\n{life.said()}" for number, life in enumerate(self.lives))
        return f"{self.world.transcript()}\n{self.writes()}\n{lives}"


@asynccontextmanager
async def scene(
    url: str,
    folder: Path,
    *,
    socket_mode: bool = False,
    api: str = "management",
    durations: Durations = SHORT,
    harvesters: int = 12,
    **variables: str,
) -> AsyncIterator[Scene]:
    """Set the scene; lives that are left at the end are killed.

    Args:
        url: the database.
        folder: where files may be put.
        socket_mode: deliver over Socket Mode, to each of several lives in turn, instead of HTTP.
        api: the portal's dialect.
        durations: how long things take on the portal.
        harvesters: how many the portal has.
        variables: settings, without ``HARVESTBOT_``.
    """
    portal = SimulatedPortal.seeded(Options(durations=durations, harvesters=harvesters, quota=MANY))
    world = calm_world()
    wires = Wire(), Wire()
    async with AsyncExitStack() as stack:
        portal_url = await stack.enter_async_context(portal_serve.running(portal, around=wires[0].around))
        address = await stack.enter_async_context(serve.running(world, around=wires[1].around))
        environ = environment(world, address.api_url, portal_url, folder / "bot.db", socket_mode=socket_mode, api=api)
        city = f"HARVESTBOT_PORTALS__{PORTAL.upper()}__"
        environ |= OFTEN | {f"{city}TIMEOUT": "3.0", f"{city}DAILY_QUOTA": str(MANY)}
        environ |= {f"HARVESTBOT_{name}": value for name, value in variables.items()}
        environ |= {"HARVESTBOT_DATABASE_URL": url}
        staged = Scene(portal, world, wires, environ, folder)
        try:
            yield staged
        except BaseException:
            print(staged.story())  # noqa: T201  because pytest shows it with the failure
            raise
        finally:
            for life in staged.lives:
                life.kill()
            for life in staged.lives:
                await life.ended()
