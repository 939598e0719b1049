"""Signs of life: whether the bot does what it does by itself, and the numbers that show it."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from harvestbot.operations.engine import Depth, Engine
from harvestbot.operations.portals import Portals
from harvestbot.operations.upkeep.pulse import Pulse
from harvestbot.operations.upkeep.telemetry import Telemetry
from harvestbot.store import notices, polls
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

STUCK = 120.0
"""Seconds that decided work may wait to be taken up; it takes a tenth of one."""
PATIENCE = 2.0
"""Seconds that whoever looks waits for the database."""
AWAY = "The bot's own database does not answer."


class Vitals:
    """What ``/readyz`` and ``/metrics`` tell of the bot's own work.

    Args:
        portals, database, engine, telemetry, pulse: see there.
        now: seconds since the epoch.
        stuck: see ``STUCK``.
    """

    def __init__(
        self,
        portals: Portals,
        database: Database,
        engine: Engine,
        telemetry: Telemetry,
        *,
        pulse: Pulse,
        now: Callable[[], float],
        stuck: float = STUCK,
    ) -> None:
        self._portals = portals
        self._database = database
        self._engine = engine
        self._telemetry = telemetry
        self._pulse = pulse
        self._now = now
        self._stuck = stuck
        self._asking: asyncio.Task[Depth] | None = None

    async def complaint(self) -> str:
        """Say what has come to a halt, "" where nothing has. A portal that is down has stopped nothing."""
        if said := self._pulse.stalled():
            return said
        try:
            depth = await self._depth()
        except (SQLAlchemyError, OSError):
            return AWAY
        waits = 0.0 if depth.since is None else self._now() - depth.since
        if waits <= self._stuck:
            return ""
        return f"The queue is stuck: work has waited for {waits:.0f} s ({depth.waiting} waiting)."

    async def measure(self) -> None:
        """Bring the numbers up to date that are read from the database."""
        now, telemetry = self._now(), self._telemetry
        for name in self._portals.names:
            telemetry.quota(name, self._portals[name].quota.remaining)
        try:
            depth = await self._depth()
            async with asyncio.timeout(PATIENCE), self._database.read() as reading:
                looks = await polls.every_look(reading)
                untold = await notices.waiting(reading)
        except (SQLAlchemyError, OSError) as error:
            log.warning("the database could not be asked for numbers", why=type(error).__name__)
            return
        telemetry.queued(waiting=depth.waiting, running=depth.running, oldest=max(now - (depth.since or now), 0.0))
        telemetry.untold(untold)
        telemetry.unpolled()
        for name in self._portals.names:
            if name in looks:
                _, one = looks[name]
                age = None if one.seen_at is None else max(now - one.seen_at, 0.0)
                since = one.seen_at or one.reach.since or now
                lag = max(now - since - one.pause, 0.0)
                telemetry.polled(name, age=age, interval=one.pause, lag=lag)

    async def _depth(self) -> Depth:
        """Ask for the queue; while the database is away, the first who asked waits for all the others."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._engine.depth(), name="depth of the queue")
            self._asking.add_done_callback(_taken_note_of)
        async with asyncio.timeout(PATIENCE):
            return await asyncio.shield(self._asking)


def _taken_note_of(asking: asyncio.Task[Depth]) -> None:
    """Let nobody be told of an error that those who asked were told of, or have stopped to wait for."""
    if not asking.cancelled():
        asking.exception()
