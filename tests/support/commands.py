"""Runs the command line as people do: as a process of its own, with no settings but those given.

The process is forked from the warmed parent of ``support.forked``, since most commands take less time than to import
what they need. What depends on how Python itself starts runs ``cold``.
"""

import asyncio
import os
import signal
import sys
from asyncio import StreamReader, StreamReaderProtocol, subprocess
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import coverage
from support import forked

from harvestbot.__main__ import main

OURS = ("HARVESTBOT_", "SLACK_")


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Ear(StreamReaderProtocol):
    """Hears what a command says, to its end."""

    def __init__(self) -> None:
        self.heard = StreamReader()
        self.deaf = asyncio.Event()
        super().__init__(self.heard)

    def eof_received(self) -> bool:
        """Hear no more: whatever else stays open is a leak."""
        super().eof_received()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Have heard everything."""
        super().connection_lost(exc)
        self.deaf.set()


class Command:
    """A command that runs.

    Attributes:
        stdout, stderr: what it says.
    """

    def __init__(self, folder: Path, arguments: tuple[str, ...], environ: Mapping[str, str]) -> None:
        hearing_out, out = forked.forking.Pipe(duplex=False)
        hearing_err, err = forked.forking.Pipe(duplex=False)
        self._process = forked.forking.Process(
            target=_command, args=(str(folder), arguments, dict(environ), out, err), daemon=True
        )
        forked.start(self._process)
        out.close()
        err.close()
        self._ears = {hearing_out: Ear(), hearing_err: Ear()}
        self.stdout, self.stderr = (ear.heard for ear in self._ears.values())

    async def listen(self) -> None:
        """Begin to read what it says."""
        for connection, ear in self._ears.items():
            await _hear(connection, ear)

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative where a signal ended it; None while it runs."""
        return self._process.exitcode

    def send_signal(self, sign: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self._process.pid and self.returncode is None:
            os.kill(self._process.pid, sign)

    def kill(self) -> None:
        """Kill it."""
        self._process.kill()

    async def wait(self) -> int:
        """Wait for its end, and return its exit code."""
        await asyncio.to_thread(self._process.join)
        for ear in self._ears.values():
            await ear.deaf.wait()
        return self._process.exitcode or 0

    async def communicate(self) -> tuple[bytes, bytes]:
        """Wait for its end, and return what it said that nobody has read yet."""
        out, err = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        return out, err


async def start(folder: Path, *arguments: str, **variables: str) -> Command:
    """Start a command in a folder."""
    command = Command(folder, arguments, _clean() | variables)
    await command.listen()
    return command


async def run(folder: Path, *arguments: str, **variables: str) -> Ended:
    """Run a command in a folder to its end."""
    command = await start(folder, *arguments, **variables)
    out, err = await command.communicate()
    return Ended(command.returncode or 0, out.decode(), err.decode())


async def run_cold(folder: Path, *arguments: str, **variables: str) -> Ended:
    """Run ``python -m harvestbot`` in a folder to its end."""
    process = await start_cold(folder, *arguments, **variables)
    out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def start_cold(folder: Path, *arguments: str, **variables: str) -> subprocess.Process:
    """Start ``python -m harvestbot`` in a folder."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "harvestbot", *arguments),
        cwd=folder,
        env=_clean() | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def _hear(connection: Connection, ear: Ear) -> None:
    pipe = os.fdopen(os.dup(connection.fileno()), "rb", 0)
    connection.close()
    await asyncio.get_running_loop().connect_read_pipe(lambda: ear, pipe)


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def _command(
    folder: str, arguments: tuple[str, ...], environ: dict[str, str], out: Connection, err: Connection
) -> None:
    """Be the process: as if Python had been started so."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["harvestbot", *arguments]
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, connection in ((1, out), (2, err)):
        os.dup2(connection.fileno(), number)
        connection.close()
    sys.stdout = os.fdopen(1, "w", encoding=environ.get("PYTHONIOENCODING", "utf-8"), closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    measuring = coverage.process_startup()
    try:
        main()
    finally:
        if measuring:
            measuring.stop()
            measuring.save()
