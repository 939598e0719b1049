"""The engine: work that a decision has set in motion is carried on until it is finished, whatever crashes meanwhile.

DBOS keeps the queue, in the same database and in the same transaction as the decision. Each work is a function of an id
that reads from our own rows how far it has come and goes on from there: it may be carried out again from its beginning
at any time, after a crash, a restart or an error, without doing anything twice. So a work needs no steps of its own.

Facts (dbos 3.4, measured): its default version is a hash of the source, which would strand work after an upgrade, so it
is pinned; its default serializer is pickle; it takes the event loop's default executor, and leaves a dead one behind;
a queue that is registered after the launch is seen only a second later.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import structlog
from dbos import DBOS, DBOSClient
from dbos._serialization import DBOSPortableJSON
from msgspec import Struct
from sqlalchemy import Connection

from harvestbot.errors import SlackUnavailable
from harvestbot.operations.ports import Payload, Work
from harvestbot.store.transactions import Transaction

NAME = "harvestbot"
VERSION = "1"
"""Of the works' payloads. Another number strands what is queued under this one."""
THREADS = 8
"""For DBOS's own short statements; works run in the event loop."""
MANY_TRIES = 6
"""So often a work may fail for a reason nobody foresaw before whoever asked for it is told. It is never given up."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries at the most."""
FINISHED = ["SUCCESS", "ERROR", "CANCELLED"]
MOST_FORGOTTEN = 1_000
"""Finished works that are dropped at once."""

log = structlog.get_logger(__name__)


class Depth(Struct, frozen=True):
    """How much work there is: how much waits to be taken up, since when at the longest (epoch), and how much is."""

    waiting: int
    running: int
    since: float | None


class UnderWay(Struct, frozen=True, eq=False):
    """A work that is carried out: its id, and what is set when this is over."""

    id: str
    over: asyncio.Event


class Engine:
    """Carries work on; implements ``ports.Engine``. There is one in a process, since DBOS is.

    Args:
        url: the database in the form that DBOS takes (``sqlite:///…``, ``postgresql://…``).
        executor: who carries work out: what this name leaves unfinished is taken up when it starts again.
        poll: seconds between two looks into the queue.
        pause: seconds between the first two tries of a work that fails; the next pauses are twice as long each.
    """

    def __init__(self, url: str, *, executor: str = "local", poll: float = 0.1, pause: float = 1.0) -> None:
        self._url = url
        self._executor = executor
        self._poll = poll
        self._pause = pause
        self._works: dict[str, Work] = {}
        self._stuck: Work = _say_nothing
        self._running: dict[asyncio.Task[None], UnderWay] = {}
        self._missing: set[str] = set()
        self._client: DBOSClient | None = None
        self.stopping = asyncio.Event()

    def register(self, name: str, work: Work) -> None:
        """Make ``work`` known under the name by which it is enqueued; before ``start``."""
        self._works[name] = work

    def when_stuck(self, tell: Work) -> None:
        """Have ``tell`` called with the payload of a work that keeps failing; before ``start``."""
        self._stuck = tell

    async def start(self) -> None:
        """Begin to carry out what is queued, and what was left unfinished."""
        logging.getLogger("dbos").setLevel(logging.WARNING)
        await asyncio.to_thread(self._prepare)
        DBOS(
            config={
                "name": NAME,
                "system_database_url": self._url,
                "application_version": VERSION,
                "executor_id": self._executor,
                "serializer": DBOSPortableJSON,
                "log_level": "WARNING",
                "enable_otlp": False,
                "run_migrations": False,  # they have been run: the queue above needs its tables
                "use_listen_notify": False,
                # Nobody waits for notifications; but DBOS ends only when its look for them does, a second by default.
                "notification_listener_polling_interval_sec": self._poll,
                "max_executor_threads": THREADS,
            }
        )
        for name, work in self._works.items():
            _declare(name, self._carrying(name, work))
        DBOS.launch()

    async def enqueue(self, tx: Transaction, work: str, work_id: str, payload: Payload) -> None:
        """Let ``work`` begin once ``tx`` is committed (see ``ports.Engine``)."""
        options = {"workflow_name": work, "queue_name": NAME, "workflow_id": work_id, "app_version": VERSION}
        client = self._client
        if client is None:
            raise RuntimeError("The engine has not been started.")

        def insert(connection: Connection) -> None:
            client.enqueue_in_transaction(connection, options, dict(payload))  # type: ignore[arg-type]  # because EnqueueOptions is a TypedDict of many

        await tx.connection.run_sync(insert)

    async def others_at_work(self) -> frozenset[str]:
        """Return the executors, besides this one, that have work under way or have left it behind."""
        pending = await DBOS.list_workflows_async(status="PENDING", load_input=False)
        return frozenset(one.executor_id for one in pending if one.executor_id) - {self._executor}

    async def take_over(self, executor: str) -> int:
        """Queue again what another executor has left behind; return how much that is."""
        left = await DBOS.list_workflows_async(status="PENDING", executor_id=executor, load_input=False)
        for work in left:
            await DBOS.resume_workflow_async(work.workflow_id, queue_name=NAME)
        return len(left)

    async def take_up_lost(self) -> int:
        """Queue again what stands as taken up by this executor at two looks in a row, and is not; return how much.

        So it is where a connection was lost, or a disk full, while it was written that work is taken up or finished.
        Where much is taken up at once it looks like that for a while, and does no harm: nothing is carried out beside
        itself.
        """
        pending = await DBOS.list_workflows_async(status="PENDING", executor_id=self._executor, load_input=False)
        missing = {one.workflow_id for one in pending} - {one.id for one in self._running.values()}
        lost, self._missing = missing & self._missing, missing
        for work_id in lost:
            await DBOS.resume_workflow_async(work_id, queue_name=NAME)
            log.warning("work that was lost sight of is taken up again", id=work_id)
        return len(lost)

    async def depth(self) -> Depth:
        """Count the work of all replicas that is not finished. It waits for as long as the database is away."""
        found = await DBOS.list_workflows_async(status=["ENQUEUED", "PENDING"], load_input=False, load_output=False)
        # What was queued again, because a replica died, waits since then: its row was updated.
        waiting = [(one.updated_at or 0) / 1000 for one in found if one.status == "ENQUEUED"]
        return Depth(len(waiting), len(found) - len(waiting), min(waiting, default=None))

    async def forget_before(self, at: float) -> int:
        """Drop finished work that was finished before ``at`` (seconds since the epoch); return how much that was."""
        if self._client is None:
            return 0
        done = await DBOS.list_workflows_async(
            status=FINISHED,
            completed_before=datetime.fromtimestamp(at, tz=UTC).isoformat(),
            limit=MOST_FORGOTTEN,
            load_input=False,
            load_output=False,
        )
        await self._client.delete_workflows_async([work.workflow_id for work in done])
        return len(done)

    async def stop(self, grace: float) -> None:
        """Finish in ``grace`` seconds what cannot wait, and leave the rest for the next start.

        Who follows a run or waits for a portal lets go by itself (see ``Watch``).
        """
        self.stopping.set()
        if self._running:
            await asyncio.wait(self._running, timeout=grace)
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._client is not None:
            self._client.destroy()
            self._client = None
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())

    def _prepare(self) -> None:
        DBOS.migrate(self._url)
        self._client = DBOSClient(
            system_database_url=self._url, serializer=DBOSPortableJSON, application_name=NAME, lazy=True
        )
        self._client.register_queue(NAME, polling_interval_sec=self._poll)

    def _carrying(self, name: str, work: Work) -> Work:
        async def carry(payload: Payload) -> None:
            task = asyncio.current_task()
            if task is None:
                raise RuntimeError("A work runs in a task.")
            mine = UnderWay(DBOS.workflow_id or "", asyncio.Event())
            others = [one for one in self._running.values() if one.id == mine.id]
            self._running[task] = mine
            try:
                for other in others:  # it was queued again though it is carried out: afterwards little is left to do
                    await other.over.wait()
                await self._insist(name, work, payload)
            finally:
                mine.over.set()  # its task goes on: DBOS waits there for the outcome of whoever has the work by now
                del self._running[task]

        return carry

    async def _insist(self, name: str, work: Work, payload: Payload) -> None:
        """Carry a work out again until it comes to its end: each time it goes on from where its rows stand.

        A work that was given up would leave its card saying that it is at work, with nobody there to find out more.
        """
        tries = untold = 0
        while True:
            try:
                await work(payload)
            except SlackUnavailable as error:
                untold += 1
                log.warning("what happened could not be told yet", work=name, why=str(error))
            except Exception:
                tries += 1
                log.exception("work failed", work=name, tries=tries)
                if tries == MANY_TRIES:
                    await self._stuck(payload)
            else:
                return
            await self._rest(min(self._pause * 2.0 ** min(tries + untold - 1, MANY_TRIES), LONGEST_PAUSE))

    async def _rest(self, seconds: float) -> None:
        """Wait; at the end of the process let go, so that the next start goes on."""
        try:
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        except TimeoutError:
            return
        raise asyncio.CancelledError


async def _say_nothing(_: Payload) -> None:
    """Leave it to the log."""


def _declare(name: str, work: Work) -> None:
    DBOS.workflow(name=name, max_recovery_attempts=None)(work)
