"""Words that come another way than behind the slash command: mentions, threads and direct messages."""

from support.talk import Talk, talking

from harvestbot.sandbox.slack import payloads
from harvestbot.sandbox.slack.ids import (
    ADMIN,
    BOT,
    DATA_OPS,
    GUEST,
    OPERATOR,
    SECOND_ADMIN,
    SHARED,
    STRANGER,
    VIEWER,
    dm_of,
)

ADA_DIRECT = dm_of(ADMIN)


async def brought(talk: Talk, **told: object) -> None:
    """Have Slack deliver an event as it is."""
    event = {"type": "message", "channel": ADA_DIRECT, "channel_type": "im", "user": ADMIN, "ts": "1.0", **told}
    delivery = await talk.world._courier.bring(  # noqa: SLF001  because only Slack itself delivers such a thing
        "message.im", "events_api", payloads.event(talk.world.state, event)
    )
    assert delivery.ok


async def test_a_mention_in_a_thread_is_answered_in_the_thread(mode: str) -> None:
    """Cards are for everybody there, what is private only for who asked; a run is followed there to its end."""
    async with talking(mode=mode) as talk:
        await talk.world.say(VIEWER, DATA_OPS, "What about the trees?")
        first = talk.world.conversation(DATA_OPS, VIEWER)[0].ts
        await talk.world.mention(ADMIN, DATA_OPS, "status my-harvester", thread_ts=first)
        card = await talk.sees("120 attached", VIEWER)
        await talk.world.mention(ADMIN, DATA_OPS, "/harvester portals", thread_ts=first)
        private = await talk.sees("calls left for today")
        assert (card.thread_ts, private.thread_ts, private.ephemeral_to) == (first, first, ADMIN)
        await talk.world.mention(ADMIN, DATA_OPS, "whoam", thread_ts=first)
        await talk.presses("whoami", await talk.sees("I know no whoam"))
        assert (await talk.sees("since you are an admin")).thread_ts == first
        await talk.world.mention(ADMIN, DATA_OPS, "start my-harvester", thread_ts=first)
        outcome = await talk.sees("run over", VIEWER)
        assert outcome.thread_ts == first
        await talk.presses("Refresh", card)
        await talk.world.until(lambda: len(talk.world.traffic.calls("chat.update")) > 1)


async def test_what_needs_a_form_offers_a_button_that_opens_it(mode: str) -> None:
    """A message has no trigger to open anything with; the button that it is answered with has one."""
    async with talking(mode=mode) as talk:
        await talk.world.say(ADMIN, DATA_OPS, "The lamps need another name.")
        first = talk.world.conversation(DATA_OPS, ADMIN)[0].ts
        await talk.world.mention(ADMIN, DATA_OPS, "edit my-harvester", thread_ts=first)
        offer = await talk.sees("Press to open the form")
        assert (offer.ephemeral_to, offer.thread_ts) == (ADMIN, first)
        await talk.presses("Edit my-harvester", offer)
        await talk.world.until(lambda: (form := talk.world.open_view(ADMIN)) and "Name" in talk.world.plain(form))
        await talk.world.dm(SECOND_ADMIN, "create")
        direct = await talk.sees("Press to open the form", SECOND_ADMIN, dm_of(SECOND_ADMIN))
        await talk.presses("Create", direct, SECOND_ADMIN)
        await talk.world.until(lambda: talk.world.open_view(SECOND_ADMIN))


async def test_a_direct_message_is_understood_and_asked_back(mode: str) -> None:
    """A deletion asked for there goes its usual way, the typed id included; answers are ordinary messages."""
    async with talking(mode=mode) as talk:
        await talk.world.dm(ADMIN, "help")
        answer = await talk.sees("What you can do here", channel=ADA_DIRECT)
        assert answer.ephemeral_to is None
        await talk.world.dm(ADMIN, "satus my-harvester")
        slip = await talk.sees("I know no", channel=ADA_DIRECT)
        await talk.presses("status my-harvester", slip)
        await talk.sees("120 attached", channel=ADA_DIRECT)
        await talk.world.dm(ADMIN, "delete bus-stops")
        question = await talk.sees("Delete Bus stops?", channel=ADA_DIRECT)
        await talk.presses("Delete with 412 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        assert (await talk.world.submit(ADMIN, form, {"harvestbot:harvester-id": "bus-stops"})).ok
        await talk.sees("Deleted", channel=ADA_DIRECT)
        assert talk.writes() == ["DELETE /bus-stops/?delete_attached_datasets=1"]


async def test_a_decision_by_mention_is_taken_once_however_often_it_is_delivered(mode: str) -> None:
    """Slack delivers events again; edits, joins, the bot's own words and sentences start nothing."""
    async with talking(mode=mode) as talk:
        first = await talk.world.mention(ADMIN, DATA_OPS, "start my-harvester")
        assert first is not None
        for _ in range(2):
            again = await talk.world._courier.bring("app_mention", "events_api", first.payload)  # noqa: SLF001  because only Slack itself repeats
            assert again.ok
        for told in ({"subtype": "message_changed"}, {"subtype": "channel_join"}, {"bot_id": "B1"}, {"user": BOT}):
            await brought(talk, text="start bus-stops", **told)
        await talk.world.say(ADMIN, DATA_OPS, f"better do not, <@{BOT}> start bus-stops")
        await talk.sees("Nothing was done")
        await talk.sees("run over")
        assert talk.writes() == ["PUT /my-harvester/start/"]
        assert [one.verb for one in await talk.trail() if one.outcome == "asked"] == ["start"]


async def test_who_has_no_role_or_is_elsewhere_is_refused_as_behind_the_command(mode: str) -> None:
    """Guests, people of other organisations, and channels where nothing is changed."""
    async with talking(mode=mode, CHANNELS=f'["{DATA_OPS}"]') as talk:
        await talk.world.mention(GUEST, DATA_OPS, "status my-harvester")
        await talk.sees("you have none", GUEST)
        await talk.world.mention(STRANGER, SHARED, "status my-harvester")
        refusal = await talk.sees("you have none", STRANGER, SHARED)
        assert refusal.ephemeral_to == STRANGER
        await talk.world.mention(VIEWER, DATA_OPS, "start my-harvester")
        await talk.sees("needs the role operator", VIEWER)
        await talk.world.dm(SECOND_ADMIN, "start my-harvester")
        await talk.sees("does not work in this channel", SECOND_ADMIN, dm_of(SECOND_ADMIN))
        assert talk.writes() == []
        assert talk.world.conversation(SHARED, OPERATOR)[0].via == "person"
