"""Watching, from the word ``watch`` to the message that tells what happened."""

from support.talk import Talk, talking

from harvestbot.sandbox.portal.harvester import Durations, Script
from harvestbot.sandbox.portal.trouble import Down
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, OPERATOR, VIEWER, dm_of


async def seen_once(talk: Talk) -> None:
    """Wait until the portal's list was read: what happens from now on is compared with it."""
    looks = talk.portal.log.count(method="GET", path="/harvesters/")
    await talk.world.until(lambda: talk.portal.log.count(method="GET", path="/harvesters/") > looks + 1)


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
        told = await talk.sees("failed", VIEWER)
        assert "My Harvester" in talk.look(told)
        assert "Why do I get this?" in talk.look(told)
        talk.portal.world.start("my-harvester")
        well = await talk.sees("is well again", VIEWER)
        assert well.thread_ts == told.ts
        assert well.subtype == "thread_broadcast"
