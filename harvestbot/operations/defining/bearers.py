"""Who bears secrets: in the one process in which they were typed, for one call.

A work may be carried out by any replica, and what was typed is written nowhere. So the request is sent by a task of the
process that holds it, and the work only waits for that task and tells how it ended. The rows decide between the two:
whoever moves the confirmation on first has moved it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from harvestbot.domain.confirmations import Confirmation, State
from harvestbot.operations.means import Means
from harvestbot.store import confirmations
from harvestbot.store.transactions import Transaction

Send = Callable[[Confirmation, str, Mapping[str, object]], Awaitable[object]]
"""Sends what was confirmed: takes the confirmation, the correlation and what was typed."""

LIFE = 60.0
"""Seconds that what was typed is held; where a second person is asked, as long as their answer counts."""
GLANCE = 0.5
"""Seconds between two looks at whether a second person has answered."""

CALLS = 6
"""Time-outs of the portal within which another process is through with its calls, or is no more."""
DEAD = 3
"""Looks in a row at which the process that holds what was typed has to be gone: it may only have lost a connection."""

log = structlog.get_logger(__name__)


class Bearers:
    """Tasks that each wait for an approval and then send one request.

    Args:
        means: see there.
        send: sends.
    """

    def __init__(self, means: Means, send: Send) -> None:
        self._database = means.database
        self._portals = means.portals
        self._vault = means.vault
        self._watch = means.watch
        self._process = means.process
        self._presence = means.presence
        self._now = means.now
        self._send = send
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()

    def take(
        self, tx: Transaction, confirmation: Confirmation, correlation: str, typed: Mapping[str, object], now: float
    ) -> None:
        """Hold what was typed, and send once ``tx`` is committed and the confirmation approved.

        Args:
            tx: the transaction of the decision.
            confirmation: as it stands in it.
            correlation: of the decision.
            typed: what was typed.
            now: seconds since the epoch.
        """
        key = confirmation.id
        life = confirmation.expires_at - now if confirmation.state is State.WAITING else 0.0
        committed = asyncio.Event()
        self._vault.put(key, typed, LIFE + life)
        task = asyncio.create_task(self._wait_and_send(key, correlation, committed, LIFE + life), name="sending")
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._tasks.pop(key, None))
        tx.after_commit(committed.set)

    def drop(self, key: str) -> None:
        """Let go of what was typed, because its decision was not written down."""
        self._vault.take(key)
        if task := self._tasks.get(key):
            task.cancel()

    def __contains__(self, key: str) -> bool:
        """Tell whether this process has it in hand."""
        return key in self._tasks

    async def left(self, confirmation: Confirmation, holder: str) -> Confirmation:
        """Wait until the process that holds what was typed is through, or is no more; return what it has left.

        Args:
            confirmation: what is to be sent.
            holder: the process that holds what was typed, "" where nothing was.
        """
        if task := self._tasks.get(confirmation.id):
            await asyncio.wait([task])
        elif holder not in ("", self._process) and self._presence is not None:
            await self._left_by(holder, confirmation)
        return await self._read(confirmation)

    async def stop(self, grace: float) -> None:
        """Begin nothing more; give ``grace`` seconds to what is being sent."""
        self._stopping.set()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _left_by(self, holder: str, confirmation: Confirmation) -> None:
        """Wait until another process has brought this further, is no more, or has had the time for it.

        Where it lives after all and is only late, the rows let one of the two go on, and no request is sent twice.
        """
        dead, timeout = 0, self._portals[confirmation.portal].address.timeout
        async for _ in self._watch.looks(self._now(), max(LIFE, CALLS * timeout)):
            dead = dead + 1 if self._presence and await self._presence.is_dead(holder) else 0
            if dead >= DEAD or (await self._read(confirmation)).state not in (State.APPROVED, State.AT_WORK):
                return

    async def _read(self, confirmation: Confirmation) -> Confirmation:
        async with self._database.read() as reading:
            return await confirmations.find(reading, confirmation.id) or confirmation

    async def _wait_and_send(self, key: str, correlation: str, committed: asyncio.Event, life: float) -> None:
        try:
            async with asyncio.timeout(life):
                await committed.wait()
                approved = await self._approved(key)
            typed = self._vault.take(key)
            if approved is not None and typed is not None:
                await self._send(approved, correlation, typed)
        except TimeoutError:
            log.info("nobody approved in time", confirmation=key)
        except Exception:
            log.exception("sending failed", confirmation=key)
        finally:
            self._vault.take(key)

    async def _approved(self, key: str) -> Confirmation | None:
        """Wait for the approval; None where it will not come."""
        while True:
            async with self._database.read() as reading:
                seen = await confirmations.find(reading, key)
            if seen is None or seen.state is not State.WAITING:
                return seen if seen is not None and seen.state is State.APPROVED else None
            try:
                async with asyncio.timeout(GLANCE):
                    await self._stopping.wait()
            except TimeoutError:
                continue
            return None
