"""The history of a harvester, asked for in Slack."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from store.test_history import past
from support.talk import Talk, talking
from support.worlds import calm_world

from harvestbot.domain.watching.history import PastRun
from harvestbot.domain.watching.past import PAGE_SIZE
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, OPERATOR, VIEWER
from harvestbot.sandbox.slack.world import World
from harvestbot.slack import ids
from harvestbot.slack.cards.history import PLAIN_SIZE
from harvestbot.store import history
from harvestbot.store.database import Database

NATIVE = frozenset({"data_table", "data_visualization"})


@pytest.fixture(params=["takes tables", "takes none"])
def world(request: pytest.FixtureRequest) -> World:
    """A workspace that takes native tables and charts, and one that does not."""
    world = calm_world()
    world.state.unknown_blocks = NATIVE if request.param == "takes none" else frozenset()
    return world


def kinds(world: World, user: str) -> list[str]:
    """Return the types of the blocks of what somebody saw last."""
    return [str(block["type"]) for block in world.conversation(DATA_OPS, user)[-1].blocks]


async def written(talk: Talk, runs: Sequence[PastRun]) -> None:
    """Write runs down beside the running bot."""
    url = talk.stage.settings.database_url.get_secret_value()
    async with await Database.open(url) as database, database.write() as tx:
        await history.record(tx, "city", runs)


@asynccontextmanager
async def remembered(mode: str, world: World, number: int, viewers: str = '["everyone"]') -> AsyncIterator[Talk]:
    """Open a conversation with a bot that remembers so many runs of ``my-harvester``, the last an hour ago."""
    async with talking(mode=mode, world=world, ROLES__VIEWER=viewers) as talk:
        shift = talk.world.clock.now() - 3_600 - past(number).ended_at
        runs = [past(one, harvester="my-harvester", name="My Harvester") for one in range(number)]
        await written(talk, [moved(run, shift) for run in runs])
        yield talk


async def opened(talk: Talk, user: str) -> None:
    """Choose the history from the menu of the harvester's card."""
    card = await talk.sees("120 attached", user)
    await talk.world.choose(user, card, ids.action_id(ids.Press.MORE), "History")


def moved(run: PastRun, shift: float) -> PastRun:
    """Return a run at another time."""
    return replace(
        run,
        began_at=(run.began_at or 0) + shift,
        ended_at=run.ended_at + shift,
        seen_at=run.seen_at + shift,
        begins=tuple(moment + shift for moment in run.begins),
        ends=tuple(moment + shift for moment in run.ends),
    )


async def test_a_run_that_was_started_here_stands_in_the_history(mode: str, world: World) -> None:
    """Empty before, then with who started it and its numbers; a table where Slack has them, else lines, at once."""
    async with talking(mode=mode, world=world) as talk:
        await talk.types("history my-harvester", VIEWER)
        await talk.sees("No run is recorded yet", VIEWER)
        await talk.sees("Nobody watches city", VIEWER)
        await talk.types("start my-harvester", OPERATOR)
        await talk.sees("run over after", OPERATOR)
        await talk.types("history my-harvester", VIEWER)
        card = await talk.sees("Newest first", VIEWER)
        shown = talk.look(card)
        assert "120 → 128" in shown
        assert f"<@{OPERATOR}>" in shown or OPERATOR in str(card.blocks)
        assert talk.world.find(ADMIN, DATA_OPS, "Newest first") is None
        assert (NATIVE & set(kinds(world, VIEWER)) == set()) == bool(world.state.unknown_blocks)


async def test_longer_histories_are_read_back_page_by_page(mode: str, world: World) -> None:
    """Newest first; older and newer again; runs that are recorded meanwhile do not move the pages."""
    size = PLAIN_SIZE if world.state.unknown_blocks else PAGE_SIZE
    async with remembered(mode, world, size + 5) as talk:
        await talk.types("history my-harvester", VIEWER)
        first = await talk.sees("Newest first", VIEWER)
        newest = talk.look(first)
        await written(talk, [past(40_000, harvester="my-harvester")])
        await talk.presses("Older", first, VIEWER)
        await world.until(lambda: talk.look(first) != newest)
        oldest = talk.look(first)
        assert ("Newer" in oldest, "Older" in oldest) == (True, False)
        assert oldest.count("from Slack") == 5 + ("from Slack are" in oldest)
        await talk.presses("Newer", first, VIEWER)
        await world.until(lambda: talk.look(first) == newest)
        refused = [call.name for call in world.traffic.calls() if call.failure]
        assert refused == (["response_url"] if world.state.unknown_blocks else [])


async def test_the_menu_of_a_card_shows_the_history_to_who_asks(mode: str) -> None:
    """Privately, and to a viewer too."""
    async with remembered(mode, calm_world(), 3) as talk:
        await talk.types("status my-harvester")
        await opened(talk, VIEWER)
        assert "Runs of My Harvester" in talk.look(await talk.sees("Newest first", VIEWER))
        assert talk.world.find(ADMIN, DATA_OPS, "Newest first") is None


async def test_what_is_gone_or_silent_keeps_its_history(mode: str) -> None:
    """Who looks back needs no portal; what was never there is answered with what is."""
    async with remembered(mode, calm_world(), 3) as talk:
        await written(talk, [past(3, harvester="gone-away")])
        await talk.types("history gone-away")
        await talk.sees("Runs of Bus stops")
        await talk.types("history my-harvestr")
        await talk.sees("no harvester my-harvestr")
        talk.portal.trouble.next(Kind.LOGIN_REDIRECT, times=1_000)
        await talk.types("history city/my-harvester", OPERATOR)
        await talk.sees("Newest first", OPERATOR)
        await talk.types("history bus-stops", OPERATOR)
        await talk.sees("check this portal's credentials", OPERATOR)


async def test_only_who_may_look_at_the_portal_reads_its_history(mode: str) -> None:
    """Neither by typing nor from the menu of a card that somebody else has asked for."""
    viewers = f'["{OPERATOR}"]'
    async with remembered(mode, calm_world(), 3, viewers) as talk:
        await talk.types("history my-harvester", OPERATOR)
        await talk.sees("Newest first", OPERATOR)
        await talk.types("history my-harvester", VIEWER)
        await talk.sees("needs the role viewer", VIEWER)
        await talk.types("status my-harvester", OPERATOR)
        await opened(talk, VIEWER)
        await talk.world.until(lambda: shown(talk, VIEWER).count("needs the role viewer") == 2)
        assert "Newest first" not in shown(talk, VIEWER)


def shown(talk: Talk, user: str) -> str:
    """Return all that somebody sees."""
    return "\n".join(map(talk.look, talk.world.conversation(DATA_OPS, user)))
