"""``doctor`` in the conversation: whether everything works, and a button that shows it."""

import re

from support.talk import talking

from harvestbot.sandbox.portal.trouble import Down
from harvestbot.sandbox.slack.ids import ADMIN, CLOSED, DATA_OPS, LOUNGE, OPERATOR, dm_of


async def test_an_admin_is_told_that_all_is_well_and_presses_to_see_it(mode: str) -> None:
    """Each thing that is checked stands there; the press completes the round trip."""
    async with talking(mode=mode) as talk:
        await talk.types("doctor")
        card = await talk.sees("Nothing is wrong")
        told = talk.look(card)
        for subject in ("database", "Slack", "Slack scopes", "clock", "this channel", "deliveries", "portal city"):
            assert f"{subject}: " in told
        assert "presses never" in told
        assert "portal city, permissions: reading is allowed" in told
        assert told.count("create_dataset") == 1
        assert "portal city, polling: nobody watches it" in told
        assert card.ephemeral_to == ADMIN
        await talk.presses("Test button", card)
        trip = await talk.sees("The button works")
        assert re.search(r"\d\.\d\d s for the round trip", talk.look(trip))
        await talk.types("watch city")
        await talk.sees("watches everything on city")
        await talk.types("start my-harvester")
        await talk.sees("run over")
        await talk.world.dm(ADMIN, "doctor")
        again = await talk.sees("Nothing is wrong", channel=dm_of(ADMIN))
        assert "presses never" not in talk.look(again)
        assert "this channel" not in talk.look(again)
        assert "start was allowed" in talk.look(again)
        assert "last read" in talk.look(again)


async def test_what_is_wrong_is_said_with_what_to_do(mode: str) -> None:
    """A scope that is missing, a channel that the bot is not in, a portal that is down; and admins alone are told."""
    async with talking(mode=mode) as talk:
        await talk.types("doctor", OPERATOR)
        await talk.sees("doctor needs the role admin", OPERATOR)
        talk.world.workspace.scopes.discard("links:write")
        talk.portal.trouble.down = Down.CLOSE
        await talk.types("doctor", channel=CLOSED)
        told = talk.look(await talk.sees("3 things to mend", channel=CLOSED))
        assert "the bot lacks links:write. Update the app with what harvestbot manifest prints" in told
        assert "this channel: Slack does not tell about the channel" in told
        assert "/invite @harvestbot" in told
        assert "portal city: " in told
        assert "xoxb-" not in told
        await talk.types("doctor", channel=LOUNGE)
        await talk.sees("told of no mentions", channel=LOUNGE)
        assert all(one.via == "person" for one in talk.world.conversation(DATA_OPS, ADMIN))
