"""Whoever waits for work that does not get on hears of it, whatever the work is."""

from pathlib import Path

import msgspec
from support.bench import ADA, asker, bench


async def test_whoever_asked_is_told_that_it_does_not_get_on(tmp_path: Path) -> None:
    """What was asked for, that nothing is sent twice, and under what the log has it."""
    async with bench(tmp_path / "bot.db") as here:
        question = await here.asked("delete my-harvester")
        await here.typed("start my-harvester", "d7")
        for payload in (
            {"confirmation": question.id, "correlation": "c1"},
            {"start": "d7"},
            {"asker": msgspec.to_builtins(asker(ADA)), "ref": "my-harvester"},
            {"asker": msgspec.to_builtins(asker(ADA)), "ask": "watch *"},
        ):
            await here.crew.troubles.tell(payload)
        told = [str(one) for one in here.teller.told("refuse")]
        assert [one.partition("`")[2].partition("`")[0] for one in told] == [
            "delete city/my-harvester",
            "start my-harvester",
            "abort my-harvester",
            "watch *",
        ]
        assert all("nothing is sent twice" in one for one in told)
        assert told[0].endswith("`c1`.")
        assert f"`by {ADA} in " in told[1]


async def test_what_nobody_asked_for_is_left_to_the_log(tmp_path: Path) -> None:
    """And what cannot even be understood never breaks the work that is tried again."""
    async with bench(tmp_path / "bot.db") as here:
        await here.crew.troubles.tell({"confirmation": "none"})
        await here.crew.troubles.tell({"asker": "nonsense"})
        assert here.teller.told("refuse") == []
