"""Runs, from the word ``start`` to what they changed."""

import pytest
from support.talk import talking

from harvestbot.sandbox.portal.harvester import Durations, Script
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, OPERATOR, PEOPLE_DM, VIEWER, dm_of

START = "PUT /my-harvester/start/"


async def test_a_run_is_followed_to_its_end_and_its_changes_are_told_in_a_thread(mode: str) -> None:
    """Edits notify nobody, so the end is a message of its own."""
    async with talking(mode=mode) as talk:
        assert (await talk.types("start my-harvester", OPERATOR)).ok
        card = await talk.sees("run over")
        told = await talk.sees("attached 120 → 128")
        assert "16 datasets hidden" in talk.look(told)
        assert told.thread_ts == card.ts
        assert talk.writes() == [START]


async def test_the_card_in_the_channel_becomes_the_live_card(mode: str) -> None:
    """Pressing Start on a card does not make a second one."""
    async with talking(mode=mode) as talk:
        await talk.types("status my-harvester")
        card = await talk.sees("120 attached")
        await talk.presses("Start", card)
        assert (await talk.sees("run over")).ts == card.ts


async def test_start_and_publish_goes_on_when_the_run_ends_well(mode: str) -> None:
    """What was said beforehand is not asked again."""
    async with talking(mode=mode) as talk:
        await talk.types("start my-harvester and publish")
        await talk.sees("Published")
        assert talk.writes() == [START, "PUT /my-harvester/publish/"]
        assert talk.portal.world.get("my-harvester").published == 128


async def test_start_and_publish_stops_when_the_run_fails(mode: str) -> None:
    """Nothing is published of a run that failed."""
    async with talking(mode=mode) as talk:
        talk.portal.world.script("my-harvester", Script(failure="No route to the source."))
        await talk.types("start my-harvester and publish")
        told = await talk.sees("errors 0 → 1")
        assert "Nothing is published, since the run has not ended well." in talk.look(told)
        assert talk.writes() == [START]


async def test_start_and_publish_stops_when_the_run_is_aborted(mode: str) -> None:
    """However short the end of it was; what is not done is told."""
    durations = Durations(queued=0.0, processing=60.0, aborting=0.0, publishing=0.0)
    async with talking(mode=mode, api="automation", durations=durations) as talk:
        await talk.types("start my-harvester and publish")
        await talk.sees("(processing)")
        await talk.types("abort my-harvester")
        await talk.sees("Nothing is published, since the run was aborted.")
        assert [one for one in talk.writes() if "publish" in one] == []


async def test_hidden_datasets_can_be_published_from_the_end_of_the_run(mode: str) -> None:
    """The button leads to the question, not past it."""
    async with talking(mode=mode) as talk:
        await talk.types("start my-harvester")
        told = await talk.sees("16 datasets hidden")
        await talk.presses("Publish 16 datasets", told)
        question = await talk.sees("would go online")
        assert talk.writes() == [START]
        await talk.presses("Publish 16 datasets", question)
        await talk.sees("Published")


async def test_several_cards_of_one_run_are_all_brought_up_to_date(mode: str) -> None:
    """Who starts what runs already, here or elsewhere, gets a card that follows it; one start is sent."""
    async with talking(mode=mode, durations=Durations(queued=0.1, processing=1.5)) as talk:
        await talk.types("start my-harvester")
        first = await talk.sees("🔵 running")
        await talk.types("start my-harvester", OPERATOR, GENERAL)
        second = await talk.sees("nothing was started", OPERATOR, GENERAL)
        assert "started by @U0ADMIN001  ·  followed for @U0OPERATE1" in talk.look(second)
        for card in (first, second):
            told = await talk.sees("attached 120 → 128", channel=card.channel)
            assert told.thread_ts == card.ts
            assert "run over" in talk.look(card)
            assert "[Publish 16 datasets]" in talk.look(told)
        assert talk.writes() == [START]


async def test_a_run_is_stopped_where_the_api_can(mode: str) -> None:
    """From the live card, and by word."""
    async with talking(mode=mode, api="automation", durations=Durations(processing=60, aborting=0.1)) as talk:
        await talk.types("start my-harvester")
        card = await talk.sees("running")
        await talk.presses("Abort", card)
        await talk.sees("is being stopped")
        await talk.sees("run over")
        assert talk.writes() == ["POST /my-harvester/start/", "POST /my-harvester/abort/"]
        await talk.types("abort my-harvester")
        await talk.sees("is not running")


async def test_a_run_is_not_stopped_where_the_api_cannot(mode: str) -> None:
    """No button offers it, and the word is answered."""
    async with talking(mode=mode, durations=Durations(processing=60)) as talk:
        await talk.types("start my-harvester")
        card = await talk.sees("running")
        assert "Abort" not in talk.look(card)
        await talk.types("abort my-harvester")
        await talk.sees("cannot")
        assert talk.writes() == [START]


async def test_a_source_that_has_collapsed_is_asked_about_first(mode: str) -> None:
    """A run would take datasets away: only `Start anyway` starts it."""
    async with talking(mode=mode) as talk:
        await talk.types("start bus-stops")
        question = await talk.sees("although its source has shrunk")
        assert talk.writes() == []
        await talk.presses("Start anyway", question)
        await talk.sees("attached 412 → 3")
        assert talk.writes() == ["PUT /bus-stops/start/"]


@pytest.mark.parametrize("user", [VIEWER, "U0GUEST001"])
async def test_a_start_needs_the_role(mode: str, user: str) -> None:
    """The refusal is seen by who asked, and stands in the audit trail."""
    async with talking(mode=mode) as talk:
        assert (await talk.types("start my-harvester", user)).ok
        await talk.sees("needs the role operator" if user == VIEWER else "you have none", user)
        assert talk.world.conversation(DATA_OPS, ADMIN) == []
        assert talk.writes() == []


async def test_a_start_without_an_answer_is_settled_by_looking(mode: str) -> None:
    """The portal has started it, and the connection was cut: it is followed, and not started again."""
    async with talking(mode=mode) as talk:
        talk.portal.trouble.next(Kind.DROP_AFTER, path="start")
        await talk.types("start my-harvester")
        await talk.sees("attached 120 → 128")
        assert talk.writes() == [START]


async def test_a_start_that_never_arrived_is_told_as_uncertain(mode: str) -> None:
    """Nobody starts it a second time by itself."""
    async with talking(mode=mode) as talk:
        talk.portal.trouble.next(Kind.DROP, path="start")
        await talk.types("start my-harvester")
        await talk.sees("Outcome unknown")
        assert talk.writes() == [START]


async def test_a_refused_start_is_told_with_the_reason(mode: str) -> None:
    """The card does not say that it runs."""
    async with talking(mode=mode) as talk:
        talk.portal.trouble.next(Kind.EMPTY_403, path="start")
        await talk.types("start my-harvester")
        card = await talk.sees("Not started")
        assert "create_dataset" in talk.look(card)


async def test_a_harvester_that_goes_while_it_runs_is_told(mode: str) -> None:
    """The card does not run for ever."""
    async with talking(mode=mode, durations=Durations(processing=60)) as talk:
        await talk.types("start my-harvester")
        await talk.sees("running")
        talk.portal.world.vanish("my-harvester")
        await talk.sees("is gone from the portal")


async def test_a_portal_that_fails_meanwhile_does_not_end_the_following(mode: str) -> None:
    """The card says that nobody could look, and goes on."""
    async with talking(mode=mode) as talk:
        await talk.types("start my-harvester")
        await talk.sees("running")
        talk.portal.trouble.next(Kind.FAIL_500, times=6, method="GET")
        await talk.sees("attached 120 → 128")


async def test_where_the_bot_may_not_post_a_run_is_told_at_its_beginning_and_its_end(mode: str) -> None:
    """There is no live card between two people: two messages, and not one for each look."""
    async with talking(mode=mode) as talk:
        await talk.types("start my-harvester", channel=PEOPLE_DM)
        await talk.sees("start asked for", channel=PEOPLE_DM)
        await talk.sees("attached 120 → 128", OPERATOR, PEOPLE_DM)
        assert len(talk.world.conversation(PEOPLE_DM, OPERATOR)) == 2


async def test_an_outcome_that_no_response_url_takes_any_more_goes_to_the_direct_message(mode: str) -> None:
    """Nobody is left without the end of what they started."""
    async with talking(mode=mode, problems=True) as talk:
        await talk.types("start my-harvester", channel=PEOPLE_DM)
        await talk.sees("start asked for", channel=PEOPLE_DM)
        talk.world.fail("response_url", "expired_url", times=5)
        await talk.sees("attached 120 → 128", channel=dm_of(ADMIN))
