"""Finding a harvester without knowing its id: by typing into a select, and by filters."""

import asyncio

from support.talk import talking

from harvestbot.sandbox.portal.trouble import Down
from harvestbot.sandbox.slack.ids import ADMIN, GUEST, OPERATOR, VIEWER
from harvestbot.sandbox.slack.wire import Json

FIND = "Find a harvester"


def texts(options: list[Json]) -> list[str]:
    """Return what options say."""
    return [option["text"]["text"] for option in options]


async def test_who_names_no_harvester_finds_one_by_typing(mode: str) -> None:
    """The select stands under the refusal; what is chosen is run like what is typed; nobody waits for the portal."""
    async with talking(mode=mode) as talk:
        await talk.types("list")
        await talk.sees("12 harvesters")
        calls = len(talk.portal.log.requests)
        talk.portal.trouble.latency = 30.0
        await talk.types("status")
        which = await talk.sees("Which harvester?")
        first = texts(await talk.world.suggest(ADMIN, which, FIND, ""))
        assert len(first) == 12
        assert first[0].startswith("🔴")
        mine = (await talk.world.suggest(ADMIN, which, FIND, "my harvestr"))[0]
        assert texts([mine]) == ["🟢 My Harvester · my-harvester"]
        assert texts(await talk.world.suggest(ADMIN, which, FIND, "zzzzzz")) == []
        assert len(talk.portal.log.requests) == calls
        talk.portal.trouble.latency = 0.0
        await talk.world.choose(ADMIN, which, FIND, mine)
        await talk.sees("120 attached", VIEWER)


async def test_a_select_offers_only_what_this_person_may_do_it_with(mode: str) -> None:
    """Viewers find nothing to start, and guests nothing at all; it is the person who types that counts."""
    async with talking(mode=mode) as talk:
        await talk.types("list")
        await talk.sees("12 harvesters")
        await talk.types("start", VIEWER)
        which = await talk.sees("Which harvester?", VIEWER)
        assert await talk.world.suggest(VIEWER, which, FIND, "") == []
        await talk.types("status", GUEST)
        assert await talk.world.suggest(GUEST, await talk.sees("Which harvester?", GUEST), FIND, "bus") == []
        await talk.types("start", OPERATOR)
        which = await talk.sees("Which harvester?", OPERATOR)
        (found,) = await talk.world.suggest(OPERATOR, which, FIND, "my harvester")
        await talk.world.choose(OPERATOR, which, FIND, found)
        await talk.sees("run over", VIEWER)
        assert talk.writes() == ["PUT /my-harvester/start/"]


async def test_before_anything_was_seen_typing_asks_for_the_list_once_and_waits_for_nothing(mode: str) -> None:
    """The next key finds what it brought; while the portal is down, nothing is offered."""
    async with talking(mode=mode) as talk:
        talk.portal.trouble.down = Down.CLOSE
        await talk.types("status")
        which = await talk.sees("Which harvester?")
        assert await talk.world.suggest(ADMIN, which, FIND, "bus") == []
    async with talking(mode=mode) as talk:
        await talk.types("status")
        which = await talk.sees("Which harvester?")
        for typed in ("b", "bu", "bus"):
            await talk.world.suggest(ADMIN, which, FIND, typed)
        for _ in range(200):
            if found := await talk.world.suggest(ADMIN, which, FIND, "bus"):
                break
            await asyncio.sleep(0.02)
        assert texts(found) == ["🟢 Bus stops · bus-stops"]
        assert len(talk.portal.log.requests) == 1


async def test_a_near_miss_after_a_list_costs_no_second_list(mode: str) -> None:
    """What was just seen is good enough to guess from."""
    async with talking(mode=mode) as talk:
        await talk.types("list")
        await talk.sees("12 harvesters")
        await talk.types("status bus-stop")
        await talk.sees("no harvester")
        assert [one.path.rpartition("/harvesters")[2] for one in talk.portal.log.requests] == ["/", "/bus-stop"]
