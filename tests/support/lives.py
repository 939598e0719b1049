"""A bot in a process of its own, so that a test can kill it as often as it likes.

It is forked from the warmed parent of ``support.forked``. What the bot logs stands in a file, which a failing test
prints.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop
from support import forked
from support.points import Point, arm
from support.worlds import PATIENCE

from harvestbot import bot
from harvestbot.building import Tuning
from harvestbot.operations.upkeep import logs
from harvestbot.settings import load

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

READY = 60.0
"""Seconds in which a process must be ready."""
QUICK = Tuning(grace=5.0, acknowledgement=PATIENCE, queue=0.25, watchdog=1.0, slack=1000.0)
"""How tests want to be taken up after a crash: at once."""
DEAF = Tuning(queue=3600.0, watchdog=3600.0)
"""Looks into the queue, and after others, less often than any test lasts: what is queued stays there."""


class Life:
    """One life of the bot: it begins here and ends with ``kill`` or ``stop``, or at one of its points.

    Args:
        environ: its settings.
        log: the file for what it prints.
        points: where it kills itself.
        tuning: its times.
    """

    def __init__(
        self, environ: Mapping[str, str], log: Path, *, points: Sequence[Point] = (), tuning: Tuning = QUICK
    ) -> None:
        self._log = log
        self._word, theirs = forked.forking.Pipe(duplex=False)
        self._process: ForkServerProcess = forked.forking.Process(
            target=_live, args=(dict(environ), str(log), list(points), tuning, theirs), daemon=True
        )
        forked.start(self._process)
        theirs.close()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid or 0

    @property
    def alive(self) -> bool:
        """Whether it still lives."""
        return self._process.is_alive()

    @property
    def was_killed(self) -> bool:
        """Whether SIGKILL has ended it, and nothing else."""
        return self._process.exitcode == -signal.SIGKILL

    async def ready(self) -> str:
        """Wait until it is ready, and return its address.

        Raises:
            AssertionError: it could not start; the text is what it said.
        """
        told = await asyncio.to_thread(self._told)
        if not told.startswith("http"):
            raise AssertionError(f"the bot did not start: {told}\n{self.said()}")
        return told

    async def first_word(self) -> str:
        """Wait for its first word: its address, or why it has not started."""
        return await asyncio.to_thread(self._told)

    def kill(self) -> None:
        """Kill it, as ``kill -9`` does; what is dead already stays so."""
        self._process.kill()

    async def ended(self, within: float = 60.0) -> None:
        """Wait until it is dead.

        Raises:
            AssertionError: it lives on.
        """
        await asyncio.to_thread(self._process.join, within)
        assert not self.alive, f"the process lives on:\n{self.said()}"

    async def dies(self, within: float) -> bool:
        """Wait so many seconds for it to die, and tell whether it has."""
        await asyncio.to_thread(self._process.join, within)
        return not self.alive

    async def killed(self) -> None:
        """Kill it and wait until it is dead."""
        self.kill()
        await self.ended()

    async def stopped(self) -> None:
        """Have it end as at SIGTERM, and wait until it has."""
        self._process.terminate()
        await self.ended()

    def said(self) -> str:
        """Return what it printed, the end of it."""
        return self._log.read_text(errors="replace")[-20_000:] if self._log.exists() else ""

    def _told(self) -> str:
        if not self._word.poll(READY):
            return "no word of it"
        try:
            return str(self._word.recv())
        except EOFError:
            return "it died"


def _live(environ: dict[str, str], log: str, points: list[Point], tuning: Tuning, word: Connection) -> None:
    with Path(log).open("a", buffering=1) as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    arm(points)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(environ, tuning, word))


async def _run(environ: dict[str, str], tuning: Tuning, word: Connection) -> None:
    logs.set_up([])
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        async with bot.running(load(environ), tuning) as living:
            word.send(living.address)
            await stopped.wait()
    except BaseException as error:
        word.send(f"{type(error).__name__}: {error}")
        raise
