"""Being on a failure: everybody sees it, and nobody is called for it any more."""

import asyncio

from support.talk import Talk, talking

from harvestbot.domain.audit import Outcome
from harvestbot.sandbox.portal.harvester import Durations, Script
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, ON_CALL, OPERATOR, SECOND_ADMIN, VIEWER, dm_of
from harvestbot.sandbox.slack.messages import Message

OPERATORS = f'["{ON_CALL}"]'


async def failed(talk: Talk, watch: str = "watch city failed", *names: str) -> Message:
    """Have the channel watch, let runs fail, and return the notice."""
    await talk.types(watch)
    await talk.sees("watches")
    await talk.polled()
    for name in names or ("my-harvester",):
        talk.portal.world.script(name, Script(failure="No route to <!channel>."))
        talk.portal.world.start(name)
    return await talk.sees("My Harvester failed")


async def test_who_is_on_it_is_seen_by_everybody_and_by_every_channel(mode: str) -> None:
    """A second press says who has it; taking over is one press more, and all of it stands in the trail."""
    async with talking(mode=mode, ROLES__OPERATOR=OPERATORS) as talk:
        await talk.types("watch city/my-harvester failed recovered", channel=GENERAL)
        await talk.sees("watches", channel=GENERAL)
        notice = await failed(talk)
        elsewhere = await talk.sees("My Harvester failed", channel=GENERAL)
        await talk.presses("I'm on it", notice, OPERATOR)
        await talk.sees("@U0OPERATE1 is on it since", VIEWER)
        assert (await talk.sees("@U0OPERATE1 is on it since", channel=GENERAL)).ts == elsewhere.ts
        await talk.presses("I'm on it", notice, OPERATOR)
        assert "Take over" not in talk.look(await talk.sees("You are on city/my-harvester since", OPERATOR))
        await talk.presses("I'm on it", notice, ADMIN)
        held = await talk.sees("@U0OPERATE1 is on city/my-harvester since")
        await talk.presses("Take over", held)
        await talk.sees("@U0ADMIN001 is on it since", VIEWER)
        await talk.presses("Take over", held, ADMIN)  # an old button
        await talk.sees("You are on city/my-harvester since")
        done = [one for one in await talk.trail() if one.verb == "take" and one.outcome is Outcome.DONE]
        assert [(one.actor, one.harvester_id) for one in done] == [(OPERATOR, "my-harvester"), (ADMIN, "my-harvester")]
        talk.portal.world.start("my-harvester")
        await talk.sees("is well again", channel=GENERAL)
        await talk.sees("well again since", channel=GENERAL)
        assert "I'm on it" not in talk.look(elsewhere)
        await talk.presses("Take over", held, ADMIN)  # an older button still
        await talk.sees("It is over")


async def test_a_group_is_called_at_a_failure_and_nobody_else_ever_is(mode: str) -> None:
    """The group that was named, once; a name that looks like a mention calls nobody."""
    async with talking(mode=mode, durations=Durations(queued=0.0, processing=0.2)) as talk:
        talk.portal.world.rename("sensor-feed", "<!channel> <!subteam^S0STEWARD1> <@U0VIEWER01>")
        notice = await failed(talk, "watch city failed mention @on-call", "my-harvester", "sensor-feed")
        await talk.sees("<!channel>")
        called = [one.mentions for one in talk.world.conversation(DATA_OPS, ADMIN) if one.via != "person"]
        assert {group for one in called for group in one.groups} == {ON_CALL}
        assert not any(one.broadcasts for one in called)
        assert VIEWER not in {user for one in called for user in one.users}
        await talk.presses("I'm on it", notice, SECOND_ADMIN)
        await talk.sees("@U0ADMIN002 is on it since")
        assert notice.mentions.groups == ()


async def test_who_is_called_once_more_sees_it_in_the_channel_and_can_be_on_it_there(mode: str) -> None:
    """In the thread of the failure, shown in the channel; then both messages say who is on it and call nobody."""
    async with talking(mode=mode) as talk:
        notice = await failed(talk, "watch city failed mention @on-call")
        async with asyncio.timeout(30):  # until the bot has written down what Slack has taken
            while True:
                if await talk.row("SELECT count(*) FROM notice WHERE mention_again_at > 0") == (1,):
                    break
                await asyncio.sleep(0.02)
        await talk.change("UPDATE notice SET mention_again_at = 1.0 WHERE mention_again_at > 0")
        again = await talk.sees("nobody is on it yet")
        assert (again.thread_ts, again.mentions.groups) == (notice.ts, (ON_CALL,))
        await talk.presses("I'm on it", again)
        shown = [notice, again]
        await talk.world.until(lambda: all("is on it since" in talk.look(one) for one in shown))
        assert all(one.mentions.groups == () for one in shown)


async def test_a_mention_that_calls_nobody_is_refused(mode: str) -> None:
    """A word that is no group, and a group where only one person is told."""
    async with talking(mode=mode) as talk:
        await talk.types("watch city mention @nobody")
        await talk.sees("I know no user group @nobody")
        await talk.types("watch city mention @on-call", ADMIN, dm_of(ADMIN))
        await talk.sees("A group is called in a channel", ADMIN, dm_of(ADMIN))


async def test_being_on_it_needs_the_role(mode: str) -> None:
    """It ends mentions, so it needs what muting needs; the refusal is kept."""
    async with talking(mode=mode, ROLES__OPERATOR=OPERATORS) as talk:
        notice = await failed(talk)
        await talk.presses("I'm on it", notice, VIEWER)
        await talk.sees("needs the role operator", VIEWER)
        assert "on it since" not in talk.look(notice)
        refused = [one for one in await talk.trail() if one.outcome is Outcome.REFUSED]
        assert [(one.actor, one.verb) for one in refused] == [(VIEWER, "take")]


async def test_why_a_notice_came_is_answered_with_what_ends_it(mode: str) -> None:
    """Whose wish, since when and which kinds; muted and unwatched from there. Who may not, sees no buttons."""
    async with talking(mode=mode, ROLES__OPERATOR=OPERATORS) as talk:
        notice = await failed(talk)
        await talk.presses("Why do I get this?", notice, VIEWER)
        why = talk.look(await talk.sees("You see this here because", VIEWER))
        assert "@U0ADMIN001 watches everything on city since" in why
        assert "Unwatch" not in why
        await talk.presses("Why do I get this?", notice, OPERATOR)
        answer = await talk.sees("You see this here because", OPERATOR)
        await talk.presses("Mute city/my-harvester 2h", answer, OPERATOR)
        await talk.sees("hears nothing of city/my-harvester")
        await talk.presses("Unwatch", answer, OPERATOR)
        await talk.sees("no longer watches everything on city")
        await talk.presses("Why do I get this?", notice, ADMIN)
        await talk.sees("It no longer stands")
