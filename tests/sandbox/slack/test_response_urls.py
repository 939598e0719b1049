"""Response URLs, used through Slack's own webhook client."""

import pytest
from sandbox.slack.bench import Bot, Slack
from slack_sdk.webhook.async_client import AsyncWebhookClient

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.clock import HandClock
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.wire import Json

BUTTON: list[Json] = [
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
    }
]


def webhook(url: str) -> AsyncWebhookClient:
    """Slack's client of a response URL; a proxy of the environment does not count."""
    client = AsyncWebhookClient(url)
    client.proxy = None
    return client


async def of_command(slack: Slack, bot: Bot, channel: str = ids.DATA_OPS) -> AsyncWebhookClient:
    """The response URL of a fresh command."""
    await slack.world.command(ids.ADMIN, channel, "/harvester list")
    return webhook(bot.seen[-1]["response_url"])


async def of_press(slack: Slack, bot: Bot, message: Message) -> AsyncWebhookClient:
    """The response URL of a fresh press."""
    await slack.world.press(ids.ADMIN, message, "Go")
    return webhook(bot.seen[-1]["response_url"])


async def test_an_answer_is_private_unless_it_says_otherwise(slack: Slack, bot: Bot) -> None:
    """Ephemeral by default, in_channel on demand, also where the bot is no member."""
    hook = await of_command(slack, bot, ids.PEOPLE_DM)
    assert (await hook.send(text="for you")).status_code == 200
    await hook.send(text="for both", response_type="in_channel")
    assert [m.text for m in slack.world.conversation(ids.PEOPLE_DM, ids.OPERATOR)] == ["for both"]
    assert slack.world.find(ids.ADMIN, ids.PEOPLE_DM, "for you")


async def test_a_command_s_answer_is_never_replaced(slack: Slack, bot: Bot) -> None:
    """`replace_original` posts a second message and `delete_original` deletes none."""
    hook = await of_command(slack, bot)
    await hook.send(text="one")
    await hook.send(text="two", replace_original=True)
    await hook.send(delete_original=True)
    assert [m.text for m in slack.world.conversation(ids.DATA_OPS, ids.ADMIN)] == ["one", "two"]


@pytest.mark.parametrize("private", [True, False])
async def test_a_press_can_replace_and_delete_its_message(slack: Slack, bot: Bot, *, private: bool) -> None:
    """Of an ephemeral message this is the only way."""
    if private:
        await slack.client.chat_postEphemeral(channel=ids.DATA_OPS, user=ids.ADMIN, text="x", blocks=BUTTON)
    else:
        await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x", blocks=BUTTON)
    message = slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[-1]
    hook = await of_press(slack, bot, message)
    assert ("message" in bot.seen[-1]) is not private
    await hook.send(text="new", replace_original=True)
    assert (slack.world.plain(message), bool(message.edited)) == ("new", True)
    await hook.send(text="beside", replace_original=False)
    await hook.send(delete_original=True)
    assert [m.text for m in slack.world.conversation(ids.DATA_OPS, ids.ADMIN)] == ["beside"]


async def test_an_answer_to_a_press_in_a_thread_stands_there_if_it_says_so(slack: Slack, bot: Bot) -> None:
    """A response URL knows the channel alone; the thread is named by the answer."""
    parent = (await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x"))["ts"]
    await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x", blocks=BUTTON, thread_ts=parent)
    message = slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[-1]
    hook = await of_press(slack, bot, message)
    await hook.send(text="here")
    assert slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[-1].thread_ts is None
    assert bot.seen[-1]["container"]["thread_ts"] == parent
    await hook.send_dict({"text": "there", "thread_ts": parent})
    assert slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[-1].thread_ts == parent


async def test_five_uses_are_the_most(slack: Slack, bot: Bot) -> None:
    """The sixth is refused."""
    hook = await of_command(slack, bot)
    answers = [await hook.send(text="x") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body


async def test_thirty_minutes_are_the_longest(timed: Slack, timed_bot: Bot, clock: HandClock) -> None:
    """Then the URL has expired; one that never was is unknown."""
    hook = await of_command(timed, timed_bot)
    clock.advance(30 * 60)
    assert (await hook.send(text="x")).status_code == 200
    clock.advance(1)
    assert "expired_url" in (await hook.send(text="x")).body
    assert "no_service" in (await webhook(f"{timed.address.base}/commands/nothing").send(text="x")).body


async def test_limits_hold_there_too(slack: Slack, bot: Bot) -> None:
    """An invalid message is refused with Slack's word and the place."""
    hook = await of_command(slack, bot)
    empty = await hook.send()
    wrong = await hook.send(blocks=[{"type": "alert", "text": {"type": "plain_text", "text": "x"}}])
    assert (empty.status_code, "no_text" in empty.body) == (400, True)
    assert (wrong.status_code, "/blocks/0/type" in wrong.body) == (400, True)


async def test_trouble_can_be_ordered_for_them(slack: Slack, bot: Bot) -> None:
    """`response_url` is a name for `fail`."""
    hook = await of_command(slack, bot)
    slack.world.fail("response_url", "ratelimited", seconds=7)
    answer = await hook.send(text="x")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


async def test_no_secret_of_a_url_is_in_the_log(slack: Slack, bot: Bot) -> None:
    """Neither tokens nor the secrets of response URLs are kept in the traffic."""
    hook = await of_command(slack, bot)
    await hook.send(text="x")
    await slack.client.api_call("auth.test", params={"token": slack.world.bot_token})
    log = str([entry.wire() for entry in slack.world.traffic.entries()])
    secret = bot.seen[-1]["response_url"].rsplit("/", 1)[-1]
    assert secret not in log
    assert slack.world.bot_token not in log
    assert slack.world.state.verification_token not in log
    assert slack.world.bot_token not in repr(slack.world.state)
