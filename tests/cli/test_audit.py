"""``harvestbot audit`` exports the trail beside a running bot."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.commands import OURS, run
from support.fresh import fresh_database

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.export import COLUMNS
from harvestbot.operations.trail import EXPORT_SIZE
from harvestbot.store import audit
from harvestbot.store.database import Database

VARIABLES = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "HARVESTBOT_PORTALS__CITY__URL": "http://127.0.0.1:9",
    "HARVESTBOT_PORTALS__CITY__API_KEY": "k",
}
MANY = 2 * EXPORT_SIZE + 3


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    """A folder with a database that a running bot holds, and a trail in it."""
    async with await Database.open(fresh_database(tmp_path / "harvestbot.db"), exclusive=True) as database:
        async with database.write() as tx:
            for number in range(MANY):
                await audit.record(
                    tx,
                    Entry(
                        at=1_762_000_000.0 + number,
                        actor="U0ADMIN001" if number % 2 else "U0ADMIN002",
                        requester="" if number else "U0ADMIN001",
                        verb="delete",
                        outcome=Outcome.DONE,
                        portal="city" if number != 1 else "town",
                        harvester_id=f"h{number}",
                        detail="=1+1" if number == 2 else "",
                        before={"attached": number},
                    ),
                )
        yield tmp_path


async def exported(folder: Path, *arguments: str) -> list[str]:
    """Export as JSON lines, and return which harvesters they are about."""
    ended = await run(folder, "audit", "--format", "jsonl", *arguments, **VARIABLES)
    assert (ended.code, ended.err) == (0, "")
    return [json.loads(line)["harvester"] for line in ended.out.splitlines()]


async def test_the_whole_trail_is_exported_as_csv(folder: Path) -> None:
    """More than fits into one page, the oldest first, with a head; no cell is a formula."""
    ended = await run(folder, "audit", **VARIABLES)
    assert (ended.code, ended.err) == (0, "")
    head, *rows = csv.reader(io.StringIO(ended.out, newline=""))
    assert tuple(head) == COLUMNS
    assert [row[COLUMNS.index("harvester")] for row in rows] == [f"h{number}" for number in range(MANY)]
    assert rows[2][COLUMNS.index("detail")] == "'=1+1"
    assert rows[0][COLUMNS.index("at")] == "2025-11-01T12:26:40.000Z"


async def test_the_export_is_narrowed(folder: Path) -> None:
    """By time, portal, harvester and person; who asked is found as well as who did it."""
    assert len(await exported(folder)) == MANY
    assert await exported(folder, "--until", "2025-11-01T12:26:42Z") == ["h0", "h1"]
    assert await exported(folder, "--since", "2025-11-01T12:26:41Z", "--until", "2025-11-01T12:26:43Z") == ["h1", "h2"]
    assert await exported(folder, "--portal", "Town") == ["h1"]
    assert await exported(folder, "--harvester", "city/h7") == ["h7"]
    assert await exported(folder, "--harvester", "town/h7") == []
    assert (await exported(folder, "--actor", "U0ADMIN001"))[:3] == ["h0", "h1", "h3"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--since", "7days"),
        ("--until", "2026-13-01"),
        ("--harvester", "city/"),
        ("--harvester", "city/a", "--portal", "town"),
        ("--format", "xml"),
        ("--actor", "@ada"),
    ],
)
async def test_a_mistake_is_told_and_nothing_is_written(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Exit 2, the option named, and no database made."""
    ended = await run(tmp_path, "audit", *arguments, **VARIABLES)
    assert (ended.code, ended.out) == (2, "")
    assert arguments[0] in ended.err
    assert os.listdir(tmp_path) == []  # noqa: PTH208  because a path would be asked in the event loop all the same


def reads_one_line(folder: Path) -> tuple[bytes, bytes, int]:
    """Start an export, hang up after its first line, and return that, what it complained of, and how it ended."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with subprocess.Popen(
        [sys.executable, "-m", "harvestbot", "audit"],
        cwd=folder,
        env=clean | VARIABLES,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as export:
        assert export.stdout is not None
        assert export.stderr is not None
        first = export.stdout.readline()
        export.stdout.close()
        return first, export.stderr.read(), export.wait()


async def test_a_reader_that_has_seen_enough_ends_it_quietly(folder: Path) -> None:
    """`| head` leaves no traceback."""
    first, complaint, code = await asyncio.to_thread(reads_one_line, folder)
    assert first.decode().strip() == ",".join(COLUMNS)
    assert (complaint, code) == (b"", 0)
