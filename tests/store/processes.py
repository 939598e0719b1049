"""Real processes that work on a database at the same time, started together."""

import asyncio
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING, Any, Self

from store import samples
from support import forked

from harvestbot.errors import StoreInUse
from harvestbot.store import audit, confirmations
from harvestbot.store.database import Database

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess
    from multiprocessing.queues import Queue

Work = Callable[[str, Barrier, "Queue[Any]"], None]


class Crowd:
    """Some processes, and what they report; those still there at the end are killed."""

    def __init__(self, work: Work, url: str, size: int) -> None:
        self._reports: Queue[Any] = forked.forking.Queue()
        self._barrier = forked.forking.Barrier(size)  # kept: a semaphore is gone once nobody in this process holds it
        self.members: list[ForkServerProcess] = [
            forked.forking.Process(target=work, args=(url, self._barrier, self._reports)) for _ in range(size)
        ]

    def __enter__(self) -> Self:
        for member in self.members:
            forked.start(member)
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            member.kill()
            member.join()
        self._reports.close()

    def reports(self) -> list[Any]:
        """Wait for one report of each."""
        return [self._reports.get(timeout=60) for _ in self.members]


def opens(url: str, barrier: Barrier, reports: "Queue[Any]") -> None:
    """Open the database at the same moment as the others; report what went wrong, or ""."""

    async def work() -> str:
        barrier.wait()
        try:
            async with await Database.open(url) as database:
                await database.ping()
        except Exception as error:  # noqa: BLE001  because the test is told whatever it is
            return repr(error)
        return ""

    reports.put(asyncio.run(work()))


def presses(url: str, barrier: Barrier, reports: "Queue[Any]") -> None:
    """Press the confirmation c1 fifty times at once; report how many presses won."""

    async def work() -> int:
        async with await Database.open(url) as database:
            barrier.wait()
            won = await asyncio.gather(*(samples.press(database) for _ in range(50)))
        return sum(confirmed is not None for confirmed in won)

    reports.put(asyncio.run(work()))


def attempts(url: str, barrier: Barrier, reports: "Queue[Any]") -> None:
    """Try ten times at once to be the one who sends what c1 approved; report how many may."""

    async def attempt(database: Database) -> bool:
        async with database.write() as tx:
            return await confirmations.mark_attempt(tx, "c1")

    async def work() -> int:
        async with await Database.open(url) as database:
            barrier.wait()
            return sum(await asyncio.gather(*(attempt(database) for _ in range(10))))

    reports.put(asyncio.run(work()))


def never_commits(url: str, barrier: Barrier, reports: "Queue[Any]") -> None:
    """Write into a transaction, report, and stay in it until killed."""

    async def work() -> None:
        database = await Database.open(url, exclusive=True)
        barrier.wait()
        async with database.write() as tx:
            await confirmations.add(tx, samples.confirmation("lost"))
            await audit.record(tx, samples.entry())
            reports.put("written, not committed")
            await asyncio.Event().wait()

    asyncio.run(work())


def opens_exclusively(url: str, barrier: Barrier, reports: "Queue[Any]") -> None:
    """Open the database as the process that does the bot's work; report what it is told, or ""."""

    async def work() -> str:
        barrier.wait()
        try:
            async with await Database.open(url, exclusive=True):
                return ""
        except StoreInUse as error:
            return str(error)

    reports.put(asyncio.run(work()))
