"""Slack's mrkdwn as HTML: https://docs.slack.dev/messaging/formatting-message-text.

What has a meaning of its own (code, what stands between angle brackets, bare addresses, emoji) is drawn first, and one
sign that no text can hold is put in its place; so no mark of emphasis is ever looked for within it. Lines and emphasis
come after. Pieces are put back in the order in which they were taken, so none needs a name.
"""

import re
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render import chips, dates, emoji
from harvestbot.sandbox.page.render.context import Clock, Names
from harvestbot.sandbox.page.render.html import clean, joined, tag, text
from harvestbot.sandbox.page.render.links import link

# Control characters: `clean` leaves none of them in a text.
_PIECE: Final = "\x01"
_BLOCK: Final = "\x02"
"""Preformatted text, on a line of its own."""
_ENTITY: Final = re.compile("&(amp|lt|gt);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">"}
_PIECES: Final = re.compile(
    r"\n?```(?P<pre>.+?)```\n?"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<token>[^<>\n]+)>"
    r"|(?P<address>https?://(?:(?!&[lg]t;)[^\s<>|`\"])+)"
    rf"|(?P<emoji>{emoji.PATTERN})",
    re.DOTALL,
)
_AFTER_ADDRESS: Final = ".,;:!?)*_~'"
_QUOTE: Final = re.compile("(?:>|&gt;) ?")
_LONG_QUOTE: Final = re.compile("(?:>|&gt;){3} ?")
# A mark opens behind what is no letter and no digit, and before what is no space; it closes the other way round.
_EMPHASIS: Final = re.compile(
    "|".join(
        rf"(?<![^\W_]|{mark}){mark}(?P<{name}>(?=\S)[^{mark}\n]+(?<=\S)){mark}(?![^\W_]|{mark})"
        for mark, name in ((r"\*", "strong"), ("_", "em"), ("~", "del"))
    )
)
_USER: Final = re.compile(r"@([UWB][A-Z0-9]+)\Z")
_CHANNEL: Final = re.compile(r"#([CDG][A-Z0-9]+)\Z")
_GROUP: Final = re.compile(r"!subteam\^(S[A-Z0-9]+)\Z")
_BROADCAST: Final = re.compile(r"!(here|channel|everyone)\Z")
_DATE: Final = re.compile(r"!date\^(-?\d{1,15})\^([^^]+)(?:\^(.+))?\Z")


def to_html(said: str, names: Names, *, verbatim: bool = False, clock: Clock | None = None) -> Markup:
    """A text in mrkdwn.

    Args:
        said: The text as Slack has it: `&amp;`, `&lt;` and `&gt;` stand for themselves.
        names: The words for ids.
        verbatim: Leaves bare addresses as they are.
        clock: The reader's time; UTC without it.
    """
    drawn: list[Markup] = []

    def take(found: re.Match[str]) -> str:
        piece = _piece(found, names, clock or Clock(), verbatim=verbatim)
        if piece is None:
            return found[0]
        drawn.append(piece)
        return f"\n{_BLOCK}\n" if found["pre"] else _PIECE

    source = _PIECES.sub(take, clean(said))
    return _lines(source, iter(drawn))


def unescaped(said: str) -> str:
    """A text with Slack's three entities decoded, once."""
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[1]], said)


def _piece(found: re.Match[str], names: Names, clock: Clock, *, verbatim: bool) -> Markup | None:
    """What a piece is drawn as; None for one that stays text and may hold marks."""
    match found.lastgroup:
        case "pre":
            return tag("pre", tag("code", unescaped(found["pre"].strip("\n"))), class_="bk-pre")
        case "code":
            return tag("code", unescaped(found["code"]), class_="bk-code")
        case "token":
            return _token(found["token"], names, clock) or text(unescaped(found[0]))
        case "address":
            return None if verbatim else _bare(found["address"])
        case _:
            return emoji.sign(found[0].strip(":"))


def _bare(found: str) -> Markup:
    """A bare address: the signs of punctuation behind it are not part of it."""
    said = unescaped(found)
    address = said.rstrip(_AFTER_ADDRESS)
    return joined(link(address, address, class_="bk-link") or address, said[len(address) :])


def _token(inside: str, names: Names, clock: Clock) -> Markup | None:
    """What stands between angle brackets; None where it means nothing."""
    target, _, label = (unescaped(part) for part in inside.partition("|"))
    if found := _USER.match(target):
        return chips.person(names, found[1], label)
    if found := _CHANNEL.match(target):
        return chips.channel(names, found[1], label)
    if found := _GROUP.match(target):
        return chips.group(names, found[1], label)
    if found := _BROADCAST.match(target):
        return chips.broadcast(found[1])
    if found := _DATE.match(target):
        return dates.time(int(found[1]), found[2], clock, fallback=label, address=found[3] or "")
    return link(target, emoji.with_signs(label or target.removeprefix("mailto:")), class_="bk-link")


def _lines(source: str, drawn: Iterator[Markup]) -> Markup:
    """The lines of a text, those of a quotation together."""
    parts: list[Markup] = []
    quoted: list[str] = []
    shown: list[str] = []

    def end(lines: list[str], *, quote: bool) -> None:
        if lines:
            inner = Markup("<br>").join(_emphasised(line, drawn) for line in lines)
            parts.append(tag("blockquote", inner, class_="bk-quote") if quote else inner)
            lines.clear()

    lines = source.split("\n")
    for number, line in enumerate(lines):
        if found := _LONG_QUOTE.match(line):
            end(shown, quote=False)
            end(quoted, quote=True)
            quoted += [line[found.end() :], *lines[number + 1 :]]
            break
        if line == _BLOCK:
            end(shown, quote=False)
            end(quoted, quote=True)
            parts.append(next(drawn))
        elif found := _QUOTE.match(line):
            end(shown, quote=False)
            quoted.append(line[found.end() :])
        else:
            end(quoted, quote=True)
            shown.append(line)
    end(shown, quote=False)
    end(quoted, quote=True)
    return joined(*parts)


def _emphasised(line: str, drawn: Iterator[Markup]) -> Markup:
    """A line with its marks of emphasis, one within another."""
    parts: list[Markup] = []
    at = 0
    for found in _EMPHASIS.finditer(line):
        parts.append(_filled(line[at : found.start()], drawn))
        name = str(found.lastgroup)
        parts.append(tag(name, _emphasised(found[name], drawn)))
        at = found.end()
    return joined(*parts, _filled(line[at:], drawn))


def _filled(said: str, drawn: Iterator[Markup]) -> Markup:
    """A text with the pieces back in their places."""
    pieces = re.split(f"([{_PIECE}{_BLOCK}])", said)
    return joined(*(next(drawn) if piece in (_PIECE, _BLOCK) else text(unescaped(piece)) for piece in pieces))
