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
        # Who may not use the verb is told so, instead of being offered it.
        await talk.types("start", VIEWER)
        await talk.sees("start needs the role operator", VIEWER)
        await talk.types("statu my-harvester", GUEST)
        assert "[" not in talk.look(await talk.sees("status needs the role viewer", GUEST))
        await talk.types("delt my-harvester", VIEWER)
        assert "[" not in talk.look(await talk.sees("delete needs the role admin", VIEWER))
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


async def test_a_list_is_searched_filtered_sorted_and_turned_in_its_place_without_another_call(mode: str) -> None:
    """One reading of the portal serves all of it, until it is asked for anew; a row opens the card."""
    async with talking(mode=mode) as talk:
        await talk.types("list")
        page = await talk.sees("Page 1 of 2")
        await talk.presses("Next", page)
        page = await talk.sees("Page 2 of 2")
        await talk.presses("Hidden", page)
        page = await talk.sees("5 harvesters of 12 with is:hidden")
        await talk.world.choose(ADMIN, page, "Sort", "Most hidden datasets first")
        await talk.world.until(lambda: "National archive" in talk.look(page).partition("Air quality")[0])
        await talk.world.choose(ADMIN, page, "Filter", "csw")
        page = await talk.sees("with is:hidden type:csw")
        await talk.world.choose(ADMIN, page, "Search", "musem")
        page = await talk.sees("No harvester of 12 with musem")
        await talk.presses("Clear", page)
        page = await talk.sees("12 harvesters")
        await talk.world.choose(ADMIN, page, "Search", "is:failing")
        page = await talk.sees("1 harvester of 12 with is:failing")
        assert len(talk.portal.log.requests) == 1
        talk.portal.world.rename("city-budget", "Renamed")
        await talk.presses("Refresh", page)
        page = await talk.sees("Renamed")
        await talk.presses("Status", page)
        await talk.sees("64 attached", VIEWER)


async def test_a_slip_in_a_filter_is_a_button_that_runs_the_right_list(mode: str) -> None:
    """In the command, and in the search field of the list, which stays as it was."""
    async with talking(mode=mode) as talk:
        await talk.types("list is:faling sort:name")
        await talk.presses("list is:failing sort:name", await talk.sees("I know no is:faling"))
        page = await talk.sees("1 harvester of 12")
        await talk.world.choose(ADMIN, page, "Search", "portal:cyti")
        await talk.presses("list portal:city", await talk.sees("No portal is called cyti"))
        await talk.sees("12 harvesters of 12 with portal:city")
        assert "is:failing" in talk.look(page)


async def test_a_list_is_a_table_where_slack_has_tables_and_lines_where_not(mode: str) -> None:
    """Both say the same, and lead back."""
    async with talking(mode=mode) as talk:
        await talk.types("list is:hidden")
        await talk.presses("As a table", await talk.sees("5 harvesters of 12"))
        table = await talk.sees("As a list")
        assert [block["type"] for block in table.blocks].count("data_table") == 1
        await talk.presses("As a list", table)
        plain = await talk.sees("As a table")
        talk.world.state.unknown_blocks = frozenset({"data_table"})
        await talk.presses("As a table", plain)
        lines = await talk.sees("As a list")
        assert "data_table" not in [block["type"] for block in lines.blocks]
        assert "National archive" in talk.look(lines)


async def test_a_portal_that_fails_is_listed_as_it_was_last_seen(mode: str) -> None:
    """With the trouble, and with the time; nobody decides anything by it."""
    async with talking(mode=mode) as talk:
        await talk.types("list")
        page = await talk.sees("12 harvesters")
        talk.portal.trouble.down = Down.CLOSE
        await talk.presses("Refresh", page)
        page = await talk.sees("It is shown as it was last seen")
        assert "City budget" in talk.look(page)


async def test_a_button_of_an_earlier_list_is_understood(mode: str) -> None:
    """Its pages held two values."""
    async with talking(mode=mode) as talk:
        await talk.types("list")
        page = await talk.sees("Page 1 of 2")
        turning = next(one for one in page.blocks[-1]["elements"] if one.get("text", {}).get("text") == "Next")
        turning["value"] = '[2,"is:well"]'
        await talk.presses("Next", page)
        await talk.sees("with is:well")
