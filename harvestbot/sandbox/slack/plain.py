"""The words that a person sees in a message or a view, for assertions and for the tour."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from harvestbot.sandbox.slack.wire import Json

_SPAN: Final = re.compile(r"<([^<>\n]+)>")
_CODE: Final = re.compile(r"(```.+?```|`[^`\n]+`)", re.DOTALL)
_MARKS: Final = tuple(re.compile(rf"(?<![\w{m}]){m}(?=\S)([^{m}\n]+?)(?<=\S){m}(?![\w{m}])") for m in (r"\*", "_", "~"))


@lru_cache(maxsize=10_000)  # whoever waits for words reads all messages again at each change
def mrkdwn(text: str) -> str:
    """Text in Slack's markup as it is read: links by their label, dates by their fallback, no marks of emphasis."""
    pieces = _CODE.split(text)
    return "".join(_unescape(piece.strip("`")) if n % 2 else _words(piece) for n, piece in enumerate(pieces))


def _words(text: str) -> str:
    # Escaped angle brackets stay escaped until the spans are read: they are text, not markup.
    text = _SPAN.sub(_span, text)
    for mark in _MARKS:
        text = mark.sub(r"\1", text)
    return _unescape(text)


def _span(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    match target[0]:
        case "@" | "#":
            return f"{target[0]}{label or target[1:]}"
        case "!":
            word, _, rest = target[1:].partition("^")
            return label or (f"@{rest}" if word == "subteam" else f"@{word}")
        case _:
            return label or target


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words(text: object) -> str:
    """The words of a text object, or of a bare string."""
    if not isinstance(text, dict):
        return "" if text is None else str(text)
    said = str(text.get("text", ""))
    return mrkdwn(said) if text.get("type") in ("mrkdwn", "markdown") else said


def plain(blocks: list[Json], text: str = "") -> str:
    """What is read: the blocks where there are any, else the text; one line or more a block."""
    if not blocks:
        return mrkdwn(text)
    return "\n".join(line for line in map(block_words, blocks) if line)


def block_words(block: Json) -> str:
    """The words of one block; `[Start]` is a button, `[… Edit | History]` a menu.

    Raises:
        KeyError: The block's type is not drawn here; `limits` has refused it before.
    """
    return _BLOCKS[block["type"]](block)


def element_words(element: Json) -> str:
    """The words of one element."""
    match element["type"]:
        case "mrkdwn" | "plain_text":
            return words(element)
        case "feedback_buttons":
            return " ".join(f"[{words(element[key]['text'])}]" for key in ("positive_button", "negative_button"))
        case kind:
            return f"[{_within(kind, element)}]"


def _within(kind: str, element: Json) -> str:
    if kind == "image":
        return f"image: {element.get('alt_text', '')}"
    if kind in ("overflow", "checkboxes", "radio_buttons"):
        return ("… " if kind == "overflow" else "") + _options(element)
    return words(element.get("text")) or _value(element) or words(element.get("placeholder")) or kind


def _options(element: Json) -> str:
    return " | ".join(words(option["text"]) for option in element.get("options", []))


def _value(element: Json) -> str:
    chosen = element.get("initial_option")
    if chosen:
        return words(chosen["text"])
    several = element.get("initial_options")
    if several:
        return ", ".join(words(option["text"]) for option in several)
    bare = next((element[key] for key in element if key.startswith("initial_") and isinstance(element[key], str)), "")
    return str(bare)


def _section(block: Json) -> str:
    lines = [words(block["text"])] if "text" in block else []
    lines += [words(field) for field in block.get("fields", [])]
    if "accessory" in block:
        lines.append(element_words(block["accessory"]))
    return "\n".join(lines)


def _input(block: Json) -> str:
    hint = f" ({words(block['hint'])})" if "hint" in block else ""
    return f"{words(block['label'])}: {element_words(block['element'])}{hint}"


def _row(cells: list[Json]) -> str:
    return " | ".join(_cell(cell) for cell in cells)


def _cell(cell: Json) -> str:
    match cell["type"]:
        case "raw_text":
            return str(cell["text"])
        case "raw_number":
            return str(cell.get("text", cell["value"]))
        case "rich_text":
            return _rich(cell)
        case _:
            return element_words(cell)


def _table(block: Json) -> str:
    caption = [block["caption"]] if "caption" in block else []
    return "\n".join([*caption, *(_row(row) for row in block["rows"])])


def _chart(block: Json) -> str:
    chart = block["chart"]
    if chart["type"] == "pie":
        lines = [f"{segment['label']}: {segment['value']}" for segment in chart["segments"]]
    else:
        lines = [
            f"{series['name']}: " + ", ".join(f"{point['label']} {point['value']}" for point in series["data"])
            for series in chart["series"]
        ]
    return "\n".join([block["title"], *lines])


def _rich(part: Json) -> str:
    if "elements" not in part:
        return _rich_leaf(part)
    lines = part["type"] in ("rich_text", "rich_text_list")
    return ("\n" if lines else "").join(_rich(element) for element in part["elements"])


def _rich_leaf(part: Json) -> str:
    match part["type"]:
        case "link":
            return str(part.get("text") or part["url"])
        case "emoji":
            return f":{part['name']}:"
        case "user" | "usergroup" | "broadcast":
            return "@" + str(part.get("user_id") or part.get("usergroup_id") or part.get("range"))
        case "channel":
            return f"#{part['channel_id']}"
        case "date":
            return str(part.get("fallback", part["timestamp"]))
        case _:
            return str(part.get("text", ""))


def _card(block: Json) -> str:
    lines = [words(block[key]) for key in ("title", "subtitle", "body") if key in block]
    return "\n".join([*lines, *(element_words(action) for action in block.get("actions", []))])


def _task(block: Json) -> str:
    lines = [str(block["title"]), *(_rich(block[key]) for key in ("details", "output") if key in block)]
    return "\n".join(lines)


def _plan(block: Json) -> str:
    return "\n".join([words(block["title"]), *(_task(task) for task in block.get("tasks", []))])


def _container(block: Json) -> str:
    headings = [_rich(block["rich_text_title"])] if "rich_text_title" in block else []
    headings += [words(block[key]) for key in ("title", "subtitle") if key in block]
    return "\n".join([*headings, *(block_words(child) for child in block["child_blocks"])])


def _actions(block: Json) -> str:
    return " ".join(element_words(element) for element in block["elements"])


_BLOCKS: Final[dict[str, Callable[[Json], str]]] = {
    "header": lambda block: words(block["text"]),
    "section": _section,
    "context": lambda block: " · ".join(element_words(element) for element in block["elements"]),
    "divider": lambda _: "---",
    "image": lambda block: f"[image: {block['alt_text']}]",
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "rich_text": _rich,
    "markdown": lambda block: mrkdwn(block["text"]),
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "video": lambda block: f"[video: {words(block['title'])}]",
    "alert": lambda block: words(block["text"]),
    "card": _card,
    "carousel": lambda block: "\n".join(map(_card, block["elements"])),
    "container": _container,
    "task_card": _task,
    "plan": _plan,
    "file": lambda block: f"[file: {block['external_id']}]",
}
