"""What people can look at, from the words they type to what they see."""

import pytest
from support.talk import talking

from harvestbot.sandbox.portal.trouble import Down
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GUEST, OPERATOR, PEOPLE_DM, VIEWER
from harvestbot.sandbox.slack.mentions import Mentions

PRIVATE_ANSWERS = {
    "": "What you can do here",
    "help": "What you can do here",
    "help errors": "/harvester errors <harvester>",
    "list": "12 harvesters",
    "list budget": "City budget",
    "portals": "calls left for today",
    "whoami": "since you are an admin of this workspace",
    "preview my-harvester": "lists 128 datasets",
}


async def test_private_answers_are_seen_by_who_asked_and_nobody_else(mode: str) -> None:
    """Lists, help and the like do not fill the channel."""
    async with talking(mode=mode) as talk:
        for typed, answer in PRIVATE_ANSWERS.items():
            assert (await talk.types(typed)).ok
            await talk.sees(answer)
        assert talk.world.conversation(DATA_OPS, VIEWER) == []


async def test_a_status_is_a_card_in_the_channel(mode: str) -> None:
    """The team sees how a harvester is doing."""
    async with talking(mode=mode) as talk:
        await talk.types("status my-harvester", VIEWER)
        card = await talk.sees("My Harvester", OPERATOR)
        assert "120 attached, 112 published" in talk.look(card)
        assert "8 datasets hidden" in talk.look(card)


async def test_errors_of_a_run_are_told_where_the_api_tells_them(mode: str) -> None:
    """The automation dialect knows what went wrong."""
    async with talking(mode=mode, api="automation") as talk:
        await talk.types("errors geo-catalogue")
        await talk.sees("The geometry is not valid")


async def test_a_portal_whose_api_cannot_do_it_is_said_to_be_unable(mode: str) -> None:
    """No call is made that the dialect does not have."""
    async with talking(mode=mode) as talk:
        await talk.types("errors geo-catalogue")
        await talk.sees("cannot tell a run's errors")
        assert not [one for one in talk.portal.log.requests if "errors" in one.path]


async def test_refresh_renews_the_card_in_its_place(mode: str) -> None:
    """A card that stands in the channel follows the portal when asked."""
    async with talking(mode=mode) as talk:
        await talk.types("status my-harvester")
        card = await talk.sees("My Harvester")
        talk.portal.world.rename("my-harvester", "Renamed")
        await talk.presses("Refresh", card)
        renewed = await talk.sees("Renamed")
        assert renewed.ts == card.ts


async def test_a_list_is_turned_over_in_its_place(mode: str) -> None:
    """Only one person sees the list, so only the press's response_url can change it."""
    async with talking(mode=mode) as talk:
        await talk.types("list")
        first = await talk.sees("Page 1 of 2")
        await talk.presses("Next", first)
        await talk.sees("Page 2 of 2")
        await talk.sees_gone("Page 1 of 2")


async def test_a_near_miss_of_a_verb_is_a_button_that_runs_the_right_one(mode: str) -> None:
    """A slip of the finger costs one press."""
    async with talking(mode=mode) as talk:
        await talk.types("satus my-harvester")
        slip = await talk.sees("I know no")
        await talk.presses("status my-harvester", slip)
        await talk.sees("120 attached")


async def test_a_near_miss_of_a_harvester_is_a_button_too(mode: str) -> None:
    """Nobody has to know an id by heart."""
    async with talking(mode=mode) as talk:
        await talk.types("status my-harvestr")
        slip = await talk.sees("no harvester")
        await talk.presses("status my-harvester", slip)
        await talk.sees("120 attached")


async def test_a_portal_can_be_named_before_the_id(mode: str) -> None:
    """``portal/id`` says which one is meant; an unknown portal is told."""
    async with talking(mode=mode) as talk:
        await talk.types("status city/my-harvester")
        await talk.sees("120 attached")
        await talk.types("status nowhere/my-harvester")
        await talk.sees("no portal")


async def test_a_guest_sees_nothing(mode: str) -> None:
    """Guests have no role unless named, and no portal is asked for them."""
    async with talking(mode=mode) as talk:
        for typed in ("list", "status my-harvester", "whoami"):
            await talk.types(typed, GUEST)
        await talk.world.until(lambda: len(talk.world.conversation(DATA_OPS, GUEST)) == 3)
        assert all("you have none" in talk.look(one) for one in talk.world.conversation(DATA_OPS, GUEST))
        assert talk.portal.log.requests == []


async def test_a_hostile_name_is_text_and_calls_nobody(mode: str) -> None:
    """Names come from portals: they mention nobody, link nowhere and format nothing."""
    async with talking(mode=mode) as talk:
        await talk.types("status channel-x-paris")
        card = await talk.sees("<!channel> *x* <https://evil|Paris>")
        assert card.mentions == Mentions()
        await talk.types("delete channel-x-paris")
        question = await talk.sees("Delete <!channel> *x* <https://evil|Paris>?")
        assert question.mentions == Mentions(users=(ADMIN,))


async def test_a_name_of_5000_characters_breaks_no_limit(mode: str) -> None:
    """Slack refuses what is too long, and the simulated one does too."""
    async with talking(mode=mode) as talk:
        for verb in ("status", "unpublish", "delete", "start"):
            await talk.types(f"{verb} a-very-long-name")
        await talk.sees("would go offline")
        await talk.sees("run over")


async def test_where_the_bot_may_not_post_it_answers_all_the_same(mode: str) -> None:
    """A direct message between people: the answer comes through the response_url."""
    async with talking(mode=mode) as talk:
        await talk.types("status my-harvester", channel=PEOPLE_DM)
        card = await talk.sees("120 attached", OPERATOR, PEOPLE_DM)
        await talk.presses("Refresh", card, ADMIN)
        await talk.world.until(lambda: len([r for r in talk.portal.log.requests if r.method == "GET"]) == 2)


@pytest.mark.parametrize("api", ["management", "automation"])
async def test_a_portal_that_is_down_is_told_in_a_sentence(mode: str, api: str) -> None:
    """What happened, and what to do; nobody waits for ever."""
    async with talking(mode=mode, api=api) as talk:
        talk.portal.trouble.down = Down.CLOSE
        for typed in ("status my-harvester", "list", "delete my-harvester", "start my-harvester"):
            await talk.types(typed)
        await talk.world.until(lambda: len(talk.world.conversation(DATA_OPS, ADMIN)) == 4)
        assert all("city" in talk.look(one) for one in talk.world.conversation(DATA_OPS, ADMIN))
        assert talk.writes() == []


async def test_a_slow_portal_delays_the_answer_and_not_the_acknowledgement(mode: str) -> None:
    """Slack is answered before the portal is; who waits long is told that work is under way."""
    async with talking(mode=mode) as talk:
        talk.portal.trouble.latency = 3.0
        assert (await talk.types("list")).ok
        assert (await talk.types("status my-harvester")).ok
        assert talk.world.conversation(DATA_OPS, ADMIN) == []
        waiting = await talk.sees("Working on status my-harvester")
        await talk.sees("Working on list")
        card = await talk.sees("120 attached")
        assert card.ts == waiting.ts
        await talk.sees("12 harvesters")
