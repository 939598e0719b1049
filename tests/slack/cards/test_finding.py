"""Selects in which a harvester is found, and what they offer, within Slack's limits."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed
from harvestbot.sandbox.slack.limits import problems
from harvestbot.slack import held, ids
from harvestbot.slack.cards.finding import find_many, find_select, options


def one(uid: str, name: str = "A name", portal: str = "city") -> Listed:
    """Return a line of a list."""
    return Listed(portal, Harvester(id=uid, name=name, type="csw", status="idle"))


@given(st.lists(st.builds(one, st.text(min_size=1), st.text(), st.text(min_size=1)), max_size=130), st.booleans())
def test_any_options_keep_slacks_limits_and_name_the_whole_harvester(found: list[Listed], several: bool) -> None:  # noqa: FBT001  because hypothesis gives it
    """Whatever portals call them; what is chosen reads back as what was offered."""
    offered = options(found, several=several)
    assert problems("options", {"options": offered}) == []
    there = [(listed.portal, listed.harvester.id) for listed in found]
    for option in offered:
        target = held.read_target(str(option["value"]))
        assert (target.portal, target.id) in there


def test_a_harvester_whose_id_does_not_fit_is_left_out() -> None:
    """A cut id would name something else."""
    offered = options([one("x" * 140), one("y")], several=False)
    assert [held.read_target(str(option["value"])).id for option in offered] == ["y"]


def test_the_portal_is_said_where_there_are_several() -> None:
    """The same id may be on two of them."""
    (alone,) = options([one("bus-stops", "Bus stops")], several=False)
    (among,) = options([one("bus-stops", "Bus stops")], several=True)
    assert alone["text"] == {"type": "plain_text", "text": "🟢 Bus stops · bus-stops", "emoji": False}
    assert among["text"] == {"type": "plain_text", "text": "🟢 Bus stops · city/bus-stops", "emoji": False}


def test_what_was_chosen_is_read_from_the_state() -> None:
    """One or several, or nothing yet; what is no select of ours is passed over."""
    chosen = options([one("a"), one("b")], several=False)
    many = {"b1": {ids.find_id("start"): {"type": "multi_external_select", "selected_options": chosen}}}
    assert held.read_chosen(many, "b1") == (held.Target("city", "a"), held.Target("city", "b"))
    single = {"b1": {"other": {"value": "x"}, ids.find_id("status"): {"selected_option": chosen[0]}}}
    assert held.read_chosen(single, "b1") == (held.Target("city", "a"),)
    assert held.read_chosen({"b1": {ids.find_id("status"): {"selected_option": None}}}, "b1") == ()
    assert held.read_chosen({}, "b1") == held.read_chosen({"b1": 3}, "b1") == held.read_chosen({"b1": {}}, "b1") == ()


def test_a_select_names_the_verb_and_asks_from_the_first_key_on() -> None:
    """Before any key it offers those that need somebody."""
    select = find_select("start", "Start which one?")
    assert ids.read_find(str(select["action_id"])) == "start"
    blocks = [
        {"type": "actions", "elements": [select]},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": find_many("publish", most=20)},
    ]
    assert problems("message", {"text": "x", "blocks": msgspec.json.decode(msgspec.json.encode(blocks))}) == []
    assert select["min_query_length"] == 0
