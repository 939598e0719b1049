"""A process that dies at each moment of its work in turn, and the one that goes on after it."""

import shutil
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from support.bench import Bench, bench
from support.fakes import Killed

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Action
from harvestbot.portal.address import Api
from harvestbot.portal.transport import open_connections
from harvestbot.store.database import Database

Story = Callable[[Bench], Awaitable[object]]


async def every_death(
    tmp_path: Path,
    story: Story,
    check: Callable[[Bench], Awaitable[object]],
    second: frozenset[Action] = frozenset(),
    api: Api = "management",
) -> int:
    """Live a story again and again, die at each moment of its work in turn, and go on as the next process does.

    Returns:
        How many such moments there are.
    """
    async with await Database.open(f"sqlite:///{tmp_path}/empty.db"):
        pass
    async with open_connections() as http:
        for moment in count(1):
            file = Path(shutil.copy(tmp_path / "empty.db", tmp_path / f"{moment}.db"))
            async with bench(file, second=second, http=http, api=api) as here:
                await story(here)
                died = await dies(here, moment)
                await here.engine.run()
                await check(here)
                await nothing_more(here)
            if not died:
                return moment - 1
    raise AssertionError("a story has an end")


async def dies(here: Bench, moment: int) -> bool:
    """Carry out what is queued, and die at this moment; tell whether it came."""
    here.fate.moments, here.fate.at = 0, moment
    try:
        await here.engine.run()
    except Killed:
        return True
    finally:
        here.fate.at = 0
    return False


async def nothing_more(here: Bench) -> None:
    """See that carrying everything out once more changes nothing: neither the portal nor the trail nor a question."""
    writes, trail = here.writes(), await here.trail()
    questions = len(here.teller.told("ask")) + len(here.teller.told("ask second"))
    await here.engine.run_everything_again()
    assert here.writes() == writes
    assert outcomes(await here.trail()) == outcomes(trail)
    assert len(here.teller.told("ask")) + len(here.teller.told("ask second")) == questions


def outcomes(trail: list[Entry]) -> list[Outcome]:
    """Return what the lines of the trail say."""
    return [one.outcome for one in trail]
