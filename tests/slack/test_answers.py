"""Nobody who asked is left with silence: answers find another way where one is closed."""

import asyncio
from collections.abc import Callable

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.domain.asker import Asker
from harvestbot.domain.confirmations import Place
from harvestbot.errors import CannotPost, ChatError, NotUnderstood, PortalFailed
from harvestbot.sandbox.slack.hooks import Hook
from harvestbot.sandbox.slack.ids import ADMIN, CLOSED, DATA_OPS, VIEWER, dm_of
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.answers import Answers
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.notices import working_card
from harvestbot.slack.payloads import Delivery
from harvestbot.slack.sender import Sender

CARD = working_card("this")
SAID = "Working on this"
WORKING = "Working on status x"
LATER = 3_600.0


@pytest.fixture
def answers(sender: Sender) -> Answers:
    """Answers that never say that work is under way."""
    return Answers(sender, patience=LATER)


@pytest.fixture
def hasty(sender: Sender) -> Answers:
    """Answers that say at once that work is under way."""
    return Answers(sender, patience=0.0)


@pytest.fixture
def url(world: World, api: str) -> str:
    """A command's response_url."""
    assert api
    return world.state.response_url(Hook("commands", ADMIN, DATA_OPS, until=world.state.now() + 60))


def where(world: World, message: str = SAID) -> list[tuple[str, str | None]]:
    """Return where these words stand: the channel, and the one person who sees them."""
    return [
        (one.channel, one.ephemeral_to)
        for one in world.state.book.everything()
        if message in world.plain(one) and not one.deleted
    ]


async def test_a_private_answer_comes_through_the_response_url(world: World, answers: Answers, url: str) -> None:
    """It costs no call of the Web API, and only who asked sees it."""
    await answers.private(Asker(ADMIN, Place(DATA_OPS, response_url=url)), CARD)
    assert where(world) == [(DATA_OPS, ADMIN)]
    assert not world.traffic.calls("chat.postEphemeral")


@pytest.mark.parametrize("trouble", ["used_url", "http_500", "ratelimited"])
async def test_where_the_response_url_fails_the_answer_is_shown_in_the_channel(
    world: World, answers: Answers, url: str, trouble: str
) -> None:
    """Still to that person alone."""
    world.fail("response_url", trouble, times=5)
    await answers.private(Asker(ADMIN, Place(DATA_OPS, response_url=url)), CARD)
    assert where(world) == [(DATA_OPS, ADMIN)]
    assert len(world.traffic.calls("chat.postEphemeral")) == 1


@pytest.mark.parametrize("place", [Place(CLOSED), Place("")])
async def test_where_the_bot_is_not_the_answer_goes_to_the_direct_message(
    world: World, answers: Answers, place: Place
) -> None:
    """From Home and from places that the bot does not see."""
    await answers.private(Asker(VIEWER, place), CARD)
    assert where(world) == [(dm_of(VIEWER), None)]


async def test_where_nothing_goes_the_log_says_so(
    world: World, client: AsyncWebClient, answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing raises: what was asked is done all the same."""
    client.retry_handlers.clear()
    world.fail("*", "http_500", times=5)
    await answers.private(Asker(ADMIN, Place(DATA_OPS), "c0ffee00"), CARD)
    assert where(world) == []
    said = capsys.readouterr().out
    assert "could not answer" in said
    assert "c0ffee00" in said


async def test_a_public_answer_is_a_message_that_can_be_changed(world: World, answers: Answers) -> None:
    """It says where it stands, in the thread where it was asked."""
    place = await answers.public(Asker(ADMIN, Place(DATA_OPS)), CARD)
    assert (place.channel, where(world)) == (DATA_OPS, [(DATA_OPS, None)])
    assert await answers.update(place, working_card("that")) == place
    assert where(world, "Working on that") == [(DATA_OPS, None)]
    thread = await answers.public(Asker(ADMIN, Place(DATA_OPS, thread=place.message)), CARD)
    message = world.state.book.find(DATA_OPS, thread.message)
    assert message is not None
    assert message.thread_ts == place.message


async def test_where_the_bot_may_not_post_the_public_answer_takes_the_response_url(
    world: World, answers: Answers, url: str
) -> None:
    """Everybody there sees it, and later words about it take the same way."""
    place = await answers.public(Asker(ADMIN, Place(CLOSED, response_url=url)), CARD)
    assert (place.message, where(world)) == ("", [(DATA_OPS, None)])
    await answers.update(place, working_card("that"))
    assert where(world, "Working on that") == [(DATA_OPS, None)]


@pytest.mark.parametrize("place", [Place(CLOSED), Place("")])
async def test_without_any_other_way_the_public_answer_goes_to_who_asked(
    world: World, answers: Answers, place: Place
) -> None:
    """Better one person than nobody."""
    told = await answers.public(Asker(ADMIN, place), CARD)
    assert told.channel == dm_of(ADMIN)
    assert where(world) == [(dm_of(ADMIN), None)]


async def test_a_message_that_is_gone_is_said_anew_through_the_response_url(
    world: World, answers: Answers, url: str
) -> None:
    """Somebody may have taken it away; without a response_url it is told to the caller."""
    place = await answers.public(Asker(ADMIN, Place(DATA_OPS)), CARD)
    world.fail("chat.update", "message_not_found", times=2)
    await answers.update(Place(place.channel, place.message, url), working_card("that"))
    assert where(world, "Working on that") == [(DATA_OPS, None)]
    with pytest.raises(CannotPost):
        await answers.update(place, CARD)
    with pytest.raises(CannotPost):
        await answers.update(Place(DATA_OPS), CARD)


async def test_a_pressed_message_is_replaced_whoever_sees_it(world: World, answers: Answers, sender: Sender) -> None:
    """What one person sees is changed through the press's response_url; what all see, through the Web API."""
    for ephemeral in (True, False):
        ts = await sender.post(DATA_OPS, CARD)
        hook = Hook("actions", ADMIN, DATA_OPS, until=world.state.now() + 60, message_ts=ts)
        pressed = Delivery(
            id="1",
            user=ADMIN,
            channel=DATA_OPS,
            message=ts,
            ephemeral=ephemeral,
            response_url=world.state.response_url(hook),
        )
        await answers.replace(pressed, working_card("that"))
    assert where(world) == []
    assert len(where(world, "Working on that")) == 2
    assert len(world.traffic.calls("chat.update")) == 1


async def quick() -> Card:
    """Answer at once."""
    return CARD


def after(world: World, words: str, error: Exception | None = None) -> Callable[[], object]:
    """Return work that ends once somebody has seen these words, well or with an error."""

    async def work() -> Card:
        await world.until(lambda: world.find(ADMIN, DATA_OPS, words))
        if error is not None:
            raise error
        return CARD

    return work


async def test_quick_work_is_not_announced(world: World, answers: Answers) -> None:
    """One message, not two."""
    here = Asker(ADMIN, Place(DATA_OPS))
    assert await answers.meanwhile(here, "status x", quick()) is CARD
    await answers.in_channel(here, "status x", quick())
    assert where(world, WORKING) == []
    assert where(world) == [(DATA_OPS, None)]


async def test_slow_work_shows_itself_privately(world: World, hasty: Answers) -> None:
    """A slash command's own answer cannot be replaced later, so the answer follows."""
    work = after(world, WORKING)()
    assert asyncio.iscoroutine(work)
    assert await hasty.meanwhile(Asker(ADMIN, Place(DATA_OPS)), "status x", work) is CARD
    assert where(world, WORKING) == [(DATA_OPS, ADMIN)]


async def test_slow_work_in_the_channel_stands_there_and_becomes_the_answer(world: World, hasty: Answers) -> None:
    """The same message, seen by everybody."""
    work = after(world, WORKING)()
    assert asyncio.iscoroutine(work)
    await hasty.in_channel(Asker(ADMIN, Place(DATA_OPS)), "status x", work)
    assert where(world) == [(DATA_OPS, None)]
    assert where(world, WORKING) == []


@pytest.mark.parametrize("trouble", ["", "http_500"])
async def test_slow_work_that_fails_takes_its_message_away(
    world: World, client: AsyncWebClient, hasty: Answers, trouble: str
) -> None:
    """What went wrong with the work is what is told, even where Slack does not let the message be taken away."""
    client.retry_handlers.clear()
    if trouble:
        world.fail("chat.delete", trouble)
    work = after(world, WORKING, PortalFailed("The portal failed."))()
    assert asyncio.iscoroutine(work)
    with pytest.raises(PortalFailed):
        await hasty.in_channel(Asker(ADMIN, Place(DATA_OPS)), "status x", work)
    assert where(world, WORKING) == ([(DATA_OPS, None)] if trouble else [])


async def test_work_is_not_left_behind_when_nobody_waits_any_more(answers: Answers) -> None:
    """When the bot ends, so does what it was waiting for."""
    ended = asyncio.Event()

    async def endless() -> Card:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return CARD

    waiting = asyncio.ensure_future(answers.meanwhile(Asker(ADMIN, Place(DATA_OPS)), "x", endless()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.wait_for(ended.wait(), 60)


async def test_a_refusal_is_a_sentence_and_a_mistake_of_ours_a_reference(world: World, answers: Answers) -> None:
    """What nobody foresaw is shown to nobody, only where to find it."""
    here = Asker(ADMIN, Place(DATA_OPS), "c0ffee00")
    await answers.refuse(here, NotUnderstood("I know no `x`."))
    await answers.refuse(here, RuntimeError("private details"))
    assert where(world, "I know no x.") == [(DATA_OPS, ADMIN)]
    assert where(world, "c0ffee00") == [(DATA_OPS, ADMIN)]
    assert where(world, "private details") == []


async def test_what_nobody_could_be_told_is_raised_to_who_tells(
    world: World, client: AsyncWebClient, answers: Answers
) -> None:
    """A card that stands nowhere must not be taken for one that does."""
    client.retry_handlers.clear()
    world.fail("*", "http_500", times=5)
    with pytest.raises(ChatError):
        await answers.public(Asker(ADMIN, Place(DATA_OPS)), CARD)
