"""What is written into ids and values comes back as it was, or is refused."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.confirmations import Action
from harvestbot.domain.trail import Turn, Wanted
from harvestbot.domain.watching import past
from harvestbot.slack import ids

ANY = st.text()


@given(st.sampled_from(ids.Press), st.integers(0, 30))
def test_a_press_is_read_as_it_was_written(press: ids.Press, index: int) -> None:
    """Each button is understood, and found by the one pattern."""
    written = ids.action_id(press, index)
    assert ids.read_action_id(written) is press
    assert ids.PATTERN.match(written)


@pytest.mark.parametrize("form", ids.Form)
def test_a_form_is_read_as_it_was_written(form: ids.Form) -> None:
    """Each form is understood, and found by the one pattern."""
    assert ids.read_callback_id(ids.callback_id(form)) is form
    assert ids.PATTERN.match(ids.callback_id(form))


@pytest.mark.parametrize("text", ["", "harvestbot:", "harvestbot:explode", "start", "other:start"])
def test_what_we_did_not_write_is_refused(text: str) -> None:
    """An id of another version or another app is no button of ours."""
    with pytest.raises(ids.Unreadable):
        ids.read_action_id(text)
    with pytest.raises(ids.Unreadable):
        ids.read_callback_id(text)


@given(ANY, ANY)
def test_values_come_back_whole(one: str, other: str) -> None:
    """Any portal, id or word goes into a value and comes out of it."""
    values: list[tuple[ids.Value, object]] = [
        (ids.Target(one, other), ids.read_target),
        (ids.Choice(one, Action.PUBLISH), ids.read_choice),
        (ids.Page(7, other), ids.read_page),
        (ids.HistoryTurn(one, other, past.Turn(200, 1.5)), ids.read_history),
        (ids.TrailTurn(Turn(7, newer=True), Wanted(other, other, other, 1.5)), ids.read_trail),
    ]
    for value, read in values:
        written = ids.write(value)
        assert written is not None
        assert callable(read)
        assert read(written) == value


@given(ANY, ANY)
def test_a_menu_entry_names_the_harvester_or_is_not_there(portal: str, harvester: str) -> None:
    """Where the portal does not fit, the id stands alone; where the id does not fit, nothing does."""
    written = ids.write_picked(ids.Item.DELETE, ids.Target(portal, harvester))
    if written is None:
        assert ids.write(ids.Picked(ids.Item.DELETE, "", harvester), ids.OPTION_VALUE_LIMIT) is None
    else:
        assert len(written) <= ids.OPTION_VALUE_LIMIT
        assert ids.read_picked(written).target in (ids.Target(portal, harvester), ids.Target("", harvester))


def test_a_menu_entry_prefers_to_name_the_portal() -> None:
    """The portal is given up only for want of room."""
    assert ids.read_picked(ids.write_picked(ids.Item.ERRORS, ids.Target("paris", "x")) or "").portal == "paris"
    assert ids.read_picked(ids.write_picked(ids.Item.ERRORS, ids.Target("p" * 150, "x")) or "").portal == ""
    assert ids.write_picked(ids.Item.ERRORS, ids.Target("paris", "x" * 150)) is None


def test_a_value_that_does_not_fit_is_not_written() -> None:
    """A button's value is never cut."""
    assert ids.write(ids.Target("paris", "x" * 2_000)) is None
    assert ids.write(ids.Target("paris", "\ud800")) is None


@pytest.mark.parametrize("text", ["", "paris/x", "{}", "[true]", "null", '["a","explode"]', "\ud800"])
def test_a_value_that_we_did_not_write_is_refused(text: str) -> None:
    """A value of another version is told apart from an empty one."""
    for read in (ids.read_picked, ids.read_choice, ids.read_page):
        with pytest.raises(ids.Unreadable):
            read(text)


@pytest.mark.parametrize("text", ["", "paris/x", '["paris"]', "[1,2]"])
def test_a_target_that_we_did_not_write_is_refused(text: str) -> None:
    """A press that names no harvester names none by guesswork."""
    with pytest.raises(ids.Unreadable):
        ids.read_target(text)


def test_a_command_is_its_own_value() -> None:
    """A suggestion is run as if it had been typed; one that does not fit is not offered."""
    assert ids.command_value("list") == "list"
    assert ids.command_value("status", ids.Target("paris", "x")) == "status paris/x"
    assert ids.command_value("") is None
    assert ids.command_value("x" * 2_001) is None


@pytest.mark.parametrize(
    ("state", "typed"),
    [
        ({"harvestbot:harvester-id": {"harvestbot:harvester-id": {"type": "plain_text_input", "value": "x"}}}, "x"),
        ({"harvestbot:harvester-id": {"harvestbot:harvester-id": {"value": None}}}, ""),
        ({"harvestbot:harvester-id": {}}, ""),
        ({"harvestbot:harvester-id": None}, ""),
        ({}, ""),
    ],
)
def test_a_field_is_read_where_it_was_put(state: Mapping[str, object], typed: str) -> None:
    """What was typed is found; nothing typed is an empty text."""
    assert ids.read_field(state, ids.Field.HARVESTER_ID) == typed
