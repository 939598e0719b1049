"""The engine in memory: work begins when its decision is committed, and is finished before the process ends.

What a crash interrupts is picked up at the next start from the rows themselves (see ``Changing.resume``).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from harvestbot.store.transactions import Transaction

Work = Callable[[Mapping[str, object]], Awaitable[None]]

log = structlog.get_logger(__name__)


class MemoryEngine:
    """Carries work on in tasks of this process; implements ``ports.Engine``."""

    def __init__(self) -> None:
        self._works: dict[str, Work] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def register(self, name: str, work: Work) -> None:
        """Make ``work`` known under the name by which it is enqueued."""
        self._works[name] = work

    def enqueue(self, tx: Transaction, work: str, work_id: str, payload: Mapping[str, object]) -> None:
        """Let ``work`` begin once ``tx`` is committed (see ``ports.Engine``)."""
        tx.after_commit(lambda: self.begin(work, work_id, payload))

    def begin(self, work: str, work_id: str, payload: Mapping[str, object]) -> None:
        """Begin at once, unless work of this id is under way."""
        if work_id in self._tasks:
            return
        task = asyncio.get_running_loop().create_task(self._carry(work, payload), name=f"{work} {work_id}")
        self._tasks[work_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(work_id, None))

    async def drain(self, seconds: float) -> int:
        """Wait for what is under way, then stop the rest; return how much was stopped."""
        if not self._tasks:
            return 0
        _, pending = await asyncio.wait(self._tasks.values(), timeout=seconds)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return len(pending)

    async def _carry(self, work: str, payload: Mapping[str, object]) -> None:
        try:
            await self._works[work](payload)
        except Exception:
            # Each work answers for itself; what comes through here is a mistake of ours, and must not be silent.
            log.exception("work failed", work=work)
