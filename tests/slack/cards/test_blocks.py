"""Builders keep Slack's limits, whatever they are given."""

from support.blocks import as_json, check, texts

from harvestbot.slack import ids
from harvestbot.slack.cards.blocks import (
    Block,
    actions,
    button,
    card,
    context,
    divider,
    fields,
    modal,
    overflow,
    section,
    text_input,
)
from harvestbot.slack.cards.text import escape, md


def some_button(index: int = 0) -> Block | None:
    """Return a button."""
    return button(f"Button {index}", ids.Press.RUN, "list", index=index)


def test_too_many_blocks_are_counted_not_sent() -> None:
    """What does not fit is left out with a line that says so; the buttons stay."""
    made = card(md("x"), *(divider() for _ in range(80)), foot=[actions(some_button())])
    check(made)
    assert len(made.blocks) == 50
    assert "32 more not shown here." in str(made.blocks[-2])
    assert made.blocks[-1]["type"] == "actions"


def test_too_much_text_is_counted_not_sent() -> None:
    """A message holds 13,000 characters, its buttons included."""
    made = card(escape("x" * 9_000, 9_000), *(section(escape("y" * 2_900, 2_900)) for _ in range(9)))
    check(made)
    assert len(made.text) == 3_000
    assert "more not shown here." in str(made.blocks[-1])


def test_a_long_section_is_cut() -> None:
    """A text that is too long for its block is cut and marked."""
    made = card(md("x"), section(escape("z" * 9_000, 9_000)), context(escape("z" * 9_000, 9_000)))
    check(made)
    assert all(text.endswith("…") for text, kind in texts(made) if kind == "mrkdwn")


def test_what_is_empty_is_still_a_block() -> None:
    """Slack refuses empty texts, so none is sent."""
    check(card(md("x"), section(md(""))))
    assert as_json({"blocks": [button("\u200b", ids.Press.RUN, "list")]})["blocks"][0]["text"]["text"] == "…"


def test_rows_hold_what_slack_takes() -> None:
    """More buttons, columns, entries or small print than Slack takes are left out."""
    made = card(
        md("x"),
        fields(*(md("{n}", n=n) for n in range(14))),
        context(*(md("{n}", n=n) for n in range(14))),
        actions(*(some_button(n) for n in range(40))),
        actions(overflow(ids.Press.MORE, [(str(n), str(n)) for n in range(9)])),
    )
    check(made)


def test_what_holds_nothing_is_not_there() -> None:
    """A row without buttons, columns or entries is no block."""
    assert actions(None) is None
    assert fields(None) is None
    assert overflow(ids.Press.MORE, [("Errors", None)]) is None
    assert button("Start", ids.Press.START, None) is None


def test_a_form_keeps_the_limits() -> None:
    """Words on a form are cut like any other."""
    view = modal(
        ids.Form.TYPED_DELETE,
        text_input(ids.Field.HARVESTER_ID, "l" * 3_000, hint="h" * 3_000),
        None,
        title="t" * 30,
        submit="s" * 30,
        close="c" * 30,
        metadata="c0ffee",
    )
    check(view, "modal")
