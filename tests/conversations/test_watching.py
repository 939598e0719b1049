"""Watching, from the word ``watch`` to the message that tells what happened."""

import asyncio

from support.talk import Talk, talking

from harvestbot.sandbox.portal.harvester import Durations, Script
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, OPERATOR, VIEWER, dm_of


async def seen_once(talk: Talk) -> None:
    """Wait until the portal's list was read anew: what happens from now on is compared with it."""
    lists = talk.portal.log.count(method="GET", path="/harvesters/")
    async with asyncio.timeout(30):
        while True:
            if talk.portal.log.count(method="GET", path="/harvesters/") > lists + 2:
                return
            await asyncio.sleep(0.02)


def fails(talk: Talk, name: str = "my-harvester") -> None:
    """Let the next run of a harvester fail, and start it from the portal's own side."""
    talk.portal.world.script(name, Script(failure="No route to the source."))
    talk.portal.world.start(name)


async def test_a_channel_that_watches_is_told_of_a_failure_and_of_its_end(mode: str) -> None:
    """The recovery goes to the thread of the failure, and the channel sees it too."""
    async with talking(mode=mode) as talk:
        assert (await talk.types("watch my-harvester", OPERATOR)).ok
        await talk.sees("watches")
        await seen_once(talk)
        fails(talk)
        told = await talk.sees("My Harvester failed", VIEWER)
        assert "My Harvester" in talk.look(told)
        assert "Why do I get this?" in talk.look(told)
        talk.portal.world.start("my-harvester")
        well = await talk.sees("My Harvester is well again", VIEWER)
        await talk.sees("well again since", VIEWER)
        assert well.thread_ts == told.ts
        posted = talk.world.traffic.calls("chat.postMessage")
        assert "reply_broadcast" in str(posted[-1].request)


async def test_what_happens_at_once_is_one_message_and_only_for_who_watches(mode: str) -> None:
    """Two failures of one look make one message in each channel; a channel that watches nothing hears nothing."""
    async with talking(mode=mode, durations=Durations(queued=0.0, processing=0.3)) as talk:
        await talk.types("watch city failed")
        await talk.types("watch * failed", channel=GENERAL)
        await talk.sees("watches")
        await talk.sees("watches", channel=GENERAL)
        await seen_once(talk)
        fails(talk)
        fails(talk, "sensor-feed")
        told = await talk.sees("My Harvester")
        assert "Sensor feed" in talk.look(told)
        assert "Sensor feed" in talk.look(await talk.sees("My Harvester", channel=GENERAL))


async def test_a_direct_message_watches_for_that_person(mode: str) -> None:
    """What is typed to the bot alone is told to that person alone."""
    async with talking(mode=mode) as talk:
        mine = dm_of(OPERATOR)
        await talk.types("watch my-harvester", OPERATOR, mine)
        await talk.sees("watches", OPERATOR, mine)
        await seen_once(talk)
        fails(talk)
        await talk.sees("My Harvester failed", OPERATOR, mine)
        assert talk.world.conversation(DATA_OPS, ADMIN) == []


async def test_the_button_watches_and_the_list_shows_and_ends_it(mode: str) -> None:
    """From the card of a harvester to the list of what is watched, and back to silence."""
    async with talking(mode=mode) as talk:
        await talk.types("watches")
        await talk.sees("Nothing is watched here")
        await talk.types("status my-harvester")
        await talk.presses("Watch", await talk.sees("120 attached"))
        await talk.sees("watches city/my-harvester")
        await talk.types("watches")
        listed = await talk.sees("What is told here, and to you")
        await talk.presses("Unwatch", listed)
        await talk.sees("no longer watches city/my-harvester")
        await talk.types("unwatch my-harvester")
        await talk.sees("is not watched here by that name")


async def test_what_is_muted_is_not_told_until_it_is_unmuted(mode: str) -> None:
    """Silence for one harvester is no silence for the others."""
    async with talking(mode=mode) as talk:
        await talk.types("watch * failed")
        await talk.sees("watches")
        await talk.types("mute my-harvester 2h")
        muted = await talk.sees("hears nothing of city/my-harvester until")
        await seen_once(talk)
        fails(talk)
        fails(talk, "sensor-feed")
        assert "My Harvester" not in talk.look(await talk.sees("Sensor feed failed"))
        await talk.presses("Unmute", muted)
        await talk.sees("hears of city/my-harvester again")
        await seen_once(talk)
        fails(talk)
        await talk.sees("My Harvester failed")


async def test_watching_needs_the_role_and_a_harvester_that_is_there(mode: str) -> None:
    """Whoever may not is told so privately; what is not there is answered with what is."""
    async with talking(mode=mode) as talk:
        await talk.types("watch my-harvester", VIEWER)
        await talk.sees("needs the role operator", VIEWER)
        await talk.types("watch my-harvestr")
        await talk.sees("no harvester my-harvestr")
        await talk.types("watch city/my-harvester faild")
        await talk.sees("Did you mean failed")
        await talk.types("mute city")
        await talk.sees("How long?")
        assert talk.world.conversation(DATA_OPS, OPERATOR) == []


async def test_a_portal_that_nobody_watches_is_asked_nothing(mode: str) -> None:
    """An idle bot costs no call; and once nobody watches any more, the looking ends."""
    async with talking(mode=mode) as talk:
        await talk.types("whoami")
        await talk.sees("since you are an admin")
        assert talk.portal.log.requests == []
        await talk.types("watch city")
        await talk.sees("watches everything on city")
        await seen_once(talk)
        await talk.types("unwatch city")
        await talk.sees("no longer watches everything on city")


async def test_refused_credentials_are_told_to_the_admins_that_the_settings_name(mode: str) -> None:
    """Only they can mend it."""
    async with talking(mode=mode, ROLES__ADMIN=f'["{ADMIN}"]') as talk:
        await talk.types("watch city failed", OPERATOR)
        await talk.sees("watches everything on city", OPERATOR)
        await seen_once(talk)
        talk.portal.trouble.next(Kind.LOGIN_REDIRECT, times=1_000)
        await talk.sees("refuses the bot", ADMIN, dm_of(ADMIN))
        talk.portal.trouble.clear()
        await talk.sees("answers again", ADMIN, dm_of(ADMIN))
