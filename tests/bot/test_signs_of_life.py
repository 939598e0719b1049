"""``/metrics`` and ``/readyz`` of a whole bot: what it does by itself is seen, and so is that it has stopped."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
from support.scene import Scene, scene
from support.talk import QUICK

from harvestbot.bot import running
from harvestbot.building import Tuning
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.portal.trouble import Down
from harvestbot.settings import load

SHORT = Tuning(grace=1.0, queue=0.05, slack=1000.0, stalled=0.5, stuck=0.2)


class Signs:
    """A bot, and somebody who looks at it from outside."""

    def __init__(self, here: Scene, browser: httpx.AsyncClient) -> None:
        self.here = here
        self._browser = browser

    async def numbers(self) -> dict[str, float]:
        """Return the metrics by name and labels."""
        text = (await self._browser.get("/metrics")).text
        return {name: float(value) for name, value in re.findall(r"^(harvestbot_\S+) (\S+)$", text, re.MULTILINE)}

    async def ready(self) -> tuple[int, str]:
        """Return how ``/readyz`` answers, and why."""
        answer = await self._browser.get("/readyz")
        return answer.status_code, answer.json()["why"]

    async def until_numbers(self, fit: Callable[[dict[str, float]], bool]) -> dict[str, float]:
        """Wait until the metrics are so, and return them."""
        async with asyncio.timeout(30):
            while True:
                if fit(found := await self.numbers()):
                    return found
                await asyncio.sleep(0.02)

    async def until_ready(self, words: str) -> None:
        """Wait until it answers with such a reason; "" for that all is well."""
        async with asyncio.timeout(30):
            while True:
                status, why = await self.ready()
                if (status, bool(why)) == ((503, True) if words else (200, False)) and words in why:
                    return
                await asyncio.sleep(0.02)


@asynccontextmanager
async def living(folder: Path, tuning: Tuning = SHORT) -> AsyncIterator[Signs]:
    """Let a bot live that looks at its portal twenty times a second."""
    async with scene(f"sqlite:///{folder}/bot.db", folder) as here, alive(here, tuning) as signs:
        yield signs


@asynccontextmanager
async def alive(here: Scene, tuning: Tuning) -> AsyncIterator[Signs]:
    """Let a bot live in this process."""
    async with running(load(here.environ), tuning) as bot, looked_at(here, bot.address) as signs:
        here.world.request_url = f"{bot.address}/slack/events"
        yield signs


@asynccontextmanager
async def looked_at(here: Scene, address: str) -> AsyncIterator[Signs]:
    """Look at the bot at an address."""
    async with httpx.AsyncClient(base_url=address, trust_env=False) as browser:
        yield Signs(here, browser)


async def test_the_numbers_tell_of_polls_of_the_queue_and_of_what_was_told(tmp_path: Path) -> None:
    """And of nothing that people typed, no channel, and no secret."""
    async with living(tmp_path) as signs:
        here = signs.here
        before = await signs.numbers()
        assert 'harvestbot_poll_age_seconds{portal="city"}' not in before  # nobody watches it
        assert before['harvestbot_works{state="waiting"}'] == 0
        await here.types("watch *")
        await here.sees("watches every portal")
        await signs.until_numbers(lambda now: 'harvestbot_poll_age_seconds{portal="city"}' in now)
        here.portal.world.script("my-harvester", Script(failure="No route to the source."))
        here.portal.world.start("my-harvester")
        after = await signs.until_numbers(
            lambda now: 'harvestbot_notices_total{kind="failed"}' in now and not now["harvestbot_notices_waiting"]
        )
        assert after['harvestbot_notices_total{kind="failed"}'] == 1
        assert after['harvestbot_poll_interval_seconds{portal="city"}'] == float(QUICK["HARVESTBOT_POLL_INTERVAL"])
        assert (
            0
            <= after['harvestbot_poll_lag_seconds{portal="city"}']
            <= after['harvestbot_poll_age_seconds{portal="city"}']
        )
        assert after['harvestbot_portal_calls_total{operation="list",outcome="ok",portal="city"}'] > 1
        assert 0 < after['harvestbot_portal_quota_remaining{portal="city"}'] < 10_000_000
        assert 'harvestbot_acknowledgement_seconds_count{kind="decision"}' in after
        said = " ".join(after)
        for private in ("C0", "U0", "my-harvester", "demo-key", here.world.bot_token, "watch"):
            assert private not in said
        here.portal.trouble.down = Down.CLOSE
        await signs.until_numbers(lambda now: now['harvestbot_poll_lag_seconds{portal="city"}'] > 0.7)
        await signs.until_ready("")  # a portal that is down has stopped nothing


async def test_it_is_not_ready_while_watching_has_stalled(tmp_path: Path) -> None:
    """Another process that keeps the database to itself stops all looks; when it lets go, they go on."""
    async with living(tmp_path) as signs:
        await signs.here.types("watch *")
        await signs.here.sees("watches every portal")
        await signs.until_ready("")
        with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await signs.until_ready("Watching has stalled")
            other.execute("ROLLBACK")
        await signs.until_ready("")


async def test_it_is_not_ready_while_nobody_takes_work_up(tmp_path: Path) -> None:
    """A start that stays in the queue is seen; whoever takes it up makes all well."""
    async with scene(f"sqlite:///{tmp_path}/bot.db", tmp_path) as here:
        deaf = here.newborn(tuning=Tuning(queue=3600.0, slack=1000.0, stuck=0.2))
        address = await deaf.ready()
        here.world.request_url = f"{address}/slack/events"
        async with looked_at(here, address) as signs:
            await here.types("start my-harvester")
            await signs.until_ready("The queue is stuck: work has waited for")
            numbers = await signs.numbers()
            assert numbers['harvestbot_works{state="waiting"}'] == 1
            assert numbers["harvestbot_works_waiting_seconds"] > 0.2
        await deaf.killed()
        async with alive(here, SHORT) as signs:
            await signs.until_ready("")


async def test_a_database_that_is_gone_is_told_too(tmp_path: Path) -> None:
    """Whoever looks is answered, with a reason; the numbers of the process itself stay."""
    async with living(tmp_path) as signs:
        with sqlite3.connect(tmp_path / "bot.db") as other:
            other.execute("ALTER TABLE workflow_status RENAME TO elsewhere")
        other.close()
        await signs.until_ready("database does not answer")
        assert (await signs.numbers())['harvestbot_portal_quota_remaining{portal="city"}'] > 0
        with sqlite3.connect(tmp_path / "bot.db") as other:
            other.execute("ALTER TABLE elsewhere RENAME TO workflow_status")
        other.close()
        await signs.until_ready("")
