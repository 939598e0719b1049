"""What Slack refuses becomes one of our errors, without a token or an address in it."""

import asyncio
from typing import cast

import aiohttp
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient
from support import stand_in

from harvestbot.errors import BlocksRefused, CannotPost, ChatError, SlackRefused, SlackUnavailable
from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.hooks import LIVES, USES, Hook
from harvestbot.sandbox.slack.ids import ADMIN, ARCHIVED, CLOSED, DATA_OPS, VIEWER
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.cards.blocks import card, section
from harvestbot.slack.cards.native import chart, data_table, in_both, number_cell
from harvestbot.slack.cards.notices import working_card
from harvestbot.slack.cards.text import md
from harvestbot.slack.client import new_session, web_client, writing_client
from harvestbot.slack.paced import TRIES
from harvestbot.slack.pacing import ALLOWANCES
from harvestbot.slack.sender import NO_THREAD, NOT_THERE, Sender
from harvestbot.slack.shapes import REMEMBERED, Shapes

CARD = working_card("status my-harvester")
OTHER = working_card("list")
SAID = "Working on status my-harvester"

UNAVAILABLE = ["ratelimited", "http_500", "http_503", "drop", "internal_error", "invalid_auth"]


def response_url(world: World, kind: str = "commands", message: str | None = None, *, until: float = 60) -> str:
    """Return what Slack hands out with a command or a press."""
    hook = Hook(kind, ADMIN, DATA_OPS, until=world.state.now() + until, message_ts=message)
    return world.state.response_url(hook)


def free_of_secrets(world: World, error: Exception, *more: str) -> bool:
    """Tell whether an error and all that it comes from are fit to be shown."""
    seen: BaseException | None = error
    while seen is not None:
        if any(secret in f"{seen!s}{seen!r}" for secret in (world.bot_token, "127.0.0.1", *more)):
            return False
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return True


async def test_a_message_is_posted_updated_and_taken_away(world: World, sender: Sender) -> None:
    """In a thread where one is named, and shown in the channel too where that is wished."""
    ts = await sender.post(DATA_OPS, CARD)
    await sender.post(DATA_OPS, CARD, thread=ts, broadcast=True)
    first, second = world.conversation(DATA_OPS, ADMIN)
    assert (first.thread_ts, second.thread_ts) == (None, ts)
    await sender.update(DATA_OPS, ts, OTHER)
    assert "list" in world.plain(first)
    await sender.remove(DATA_OPS, ts)
    assert world.conversation(DATA_OPS, ADMIN) == [second]


async def test_nothing_that_is_posted_unfurls(world: World, sender: Sender) -> None:
    """What a portal's text contains opens nothing."""
    await sender.post(DATA_OPS, CARD)
    await sender.respond(response_url(world), CARD)
    for name in ("chat.postMessage", "response_url"):
        (call,) = world.traffic.calls(name)
        assert isinstance(call.request, dict)
        assert [str(call.request[key]).lower() for key in ("unfurl_links", "unfurl_media")] in (
            ["false", "false"],
            ["0", "0"],
        )


@pytest.mark.parametrize("word", sorted(NOT_THERE))
async def test_slacks_words_for_not_here_mean_that_the_bot_cannot_post(world: World, sender: Sender, word: str) -> None:
    """Another way to say it is tried then."""
    world.fail("chat.postMessage", word)
    with pytest.raises(CannotPost, match=word) as refused:
        await sender.post(DATA_OPS, CARD)
    assert free_of_secrets(world, refused.value)


@pytest.mark.parametrize("word", sorted(NO_THREAD))
async def test_what_belongs_in_a_thread_that_is_closed_stands_in_the_channel(
    world: World, sender: Sender, word: str
) -> None:
    """Rather there than nowhere."""
    ts = await sender.post(DATA_OPS, CARD)
    world.fail("chat.postMessage", word)
    await sender.post(DATA_OPS, CARD, thread=ts, broadcast=True)
    assert [one.thread_ts for one in world.conversation(DATA_OPS, ADMIN)] == [None, None]


@pytest.mark.parametrize("channel", [CLOSED, ARCHIVED])
async def test_a_channel_without_the_bot_or_without_life_is_not_there(sender: Sender, channel: str) -> None:
    """As Slack itself says it."""
    with pytest.raises(CannotPost):
        await sender.post(channel, CARD)


@pytest.mark.parametrize("trouble", UNAVAILABLE)
async def test_any_other_failure_means_that_slack_cannot_be_had(
    world: World, api: str, session: aiohttp.ClientSession, trouble: str
) -> None:
    """No failure comes through as a library's exception, once trying again has not helped."""
    sender = Sender(writing_client(world.bot_token, api, session), session, speed=1e9)
    world.fail("*", trouble, times=3 * TRIES, seconds=0)
    sendings = (sender.post(DATA_OPS, CARD), sender.update(DATA_OPS, "1.1", CARD), sender.remove(DATA_OPS, "1.1"))
    failed = await asyncio.gather(*sendings, return_exceptions=True)
    assert [type(one) for one in failed] == [SlackUnavailable] * 3
    for one in failed:
        assert isinstance(one, SlackUnavailable)
        assert free_of_secrets(world, one)


async def test_what_slack_says_about_blocks_is_told(world: World, client: AsyncWebClient) -> None:
    """Whoever reads the log sees which block was refused."""
    world.fail("views.open", "invalid_trigger_id")
    async with new_session() as session:
        with pytest.raises(SlackRefused, match="invalid_trigger_id"):
            await Sender(client, session).open_form("1.2.3", {"type": "modal"})
    with pytest.raises(SlackRefused, match=r"Slack refused: \w+ \("):
        await Sender(client, session).post(DATA_OPS, type(CARD)("x", [{"type": "section"}]))


@pytest.mark.parametrize("answer", stand_in.UNREADABLE.values(), ids=stand_in.UNREADABLE)
async def test_an_answer_that_is_none_of_slacks_is_a_failure(answer: stand_in.Handler) -> None:
    """For messages as for forms."""
    async with stand_in.answering(answer) as url, new_session() as session:
        sender = Sender(web_client("xoxb-hidden", url, session), session)
        for send in (lambda: sender.post("C1", CARD), lambda: sender.direct("U1", CARD)):
            with pytest.raises(SlackUnavailable) as failed:
                await send()
            assert "hidden" not in str(failed.value)


async def test_a_slack_that_is_not_there_is_a_failure() -> None:
    """Neither over the Web API nor through a response_url."""
    async with new_session() as session:
        sender = Sender(web_client("xoxb-hidden", "http://127.0.0.1:1/api/", session), session)
        with pytest.raises(SlackUnavailable):
            await sender.post("C1", CARD)
        with pytest.raises(SlackUnavailable) as failed:
            await sender.respond("http://127.0.0.1:1/commands/capability", CARD)
        assert "capability" not in str(failed.value)
        assert failed.value.__suppress_context__


async def test_a_response_url_answers_the_person_or_the_channel(world: World, sender: Sender) -> None:
    """Private unless everybody is to see it."""
    await sender.respond(response_url(world), CARD)
    assert world.find(ADMIN, DATA_OPS, SAID) is not None
    assert world.find(VIEWER, DATA_OPS, SAID) is None
    await sender.respond(response_url(world), CARD, in_channel=True)
    assert world.find(VIEWER, DATA_OPS, SAID) is not None


async def test_a_presss_response_url_replaces_its_message(world: World, sender: Sender) -> None:
    """The only way to change what one person alone sees."""
    ts = await sender.post(DATA_OPS, CARD)
    await sender.respond(response_url(world, "actions", ts), OTHER, replace=True)
    (message,) = world.conversation(DATA_OPS, ADMIN)
    assert "list" in world.plain(message)


async def test_a_response_url_that_is_used_up_or_too_old_cannot_be_posted_to(world: World, sender: Sender) -> None:
    """Five uses, thirty minutes; and none at all is none."""
    url, old = response_url(world), response_url(world, until=-LIVES)
    for _ in range(USES):
        await sender.respond(url, CARD)
    for one in (url, old, "", f"{url}x"):
        with pytest.raises(CannotPost) as refused:
            await sender.respond(one, CARD)
        assert free_of_secrets(world, refused.value, url.rpartition("/")[2])


async def test_a_response_url_that_refuses_the_message_says_so(world: World, sender: Sender) -> None:
    """Slack may answer 200 all the same; what was not shown must not count as said."""
    with pytest.raises(CannotPost, match="invalid_blocks"):
        await sender.respond(response_url(world), type(CARD)("x", [{"type": "section"}]))
    assert world.conversation(DATA_OPS, ADMIN) == []


@pytest.mark.parametrize("trouble", ["ratelimited", "http_500", "http_503", "drop"])
async def test_a_response_url_that_fails_for_now_is_unavailable(world: World, sender: Sender, trouble: str) -> None:
    """It may work again: that is not the same as used up."""
    url = response_url(world)
    world.fail("response_url", trouble, times=5)
    with pytest.raises(SlackUnavailable) as failed:
        await sender.respond(url, CARD)
    assert free_of_secrets(world, failed.value, url.rpartition("/")[2])


async def test_what_is_private_goes_to_the_direct_message_where_the_bot_is_not(world: World, sender: Sender) -> None:
    """Nobody is left without an answer, and nobody else sees it."""
    await sender.private(DATA_OPS, ADMIN, CARD)
    assert world.find(VIEWER, DATA_OPS, SAID) is None
    assert world.find(ADMIN, DATA_OPS, SAID) is not None
    await sender.private(CLOSED, ADMIN, CARD)
    assert world.find(ADMIN, ids.dm_of(ADMIN), SAID) is not None
    place = await sender.direct(VIEWER, CARD)
    assert place.channel == ids.dm_of(VIEWER)
    assert place.message


async def test_a_form_needs_a_trigger_that_is_alive(world: World, sender: Sender) -> None:
    """Three seconds after what the person did, none opens any more."""
    view: dict[str, object] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "blocks": [{"type": "divider"}],
    }
    opened = await sender.open_form(world.state.trigger(ADMIN), view)
    shown = world.open_view(ADMIN)
    assert shown is not None
    assert shown.id == opened
    with pytest.raises(ChatError):
        await sender.open_form("1.2.3", view)


async def test_of_cards_that_wait_at_one_message_the_latest_is_sent(world: World, sender: Sender) -> None:
    """A burst of changes costs few calls, and the message ends as the last of them."""
    message = await sender.post(DATA_OPS, working_card("0"))
    await asyncio.gather(*(sender.update(DATA_OPS, message, working_card(str(number))) for number in range(1, 10)))
    assert "Working on 9" in world.plain(world.conversation(DATA_OPS, ADMIN)[0])
    assert len(world.traffic.calls("chat.update")) <= 2


class OneMessage:
    """A Slack with one message, whose edits end when and as a test wants."""

    def __init__(self) -> None:
        self.shown = -1
        self.edits: list[tuple[int, asyncio.Future[None]]] = []

    async def chat_update(self, *, text: str, **_: object) -> None:
        """Edit the message."""
        self.edits.append((int(text), asyncio.get_running_loop().create_future()))
        await self.edits[-1][1]
        self.shown = int(text)

    def end(self, *, well: bool) -> bool:
        """Let the edit that is under way end; False where there is none."""
        under_way = [future for _, future in self.edits if not future.done()]
        for future in under_way:
            future.set_result(None) if well else future.set_exception(OSError())
        return bool(under_way)


async def _turns() -> None:
    """Let all that can go on do so."""
    for _ in range(12):
        await asyncio.sleep(0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["insisting", "spare", "well", "badly", "cancelled"]), max_size=12))
@example(["spare", "insisting", "badly"])
@example(["insisting", "insisting", "cancelled"])
async def test_who_is_told_that_their_card_was_sent_sees_it_or_a_later_one(steps: list[str]) -> None:
    """However the edits before it end; nobody's card is lost with another's, and none is put over a later one."""
    slack = OneMessage()
    sender = Sender(cast("AsyncWebClient", slack), cast("aiohttp.ClientSession", None), speed=1e9)
    given_, seen = list[asyncio.Task[None]](), list[int]()

    async def give(number: int, *, spare: bool) -> None:
        await sender.update("C1", "1.1", card(md(str(number))), spare=spare)
        assert spare or slack.shown >= number

    for step in steps:
        if step in ("insisting", "spare"):
            given_.append(asyncio.create_task(give(len(given_), spare=step == "spare")))
        elif step == "cancelled":
            next((one for one in given_ if not one.done()), asyncio.create_task(_turns())).cancel()
        else:
            slack.end(well=step == "well")
        await _turns()
        seen.append(slack.shown)
    while slack.end(well=True):
        await _turns()
    ended = await asyncio.gather(*given_, return_exceptions=True)
    assert {type(one) for one in ended} <= {type(None), SlackUnavailable, asyncio.CancelledError}
    assert seen == sorted(seen)
    assert len(slack.edits) <= len(given_)


async def test_what_slack_asks_to_wait_for_is_waited_for_once_for_all(world: World, sender: Sender) -> None:
    """The first refusal holds the method back, and the message goes out."""
    world.fail("chat.postMessage", "ratelimited", times=1, seconds=1)
    first = asyncio.create_task(sender.post(DATA_OPS, CARD))
    await world.until(lambda: len(world.traffic.calls("chat.postMessage")) == 1)
    await sender.post(DATA_OPS, CARD)
    await first
    assert len(world.traffic.calls("chat.postMessage")) == 3


async def test_a_card_that_only_shows_that_work_goes_on_waits_for_nothing(world: World, sender: Sender) -> None:
    """Where it would have to wait it is left out."""
    message = await sender.post(DATA_OPS, CARD)
    for number in range(40):
        await sender.update(DATA_OPS, message, working_card(str(number)), spare=True)
    assert 1 <= len(world.traffic.calls("chat.update")) <= ALLOWANCES["chat.update"].burst


TABLE = data_table("Runs", ["n"], [[number_cell(7)]])
GRAPH = chart("Runs", "bar", ["a"], {"n": [7]})
PLAIN = card(md("7 runs"), section(md("7 runs")))
NATIVE = in_both(card(md("7 runs"), TABLE), PLAIN)
CHARTED = in_both(card(md("7 runs"), GRAPH), PLAIN)


def kinds(world: World) -> list[object]:
    """Return the type of the first block of each message that people saw, in order."""
    return [message.blocks[0]["type"] for message in world.conversation(DATA_OPS, ADMIN)]


@pytest.mark.parametrize("takes", [True, False])
async def test_a_native_table_goes_out_in_sections_where_slack_takes_none(
    world: World, sender: Sender, *, takes: bool
) -> None:
    """In the same call chain, whichever way it goes; the workspace is remembered, and nothing is asked twice."""
    world.state.unknown_blocks = frozenset() if takes else frozenset({"data_table"})
    ts = await sender.post(DATA_OPS, NATIVE)
    await sender.update(DATA_OPS, ts, OTHER)
    await sender.update(DATA_OPS, ts, NATIVE)
    await sender.respond(response_url(world), NATIVE)
    await sender.private(DATA_OPS, ADMIN, NATIVE)
    await sender.post(DATA_OPS, CHARTED)
    assert kinds(world) == [*["data_table" if takes else "section"] * 3, "data_visualization"]
    refused = [call.name for call in world.traffic.calls() if call.failure]
    assert refused == ([] if takes else ["chat.postMessage"])


@pytest.mark.parametrize("way", ["update", "respond", "private"])
async def test_each_way_out_falls_back_by_itself(world: World, sender: Sender, way: str) -> None:
    """Also the first that is tried."""
    world.state.unknown_blocks = frozenset({"data_table"})
    ts = await sender.post(DATA_OPS, OTHER)
    ways = {
        "update": lambda: sender.update(DATA_OPS, ts, NATIVE),
        "respond": lambda: sender.respond(response_url(world, "actions", ts), NATIVE, replace=True),
        "private": lambda: sender.private(DATA_OPS, ADMIN, NATIVE),
    }
    await ways[way]()
    assert kinds(world)[-1] == "section"
    assert "7 runs" in world.plain(world.conversation(DATA_OPS, ADMIN)[-1])


async def test_blocks_that_are_wrong_in_either_shape_are_refused_once(world: World, sender: Sender) -> None:
    """No fallback hides a mistake of ours, and none goes round in circles."""
    world.state.unknown_blocks = frozenset({"data_table", "section"})
    for send in (sender.post(DATA_OPS, NATIVE), sender.post(DATA_OPS, PLAIN)):
        with pytest.raises(BlocksRefused):
            await send
    with pytest.raises(CannotPost):
        await sender.respond(response_url(world), PLAIN)
    assert len(world.traffic.calls("chat.postMessage")) == 3


async def test_a_workspace_is_tried_again_after_a_day() -> None:
    """It may have learned native blocks by then."""
    now = [0.0]
    shapes = Shapes(lambda: now[0])
    shapes.refuse(NATIVE)
    assert shapes.fit(NATIVE).blocks == PLAIN.blocks
    assert shapes.fit(CHARTED) is CHARTED
    assert shapes.fit(PLAIN) is PLAIN
    now[0] = REMEMBERED
    assert shapes.fit(NATIVE) is NATIVE
