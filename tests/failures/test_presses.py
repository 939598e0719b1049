"""Many presses at once: one has an effect, and all the others are told whose it was."""

from pathlib import Path

from support.crowd import one_effect_each, press_all, questions
from support.postgres import Postgres
from support.scene import scene


async def test_of_twenty_presses_at_once_over_two_replicas_one_has_an_effect(
    postgres: Postgres, tmp_path: Path
) -> None:
    """Whichever replica a press comes to, and whatever the press is that comes first."""
    async with scene(postgres.fresh(), tmp_path, socket_mode=True, PORTALS__CITY__TIMEOUT="60") as here:
        await here.replicas(2)
        asked = await questions(here, 1)
        await one_effect_each(here, asked, await press_all(here, asked, 20))


async def test_five_hundred_mixed_presses_over_two_replicas_have_one_effect_each(
    postgres: Postgres, tmp_path: Path
) -> None:
    """Fifty questions, each pressed ten times: confirmed, withdrawn, pressed by somebody else."""
    async with scene(postgres.fresh(), tmp_path, socket_mode=True, PORTALS__CITY__TIMEOUT="60") as here:
        await here.replicas(2)
        asked = await questions(here, 50)
        assert await one_effect_each(here, asked, await press_all(here, asked, 10))


async def test_two_hundred_presses_at_once_on_a_file_find_no_locked_database(tmp_path: Path) -> None:
    """One connection writes, and the presses wait for it."""
    async with scene(f"sqlite:///{tmp_path}/bot.db", tmp_path, PORTALS__CITY__TIMEOUT="60") as here:
        life = await here.life()
        asked = await questions(here, 20)
        assert await one_effect_each(here, asked, await press_all(here, asked, 10))
        assert "locked" not in life.said()
        assert "failed" not in life.said()
