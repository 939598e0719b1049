"""What is written into ids and values comes back as it was, or is refused."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.confirmations import Action
from harvestbot.domain.trail import Turn, Wanted
from harvestbot.domain.watching import past
from harvestbot.slack import held, ids

ANY = st.text()


@given(st.sampled_from(ids.Press), st.integers(0, 30))
def test_a_press_is_read_as_it_was_written(press: ids.Press, index: int) -> None:
    """Each button is understood."""
    assert ids.read_action_id(ids.action_id(press, index)) is press


@pytest.mark.parametrize("form", ids.Form)
def test_a_form_is_read_as_it_was_written(form: ids.Form) -> None:
    """Each form is understood."""
    assert ids.read_callback_id(ids.callback_id(form)) is form


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
    values: list[tuple[held.Value, object]] = [
        (held.Target(one, other), held.read_target),
        (held.Choice(one, Action.PUBLISH), held.read_choice),
        (held.Page(7, other), held.read_page),
        (held.HistoryTurn(one, other, past.Turn(200, 1.5)), held.read_history),
        (held.TrailTurn(Turn(7, newer=True), Wanted(other, other, other, 1.5)), held.read_trail),
    ]
    for value, read in values:
        written = held.write(value)
        assert written is not None
        assert callable(read)
        assert read(written) == value


@given(ANY, ANY)
def test_a_menu_entry_names_the_harvester_or_is_not_there(portal: str, harvester: str) -> None:
    """Where the portal does not fit, the id stands alone; where the id does not fit, nothing does."""
    written = held.write_picked(ids.Item.DELETE, held.Target(portal, harvester))
    if written is None:
        assert held.write(held.Picked(ids.Item.DELETE, "", harvester), held.OPTION_VALUE_LIMIT) is None
    else:
        assert len(written) <= held.OPTION_VALUE_LIMIT
        assert held.read_picked(written).target in (held.Target(portal, harvester), held.Target("", harvester))


def test_a_menu_entry_prefers_to_name_the_portal() -> None:
    """The portal is given up only for want of room."""
    assert held.read_picked(held.write_picked(ids.Item.ERRORS, held.Target("paris", "x")) or "").portal == "paris"
    assert held.read_picked(held.write_picked(ids.Item.ERRORS, held.Target("p" * 150, "x")) or "").portal == ""
    assert held.write_picked(ids.Item.ERRORS, held.Target("paris", "x" * 150)) is None


def test_a_value_that_does_not_fit_is_not_written() -> None:
    """A button's value is never cut."""
    assert held.write(held.Target("paris", "x" * 2_000)) is None
    assert held.write(held.Target("paris", "\ud800")) is None


@pytest.mark.parametrize("text", ["", "paris/x", "{}", "[true]", "null", '["a","explode"]', "\ud800"])
def test_a_value_that_we_did_not_write_is_refused(text: str) -> None:
    """A value of another version is told apart from an empty one."""
    for read in (held.read_picked, held.read_choice, held.read_page):
        with pytest.raises(ids.Unreadable):
            read(text)


@pytest.mark.parametrize("text", ["", "paris/x", '["paris"]', "[1,2]"])
def test_a_target_that_we_did_not_write_is_refused(text: str) -> None:
    """A press that names no harvester names none by guesswork."""
    with pytest.raises(ids.Unreadable):
        held.read_target(text)


def test_a_command_is_its_own_value() -> None:
    """A suggestion is run as if it had been typed; one that does not fit is not offered."""
    assert held.command_value("list") == "list"
    assert held.command_value("status", held.Target("paris", "x")) == "status paris/x"
    assert held.command_value("") is None
    assert held.command_value("x" * 2_001) is None


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
