"""What the tour draws is what somebody reads, and nothing that a terminal would obey."""

import io
from typing import Any

import pytest
from rich.console import Console

from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.tour.drawing import Line, Tone, clear, message_lines, view_lines
from harvestbot.sandbox.tour.screen import Screen

NAMES = {"U1": "ada"}


def test_a_message_is_drawn_block_by_block() -> None:
    """Buttons stand in brackets, small print is aside, fields are one line each, and people have names."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "Start"}, "action_id": "a"}
    option = {"text": {"type": "plain_text", "text": "Errors"}, "value": "e"}
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*One*\nTwo"}, "accessory": button},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Datasets*\n3 attached"}]},
        {"type": "divider"},
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "asked by <@U1>"}, {"type": "image", "alt_text": "i"}],
        },
        {"type": "header", "text": {"type": "plain_text", "text": "Head"}},
        {"type": "actions", "elements": [button, {"type": "overflow", "options": [option], "action_id": "b"}]},
        {
            "type": "input",
            "label": {"type": "plain_text", "text": "Search"},
            "hint": {"type": "plain_text", "text": "Enter looks."},
            "element": {"type": "plain_text_input", "placeholder": {"type": "plain_text", "text": "words"}},
        },
    ]
    assert message_lines(Message("C1", "1.0", "U2", blocks=blocks), NAMES) == [
        Line("One   [ Start ]"),
        Line("Two"),
        Line("Datasets: 3 attached"),
        Line("─" * 20, Tone.ASIDE),
        Line("asked by @ada  i", Tone.ASIDE),
        Line("Head"),
        Line("[ Start ]  [ …: Errors ]", Tone.PRESS),
        Line("Search:  [ words ]", Tone.PRESS),
        Line("Enter looks.", Tone.ASIDE),
    ]


def test_a_message_without_blocks_is_its_text() -> None:
    """Slack shows the text where there are no blocks."""
    assert message_lines(Message("C1", "1.0", "U2", text="*Hello* <@U1>"), NAMES) == [Line("Hello @ada")]


def test_a_form_shows_what_was_typed_and_what_was_said_about_it() -> None:
    """A field has what was typed in it and the refusal below it; trouble of Slack itself stands above the buttons."""
    block = {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": "Id"},
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    body = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [block]}
    form = View("V1", "U1", body, "h", "V1", state={"b": {"a": {"value": "air"}}}, errors={"b": "No."}, trouble="Oh.")
    assert view_lines(form, NAMES) == [
        Line(f"Id:  [ {'air':<20} ]"),
        Line("! No.", Tone.REFUSED),
        Line("Oh.", Tone.REFUSED),
    ]


def test_nothing_is_left_that_a_terminal_would_obey() -> None:
    """Escapes, bells and marks of direction go, all kinds of space become one that can be seen."""
    assert clear("a\x1b[31mb\x07\u202ec\u00a0d\te\nf") == "a[31mbc d e\nf"


@pytest.mark.parametrize("width", [8, 20, 80])
def test_nothing_is_cut_off_in_however_narrow_a_terminal(width: int) -> None:
    """What does not fit into a row goes on in the next, beside its margin."""
    out, said = io.StringIO(), "/harvester unpublish air-quality, which has many datasets"
    screen = Screen(Console(file=out, width=width, highlight=False))
    screen.act("@ada", "types", said)
    rows = [row.removeprefix("     > ").strip() for row in out.getvalue().splitlines()]
    assert said.replace(" ", "") in "".join(rows).replace(" ", "")
