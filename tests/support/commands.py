"""Runs the command line as people do: as a process of its own, with no settings but those given."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import NamedTuple

OURS = ("HARVESTBOT_", "SLACK_")


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


async def start(folder: Path, *arguments: str, **variables: str) -> Process:
    """Start a command in a folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "harvestbot", *arguments),
        cwd=folder,
        env=clean | variables,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )


async def run(folder: Path, *arguments: str, **variables: str) -> Ended:
    """Run a command in a folder to its end."""
    process = await start(folder, *arguments, **variables)
    out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())
