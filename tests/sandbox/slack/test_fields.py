"""What Slack's own client refuses before anything is sent, and the odder elements."""

import pytest
from sandbox.slack.bench import Bot, Slack

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json


def words(said: str) -> Json:
    """A text object."""
    return {"type": "plain_text", "text": said}


def field(element: Json, **more: object) -> Json:
    """An input block with the id `b`."""
    return {"type": "input", "block_id": "b", "label": words("Field"), "element": {**element, "action_id": "a"}, **more}


async def form(slack: Slack, *blocks: Json, **more: object) -> View:
    """A form before the admin."""
    view = {"type": "modal", "title": words("Form"), "submit": words("Send"), "blocks": list(blocks), **more}
    await slack.client.views_open(trigger_id=slack.world.state.trigger(ids.ADMIN), view=view)
    opened = slack.world.open_view(ids.ADMIN)
    assert opened is not None
    return opened


NUMBER: Json = {"type": "number_input", "is_decimal_allowed": True, "min_value": "1", "max_value": "5"}
TEXT: Json = {"type": "plain_text_input", "min_length": 2, "max_length": 3}
OPTION: Json = {"text": words("One"), "value": "1"}


@pytest.mark.parametrize(
    ("element", "wanted", "said"),
    [
        (TEXT, "", "Please complete this required field."),
        (TEXT, "x", "Please enter 2 to 3 characters."),
        (TEXT, "xxxx", "Please enter 2 to 3 characters."),
        (TEXT, "xx", ""),
        (NUMBER, "many", "Please enter a number."),
        (NUMBER, 0, "Please enter a number that is at least 1."),
        (NUMBER, 6, "Please enter a number that is at most 5."),
        (NUMBER, 1.5, ""),
        ({"type": "static_select", "options": [OPTION]}, None, "Please complete this required field."),
        ({"type": "static_select", "options": [OPTION]}, "One", ""),
        ({"type": "multi_users_select"}, [ids.ADMIN], ""),
    ],
)
async def test_the_client_refuses_what_a_field_does_not_take(
    slack: Slack, bot: Bot, element: Json, wanted: object, said: str
) -> None:
    """Nothing is sent then; the field says why."""
    view = await form(slack, field(element))
    done = await slack.world.submit(ids.ADMIN, view, {"Field": wanted})
    assert (done.errors.get("b", ""), len(bot.seen)) == (said, 0 if said else 1)


async def test_an_optional_field_may_stay_empty(slack: Slack, bot: Bot) -> None:
    """It is sent as nothing."""
    view = await form(slack, field(TEXT, optional=True))
    assert (await slack.world.submit(ids.ADMIN, view)).ok
    assert bot.seen[0]["view"]["state"]["values"]["b"]["a"]["value"] is None


async def test_an_option_that_is_not_there_cannot_be_submitted(slack: Slack) -> None:
    """What the menu does not offer cannot be chosen."""
    view = await form(slack, field({"type": "static_select", "options": [OPTION]}))
    with pytest.raises(CannotDo, match="no option 'Two'"):
        await slack.world.submit(ids.ADMIN, view, {"a": "Two"})


async def test_an_input_tells_the_app_only_where_asked_to(slack: Slack, bot: Bot) -> None:
    """Choosing fills it in; with `dispatch_action` the app hears of it at once."""
    quiet = await form(slack, field({"type": "static_select", "options": [OPTION]}))
    assert (await slack.world.choose(ids.ADMIN, quiet, "Field", "One")).ok
    assert bot.seen == []
    assert (await slack.world.submit(ids.ADMIN, quiet)).ok
    loud = await form(slack, field({"type": "plain_text_input"}, dispatch_action=True))
    await slack.world.choose(ids.ADMIN, loud, "Field", "typed")
    assert bot.seen[-1]["actions"][0]["value"] == "typed"


async def test_a_form_that_clears_on_close_takes_all_with_it(slack: Slack, bot: Bot) -> None:
    """Without `notify_on_close` the app hears nothing."""
    view = await form(slack, field(TEXT), clear_on_close=True)
    assert await slack.world.close(ids.ADMIN, view) is None
    assert (slack.world.views_of(ids.ADMIN), bot.seen) == ([], [])


async def test_options_that_do_not_come_are_a_problem(slack: Slack, bot: Bot) -> None:
    """An error, an invalid answer, and an address of their own."""
    slack.world.options_url, slack.world.request_url = slack.world.request_url, "http://127.0.0.1:9/"
    view = await form(slack, field({"type": "external_select"}))
    bot.answers = [500, {"options": [{"text": "bare"}]}, {"options": [OPTION]}]
    offered = [await slack.world.suggest(ids.ADMIN, view, "a", "abc") for _ in range(3)]
    assert offered == [[], [], [OPTION]]
    assert [problem.error for problem in slack.world.problems] == ["http_service_error", "invalid_response"]


async def test_feedback_and_icons_are_pressed(slack: Slack, bot: Bot) -> None:
    """Feedback is chosen by its words or value, an icon pressed by its words."""
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": words("Good"), "value": "1"},
        "negative_button": {"text": words("Bad"), "value": "0"},
    }
    icon = {"type": "icon_button", "action_id": "icon", "icon": "trash", "text": words("Remove")}
    blocks = [{"type": "context_actions", "elements": [feedback, icon]}]
    await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x", blocks=blocks)
    message = slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[-1]
    await slack.world.choose(ids.ADMIN, message, "feedback", "Bad")
    await slack.world.press(ids.ADMIN, message, "Remove")
    assert [told["actions"][0].get("value") for told in bot.seen] == ["0", None]
    with pytest.raises(CannotDo, match="no such feedback"):
        await slack.world.choose(ids.ADMIN, message, "feedback", "Meh")
    with pytest.raises(CannotDo, match="choose an option"):
        await slack.world.press(ids.ADMIN, message, "feedback")


async def test_a_menu_with_a_dialog_can_be_declined(slack: Slack, bot: Bot) -> None:
    """Then nothing is chosen either."""
    asked = {"title": words("Sure?"), "text": words("x"), "confirm": words("Yes"), "deny": words("No")}
    select = {"type": "static_select", "action_id": "pick", "options": [OPTION], "confirm": asked}
    await slack.client.chat_postMessage(
        channel=ids.DATA_OPS, text="x", blocks=[{"type": "actions", "block_id": "b", "elements": [select]}]
    )
    message = slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[-1]
    declined = await slack.world.choose(ids.ADMIN, message, "pick", "One", confirm=False)
    assert (declined.failure, bot.seen) == ("not_sent", [])
    assert message.state["b"]["pick"]["selected_option"] is None


async def test_two_buttons_of_one_name_are_told_apart_by_value(slack: Slack, bot: Bot) -> None:
    """Without a value it is not clear which is meant, unless an action_id is given."""
    buttons = [{"type": "button", "action_id": f"go{n}", "value": str(n), "text": words("Go")} for n in range(2)]
    await slack.client.chat_postMessage(
        channel=ids.DATA_OPS, text="x", blocks=[{"type": "actions", "block_id": "b", "elements": buttons}]
    )
    message = slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[-1]
    with pytest.raises(CannotDo, match="2 elements"):
        await slack.world.press(ids.ADMIN, message, "Go")
    await slack.world.press(ids.ADMIN, message, "Go", value="1")
    await slack.world.press(ids.ADMIN, message, "go0")
    assert [told["actions"][0]["value"] for told in bot.seen] == ["1", "0"]
