"""Rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render import chips, dates, emoji
from harvestbot.sandbox.page.render.context import Context, Json, NotDrawn
from harvestbot.sandbox.page.render.html import joined, tag, text
from harvestbot.sandbox.page.render.links import link
from harvestbot.sandbox.page.render.texts import broken

_STYLES: Final[Mapping[str, str | None]] = {
    "code": "code",
    "bold": "strong",
    "italic": "em",
    "strike": "del",
    "underline": "u",
    "highlight": "mark",
    "client_highlight": "mark",
    "unlink": None,  # it says that what looks like an address is none: nothing to see
}
"""The element for each style, the innermost first."""


def to_html(rich: Json, context: Context) -> Markup:
    """All parts of a rich_text object.

    Raises:
        NotDrawn: A part, an element or a style is not known.
    """
    return joined(*(_part(part, context) for part in rich["elements"]))


def words(rich: Json) -> str:
    """The bare text of a rich_text object, a line for each part."""
    return "\n".join(_bare(part) for part in rich["elements"])


def from_words(said: str) -> Json:
    """A rich_text object that says a bare text, as an input of rich text gives it."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": said}]}
    return {"type": "rich_text", "elements": [section]}


def _bare(part: Json) -> str:
    if "elements" in part:
        return ("\n" if part["type"] == "rich_text_list" else "").join(map(_bare, part["elements"]))
    if part["type"] == "emoji":
        return f":{part['name']}:"
    for key in ("text", "url", "user_id", "usergroup_id", "channel_id", "range", "fallback", "value"):
        if part.get(key):
            return str(part[key])
    return str(part.get("timestamp", ""))


def _part(part: Json, context: Context) -> Markup:
    match part.get("type"):
        case "rich_text_section":
            return tag("div", _line(part, context), class_="bk-rich-section")
        case "rich_text_quote":
            return tag("blockquote", _line(part, context), class_="bk-quote")
        case "rich_text_preformatted":
            return tag("pre", tag("code", _line(part, context)), class_="bk-pre")
        case "rich_text_list":
            return _list(part, context)
        case other:
            raise NotDrawn.of("part of a rich text", other)


def _list(part: Json, context: Context) -> Markup:
    ordered = part["style"] == "ordered"
    return tag(
        "ol" if ordered else "ul",
        *(tag("li", _line(item, context)) for item in part["elements"]),
        class_=f"bk-list bk-indent-{part.get('indent', 0)}",
        start=part.get("offset", 0) + 1 if ordered else None,
    )


def _line(part: Json, context: Context) -> Markup:
    return joined(*(_styled(leaf, context) for leaf in part["elements"]))


def _styled(leaf: Json, context: Context) -> Markup:
    drawer = _LEAVES.get(leaf.get("type", ""))
    if drawer is None:
        raise NotDrawn.of("element of a rich text", leaf.get("type"))
    drawn = drawer(leaf, context)
    styles = [name for name, on in leaf.get("style", {}).items() if on]
    for name in styles:
        if name not in _STYLES:
            raise NotDrawn.of("style of a rich text", name)
    for name, element in _STYLES.items():
        if name in styles and element:
            drawn = tag(element, drawn)
    return drawn


def _text(leaf: Json, _context: Context) -> Markup:
    return broken(leaf["text"], signs=False)


def _link(leaf: Json, _context: Context) -> Markup:
    said = leaf.get("text") or leaf["url"]
    return link(leaf["url"], said, class_="bk-link") or text(said)


def _date(leaf: Json, context: Context) -> Markup:
    fallback, address = leaf.get("fallback", ""), leaf.get("url", "")
    return dates.time(leaf["timestamp"], leaf["format"], context.clock, fallback=fallback, address=address)


_LEAVES: Final[Mapping[str, Callable[[Json, Context], Markup]]] = {
    "broadcast": lambda leaf, _: chips.broadcast(leaf["range"]),
    "channel": lambda leaf, context: chips.channel(context.names, leaf["channel_id"]),
    "color": lambda leaf, _: tag("span", leaf["value"], class_="bk-color"),
    "date": _date,
    "emoji": lambda leaf, _: emoji.sign(leaf["name"], leaf.get("unicode")),
    "link": _link,
    "text": _text,
    "user": lambda leaf, context: chips.person(context.names, leaf["user_id"]),
    "usergroup": lambda leaf, context: chips.group(context.names, leaf["usergroup_id"]),
}
"""What stands within a line."""
