"""Blocks that keep Slack's limits by construction: text is cut, what does not fit is left out and counted.

The limits stand in Slack's Block Kit reference (docs.slack.dev/reference/block-kit). ``verbatim`` keeps Slack from
turning bare addresses, #names and @names of untrusted text into links.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from harvestbot.slack import ids
from harvestbot.slack.cards.text import Mrkdwn, clip, cut, md, one_line, visible

Block = dict[str, object]
"""A block, or an element within one, as Slack's JSON has it."""

BLOCKS_LIMIT = 50
MESSAGE_LIMIT = 13_000
FALLBACK_LIMIT = 3_000
SECTION_LIMIT = 3_000
FIELD_LIMIT = 2_000
FIELDS_LIMIT = 10
CONTEXT_LIMIT = 10
ACTIONS_LIMIT = 25
OVERFLOW_LIMIT = 5
BUTTON_TEXT_LIMIT = 75
VIEW_WORD_LIMIT = 24
LABEL_LIMIT = 2_000
CONFIRM_TITLE_LIMIT = 100
CONFIRM_TEXT_LIMIT = 300
CONFIRM_WORD_LIMIT = 30
HEADER_LIMIT = 150
PRIMARY = "primary"
DANGER = "danger"


class Card(Struct, frozen=True):
    """A message: ``text`` says the essential where blocks are not shown (notifications, screen readers).

    Attributes:
        blocks: what is shown.
        plain: the same without native tables and charts, where ``blocks`` has some (``harvestbot.slack.cards.native``).
    """

    text: str
    blocks: list[Block]
    plain: list[Block] | None = None


def card(text: Mrkdwn, *body: Block | None, foot: Sequence[Block | None] = ()) -> Card:
    """Put a card together; None is skipped.

    Whatever of ``body`` does not fit is left out, and a line says how much; ``foot`` (its buttons) always stays.
    """
    feet = [block for block in foot if block]
    wanted = [block for block in body if block]
    kept = _fitting(wanted, BLOCKS_LIMIT - len(feet), MESSAGE_LIMIT - _size(feet))
    left_out = len(wanted) - len(kept)
    note = [context(md("{count} more not shown here.", count=left_out))] if left_out else []
    return Card(text=cut(one_line(text), FALLBACK_LIMIT).source, blocks=[*kept, *note, *feet])


def plain_text(text: str, limit: int) -> Block:
    """Return text that Slack shows as it is, without any formatting."""
    return {"type": "plain_text", "text": clip(visible(text), limit) or "…", "emoji": False}


def section(text: Mrkdwn, *, accessory: Block | None = None) -> Block:
    """Return a paragraph, with a button beside it if there is one."""
    block: Block = {"type": "section", "text": _mrkdwn(text, SECTION_LIMIT)}
    return {**block, "accessory": accessory} if accessory else block


def fields(*texts: Mrkdwn | None) -> Block | None:
    """Return short facts in two columns; at most ten are shown."""
    shown = [_mrkdwn(text, FIELD_LIMIT) for text in texts if text][:FIELDS_LIMIT]
    return {"type": "section", "fields": shown} if shown else None


def context(*texts: Mrkdwn | None) -> Block:
    """Return small print; at most ten pieces are shown."""
    shown = [_mrkdwn(text, FIELD_LIMIT) for text in texts if text]
    return {"type": "context", "elements": shown[:CONTEXT_LIMIT]}


def header(text: str) -> Block:
    """Return a heading of ours."""
    return {"type": "header", "text": plain_text(text, HEADER_LIMIT)}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(*elements: Block | None) -> Block | None:
    """Return a row of buttons and menus, or nothing if there are none.

    A row in which somebody types has an id of its own, which is the same each time it is drawn: what is typed while
    the view is drawn anew would otherwise be lost, and belong to a row that is no longer there.
    """
    shown = [element for element in elements if element][:ACTIONS_LIMIT]
    if not shown:
        return None
    row: Block = {"type": "actions", "elements": shown}
    typed = next((element["action_id"] for element in shown if element["type"] == "external_select"), None)
    return {**row, "block_id": typed} if typed else row


def button(
    label: str,
    press: ids.Press,
    value: str | None,
    *,
    style: str = "",
    index: int = 0,
    confirm: tuple[str, str, str, str] | None = None,
) -> Block | None:
    """Return a button, or nothing where its value did not fit.

    Args:
        label: the words on it.
        press: what it means.
        value: what it is about, as ``harvestbot.slack.ids`` writes it.
        style: ``PRIMARY``, ``DANGER`` or neither.
        index: tells apart buttons of the same meaning in one row.
        confirm: what Slack asks before the press counts: title, text, and the words for yes and no.
    """
    if value is None:
        return None
    block: Block = {
        "type": "button",
        "text": plain_text(label, BUTTON_TEXT_LIMIT),
        "action_id": ids.action_id(press, index),
        "value": value,
    }
    if confirm:
        title, text, yes, no = confirm
        block["confirm"] = {
            "title": plain_text(title, CONFIRM_TITLE_LIMIT),
            "text": plain_text(text, CONFIRM_TEXT_LIMIT),
            "confirm": plain_text(yes, CONFIRM_WORD_LIMIT),
            "deny": plain_text(no, CONFIRM_WORD_LIMIT),
        }
    return {**block, "style": style} if style else block


def overflow(press: ids.Press, options: Iterable[tuple[str, str | None]]) -> Block | None:
    """Return a ``…`` menu of (label, value), without the entries whose value did not fit; nothing if none is left."""
    shown = [
        {"text": plain_text(label, BUTTON_TEXT_LIMIT), "value": value} for label, value in options if value is not None
    ]
    if not shown:
        return None
    return {"type": "overflow", "action_id": ids.action_id(press), "options": shown[:OVERFLOW_LIMIT]}


def text_input(field: ids.Field, label: str, *, hint: str, index: int = 0, optional: bool = False) -> Block:
    """Return a line for typing into, for modals; the first one is typed into at once.

    Args:
        field: which input.
        label: what stands above it.
        hint: what stands below it.
        index: tells apart inputs of one kind in one form.
        optional: whether it may be left empty.
    """
    identity = ids.field_id(field, index)
    return {
        "type": "input",
        "block_id": identity,
        "label": plain_text(label, LABEL_LIMIT),
        "hint": plain_text(hint, LABEL_LIMIT),
        "optional": optional,
        "element": {"type": "plain_text_input", "action_id": identity, "focus_on_load": not index},
    }


def modal(form: ids.Form, *blocks: Block | None, title: str, submit: str, close: str, metadata: str) -> Block:
    """Return a modal; ``metadata`` (at most 3,000 characters, never a secret) comes back with its submission."""
    return {
        "type": "modal",
        "callback_id": ids.callback_id(form),
        "title": plain_text(title, VIEW_WORD_LIMIT),
        "submit": plain_text(submit, VIEW_WORD_LIMIT),
        "close": plain_text(close, VIEW_WORD_LIMIT),
        "private_metadata": metadata,
        "blocks": [block for block in blocks if block],
    }


def _mrkdwn(text: Mrkdwn, limit: int) -> Block:
    return {"type": "mrkdwn", "text": cut(text, limit).source or "…", "verbatim": True}


def _fitting(blocks: list[Block], count: int, size: int) -> list[Block]:
    """Return as many of the first blocks as fit, with room for the line about the others."""
    if len(blocks) <= count and _size(blocks) <= size:
        return blocks
    line = 100
    kept: list[Block] = []
    for block in blocks[: count - 1]:
        size -= _size(block)
        if size < line:
            break
        kept.append(block)
    return kept


def _size(node: object) -> int:
    return sum(map(len, _texts(node)))


def _texts(node: object) -> Iterator[str]:
    """Find every text that people see in a piece of JSON."""
    match node:
        case {"type": "plain_text" | "mrkdwn", "text": str(text)}:
            yield text
        case dict():
            for inner in node.values():
                yield from _texts(inner)
        case list():
            for inner in node:
                yield from _texts(inner)
