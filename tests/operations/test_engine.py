"""Work that a decision has set in motion is carried on until it is finished, and once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dbos import DBOS
from sqlalchemy import text
from structlog.testing import capture_logs
from support.fresh import fresh_database

from harvestbot.errors import SlackUnavailable
from harvestbot.operations.engine import MANY_TRIES, Engine
from harvestbot.operations.ports import Work
from harvestbot.store import urls
from harvestbot.store.database import Database

PATIENCE = 20.0


class Notes:
    """A work that notes what it is given, and fails as long as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.begun: list[str] = []
        self.done: list[str] = []
        self._changed = asyncio.Condition()

    async def __call__(self, payload: Mapping[str, object]) -> None:
        """Do it."""
        name = str(payload["name"])
        async with self._changed:
            self.begun.append(name)
            self._changed.notify_all()
        if self.failures:
            raise self.failures.pop(0)
        async with self._changed:
            self.done.append(name)
            self._changed.notify_all()

    async def until_done(self, *names: str) -> None:
        """Wait until these are done."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: set(names) <= set(self.done))

    async def until_begun(self, times: int) -> None:
        """Wait until it was begun so often."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.begun) >= times)


async def hangs(_: Mapping[str, object]) -> None:
    """Never come to an end."""
    await asyncio.Event().wait()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """The database that the decisions and the queue are in."""
    async with await Database.open(fresh_database(tmp_path / "bot.db")) as opened:
        yield opened


@asynccontextmanager
async def engine(
    tmp_path: Path,
    work: Work,
    *,
    executor: str = "local",
    pause: float = 0.001,
    grace: float = PATIENCE,
    tell: Work | None = None,
) -> AsyncIterator[Engine]:
    """Run an engine that knows this one work."""
    running = Engine(urls.for_engine(f"sqlite:///{tmp_path}/bot.db"), executor=executor, poll=0.02, pause=pause)
    running.register("work", work)
    if tell is not None:
        running.when_stuck(tell)
    await running.start()
    try:
        yield running
    finally:
        await running.stop(grace)


async def decide(database: Database, running: Engine, *names: str) -> None:
    """Decide on work, each by its name as its id, in one transaction."""
    async with database.write() as tx:
        for name in names:
            await running.enqueue(tx, "work", name, {"name": name})


async def test_work_of_a_transaction_that_is_taken_back_never_runs(database: Database, tmp_path: Path) -> None:
    """What was decided later runs, what was not decided does not."""
    work = Notes()

    async def think_better() -> None:
        async with database.write() as tx:
            await running.enqueue(tx, "work", "lost", {"name": "lost"})
            raise LookupError

    async with engine(tmp_path, work) as running:
        with pytest.raises(LookupError):
            await think_better()
        await decide(database, running, "kept")
        await work.until_done("kept")
        assert [one.workflow_id for one in await DBOS.list_workflows_async()] == ["kept"]
    assert work.begun == ["kept"]


async def test_work_of_one_id_runs_once(database: Database, tmp_path: Path) -> None:
    """However often it is decided: at once, again, and after it is done."""
    work = Notes()
    async with engine(tmp_path, work) as running:
        await asyncio.gather(*(decide(database, running, "one") for _ in range(10)))
        await work.until_done("one")
        await decide(database, running, "one", "two")
        await work.until_done("two")
    assert work.begun == ["one", "two"]


async def test_work_that_fails_is_tried_again(database: Database, tmp_path: Path) -> None:
    """A failure that passes is nothing that anybody has to see to."""
    work = Notes(OSError("disk"), ValueError("odd"))
    async with engine(tmp_path, work) as running:
        await decide(database, running, "one")
        await work.until_done("one")
    assert work.begun == ["one"] * 3


async def test_work_that_keeps_failing_is_told_once_and_never_given_up(database: Database, tmp_path: Path) -> None:
    """The log tells each try, whoever waits is told, other work goes on; and one day it comes to its end."""
    work = Notes(*(ValueError("odd") for _ in range(MANY_TRIES + 3)))
    told: list[object] = []

    async def tell(payload: Mapping[str, object]) -> None:
        told.append(payload["name"])

    with capture_logs() as logged:
        async with engine(tmp_path, work, tell=tell) as running:
            await decide(database, running, "bad")
            await work.until_begun(MANY_TRIES)
            await decide(database, running, "good")
            await work.until_done("good", "bad")
    assert told == ["bad"]
    assert work.begun.count("bad") + work.begun.count("good") == MANY_TRIES + 3 + 2
    assert len([line for line in logged if line["event"] == "work failed"]) == MANY_TRIES + 3
    assert all(line["log_level"] == "error" for line in logged if line["event"] == "work failed")


async def test_what_slack_does_not_take_is_tried_until_it_does(database: Database, tmp_path: Path) -> None:
    """Slack may be away for longer than any number of tries."""
    away = MANY_TRIES + 2
    work = Notes(*(SlackUnavailable("Slack is away.") for _ in range(away)))
    async with engine(tmp_path, work) as running:
        await decide(database, running, "one")
        await work.until_done("one")
    assert work.begun == ["one"] * (away + 1)


async def test_what_is_unfinished_at_the_end_is_taken_up_at_the_next_start(database: Database, tmp_path: Path) -> None:
    """One engine after the other in one process, of the same name."""
    begun = asyncio.Event()

    async def never(payload: Mapping[str, object]) -> None:
        begun.set()
        await hangs(payload)

    async with engine(tmp_path, never, grace=0.0) as first:
        await decide(database, first, "one")
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
    work = Notes()
    async with engine(tmp_path, work):
        await work.until_done("one")
    assert work.begun == ["one"]


async def test_work_that_waits_for_its_next_try_lets_go_at_once(database: Database, tmp_path: Path) -> None:
    """The end does not wait for the pause; the next start does not either."""
    away = Notes(SlackUnavailable("Slack is away."))
    async with engine(tmp_path, away, pause=3_600.0) as first:
        await decide(database, first, "one")
        await away.until_begun(1)
    assert away.done == []
    work = Notes()
    async with engine(tmp_path, work):
        await work.until_done("one")


async def test_work_under_way_is_given_its_time_at_the_end(database: Database, tmp_path: Path) -> None:
    """What can finish within the grace is finished, and not begun again."""
    begun = asyncio.Event()
    finished: list[object] = []

    async def slow(payload: Mapping[str, object]) -> None:
        begun.set()
        await running.stopping.wait()
        await asyncio.sleep(0.05)
        finished.append(payload["name"])

    async with engine(tmp_path, slow) as running:
        await decide(database, running, "one")
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
    assert finished == ["one"]


async def test_threads_can_be_used_after_the_end(tmp_path: Path) -> None:
    """DBOS takes the event loop's own pool of threads, and leaves a dead one behind."""
    async with engine(tmp_path, hangs):
        pass
    assert await asyncio.to_thread(lambda: "alive") == "alive"


async def test_another_executors_work_is_left_alone_until_it_is_taken_over(database: Database, tmp_path: Path) -> None:
    """Whether that one lives is for others to say."""
    begun = asyncio.Event()

    async def never(payload: Mapping[str, object]) -> None:
        begun.set()
        await hangs(payload)

    async with engine(tmp_path, never, executor="a", grace=0.0) as first:
        await decide(database, first, "left")
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
    work = Notes()
    async with engine(tmp_path, work, executor="b") as other:
        await decide(database, other, "own")
        await work.until_done("own")
        assert work.begun == ["own"]
        assert await other.others_at_work() == {"a"}
        assert await other.take_over("a") == 1
        await work.until_done("left")
        assert await other.others_at_work() == frozenset()


async def test_work_that_stands_as_taken_up_and_is_not_is_queued_again(database: Database, tmp_path: Path) -> None:
    """Its taking up was committed, and the word of it was lost; what is under way is left alone."""
    begun, work = asyncio.Event(), Notes()

    async def some(payload: Mapping[str, object]) -> None:
        await work(payload)
        if payload["name"] == "endless":
            begun.set()
            await hangs(payload)

    async with engine(tmp_path, hangs, executor="earlier", grace=0.0) as other:
        await decide(database, other, "lost")
        async with asyncio.timeout(PATIENCE):
            while not await DBOS.list_workflows_async(status="PENDING"):
                pass
    async with engine(tmp_path, some, grace=0.0) as running:
        await decide(database, running, "endless")
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
        async with database.write() as tx:
            await tx.connection.execute(text("UPDATE workflow_status SET executor_id = 'local'"))
        assert [await running.take_up_lost() for _ in range(2)] == [0, 1]
        await work.until_done("lost")
        assert work.begun == ["endless", "lost"]


async def test_work_that_is_queued_again_while_it_is_carried_out_is_not_carried_out_beside_itself(
    database: Database, tmp_path: Path
) -> None:
    """Where it was taken for lost, since much was taken up at once: it begins anew when it has come to its end."""
    at_once, most, goes_on, begun = 0, 0, asyncio.Event(), Notes()

    async def work(payload: Mapping[str, object]) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await begun(payload)
        await goes_on.wait()
        at_once -= 1

    async with engine(tmp_path, work) as running:
        await decide(database, running, "one", "other")
        await begun.until_begun(2)
        assert await running.take_over("local") == 2
        async with asyncio.timeout(PATIENCE):
            while await DBOS.list_workflows_async(status="ENQUEUED"):
                pass
        goes_on.set()
        await begun.until_begun(4)
    assert most == 2


async def test_what_is_finished_is_forgotten_and_what_is_not_never(database: Database, tmp_path: Path) -> None:
    """Rows would stay for ever otherwise."""
    begun, work = asyncio.Event(), Notes()

    async def some(payload: Mapping[str, object]) -> None:
        if payload["name"] == "endless":
            begun.set()
            await hangs(payload)
        await work(payload)

    async with engine(tmp_path, some, grace=0.0) as running:
        await decide(database, running, "endless", "done")
        await work.until_done("done")
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
            while not await DBOS.list_workflows_async(status="SUCCESS"):
                pass
        assert await running.forget_before(0.0) == 0
        assert await running.forget_before(1e11) == 1
        assert [one.workflow_id for one in await DBOS.list_workflows_async()] == ["endless"]


async def test_nothing_is_decided_before_the_start(database: Database, tmp_path: Path) -> None:
    """That would be lost."""
    with pytest.raises(RuntimeError, match="not been started"):
        await decide(database, Engine(urls.for_engine(f"sqlite:///{tmp_path}/bot.db")), "one")
    assert await Engine("sqlite://").forget_before(1.0) == 0
