"""``harvestbot history`` exports the recorded runs beside a running bot."""

import csv
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli.test_audit import VARIABLES
from msgspec.structs import replace
from store.test_history import past
from support.commands import run

from harvestbot.domain.watching.export import COLUMNS
from harvestbot.domain.watching.history import Trigger
from harvestbot.operations.telling.remembering import EXPORT_SIZE, every_run
from harvestbot.store import history
from harvestbot.store.database import Database
from harvestbot.store.history import Wanted

if TYPE_CHECKING:
    from support.postgres import Postgres

RUNS = [
    past(0, by="U0ADMIN001", trigger=Trigger.CHAT, start="s", name="=1+1"),
    past(1, harvester="trees"),
    past(2, began_at=None),
    past(3, portal="town"),
]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/harvestbot.db"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


async def test_the_history_is_exported_beside_a_running_bot(url: str, tmp_path: Path) -> None:
    """As CSV without formulas and as JSON lines, the oldest first, narrowed by portal, harvester and time."""
    settings = VARIABLES | {"HARVESTBOT_DATABASE_URL": url}
    async with await Database.open(url, exclusive=True) as database:
        async with database.write() as tx:
            for one in reversed(RUNS):
                await history.record(tx, one.portal, [one])
        ended = await run(tmp_path, "history", **settings)
        assert (ended.code, ended.err) == (0, "")
        head, *rows = csv.reader(io.StringIO(ended.out, newline=""))
        assert tuple(head) == COLUMNS
        assert [row[COLUMNS.index("attached_after")] for row in rows] == ["1", "2", "3", "4"]
        first = dict(zip(COLUMNS, rows[0], strict=True))
        assert (first["name"], first["trigger"], first["started_by"]) == ("'=1+1", "chat", "U0ADMIN001")
        narrow = ("--since", "2025-10-09T09:00Z", "--until", "2025-10-09T12:00Z", "--portal", "city")
        ended = await run(tmp_path, "history", "--format", "jsonl", *narrow, "--harvester", "stops", **settings)
        (line,) = map(json.loads, ended.out.splitlines())
    assert tuple(line) == COLUMNS
    assert (line["began_at"], line["ended_at"], line["seconds"]) == (None, "2025-10-09T10:54:22.000Z", None)
    assert (line["outcome"], line["exact"], line["source_after"]) == ("well", False, None)


async def test_an_export_reads_more_than_fits_into_memory_at_once(tmp_path: Path) -> None:
    """Page by page, each run once, also those that ended at the same moment."""
    at_once = [replace(past(number), ended_at=1e9 + number // 3, watched=True) for number in range(EXPORT_SIZE // 50)]
    async with await Database.open(f"sqlite:///{tmp_path}/bot.db") as database:
        async with database.write() as tx:
            await history.record(tx, "city", at_once)
        read = [one.key async for one in every_run(database, Wanted(), size=4)]
    assert sorted(read) == sorted(one.key for one in at_once)


@pytest.mark.parametrize("command", ["history", "audit"])
async def test_reading_makes_no_database(tmp_path: Path, command: str) -> None:
    """A file that is not there is a sentence, exit 1, and still not there; no setting of Slack's is needed to look."""
    ended = await run(tmp_path, command)
    assert (ended.code, ended.out) == (1, "")
    assert "There is no SQLite file harvestbot.db: the bot has not run yet" in ended.err
    assert os.listdir(tmp_path) == []  # noqa: PTH208  because a path would be asked in the event loop all the same


async def test_a_mistake_is_told(tmp_path: Path) -> None:
    """Exit 2, and the option is named."""
    for arguments in (("--since", "7days"), ("--harvester", "city/"), ("--harvester", "city/a", "--portal", "b")):
        ended = await run(tmp_path, "history", *arguments, **VARIABLES)
        assert (ended.code, ended.out) == (2, "")
        assert arguments[0] in ended.err
