"""One suite of conversations with a Bolt app, over HTTP and over Socket Mode."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sandbox.slack.bench import Slack, web_client
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.serve import listening
from harvestbot.sandbox.slack.wire import Json

FORM = {
    "type": "modal",
    "callback_id": "form",
    "notify_on_close": True,
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "typed", "min_length": 2},
        },
        {
            "type": "input",
            "block_id": "kind",
            "optional": True,
            "dispatch_action": True,
            "label": {"type": "plain_text", "text": "Kind"},
            "element": {"type": "external_select", "action_id": "kinds", "min_query_length": 2},
        },
    ],
}
OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Edit", "History")]
CARD: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "The *card*"}},
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            {
                "type": "button",
                "action_id": "go",
                "value": "7",
                "text": {"type": "plain_text", "text": "Open"},
                "confirm": {
                    "title": {"type": "plain_text", "text": "Sure?"},
                    "text": {"type": "plain_text", "text": "Really?"},
                    "confirm": {"type": "plain_text", "text": "Yes"},
                    "deny": {"type": "plain_text", "text": "No"},
                },
            },
            {"type": "overflow", "action_id": "more", "options": OPTIONS},
            {"type": "static_select", "action_id": "pick", "options": OPTIONS},
        ],
    },
]


def forms_on(app: AsyncApp, seen: dict[str, Json]) -> None:
    """What the app does with its form."""

    @app.options("kinds")
    async def kinds(ack: Any, body: Json) -> None:  # noqa: ANN401  because Bolt's listeners are untyped
        seen["options"] = body
        await ack(options=OPTIONS)

    @app.view("form")
    async def form(ack: Any, body: Json, view: Json) -> None:  # noqa: ANN401  because Bolt's listeners are untyped
        seen["form"] = body
        match view["state"]["values"]["name"]["typed"]["value"]:
            case "wrong":
                await ack(response_action="errors", errors={"name": "Not this one"})
            case "next":
                await ack(response_action="push", view={**FORM, "callback_id": "second", "notify_on_close": False})
            case "change":
                await ack(response_action="update", view={**FORM, "callback_id": "changed"})
            case "clear":
                await ack(response_action="clear")
            case _:
                await ack()


def app_on(slack: Slack, seen: dict[str, Json]) -> AsyncApp:
    """A Bolt app that keeps what it hears and answers each thing in the usual way."""
    client = web_client(slack.address, slack.world.bot_token)
    # Bolt looks through the sources of all callers for a name, unless it is given one.
    app = AsyncApp(name="stock", client=client, signing_secret=slack.world.signing_secret)
    forms_on(app, seen)

    @app.command("/harvester")
    async def command(ack: Any, say: Any, body: Json) -> None:  # noqa: ANN401  because Bolt's listeners are untyped
        seen["command"] = body
        await ack(f"heard {body['text']}")
        await say(text="card", blocks=CARD)

    @app.action("go")
    async def go(ack: Any, body: Json, client: Any) -> None:  # noqa: ANN401  because Bolt's listeners are untyped
        seen["go"] = body
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("more")
    @app.action("pick")
    @app.action("kinds")
    async def more(ack: Any, body: Json, action: Json) -> None:  # noqa: ANN401  because Bolt's listeners are untyped
        seen[action["action_id"]] = body
        await ack()

    @app.view_closed("form")
    async def closed(ack: Any, body: Json) -> None:  # noqa: ANN401  because Bolt's listeners are untyped
        seen["closed"] = body
        await ack()

    @app.shortcut("quick")
    async def quick(ack: Any, body: Json) -> None:  # noqa: ANN401  because Bolt's listeners are untyped
        seen["shortcut"] = body
        await ack()

    @app.event("app_mention")
    @app.event("message")
    @app.event("app_home_opened")
    @app.event("link_shared")
    @app.event("member_joined_channel")
    @app.event("member_left_channel")
    async def event(event: Json, body: Json) -> None:
        seen[event["type"]] = body

    return app


class Talk:
    """A world with the Bolt app in it."""

    def __init__(self, slack: Slack, seen: dict[str, Json]) -> None:
        self.world = slack.world
        self.seen = seen


@pytest.fixture(params=["http", "socket"])
async def talk(slack: Slack, request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    """The same app, reached either way."""
    seen: dict[str, Json] = {}
    app = app_on(slack, seen)
    if request.param == "http":
        async with listening(AsyncSlackRequestHandler(app)) as port:
            slack.world.request_url = f"http://127.0.0.1:{port}/slack/events"
            yield Talk(slack, seen)
        return
    handler = AsyncSocketModeHandler(app, slack.world.app_token)
    handler.client.proxy = None
    await handler.connect_async()  # type: ignore[no-untyped-call]  # because Bolt has no types here
    await slack.world.until_connected()
    yield Talk(slack, seen)
    await handler.close_async()  # type: ignore[no-untyped-call]  # because Bolt has no types here


async def card(talk: Talk) -> Any:  # noqa: ANN401  because the tests press it
    """The card that the command posts."""
    await talk.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester status x")
    return await talk.world.until_sees(ids.VIEWER, ids.DATA_OPS, "The card")


async def open_form(talk: Talk) -> Any:  # noqa: ANN401  because the tests fill it in
    """The form that the card's button opens."""
    await talk.world.press(ids.ADMIN, await card(talk), "Open")
    return await talk.world.until(lambda: talk.world.open_view(ids.ADMIN))


async def test_a_command_is_answered_to_one_and_said_to_all(talk: Talk) -> None:
    """The acknowledgement is seen by the asker only, what is said by everybody."""
    delivery = await talk.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester status my harvester")
    await talk.world.until_sees(ids.VIEWER, ids.DATA_OPS, "The card")
    assert delivery.ok
    assert talk.world.find(ids.ADMIN, ids.DATA_OPS, "heard status my harvester")
    assert not talk.world.find(ids.VIEWER, ids.DATA_OPS, "heard")
    told = talk.seen["command"]
    assert told == {
        **told,
        "team_id": ids.TEAM,
        "team_domain": "portals",
        "channel_id": ids.DATA_OPS,
        "channel_name": "data-ops",
        "user_id": ids.ADMIN,
        "user_name": "ada",
        "command": "/harvester",
        "text": "status my harvester",
        "api_app_id": ids.APP,
        "is_enterprise_install": "false",
    }
    assert told["response_url"].startswith(talk.world.state.base)


async def test_a_press_says_what_was_pressed_where(talk: Talk) -> None:
    """The payload names the button, its message, the channel, and who pressed."""
    message = await card(talk)
    assert (await talk.world.press(ids.VIEWER, message, "Open")).ok
    told = talk.seen["go"]
    action = told["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("go", "buttons", "7")
    assert told["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": ids.DATA_OPS,
        "is_ephemeral": False,
    }
    assert (told["user"]["id"], told["channel"]["name"]) == (ids.VIEWER, "data-ops")
    assert told["message"]["blocks"][1]["block_id"] == "buttons"


async def test_a_confirm_dialog_can_be_declined(talk: Talk) -> None:
    """Then nothing is sent."""
    declined = await talk.world.press(ids.ADMIN, await card(talk), "Open", confirm=False)
    assert (declined.failure, "go" in talk.seen) == ("not_sent", False)


async def test_options_are_chosen(talk: Talk) -> None:
    """A menu keeps what was chosen, an overflow does not."""
    message = await card(talk)
    await talk.world.choose(ids.ADMIN, message, "more", "History")
    await talk.world.choose(ids.ADMIN, message, "pick", "edit")
    assert talk.seen["more"]["actions"][0]["selected_option"]["value"] == "history"
    assert talk.seen["pick"]["actions"][0]["selected_option"]["value"] == "edit"
    assert message.state["buttons"]["pick"]["selected_option"]["value"] == "edit"
    with pytest.raises(CannotDo, match="no option 'Burn'"):
        await talk.world.choose(ids.ADMIN, message, "more", "Burn")
    with pytest.raises(CannotDo, match="no option 'Burn'"):
        await talk.world.choose(ids.ADMIN, message, "pick", "Burn")


async def test_a_form_is_refused_at_its_field_and_then_taken(talk: Talk) -> None:
    """Errors stand at the field and the form stays; a good submission closes it."""
    form = await open_form(talk)
    refused = await talk.world.submit(ids.ADMIN, form, {"Name": "wrong"})
    assert (refused.errors, refused.ok) == ({"name": "Not this one"}, False)
    assert "! Not this one" in talk.world.plain(form)
    assert (await talk.world.submit(ids.ADMIN, form, {"typed": "right"})).ok
    assert talk.seen["form"]["view"]["state"]["values"]["name"]["typed"]["value"] == "right"
    assert talk.world.open_view(ids.ADMIN) is None


async def test_a_form_leads_on(talk: Talk) -> None:
    """An acknowledgement can update the view, push another, and clear all."""
    form = await open_form(talk)
    await talk.world.submit(ids.ADMIN, form, {"name": "next"})
    assert [view.callback_id for view in talk.world.views_of(ids.ADMIN)] == ["form", "second"]
    with pytest.raises(CannotDo, match="does not have view"):
        await talk.world.submit(ids.ADMIN, form, {"name": "ok"})
    second = talk.world.open_view(ids.ADMIN)
    assert second is not None
    await talk.world.close(ids.ADMIN, second)
    await talk.world.submit(ids.ADMIN, form, {"name": "change"})
    assert form.callback_id == "changed"


async def test_a_form_can_clear_the_stack(talk: Talk) -> None:
    """`clear` leaves no view."""
    await talk.world.submit(ids.ADMIN, await open_form(talk), {"name": "clear"})
    assert talk.world.views_of(ids.ADMIN) == []


async def test_closing_is_told_where_asked_for(talk: Talk) -> None:
    """`view_closed` comes with `notify_on_close`."""
    form = await open_form(talk)
    delivery = await talk.world.close(ids.ADMIN, form, everything=True)
    assert delivery is not None
    assert (delivery.ok, talk.seen["closed"]["is_cleared"]) == (True, True)


async def test_external_options_are_asked_for(talk: Talk) -> None:
    """Too short a query asks nobody; then the bot's options come, and one can be chosen."""
    form = await open_form(talk)
    assert await talk.world.suggest(ids.ADMIN, form, "kinds", "E") == []
    options = await talk.world.suggest(ids.ADMIN, form, "kinds", "Ed")
    assert [option["value"] for option in options] == ["edit", "history"]
    assert talk.seen["options"]["value"] == "Ed"
    await talk.world.choose(ids.ADMIN, form, "kinds", options[0])
    assert talk.seen["kinds"]["view"]["state"]["values"]["kind"]["kinds"]["selected_option"] == OPTIONS[0]


async def test_shortcuts_reach_the_bot(talk: Talk) -> None:
    """A global one has a trigger only, one on a message its message too."""
    assert (await talk.world.shortcut(ids.ADMIN, "quick")).ok
    assert talk.seen["shortcut"]["type"] == "shortcut"
    assert (await talk.world.message_action(ids.ADMIN, await card(talk), "quick")).ok
    assert (talk.seen["shortcut"]["type"], talk.seen["shortcut"]["message"]["text"]) == ("message_action", "card")


async def test_events_reach_the_bot(talk: Talk) -> None:
    """Mentions, direct messages, the home, links and comings and goings are delivered as subscribed."""
    mention = await talk.world.mention(ids.ADMIN, ids.DATA_OPS, "status x")
    direct = await talk.world.dm(ids.VIEWER, "help")
    home = await talk.world.open_home(ids.ADMIN)
    link = await talk.world.say(ids.ADMIN, ids.GENERAL, "look: <https://data.example.org/x|x>")
    joined = await talk.world.join(ids.GUEST, ids.GENERAL)
    left = await talk.world.leave(ids.GUEST, ids.GENERAL)
    assert [d.failure for d in (mention, direct, home, link[0], joined, left) if d] == [""] * 6
    kinds = {"app_mention", "message", "app_home_opened", "link_shared", "member_joined_channel", "member_left_channel"}
    await talk.world.until(lambda: kinds <= set(talk.seen))
    assert talk.seen["app_mention"]["event"]["text"] == f"<@{ids.BOT}> status x"
    assert talk.seen["message"]["event"]["channel"] == ids.dm_of(ids.VIEWER)
    assert talk.seen["link_shared"]["event"]["links"] == [
        {"domain": "data.example.org", "url": "https://data.example.org/x"}
    ]


async def test_a_stranger_may_press_but_not_command(talk: Talk) -> None:
    """People of other organisations have none of our commands, yet our buttons work for them."""
    refused = await talk.world.command(ids.STRANGER, ids.SHARED, "/harvester list")
    assert (refused.failure, talk.world.problems[-1].error) == ("not_sent", "unknown_command")
    await talk.world.command(ids.ADMIN, ids.SHARED, "/harvester list")
    message = await talk.world.until_sees(ids.STRANGER, ids.SHARED, "The card")
    assert (await talk.world.press(ids.STRANGER, message, "Open")).ok
    assert talk.seen["go"]["user"]["team_id"] == ids.OTHER_TEAM
