"""How something ended is told in the end, whatever became of the card that was to say it."""

import asyncio

import msgspec
import pytest
from support.card_samples import CSW, confirmation
from support.watching_cards import change, notice

from harvestbot.domain.asker import Asker
from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.watching.kinds import Kind
from harvestbot.errors import Refused, SlackUnavailable
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, dm_of
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.answers import Answers
from harvestbot.slack.sender import Sender
from harvestbot.slack.teller import SlackTeller


@pytest.fixture
def teller(sender: Sender) -> SlackTeller:
    """The part under test."""
    return SlackTeller(Answers(sender), {}, {}, pause=0.001)


def deletion(place: Place, state: State = State.DONE) -> Confirmation:
    """Return a deletion that has come so far, and whose card stands there."""
    asked = confirmation(Action.DELETE, state, action=Action.DELETE, approver=ADMIN)
    return msgspec.structs.replace(asked, requester=ADMIN, place=place)


def told(world: World, channel: str = DATA_OPS) -> list[str]:
    """Return what stands in a channel, thread or not."""
    return [world.plain(one) for one in world.conversation(channel, ADMIN)]


async def asked(teller: SlackTeller) -> Place:
    """Put the question, and return where it stands."""
    return await teller.ask(deletion(Place(DATA_OPS), State.ASKED))


async def test_an_outcome_whose_card_was_taken_away_stands_in_a_message_of_its_own(
    world: World, teller: SlackTeller
) -> None:
    """Somebody has deleted the question; what only shows that work goes on is not posted anew."""
    place = await asked(teller)
    world.state.delete(world.conversation(DATA_OPS, ADMIN)[0])
    assert await teller.show(deletion(place, State.AT_WORK), insist=False) == place
    assert told(world) == []
    now = await teller.show(deletion(place), insist=True)
    assert ["Deleted" in one for one in told(world)] == [True]
    assert await teller.show(deletion(now), insist=True) == now
    assert len(told(world)) == 1


@pytest.mark.parametrize("word", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action"])
async def test_an_outcome_is_told_directly_where_the_bot_may_say_nothing_any_more(
    world: World, teller: SlackTeller, word: str
) -> None:
    """It was removed from the channel, or the channel was archived, and no response_url is left."""
    place = await asked(teller)
    world.fail("*", word, times=9, channel=DATA_OPS)
    now = await teller.show(deletion(place), insist=True)
    assert ["Deleted" in one for one in told(world, dm_of(ADMIN))] == [True]
    assert await teller.show(deletion(now), insist=True) == now
    assert len(told(world, dm_of(ADMIN))) == 1


async def test_what_a_run_has_changed_is_told_in_the_channel_where_its_thread_is_gone(
    world: World, teller: SlackTeller
) -> None:
    """Nothing can be said in the thread of a message that was taken away."""
    place = await asked(teller)
    world.state.delete(world.conversation(DATA_OPS, ADMIN)[0])
    await teller.conclude(run(), place)
    assert ["attached" in one for one in told(world)] == [True]


@pytest.mark.parametrize("word", ["cannot_dm_bot", "user_disabled", "missing_scope", "invalid_blocks"])
async def test_what_can_be_told_to_nobody_is_logged_and_holds_nothing_up(
    world: World, teller: SlackTeller, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No work goes round for ever with what Slack will never take."""
    world.fail("*", word, times=99)
    await teller.show(deletion(Place("", "1.1")), insist=True)
    await teller.conclude(run(), Place(""))
    assert "could not tell" in capsys.readouterr().out
    assert len(world.traffic.calls()) <= 5


async def test_an_outcome_whose_blocks_slack_does_not_take_is_told_in_words(world: World, teller: SlackTeller) -> None:
    """Whoever waits for it learns the essential."""
    place = await asked(teller)
    world.state.unknown_blocks = frozenset({"section", "context", "actions", "header"})
    now = await teller.show(deletion(place), insist=True)
    await teller.conclude(run(), now)
    news = msgspec.structs.replace(notice(change(Kind.FAILED)), subscriber=DATA_OPS, owner=ADMIN)
    await teller.notify(news, None)
    _, deleted, changed, failed = told(world)
    assert ("Deleted" in deleted, "attached" in changed, "failed" in failed) == (True, True, True)


async def test_what_slack_does_not_take_for_now_is_told_again(world: World, teller: SlackTeller) -> None:
    """Whoever insists hears of it."""
    place = await asked(teller)
    world.fail("*", "http_503", times=2)
    tellings = (teller.show(deletion(place), insist=True), teller.conclude(run(), place))
    assert [type(one) for one in await asyncio.gather(*tellings, return_exceptions=True)] == [SlackUnavailable] * 2


async def test_a_refusal_that_slack_does_not_take_for_now_is_told_later(
    world: World, teller: SlackTeller, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was decided has been acknowledged: whoever decided hears that it is not done, once."""
    here = Asker(ADMIN, Place(DATA_OPS))
    world.fail("*", "http_503", times=4)
    await teller.refuse(here, Refused("It does not run."))
    assert told(world) == ["💬 It does not run."]
    world.fail("*", "http_503")
    await teller.refuse(here, Refused("It does not answer yet."), insist=False)
    world.fail("*", "missing_scope", times=9)
    await teller.refuse(here, Refused("It does not run."))
    assert told(world) == ["💬 It does not run."]
    assert capsys.readouterr().out.count("could not answer") == 6


def run() -> Run:
    """Return a run that has ended."""
    return Run(
        portal="paris",
        before=CSW,
        now=msgspec.structs.replace(CSW, attached=130),
        started_by=ADMIN,
        began_at=0.0,
        seen_at=60.0,
        phase=Phase.ENDED,
    )
