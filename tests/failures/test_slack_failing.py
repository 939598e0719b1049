"""Slack fails for longer than anybody tries, and the bot dies meanwhile: what happened is told all the same."""

from pathlib import Path

import pytest
from support.scene import scene


@pytest.mark.parametrize("trouble", ["ratelimited", "http_503"])
async def test_an_outcome_that_slack_did_not_take_is_told_after_a_crash(url: str, tmp_path: Path, trouble: str) -> None:
    """The bot dies while it tries, and the next one goes on trying until Slack takes it."""
    async with scene(url, tmp_path) as here:
        life = await here.life()
        await here.types("delete bus-stops")
        question = await here.sees("only they can press")
        here.world.fail("chat.update", trouble, times=6)
        await here.presses("Delete, keep 412 datasets", question)
        await here.world.until(here.writes, 10)
        calls = here.world.traffic.calls
        await here.world.until(lambda: [one.failure for one in calls("chat.update")].count(trouble) >= 2, 10)
        await life.killed()
        async with here.afterlife():
            await here.world.until(lambda: here.world.find("U0ADMIN001", "C0DATAOPS1", "Deleted"), 60)
        assert here.writes() == ["DELETE /bus-stops/"]
        assert here.unfinished() == []
        assert await here.audited("delete") == ["asked", "approved", "attempt", "done"]
