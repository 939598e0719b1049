"""A message or a form as it looks to whoever reads it, in lines of plain text. Pure."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.plain import block_words, mrkdwn, words
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json

Names = Mapping[str, str]
"""What people and channels are called, by their ids."""


class Tone(Enum):
    """How loud a line is."""

    SAID = auto()
    ASIDE = auto()
    PRESS = auto()
    REFUSED = auto()


class Line(Struct, frozen=True):
    """One line, of any length."""

    text: str
    tone: Tone = Tone.SAID


def message_lines(message: Message, names: Names) -> list[Line]:
    """Draw a message."""
    blocks = message.blocks or [{"type": "section", "text": {"type": "mrkdwn", "text": message.text}}]
    return _named([line for block in blocks for line in _block(block)], names)


def view_lines(view: View, names: Names) -> list[Line]:
    """Draw a form, with what is typed in it and what is said at its fields."""
    lines = [line for block in view.blocks for line in _in_form(block, view)]
    if view.trouble:
        lines.append(Line(view.trouble, Tone.REFUSED))
    ends = "  ".join(_pressable(words(view.body[key])) for key in ("submit", "close") if view.body.get(key))
    return _named([*lines, *([Line(ends, Tone.PRESS)] if ends else [])], names)


def clear(text: str) -> str:
    """Take out what a terminal or a pipe would obey instead of showing it."""
    return "".join(one if one == "\n" or one.isprintable() else " " * one.isspace() for one in text)


def _named(lines: list[Line], names: Names) -> list[Line]:
    """Call people and channels by their names, and give every row a line of its own."""
    drawn = []
    for line in lines:
        text = line.text
        for one, name in names.items():
            text = text.replace(f"@{one}", f"@{name}").replace(f"#{one}", f"#{name}")
        drawn += [Line(clear(row), line.tone) for row in text.split("\n")]
    return drawn


def _block(block: Json) -> list[Line]:
    draw = _BLOCKS.get(block["type"])
    return draw(block) if draw else [Line(block_words(block))]


def _section(block: Json) -> list[Line]:
    first, *more = words(block["text"]).split("\n") if "text" in block else [""]
    accessory = f"   {_element(block['accessory'])}" if "accessory" in block else ""
    lines = [Line(first + accessory)] if first or accessory else []
    fields = [words(field).replace("\n", ": ", 1) for field in block.get("fields", [])]
    return [*lines, *map(Line, [*more, *fields])]


def _context(block: Json) -> list[Line]:
    said = (mrkdwn(one["text"]) if "text" in one else str(one.get("alt_text", "")) for one in block["elements"])
    return [Line("  ".join(said), Tone.ASIDE)]


def _actions(block: Json) -> list[Line]:
    return [Line("  ".join(map(_element, block["elements"])), Tone.PRESS)]


def _input(block: Json) -> list[Line]:
    label, hint = words(block["label"]), words(block["hint"]) if "hint" in block else ""
    return [Line(f"{label}:  {_element(block['element'])}", Tone.PRESS), *([Line(hint, Tone.ASIDE)] if hint else [])]


def _divider(_: Json) -> list[Line]:
    return [Line("─" * 20, Tone.ASIDE)]


def _element(element: Json) -> str:
    if element["type"] == "overflow":
        return _pressable("…: " + ", ".join(words(option["text"]) for option in element["options"]))
    return _pressable(words(element.get("text") or element.get("placeholder")))


def _pressable(label: str) -> str:
    return f"[ {label} ]"


def _in_form(block: Json, view: View) -> list[Line]:
    if block["type"] != "input":
        return _block(block)
    held = view.state.get(block["block_id"], {}).get(block["element"]["action_id"], {})
    lines = [Line(f"{words(block['label'])}:  [ {held.get('value') or '':<20} ]")]
    if "hint" in block:
        lines.append(Line(words(block["hint"]), Tone.ASIDE))
    if refused := view.errors.get(block["block_id"]):
        lines.append(Line(f"! {refused}", Tone.REFUSED))
    return lines


_BLOCKS: Final[Mapping[str, Callable[[Json], list[Line]]]] = {
    "section": _section,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "input": _input,
}
