"""What Slack delivers becomes one value, and nothing that it may deliver breaks that."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.slack.payloads import Delivery, Payload, from_command, from_press, from_submission

URL = "https://hooks.slack.com/actions/T1/2/capability"

COMMAND = {
    "token": "verification",
    "team_id": "T1",
    "team_domain": "portals",
    "channel_id": "C1",
    "channel_name": "data-ops",
    "user_id": "U1",
    "user_name": "ada",
    "command": "/harvester",
    "text": "status my-harvester",
    "api_app_id": "A1",
    "is_enterprise_install": "false",
    "response_url": URL,
    "trigger_id": "1.2.abc",
}
PRESS: dict[str, object] = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "ada", "name": "ada", "team_id": "T1"},
    "api_app_id": "A1",
    "token": "verification",
    "container": {
        "type": "message",
        "message_ts": "5.1",
        "channel_id": "C1",
        "is_ephemeral": False,
        "thread_ts": "4.9",
    },
    "trigger_id": "1.2.abc",
    "team": {"id": "T1", "domain": "portals"},
    "enterprise": None,
    "is_enterprise_install": False,
    "channel": {"id": "C1", "name": "data-ops"},
    "message": {"type": "message", "ts": "5.1", "thread_ts": "4.9"},
    "state": {"values": {}},
    "response_url": URL,
    "actions": [
        {
            "action_id": "harvestbot:refresh",
            "block_id": "b1",
            "text": {"type": "plain_text", "text": "Refresh"},
            "value": '["city","a"]',
            "type": "button",
            "action_ts": "6.1",
        }
    ],
}
MENU: dict[str, object] = {
    **PRESS,
    "container": {"type": "message", "message_ts": "5.1", "channel_id": "C1", "is_ephemeral": True},
    "channel": None,
    "message": None,
    "actions": [
        {
            "type": "overflow",
            "action_id": "harvestbot:more",
            "block_id": "b1",
            "selected_option": {"text": {"type": "plain_text", "text": "Delete…"}, "value": '["delete","city","a"]'},
            "action_ts": "6.1",
        }
    ],
}
VALUES = {"harvestbot:harvester-id": {"harvestbot:harvester-id": {"type": "plain_text_input", "value": "a"}}}
SUBMISSION: dict[str, object] = {
    "type": "view_submission",
    "team": {"id": "T1", "domain": "portals"},
    "user": {"id": "U1", "username": "ada", "name": "ada", "team_id": "T1"},
    "api_app_id": "A1",
    "token": "verification",
    "trigger_id": "1.2.abc",
    "view": {
        "id": "V1",
        "team_id": "T1",
        "type": "modal",
        "callback_id": "harvestbot:typed-delete",
        "private_metadata": "c1",
        "state": {"values": VALUES},
        "hash": "1.x",
        "root_view_id": "V1",
        "previous_view_id": None,
        "app_id": "A1",
        "bot_id": "B1",
    },
    "response_urls": [],
    "is_enterprise_install": False,
    "enterprise": None,
}


def test_a_slash_command_is_read() -> None:
    """Its id is the trigger's, which no other has."""
    assert from_command(COMMAND) == Delivery(
        id="1.2.abc",
        user="U1",
        team="T1",
        channel="C1",
        response_url=URL,
        trigger="1.2.abc",
        name="/harvester",
        text="status my-harvester",
    )


def test_a_press_is_read() -> None:
    """With the message and the thread that it stands in."""
    assert from_press(PRESS) == Delivery(
        id="1.2.abc",
        user="U1",
        team="T1",
        channel="C1",
        response_url=URL,
        trigger="1.2.abc",
        pressed_at="6.1",
        message="5.1",
        thread="4.9",
        name="harvestbot:refresh",
        value='["city","a"]',
    )


def test_a_choice_in_a_menu_on_a_private_message_is_read() -> None:
    """The value is the option's; the channel may stand only in the container."""
    delivery = from_press(MENU)
    assert (delivery.channel, delivery.ephemeral, delivery.thread) == ("C1", True, "")
    assert delivery.value == '["delete","city","a"]'


def test_a_press_without_a_trigger_is_known_by_its_time() -> None:
    """Something has to tell it apart."""
    assert from_press({**PRESS, "trigger_id": None}).id == "6.1"


def test_a_submitted_form_is_read() -> None:
    """It has no channel and no response_url."""
    assert from_submission(SUBMISSION) == Delivery(
        id="1.2.abc",
        user="U1",
        team="T1",
        trigger="1.2.abc",
        name="harvestbot:typed-delete",
        value="c1",
        values=VALUES,
        view="V1",
    )
    assert from_submission({**SUBMISSION, "trigger_id": ""}).id == "V1"


@pytest.mark.parametrize("delivery", [from_command(COMMAND), from_press(PRESS), from_submission(SUBMISSION)])
def test_no_representation_holds_a_capability_or_what_was_typed(delivery: Delivery) -> None:
    """Representations end up in logs."""
    for secret in (URL, "1.2.abc", "status my-harvester", "city"):
        assert secret not in repr(delivery).replace(f"id={delivery.id!r}", "")
    assert "verification" not in repr(delivery)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def keys(value: object) -> set[str]:
    """Return every key that stands anywhere in a payload."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    return set(value).union(*map(keys, value.values())) if isinstance(value, dict) else set()


KEYS = sorted(keys([PRESS, MENU, SUBMISSION]))
MISSHAPEN = st.recursive(
    JSON,
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=8) | st.lists(inner, max_size=2),
    max_leaves=25,
).filter(lambda value: isinstance(value, dict))


@given(MISSHAPEN, st.sampled_from([from_command, from_press, from_submission]))
def test_no_shape_of_a_payload_breaks_the_reader(body: Payload, read: Callable[[Payload], Delivery]) -> None:
    """What is missing or misshapen reads as nothing, and Slack is answered all the same."""
    delivery = read(body)
    texts = (delivery.id, delivery.user, delivery.channel, delivery.name, delivery.value, delivery.message)
    assert all(isinstance(text, str) for text in texts)
    assert isinstance(delivery.ephemeral, bool)
    assert isinstance(delivery.values, dict)


@given(st.sampled_from([PRESS, MENU, SUBMISSION]), st.sampled_from(KEYS), JSON)
def test_no_single_part_that_changes_its_shape_breaks_the_reader(body: Payload, key: str, value: object) -> None:
    """Slack adds and changes fields."""
    for read in (from_press, from_submission):
        assert read({**body, key: value}).ephemeral in {True, False}
