"""How long a decision takes from the press to its acknowledgement, its commit included; and how soon the bot is there.

    PYTHONPATH=tests .venv-tests/bin/python tests/benchmarks/decision.py

The decision is a ``start`` of a harvester that no portal has: it is claimed, audited and enqueued in one transaction on
a SQLite file that waits for the disk. The bot is a process of its own; this one plays Slack and the portal.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from support.lives import DEAF
from support.scene import Scene, scene

from harvestbot.sandbox.slack.ids import ADMIN

ROUNDS = 300
REQUESTS = 20_000
AT_ONCE = 8


async def decisions(here: Scene) -> list[float]:
    """Return the seconds that each decision took."""
    return [(await here.types(f"start nothing-{number}")).seconds for number in range(ROUNDS)]


async def reads(here: Scene) -> None:
    """Send many reads, several at a time."""

    async def lane() -> None:
        for _ in range(REQUESTS // AT_ONCE):
            await here.types("help", ADMIN)

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))


def memory(pid: int) -> int:
    """Return the resident memory of a process, in MB, as Linux tells it in kB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:"))


def helped() -> float:
    """Return the seconds that ``--help`` takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "harvestbot", "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


async def main() -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="harvestbot-benchmark-"))
    async with scene(f"sqlite:///{folder}/bot.db", folder) as here:
        await (await here.life()).killed()  # the warmed parent is there from now on
        began = time.perf_counter()
        life = await here.life(tuning=DEAF)
        print(f"ready, forked from a warmed parent: {time.perf_counter() - began:.2f} s")
        took = sorted(await decisions(here))
        print(f"a decision: {statistics.median(took) * 1e3:.1f} ms median, {took[int(len(took) * 0.99)] * 1e3:.1f} p99")
        await reads(here)
        print(f"memory after {REQUESTS} requests: {memory(life.pid)} MB")
    print(f"--help: {statistics.median(helped() for _ in range(5)):.2f} s")


if __name__ == "__main__":
    asyncio.run(main())
