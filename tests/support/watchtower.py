"""Watching without Slack: simulated portals on one clock that is moved by hand, and what would be told to whom."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec import Struct
from support.fakes import FakePeople
from support.fresh import fresh_database

from harvestbot.domain.confirmations import Place
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.digest import Digest
from harvestbot.domain.watching.hands import Hand
from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind
from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.planning import DigestPlan
from harvestbot.domain.watching.quiet import Quiet
from harvestbot.domain.watching.subscriptions import Subscription, Target
from harvestbot.operations.portals import Portals
from harvestbot.operations.telling.digesting import Digesting
from harvestbot.operations.telling.notifying import Notifying
from harvestbot.operations.telling.watching import Watching
from harvestbot.portal.address import Api, ApiKey, PortalAddress
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.seeds import STORY
from harvestbot.sandbox.portal.serve import running
from harvestbot.store import subscriptions
from harvestbot.store.database import Database

OPS = "C0OPS"
ANNA = "U0ANNA"


class Told(Struct):
    """A message that was sent: to whom, what, and in which thread ("" for none)."""

    subscriber: str
    notice: Notice
    thread: str
    message: str
    hands: tuple[Hand, ...] = ()

    @property
    def news(self) -> list[tuple[Kind, str]]:
        """What it says, by kind and harvester."""
        return [(change.kind, change.harvester_id) for change in self.notice.changes]


class Board:
    """Where messages are put up; implements ``operations.ports.Herald``."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.shown: list[tuple[Notice, tuple[Hand, ...], tuple[Change, ...]]] = []
        self.digests: list[tuple[str, Digest]] = []
        self.trouble: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def notify(self, notice: Notice, thread: Place | None, hands: Sequence[Hand] = ()) -> Place:
        """Put a message up."""
        await self.open.wait()
        if self.trouble is not None:
            raise self.trouble
        message = f"{len(self.told) + 1}.0"
        thread_message = thread.message if thread else ""
        self.told.append(Told(notice.subscriber, notice, thread_message, message, tuple(hands)))
        return Place(notice.subscriber, message)

    async def on_it(self, notice: Notice, hands: Sequence[Hand], ended: Sequence[Change]) -> None:
        """Change a message."""
        if self.trouble is not None:
            raise self.trouble
        self.shown.append((notice, tuple(hands), tuple(ended)))

    async def digest(self, wish: DigestPlan, digest: Digest, names: Mapping[str, str]) -> Place:
        """Put a digest up."""
        del names
        await self.open.wait()
        if self.trouble is not None:
            raise self.trouble
        self.digests.append((wish.subscriber, digest))
        return Place(wish.subscriber, f"d{len(self.digests)}.0")


class Tower:
    """From where the portals are watched."""

    def __init__(
        self, clock: ManualClock, portals: Mapping[str, SimulatedPortal], database: Database, board: Board
    ) -> None:
        self.clock = clock
        self.portals = portals
        self.database = database
        self.board = board
        self.watching: Watching
        self.notifying = Notifying(database, board)
        self.digesting: Digesting
        self.watching_portals: Portals

    @property
    def city(self) -> SimulatedPortal:
        """The first portal."""
        return self.portals["city"]

    async def watch(
        self,
        word: Target | None = None,
        *,
        subscriber: str = OPS,
        kinds: frozenset[Kind] = DEFAULT_KINDS,
        quiet: Quiet | None = None,
        mention: str = "",
    ) -> None:
        """Have a channel watch something."""
        target = word or Target()
        wish = Subscription(
            id=subscriptions.key(subscriber, target),
            subscriber=subscriber,
            target=target,
            kinds=kinds,
            quiet=quiet,
            mention=mention,
            created_by=ANNA,
            created_at=self.clock.now(),
        )
        async with self.database.write() as tx:
            await subscriptions.keep(tx, wish)

    async def wait(self, seconds: float, *, step: float | None = None) -> list[Told]:
        """Let time pass, looking and telling every ``step`` seconds; return what was told meanwhile.

        Long waits have long steps unless told: each costs as much as a look of the bot. A run that is over within one
        of them, and has ended as the one before, is not seen.
        """
        before, end = len(self.board.told), self.clock.now() + seconds
        step = step or max(120.0, seconds / 10)
        while self.clock.now() < end:
            self.clock.advance(min(step, end - self.clock.now()))
            await self.watching.tick(self.clock.now())
            await self.notifying.send(self.clock.now())
            await self.digesting.digest(self.clock.now())
        return self.board.told[before:]

    def lists(self, portal: str = "city") -> int:
        """Return how often a portal's list was asked for."""
        return len([one for one in self.portals[portal].log.requests if one.path.endswith("/harvesters/")])


@asynccontextmanager
async def watchtower(
    folder: Path,
    *names: str,
    poll_interval: float | None = None,
    durations: Durations | None = None,
    admins: Mapping[str, tuple[str, ...]] | None = None,
    api: Api = "management",
    apis: Mapping[str, Api] | None = None,
    harvesters: int = STORY,
    quota: int = 10_000,
) -> AsyncIterator[Tower]:
    """Open a watchtower over simulated portals with these names; one called ``city`` if none is named.

    Each has so many ``harvesters`` and allows ``quota`` calls a day; ``apis`` are the dialects of those that speak
    another one than ``api``.
    """
    clock = ManualClock()
    options = Options(durations=durations or Durations(queued=30, processing=300), quota=quota, harvesters=harvesters)
    portals = {name: SimulatedPortal.seeded(options, clock=clock) for name in names or ("city",)}
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(open_connections())
        clients = {}
        for name, portal in portals.items():
            url = await stack.enter_async_context(running(portal))
            spoken = (apis or {}).get(name, api)
            address = PortalAddress(name=name, url=url, credentials=ApiKey("demo-key"), api=spoken, timeout=10.0)
            clients[name] = PortalClient(address, http, now=clock.now, jitter=lambda: 0.0)
        database = await stack.enter_async_context(await Database.open(fresh_database(folder / "bot.db")))
        tower = Tower(clock, portals, database, Board())
        tower.watching_portals = Portals(clients)
        tower.digesting = Digesting(tower.watching_portals, database, tower.board, FakePeople())
        tower.watching = Watching(Portals(clients), database, poll_interval, admins or {})
        yield tower
