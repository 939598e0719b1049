"""What a person sees when the bot is late, dead or wrong, and what the bot sees when Slack is."""

import asyncio

import aiohttp
import pytest
from sandbox.slack.bench import Bot, Slack
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from starlette.responses import Response

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.clock import HandClock
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.ratelimits import TIER_4, Rates
from harvestbot.sandbox.slack.wire import Json

BUTTON: list[Json] = [
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
    }
]


async def button(slack: Slack, channel: str = ids.DATA_OPS) -> Message:
    """A message of the bot with a button."""
    await slack.client.chat_postMessage(channel=channel, text="x", blocks=BUTTON)
    return slack.world.conversation(channel, ids.ADMIN)[-1]


async def test_slack_s_own_verifier_accepts_our_signature(slack: Slack, bot: Bot) -> None:
    """The signature holds for the body as sent, and for no other."""
    await slack.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester list é&=")
    verifier = SignatureVerifier(slack.world.signing_secret)
    assert verifier.is_valid_request(bot.bodies[0], bot.headers[0])
    assert not verifier.is_valid_request(bot.bodies[0] + b"x", bot.headers[0])
    assert bot.seen[0]["text"] == "list é&amp;="


async def test_the_request_url_is_verified_by_a_challenge(slack: Slack, bot: Bot) -> None:
    """A bot that does not return the challenge fails the handshake."""
    assert (await slack.world.verify_url()).failure == "invalid_response"
    bot.answers = [500]
    assert (await slack.world.verify_url()).failure == "http_service_error"
    assert bot.seen[0]["type"] == "url_verification"


async def test_a_late_acknowledgement_is_a_failure_to_the_person(
    timed: Slack, timed_bot: Bot, clock: HandClock
) -> None:
    """After three seconds the person sees operation_timeout, and nothing is delivered again."""
    never = asyncio.Event()
    timed_bot.answers = [never]
    typing = asyncio.create_task(timed.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester list"))
    await timed_bot.heard.wait()
    clock.advance(3)
    delivery = await typing
    never.set()
    seen = timed.world.find(ids.ADMIN, ids.DATA_OPS, "operation_timeout")
    assert (delivery.failure, delivery.ok, bool(seen), len(timed_bot.seen)) == ("operation_timeout", False, True, 1)
    assert timed.world.find(ids.VIEWER, ids.DATA_OPS, "operation_timeout") is None
    assert "operation_timeout" in timed.world.transcript()


@pytest.mark.parametrize(
    ("answer", "failure"),
    [(401, "http_client_error"), (404, "http_client_error"), (302, "http_client_error"), (500, "http_service_error")],
)
async def test_a_refusing_bot_is_a_failure_to_the_person(slack: Slack, bot: Bot, answer: int, failure: str) -> None:
    """Any status but a success is shown as a failure, of commands and of presses."""
    bot.answers = [answer, answer]
    command = await slack.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester list")
    press = await slack.world.press(ids.ADMIN, await button(slack), "Go")
    assert (command.failure, command.status, press.failure) == (failure, answer, failure)
    assert [problem.error for problem in slack.world.problems] == [failure, failure]


async def test_a_dead_bot_is_a_failure_to_the_person(slack: Slack) -> None:
    """Nobody listening means dispatch_failed, over HTTP and over Socket Mode."""
    assert (await slack.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester list")).failure == "dispatch_failed"
    slack.world.request_url = "http://127.0.0.1:9/slack/events"
    assert (await slack.world.shortcut(ids.ADMIN, "quick")).failure == "dispatch_failed"
    assert [problem.channel for problem in slack.world.problems] == [ids.DATA_OPS, ""]


async def test_a_failed_submission_leaves_the_form_open(slack: Slack, bot: Bot) -> None:
    """The person reads why in the form itself, whether the bot failed or answered nonsense."""
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [{"type": "divider"}],
    }
    await slack.client.views_open(trigger_id=slack.world.state.trigger(ids.ADMIN), view=view)
    form = slack.world.open_view(ids.ADMIN)
    assert form is not None
    bot.answers = [
        500,
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "dance"},
        {"response_action": "update", "view": {**view, "title": None}},
        {"response_action": "update"},
    ]
    failures = [(await slack.world.submit(ids.ADMIN, form)).failure for _ in range(5)]
    assert failures == ["http_service_error", *["invalid_response"] * 4]
    assert slack.world.open_view(ids.ADMIN) is form
    assert "We had some trouble connecting" in slack.world.plain(form)
    assert "[modal of U0ADMIN001]" in slack.world.transcript()


async def test_the_acknowledgement_of_a_command_can_speak(slack: Slack, bot: Bot) -> None:
    """Text, blocks, in_channel; what breaks a limit is a failure."""
    bot.answers = [
        Response("plain words"),
        {"response_type": "in_channel", "text": "for all"},
        {"text": "x", "blocks": [{"type": "nonsense"}]},
        {"response_type": "ephemeral"},
    ]
    for verb in ("one", "two", "three", "four"):
        await slack.world.command(ids.ADMIN, ids.DATA_OPS, f"/harvester {verb}")
    assert [m.text for m in slack.world.conversation(ids.DATA_OPS, ids.VIEWER)] == ["/harvester two", "for all"]
    assert slack.world.find(ids.ADMIN, ids.DATA_OPS, "plain words")
    assert [problem.error for problem in slack.world.problems] == ["invalid_blocks"]


async def test_commands_do_not_work_in_threads(slack: Slack, bot: Bot) -> None:
    """Slack refuses them itself; the bot hears nothing."""
    message = await button(slack)
    delivery = await slack.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester list", thread_ts=message.ts)
    assert (delivery.failure, bot.seen) == ("not_sent", [])
    assert slack.world.find(ids.ADMIN, ids.DATA_OPS, "not supported in threads")


async def test_nobody_does_what_is_not_on_their_screen(slack: Slack, bot: Bot) -> None:
    """Other channels, other people's messages, deleted ones, missing buttons and the departed."""
    world = slack.world
    message = await button(slack)
    secret = await button(slack, ids.PRIVATE)
    with pytest.raises(CannotDo, match="is not in"):
        await world.command(ids.GUEST, ids.GENERAL, "/harvester list")
    with pytest.raises(CannotDo, match="archived"):
        await world.command(ids.ADMIN, ids.ARCHIVED, "/harvester list")
    with pytest.raises(CannotDo, match="nobody"):
        await world.command(ids.LEFT, ids.GENERAL, "/harvester list")
    with pytest.raises(CannotDo, match="does not see"):
        await world.press(ids.VIEWER, secret, "Go")
    with pytest.raises(CannotDo, match="0 elements are called 'Stop'; on the screen: \\['Go'\\]"):
        await world.press(ids.ADMIN, message, "Stop")
    with pytest.raises(CannotDo, match="press it"):
        await world.choose(ids.ADMIN, message, "Go", "x")
    with pytest.raises(CannotDo, match="options are on the screen"):
        await world.suggest(ids.ADMIN, message, "Go", "xyz")
    await slack.client.chat_delete(channel=ids.DATA_OPS, ts=message.ts)
    with pytest.raises(CannotDo, match="does not see"):
        await world.press(ids.ADMIN, message, "Go")
    assert bot.seen == []


async def test_events_come_again_until_they_are_heard(timed: Slack, timed_bot: Bot, clock: HandClock) -> None:
    """At once, after a minute and after five, with the number and the reason; the same event_id."""
    timed_bot.answers = [500, 500, 500, 200]
    first = await timed.world.mention(ids.ADMIN, ids.DATA_OPS, "hi")
    assert first is not None
    await timed.world.until(lambda: len(first.again) == 1)
    clock.advance(59)
    assert len(timed_bot.seen) == 2
    clock.advance(1)
    await timed.world.until(lambda: len(first.again) == 2)
    clock.advance(300)
    await timed.world.until(lambda: len(first.again) == 3)
    retries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h in timed_bot.headers]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({told["event_id"] for told in timed_bot.seen}) == 1
    assert first.again[-1].ok


async def test_a_bot_can_forbid_repetitions(timed: Slack, timed_bot: Bot, clock: HandClock) -> None:
    """`X-Slack-No-Retry` ends them."""
    timed_bot.answers = [Response(status_code=500, headers={"X-Slack-No-Retry": "1"})]
    await timed.world.mention(ids.ADMIN, ids.DATA_OPS, "hi")
    clock.advance(1000)
    await timed.world.mention(ids.ADMIN, ids.DATA_OPS, "again")
    assert [told["event"]["text"][-5:] for told in timed_bot.seen] == ["1> hi", "again"]


async def test_events_need_a_subscription_and_a_scope(slack: Slack, bot: Bot) -> None:
    """Without either, or where the bot is no member, nothing is delivered."""
    world = slack.world
    assert await world.mention(ids.ADMIN, ids.LOUNGE, "hi") is None
    assert await world.join(ids.GUEST, ids.LOUNGE) is None
    world.workspace.events -= {"app_home_opened"}
    world.workspace.scopes -= {"app_mentions:read"}
    assert await world.open_home(ids.ADMIN) is None
    assert await world.mention(ids.ADMIN, ids.DATA_OPS, "hi") is None
    world.workspace.unfurl_domains = ()
    assert await world.say(ids.ADMIN, ids.DATA_OPS, "<https://data.example.org/>") == []
    assert bot.seen == []
    invited = await world.join(ids.BOT, ids.LOUNGE)
    assert invited is not None
    assert bot.seen[0]["event"]["user"] == ids.BOT


async def test_the_home_is_told_with_what_is_in_it(slack: Slack, bot: Bot) -> None:
    """`app_home_opened` carries the view once there is one."""
    await slack.client.views_publish(user_id=ids.ADMIN, view={"type": "home", "blocks": BUTTON})
    await slack.world.open_home(ids.ADMIN)
    home = slack.world.home(ids.ADMIN)
    assert home is not None
    assert bot.seen[0]["event"]["view"]["id"] == home.id
    assert (await slack.world.press(ids.ADMIN, home, "Go")).ok
    assert bot.seen[1]["container"] == {"type": "view", "view_id": home.id}
    with pytest.raises(CannotDo, match="no submit"):
        await slack.world.submit(ids.ADMIN, home)


async def test_a_channel_takes_about_one_message_a_second(timed: Slack, clock: HandClock) -> None:
    """A short burst passes, then 429 says when to come again; another channel is free."""
    for _ in range(5):
        await timed.client.chat_postMessage(channel=ids.DATA_OPS, text="x")
    with pytest.raises(SlackApiError) as raised:
        await timed.client.chat_postMessage(channel=ids.DATA_OPS, text="x")
    response = raised.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")
    await timed.client.chat_postMessage(channel=ids.GENERAL, text="x")
    clock.advance(1)
    await timed.client.chat_postMessage(channel=ids.DATA_OPS, text="x")


@pytest.mark.parametrize(("method", "most"), [("users.info", 100), ("chat.update", 50), ("usergroups.list", 20)])
async def test_each_tier_has_its_number(timed: Slack, method: str, most: int) -> None:
    """One call more than the tier's number a minute is refused."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {timed.world.bot_token}"}) as http:
        statuses = []
        for _ in range(most + 1):
            async with http.post(timed.address.api_url + method) as answer:
                statuses.append(answer.status)
    assert statuses == [200] * most + [429]


def test_a_bucket_holds_no_more_than_its_burst() -> None:
    """A quiet hour earns one burst, not an hour's worth."""
    rates = Rates()
    for _ in range(100):
        rates.spend("users.info", TIER_4, "", now=3600.0)
    with pytest.raises(Exception, match="ratelimited"):
        rates.spend("users.info", TIER_4, "", now=3600.0)


async def test_slack_s_retry_handler_gets_through_an_ordered_limit(slack: Slack) -> None:
    """`fail` answers 429 once; the library waits and tries again."""
    slack.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    slack.world.fail("chat.postMessage", "ratelimited", seconds=1)
    assert (await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x"))["ok"]
    assert [entry.status for entry in slack.world.traffic.calls("chat.postMessage")] == [429, 200]


@pytest.mark.parametrize("status", [500, 503])
async def test_slack_can_be_down(slack: Slack, status: int) -> None:
    """An HTML page with a status, and nothing done."""
    slack.world.fail("*", f"http_{status}")
    with pytest.raises(SlackApiError):
        await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x")
    assert slack.world.conversation(ids.DATA_OPS, ids.ADMIN) == []
    assert slack.world.traffic.calls()[-1].status == status


async def test_any_error_can_be_ordered_for_a_channel(slack: Slack) -> None:
    """Only calls that name the channel are hit, as often as ordered; orders can be taken back."""
    slack.world.fail("chat.postMessage", "restricted_action", times=2, channel=ids.DATA_OPS)
    await slack.client.chat_postMessage(channel=ids.GENERAL, text="x")
    with pytest.raises(SlackApiError, match="restricted_action"):
        await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x")
    slack.world.state.faults.clear()
    await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x")


@pytest.mark.parametrize(("trouble", "done"), [("drop", 0), ("drop_after", 1)])
async def test_the_connection_can_be_cut(slack: Slack, trouble: str, done: int) -> None:
    """The caller cannot tell whether it was done; Slack's library by itself would send again, and people see two."""
    slack.client.retry_handlers.clear()
    slack.world.fail("chat.postMessage", trouble)
    with pytest.raises(aiohttp.ClientError):
        await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x")
    assert len(slack.world.conversation(ids.DATA_OPS, ids.ADMIN)) == done


async def test_slack_can_hang(slack: Slack) -> None:
    """No answer comes until the caller gives up."""
    slack.world.fail("auth.test", "hang")
    asking = asyncio.create_task(slack.client.auth_test())
    await slack.world.until(lambda: slack.world.traffic.calls("auth.test"))
    asking.cancel()
    assert (await asyncio.gather(asking, return_exceptions=True))[0].__class__ is asyncio.CancelledError
    assert (await slack.client.auth_test())["ok"]


async def test_slack_can_be_slow(timed: Slack, clock: HandClock) -> None:
    """The work is done when the time has passed."""
    timed.world.fail("chat.postMessage", "slow", seconds=5)
    posting = asyncio.create_task(timed.client.chat_postMessage(channel=ids.DATA_OPS, text="x"))
    await timed.world.until(lambda: timed.world.traffic.calls("chat.postMessage"))
    assert timed.world.conversation(ids.DATA_OPS, ids.ADMIN) == []
    clock.advance(5)
    assert (await posting)["ok"]
    assert timed.world.traffic.calls("chat.postMessage")[0].seconds == pytest.approx(5)


async def test_waiting_in_vain_shows_the_transcript(slack: Slack) -> None:
    """The assertion of `until` tells what was to be seen instead."""
    await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="something else")
    with pytest.raises(AssertionError, match="something else"):
        await slack.world.until_sees(ids.ADMIN, ids.DATA_OPS, "the card", timeout=0.01)
