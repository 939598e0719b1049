"""The world driven and read from another process."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from sandbox.slack.bench import Bot, Slack

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.wire import Json

OPTION = {"text": {"type": "plain_text", "text": "Edit"}, "value": "edit"}
VIEW: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "typed"},
        },
        {
            "type": "actions",
            "block_id": "acts",
            "elements": [
                {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}},
                {"type": "overflow", "action_id": "more", "options": [OPTION]},
                {"type": "external_select", "action_id": "find", "min_query_length": 0},
            ],
        },
    ],
}


@pytest.fixture
async def control(slack: Slack) -> AsyncIterator[httpx.AsyncClient]:
    """A client of `/_sim/`."""
    async with httpx.AsyncClient(base_url=slack.address.control_url, trust_env=False) as http:
        yield http


async def do(control: httpx.AsyncClient, what: str, **more: object) -> httpx.Response:
    """Let a person do something."""
    return await control.post("do", json={"do": what, **more})


async def test_a_person_is_driven_and_their_screen_read(bot: Bot, control: httpx.AsyncClient) -> None:
    """A command's answer is in the conversation of who asked, with its words and mentions."""
    bot.answers = [{"text": "hello <@U0VIEWER01>"}]
    done = (await do(control, "command", user=ids.ADMIN, channel=ids.DATA_OPS, typed="/harvester list")).json()
    assert (done["result"]["ok"], done["result"]["status"]) == (True, 200)
    seen = (await control.get("conversation", params={"channel": ids.DATA_OPS, "user": ids.ADMIN})).json()
    assert (seen["messages"][0]["plain"], seen["messages"][0]["mentions"]["users"]) == (
        "hello @U0VIEWER01",
        [ids.VIEWER],
    )
    traffic = (await control.get("traffic")).json()["entries"]
    assert [entry["name"] for entry in traffic] == ["command"]
    assert (await control.get("traffic", params={"since": traffic[-1]["number"]})).json()["entries"] == []
    assert bot.seen[0]["response_url"] not in json.dumps([done, traffic])


async def test_forms_are_driven_too(slack: Slack, bot: Bot, control: httpx.AsyncClient) -> None:
    """Press, choose, suggest, submit and close name a view by its id, a message by its place."""
    await slack.client.views_open(trigger_id=slack.world.state.trigger(ids.ADMIN), view=VIEW)
    screen = (await control.get("views", params={"user": ids.ADMIN})).json()
    assert screen["home"] is None
    view = {"user": ids.ADMIN, "view_id": screen["views"][0]["id"]}
    assert (await do(control, "press", name="Go", **view)).json()["result"]["ok"]
    assert (await do(control, "choose", name="more", option="Edit", **view)).json()["result"]["ok"]
    bot.answers = [{"options": [OPTION]}]
    assert (await do(control, "suggest", name="find", typed="", **view)).json()["result"] == [OPTION]
    missing = (await do(control, "submit", values={}, **view)).json()["result"]
    assert missing["errors"] == {"name": "Please complete this required field."}
    assert (await do(control, "submit", values={"Name": "x"}, **view)).json()["result"]["ok"]
    assert (await do(control, "close", **view)).status_code == 409
    assert [told["type"] for told in bot.seen] == [
        "block_actions",
        "block_actions",
        "block_suggestion",
        "view_submission",
    ]


@pytest.mark.usefixtures("bot")
async def test_the_rest_of_what_people_do(slack: Slack, control: httpx.AsyncClient) -> None:
    """Each name in `do` reaches the bot as itself."""
    posted = await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x")
    place = {"user": ids.ADMIN, "channel": ids.DATA_OPS}
    asked: list[tuple[str, Json]] = [
        ("shortcut", {"user": ids.ADMIN, "callback_id": "quick"}),
        ("message_action", {**place, "ts": posted["ts"], "callback_id": "quick"}),
        ("say", {**place, "text": f"<@{ids.BOT}> hi"}),
        ("mention", {**place, "text": "hi"}),
        ("dm", {"user": ids.ADMIN, "text": "hi"}),
        ("open_home", {"user": ids.ADMIN}),
        ("join", {"user": ids.GUEST, "channel": ids.GENERAL}),
        ("leave", {"user": ids.GUEST, "channel": ids.GENERAL}),
        ("verify_url", {}),
    ]
    for what, more in asked:
        assert (await do(control, what, **more)).status_code == 200
    assert [entry.name for entry in slack.world.traffic.deliveries()] == [
        "shortcut",
        "message_action",
        "app_mention",
        "app_mention",
        "message.im",
        "app_home_opened",
        "member_joined_channel",
        "member_left_channel",
        "url_verification",
    ]
    await slack.client.views_publish(user_id=ids.ADMIN, view={"type": "home", "blocks": [{"type": "divider"}]})
    assert (await control.get("views", params={"user": ids.ADMIN})).json()["home"]["plain"] == "---"
    view = {**VIEW, "title": {"type": "plain_text", "text": "Two"}}
    await slack.client.views_open(trigger_id=slack.world.state.trigger(ids.ADMIN), view=view)
    top = slack.world.open_view(ids.ADMIN)
    assert top is not None
    assert (await do(control, "close", user=ids.ADMIN, view_id=top.id)).json() == {"result": None}


async def test_what_cannot_be_done_is_said(control: httpx.AsyncClient) -> None:
    """409 with a sentence for what the screen does not offer, 400 for what makes no sense."""
    gone = await do(control, "press", user=ids.ADMIN, channel=ids.DATA_OPS, ts="1.0", name="Go")
    assert (gone.status_code, gone.json()["error"]) == (409, f"there is no message 1.0 in {ids.DATA_OPS}")
    assert (await do(control, "dance")).status_code == 400
    assert (await do(control, "dm", user=ids.ADMIN)).json()["error"] == "missing or unknown: text"


async def test_changes_are_waited_for(slack: Slack, control: httpx.AsyncClient) -> None:
    """A reader gets what is new, at once or when it happens; nothing in time is an empty list."""
    assert (await control.get("changes")).json() == {"number": 0, "changes": []}
    waiting = asyncio.create_task(control.get("changes", params={"wait": 5}))
    await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x")
    heard = (await waiting).json()
    assert heard["changes"][0]["kind"] == "call"
    later = (await control.get("changes", params={"since": heard["number"]})).json()
    assert "message" in [change["kind"] for change in (*heard["changes"], *later["changes"])]


async def test_the_set_up_is_changed_and_trouble_ordered(slack: Slack, control: httpx.AsyncClient) -> None:
    """Scopes, addresses, connections and the next answers of Slack."""
    told = {"request_url": "http://127.0.0.1:9/", "options_url": "http://127.0.0.1:9/o", "scopes": ["chat:write"]}
    await control.post("setup", json={**told, "disconnect": "warning"})
    assert (slack.world.request_url, slack.world.options_url) == (told["request_url"], told["options_url"])
    await control.post("fail", json={"method": "auth.test", "trouble": "fatal_error"})
    await control.post("fail", json={})
    assert (await slack.client.auth_test())["ok"]
    overview = (await control.get("")).json()
    assert overview["scopes"] == ["chat:write"]
    assert {person["id"] for person in overview["people"]} >= {ids.ADMIN, ids.STRANGER}
    assert slack.world.bot_token not in str(overview)
    assert "simulated" in (await control.get(slack.address.base)).text
