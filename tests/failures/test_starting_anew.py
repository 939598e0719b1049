"""A bot that begins anew: beside another one, with another release's code, on another release's database."""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import msgspec
from sqlalchemy import text
from support.lives import DEAF
from support.scene import scene

from harvestbot.domain.confirmations import Confirmation
from harvestbot.operations import engine
from harvestbot.sandbox.slack.ids import DATA_OPS, OPERATOR
from harvestbot.slack.cards.confirmation import confirmation_card
from harvestbot.store import confirmations

OLD = Path(__file__).parents[1] / "store/files/release-0.1.db"
OPEN, UNSETTLED = "c1f2b3838d2f8381", "a9ebbefd41fa0038"


async def test_a_second_bot_on_the_same_file_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    """A sentence that says what to do, and nothing else happens."""
    async with scene(f"sqlite:///{tmp_path}/bot.db", tmp_path) as here:
        await here.life()
        refusal = await here.newborn().first_word()
        assert refusal.startswith("StoreInUse: Another harvestbot")
        assert "postgresql://" in refusal
        assert (await here.types("status bus-stops")).ok


async def test_what_is_queued_does_not_depend_on_the_code_that_queued_it(url: str, tmp_path: Path) -> None:
    """Work is queued under a label of ours; a hash of the source, the engine's own choice, would strand it."""
    async with scene(url, tmp_path) as here:
        life = await here.life(tuning=DEAF)
        await here.types("start my-harvester")
        await life.killed()
        table = "workflow_status" if url.startswith("sqlite") else "dbos.workflow_status"
        async with here.database() as database, database.read() as reading:
            labels = await reading.connection.scalars(text(f"SELECT application_version FROM {table}"))  # noqa: S608  because the name is ours
        assert list(labels) == [engine.VERSION]


async def test_a_database_of_the_first_release_is_taken_on_with_what_was_open_and_under_way(tmp_path: Path) -> None:
    """Its rows stay, its open question can be answered, and what a crash left under way is settled."""
    file = tmp_path / "bot.db"
    shutil.copy(OLD, file)
    with closing(sqlite3.connect(file)) as old:
        old.row_factory = sqlite3.Row
        trail = [dict(row) for row in old.execute("SELECT * FROM audit ORDER BY id")]
        old.execute("UPDATE confirmation SET expires_at = ? WHERE id = ?", (time.time() + 600, OPEN))
        old.execute("UPDATE confirmation SET state = 'at_work' WHERE id = ?", (UNSETTLED,))
        old.commit()
    async with scene(f"sqlite:///{file}", tmp_path) as here:
        async with here.database() as database, database.read() as reading:
            asked, unsettled = [await confirmations.find(reading, one) for one in (OPEN, UNSETTLED)]
        assert asked is not None
        assert unsettled is not None
        world = here.portal.world
        world.add(replace(world.get("my-harvester"), attached=128, published=112))
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {here.world.bot_token}"}) as slack:
            for one in (asked, unsettled):
                await _stands(slack, here.environ["SLACK_API_URL"], file, one)
        async with here.afterlife():
            await here.sees("Not deleted")
            question = await here.sees("would go online", OPERATOR)
            await here.presses("Publish 16 datasets", question, OPERATOR)
            await here.sees("Published", OPERATOR)
        assert here.writes() == ["PUT /my-harvester/publish/"]
    with closing(sqlite3.connect(file)) as new:
        new.row_factory = sqlite3.Row
        kept = [dict(row) for row in new.execute("SELECT * FROM audit ORDER BY id LIMIT ?", (len(trail),))]
    assert [{name: row[name] for name in trail[0]} for row in kept] == trail


async def _stands(slack: httpx.AsyncClient, api: str, file: Path, one: Confirmation) -> None:
    """Put the message of a confirmation into this workspace, as the old release left it."""
    card = confirmation_card(one)
    blocks = msgspec.json.encode(card.blocks).decode()
    sent = await slack.post(f"{api}chat.postMessage", data={"channel": DATA_OPS, "text": card.text, "blocks": blocks})
    with closing(sqlite3.connect(file)) as old:
        old.execute("UPDATE confirmation SET message = ? WHERE id = ?", (sent.json()["ts"], one.id))
        old.commit()
