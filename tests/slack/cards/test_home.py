"""The App Home and its modal, as people see them and as they go out; and within Slack's limits whatever there is."""

import json

import pytest
from support.blocks import as_json, buttons, check, render, texts
from support.card_samples import ANNA
from support.home_views import HOMES, WINDOWS, homely, line, many
from syrupy.assertion import SnapshotAssertion

from harvestbot.domain.home import Show, Wish
from harvestbot.slack.cards.home import home_view


@pytest.mark.parametrize("name", [name for name in HOMES if name not in ("full", "nobody")])
def test_each_home_is_as_it_was_last_looked_at(name: str, snapshot: SnapshotAssertion) -> None:
    """A Home changes only on purpose."""
    assert render(HOMES[name]) == snapshot


@pytest.mark.parametrize("name", WINDOWS)
def test_each_modal_is_as_it_was_last_looked_at(name: str, snapshot: SnapshotAssertion) -> None:
    """The modal changes only on purpose, and Slack takes it."""
    check(WINDOWS[name], "modal")
    assert render(WINDOWS[name]) == snapshot


@pytest.mark.parametrize("name", HOMES)
def test_each_home_keeps_slacks_limits(name: str) -> None:
    """Slack takes every Home; in views only blocks of those kinds that it takes there."""
    check(HOMES[name], "home")


def test_ten_thousand_harvesters_are_as_much_as_ten() -> None:
    """A Home holds a page, whatever there is to turn through."""
    crowd = line("paris", *many(9_000, harvester_errors=1)), line("sea", *many(1_000, status="processing"))
    for show in Show:
        for page in (1, 500, 1_000):
            view = home_view(homely(*crowd, wish=Wish(show, page=page)), user=ANNA)
            check(view, "home")
            assert len(json.dumps(view)) < 60_000
    assert "10000 harvesters" not in render(view)
    assert "All (10000)" in buttons(view)
    last = home_view(homely(*crowd, wish=Wish(Show.FAILING, page=10**6)), user=ANNA)
    assert "Page 900 of 900" in [text for text, _ in texts(last)]


def test_a_viewer_is_offered_nothing_that_changes_anything() -> None:
    """What the Home offers depends on the role."""
    assert {"Open", "Read anew", "All (4)"} <= set(buttons(HOMES["viewer"]))
    assert not {"Approve", "Reject", "Unwatch"} & set(buttons(HOMES["viewer"]))
    assert "Unwatch" in buttons(HOMES["operator"])
    assert {"Approve", "Reject"} <= set(buttons(HOMES["admin"]))
    assert not buttons(HOMES["no role"])
    assert "lately" not in json.dumps(as_json(HOMES["operator"]))
