"""Inputs of forms beside the plain line of ``blocks``: with something in them to begin with, or with a choice.

Limits (Slack's Block Kit reference): ``initial_value`` and ``max_length`` 3,000 characters, label and hint 2,000, the
text of an option 75.
"""

from collections.abc import Collection, Sequence

from harvestbot.slack import ids
from harvestbot.slack.cards.blocks import BUTTON_TEXT_LIMIT, LABEL_LIMIT, Block, plain_text

LONGEST = 3_000
LABEL_SHOWN = 200
"""Characters of a foreign label that stand above an input."""


def typing_input(
    field: ids.Field,
    label: str,
    *,
    hint: str = "",
    shown: str = "",
    index: int = 0,
    optional: bool = False,
    lines: bool = False,
    focus: bool = False,
) -> Block:
    """Return an input for typing.

    Args:
        field: which input.
        label: what stands above it.
        hint: what stands below it.
        shown: what stands in it to begin with, at most ``LONGEST`` characters.
        index: tells apart inputs of one kind in one form.
        optional: whether it may be left empty.
        lines: whether it has several lines.
        focus: whether it is typed into at once.
    """
    element: Block = {
        "type": "plain_text_input",
        "action_id": ids.field_id(field, index),
        "multiline": lines,
        "max_length": LONGEST,
        "focus_on_load": focus,
    }
    if shown:
        element["initial_value"] = shown[:LONGEST]
    return _input(field, label, hint, element, index=index, optional=optional)


def choice_input(
    field: ids.Field,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    chosen: str = "",
    hint: str = "",
    index: int = 0,
    optional: bool = False,
) -> Block:
    """Return an input for one of a few options.

    Args:
        field: which input.
        label: what stands above it.
        options: words and value of each.
        chosen: the value that is chosen to begin with, "" for none.
        hint: what stands below it.
        index: tells apart inputs of one kind in one form.
        optional: whether it may be left out.
    """
    drawn = {value: {"text": plain_text(words, BUTTON_TEXT_LIMIT), "value": value} for words, value in options}
    element: Block = {
        "type": "radio_buttons",
        "action_id": ids.field_id(field, index),
        "options": list(drawn.values()),
    }
    if chosen in drawn:
        element["initial_option"] = drawn[chosen]
    return _input(field, label, hint, element, index=index, optional=optional)


def days_input(
    field: ids.Field, label: str, options: Sequence[tuple[str, str]], *, chosen: Collection[str] = ()
) -> Block:
    """Return an input for several of a few options.

    Args:
        field: which input.
        label: what stands above it.
        options: words and value of each.
        chosen: the values that are chosen to begin with.
    """
    drawn = [{"text": plain_text(words, BUTTON_TEXT_LIMIT), "value": value} for words, value in options]
    element: Block = {"type": "checkboxes", "action_id": ids.field_id(field), "options": drawn}
    if picked := [one for one in drawn if one["value"] in chosen]:
        element["initial_options"] = picked
    return _input(field, label, "", element, index=0, optional=True)


def _input(field: ids.Field, label: str, hint: str, element: Block, *, index: int, optional: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": ids.field_id(field, index),
        "label": plain_text(label, LABEL_SHOWN),
        "optional": optional,
        "element": element,
    }
    return {**block, "hint": plain_text(hint, LABEL_LIMIT)} if hint else block
