"""Pasted addresses of harvesters' pages."""

from support.talk import talking

from harvestbot.sandbox.slack import payloads
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, GUEST, LOUNGE, PRIVATE, SHARED, VIEWER, dm_of
from harvestbot.sandbox.slack.messages import Message

PAGE = "https://data.example.org/backoffice/harvesters/"


async def test_a_pasted_page_is_shown_as_its_card_where_it_concerns_nobody_else(mode: str) -> None:
    """For who may look, in channels of our own; whatever else is pasted stays a link, and nobody is told why."""
    async with talking(mode=mode, PORTALS__CITY__PAGE_URL=f"{PAGE}{{id}}?lang=fr&tab=1") as talk:
        world = talk.world

        async def pastes(user: str, channel: str, *pages: str) -> Message:
            text = " and ".join(f"<{PAGE}{page}?lang=fr&amp;tab=1>" for page in pages)
            assert all(one.ok for one in await world.say(user, channel, text))
            return world.conversation(channel, user)[-1]

        world.fail("conversations.info", "channel_not_found", channel=PRIVATE)
        plain = [
            await pastes(ADMIN, SHARED, "my-harvester"),
            await pastes(ADMIN, PRIVATE, "my-harvester"),
            await pastes(GUEST, DATA_OPS, "my-harvester"),
            await pastes(VIEWER, DATA_OPS, "no-such-harvester"),
            await pastes(VIEWER, DATA_OPS, "my-harvester/settings"),
        ]
        composing = {"type": "link_shared", "channel": "COMPOSER", "user": VIEWER, "source": "composer"}
        told = payloads.event(world.state, composing | {"links": [{"domain": "data.example.org", "url": f"{PAGE}x"}]})
        assert (await world._courier.bring("link_shared", "events_api", told)).ok  # noqa: SLF001  because only Slack itself tells of what is not sent yet
        shown = [
            await pastes(VIEWER, DATA_OPS, "my-harvester", "nothing", "bus-stops"),
            await pastes(VIEWER, LOUNGE, "channel-x-paris"),
        ]
        await world.until(lambda: all(one.unfurls for one in shown))
        assert [len(one.unfurls) for one in shown] == [2, 1]
        (first, _), (hostile,) = (list(one.unfurls.values()) for one in shown[:2])
        assert "120 attached, 112 published" in world.plain(Message("", "", "", blocks=first["blocks"]))
        assert "action_id" not in str(first["blocks"])
        assert not Message("", "", "", blocks=hostile["blocks"]).mentions.notifies
        looked = sorted(str(call.request) for call in world.traffic.calls("conversations.info"))
        ours = [SHARED, PRIVATE, DATA_OPS, DATA_OPS, DATA_OPS, LOUNGE]
        assert looked == sorted(str({"channel": one}) for one in ours)
        await world.until(
            lambda: "no-such-harvester" in [one.path.rpartition("/")[2] for one in talk.portal.log.requests]
        )
        assert [one.unfurls for one in plain] == [{}] * len(plain)
        assert not [one for one in world.conversation(DATA_OPS, GUEST) if one.via != "person"]


async def test_an_address_names_a_harvester_wherever_words_are_understood(mode: str) -> None:
    """Behind a verb, and alone in a direct message, where nothing else is shown beneath it."""
    async with talking(mode=mode, PORTALS__CITY__PAGE_URL=f"{PAGE}{{id}}") as talk:
        await talk.types(f"status {PAGE}bus-stops")
        await talk.sees("Bus stops")
        await talk.world.dm(VIEWER, f"<{PAGE}my-harvester>")
        await talk.sees("120 attached", VIEWER, dm_of(VIEWER))
        assert not talk.world.traffic.calls("chat.unfurl")


async def test_a_portal_that_fails_shows_nothing_and_tells_nobody() -> None:
    """A link is not a question."""
    async with talking(PORTALS__CITY__PAGE_URL=f"{PAGE}{{id}}") as talk:
        talk.world.fail("chat.unfurl", "internal_error")
        await talk.world.say(VIEWER, GENERAL, f"<{PAGE}my-harvester>")
        await talk.world.until(lambda: talk.world.traffic.calls("chat.unfurl"))
        assert len(talk.world.conversation(GENERAL, VIEWER)) == 1
