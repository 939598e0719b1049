"""A whole day, with the bot killed at random moments."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.day import Day
from support.evening import complaints
from support.scene import scene


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often the bot is killed."""
    return int(request.config.getoption("--kills"))


@pytest.mark.long
@pytest.mark.timeout(3_600)  # two hundred kills take six minutes on a quiet machine
async def test_no_day_of_crashes_loses_doubles_or_hides_an_action(
    url: str, tmp_path: Path, kills: int, record_property: Callable[[str, object], None]
) -> None:
    """Every action is done once or not at all, told truthfully and written down, wherever the bot is killed."""
    second = '["unpublish"]'
    async with scene(url, tmp_path, api="automation", SECOND_APPROVER=second, CONFIRM_TTL="5") as here:
        day = Day(here, seed=kills)
        await day.passes(kills)
        record_property(f"a day on {url.partition(':')[0]}", str(day.figures))
        assert await complaints(here) == []
        assert day.figures.between >= kills / 4
