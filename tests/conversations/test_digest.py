"""Digests, from the word to the message."""

from support.talk import talking

from harvestbot.domain.audit import Outcome
from harvestbot.sandbox.slack.ids import ADMIN, GENERAL, OPERATOR, dm_of


async def test_a_digest_is_set_shown_and_ended(mode: str) -> None:
    """In the zone of who sets it; alone it says how all stands now; it stands in the trail."""
    async with talking(mode=mode) as talk:
        await talk.types("digest")
        now = talk.look(await talk.sees("How the harvesters stand"))
        assert "No digest is set here" in now
        assert "Failed" in now
        await talk.types("digest weekly friday at 8:30")
        said = await talk.sees("gets a digest of every portal: friday 08:30 Europe/", OPERATOR)
        await talk.presses("Digest now", said)
        await talk.sees("friday 08:30 Europe/")
        await talk.types("digest city daily", ADMIN, dm_of(ADMIN))
        await talk.sees("gets a digest of everything on city: daily 09:00", ADMIN, dm_of(ADMIN))
        await talk.change("UPDATE digest_plan SET body = replace(body, 'set_at\"\\:1', 'set_at\"\\:-1')")
        told = await talk.sees("How the harvesters stand", OPERATOR)
        assert "friday 08:30" in talk.look(told)
        assert told.mentions.users == ()
        await talk.presses("No digest", said)
        await talk.sees("gets no digest any more")
        await talk.types("digest off")
        await talk.sees("No digest is set here. Nothing was changed")
        done = [one.detail for one in await talk.trail() if one.verb == "digest" and one.outcome is Outcome.DONE]
        assert done == ["weekly friday at 8:30", "daily", "off"]


async def test_a_digest_needs_the_role_and_words_that_make_sense(mode: str) -> None:
    """Who may not is told so; slips are answered with what would be right."""
    async with talking(mode=mode) as talk:
        await talk.types("digest", OPERATOR)
        await talk.sees("needs the role admin", OPERATOR)
        await talk.types("digest daily", OPERATOR, GENERAL)
        await talk.sees("needs the role admin", OPERATOR, GENERAL)
        await talk.types("digest dayly")
        await talk.presses("digest daily", await talk.sees("I know no portal dayly"))
        await talk.sees("gets a digest")
        await talk.types("digest daily noon")
        await talk.sees("When? Write daily at 8:30")
        await talk.types("digest daily at 9:00 Mars/Base")
        await talk.sees("I know no time zone Mars/Base")
