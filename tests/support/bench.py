"""The operations on a bench: a real database and a simulated portal, fakes only at the operations' own ports."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from httpx import AsyncClient
from msgspec import Struct
from support.fakes import FakeEngine, FakeLinks, FakePeople, FakeTeller, Fate, MortalDatabase
from support.fresh import fresh_database

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import parse
from harvestbot.domain.audit import Entry, Page
from harvestbot.domain.confirmations import Action, Confirmation, Place
from harvestbot.domain.roles import WORKSPACE_ADMINS, Grants, Role
from harvestbot.operations.crew import Crew, Rules, assemble
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.means import Means
from harvestbot.operations.pace import Pace, Watch
from harvestbot.operations.portals import Portals
from harvestbot.operations.vault import Vault
from harvestbot.portal.address import Api, ApiKey, PortalAddress
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.serve import running as served
from harvestbot.store import audit, confirmations

ADA, ALAN = "UADA", "UALAN"
GRANTS: Grants = {Role.ADMIN: frozenset({WORKSPACE_ADMINS})}
AT_ONCE = Durations(queued=0.0, processing=0.02, publishing=0.0, aborting=0.0)


class Clock:
    """Time that passes by being looked at, a tenth of a second each time: who waits a second looks ten times."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        """Return seconds since the epoch."""
        self.time += 0.1
        return self.time


class Bench(Struct, kw_only=True):
    """What stands on the bench."""

    portal: SimulatedPortal
    portals: Portals
    forget_portal: Callable[[], None]
    """Take the portal out of the settings, as at a restart."""
    database: MortalDatabase
    fate: Fate
    clock: Clock
    people: FakePeople
    teller: FakeTeller
    engine: FakeEngine
    crew: Crew

    def writes(self) -> list[str]:
        """Return the methods and last words of what reached the portal and could change something."""
        requests = [one for one in self.portal.log.requests if one.method != "GET"]
        return [f"{one.method} {one.path.rstrip('/').rpartition('/')[2]}" for one in requests]

    def portal_paths(self) -> list[str]:
        """Return the paths of what reached the portal and could change something."""
        return [one.path for one in self.portal.log.requests if one.method != "GET"]

    async def trail(self) -> list[Entry]:
        """Return the audit trail, oldest first."""
        async with self.database.read() as tx:
            return await audit.entries(tx, page=Page(size=100, oldest_first=True))

    async def standing(self, identity: str) -> Confirmation:
        """Return a confirmation as it stands."""
        async with self.database.read() as tx:
            found = await confirmations.find(tx, identity)
        assert found is not None
        return found

    async def asked(self, typed: str) -> Confirmation:
        """Have Ada ask for something that is asked about, and return the question as it stands."""
        ask = parse(typed)
        question = await self.crew.confirming.ask(asker(ADA), Action(ask.verb.name), ask.about)
        return await self.standing(question.id)

    async def pressed(self, question: Confirmation, action: Action | None = None) -> None:
        """Have Ada press."""
        await self.crew.confirming.press(asker(ADA, question.place), question.id, action or question.ask)

    async def typed(self, words: str, delivery: str = "d1") -> None:
        """Have Ada type what needs no question."""
        who = Asker(ADA, Place("C1"), f"by {ADA} in {delivery}")  # each delivery has a reference of its own
        await self.crew.decisions.take(who, parse(words), delivery)


def asker(user: str, place: Place | None = None) -> Asker:
    """Return somebody in a channel, or where a message stands."""
    return Asker(user, place or Place("C1"), f"by {user}")


@asynccontextmanager
async def bench(
    file: Path,
    *,
    second: frozenset[Action] = frozenset(),
    durations: Durations = AT_ONCE,
    http: AsyncClient | None = None,
    api: Api = "management",
) -> AsyncIterator[Bench]:
    """Set a bench up.

    Args:
        file: where the database is.
        second: what needs a second person.
        durations: how long things take on the portal.
        http: connections that several benches share, since opening them reads all certificates; its own if None.
        api: the portal's dialect.
    """
    portal = SimulatedPortal.seeded(Options(durations=durations))
    fate, clock, people, engine = Fate(), Clock(), FakePeople(), FakeEngine()
    teller = FakeTeller(fate)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(await MortalDatabase.open(fresh_database(file)))
        database.fate = fate
        if http is None:
            http = await stack.enter_async_context(open_connections())
        url = await stack.enter_async_context(served(portal))
        address = PortalAddress(name="city", url=url, credentials=ApiKey("demo-key"), timeout=1.0, api=api)
        clients, grants = {"city": PortalClient(address, http)}, {"city": GRANTS}
        portals = Portals(clients, clock)
        gate, ledger = Gate(people, grants, frozenset()), Ledger(database, clock, FakeLinks())
        watch = Watch(Pace(first=0.005, growth=0.0, most=0.005), clock, asyncio.Event())
        means = Means(
            people=people,
            gate=gate,
            portals=portals,
            database=database,
            ledger=ledger,
            teller=teller,
            engine=engine,
            watch=watch,
            vault=Vault(clock),
            process="bench",
            presence=None,
            now=clock,
        )
        crew = assemble(means, Rules(ttl=600.0, second=second))
        engine.works = dict(crew.works)

        def forget_portal() -> None:
            clients.clear()
            grants.clear()

        yield Bench(
            portal=portal,
            portals=portals,
            forget_portal=forget_portal,
            database=database,
            fate=fate,
            clock=clock,
            people=people,
            teller=teller,
            engine=engine,
            crew=crew,
        )
