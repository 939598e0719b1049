"""Text that is safe to show: what comes from outside goes through here, or it does not get onto a card.

A ``Mrkdwn`` is made by the functions of this module only (a test sees to it): either they escape and clip what they are
given, or they fill a literal template with such pieces. So a name cannot mention a channel, forge a link, break out of
bold or code, turn the line around, or push the rest of the card out of Slack's limits. Limits count the *escaped*
characters, since those are what is sent.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import LiteralString

from msgspec import Struct

NAME_LIMIT = 150
TEXT_LIMIT = 300
URL_LIMIT = 1_000
BLANK = "(blank)"
ELLIPSIS = "…"

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters that are no white space
    "\xad\u034f\u180e\u200b\u2060-\u2065\ufeff"  # of no width; the joiners of scripts and emoji stay
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction marks, overrides and isolates
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"  # annotations, lone surrogates, tags
)
_FORMATTING = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)|_$|^_|:[\w+'-]+:")
"""What Slack would take for bold, strike, code, italics or an emoji."""
_TOKEN = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);")
IS_PERSON = re.compile(r"[UW][A-Z0-9]{1,30}")
_GROUP = re.compile(r"S[A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,30}")
_LONGEST_CLUSTER = 32
_YEAR_10000 = 253_402_300_800


class Mrkdwn(Struct, frozen=True):
    """Text in Slack's mrkdwn in which nothing from outside is left raw; false when empty."""

    source: str

    def __bool__(self) -> bool:
        return bool(self.source)

    def __format__(self, _spec: str) -> str:
        raise TypeError("Put Mrkdwn together with md(), lines() or joined(): an f-string would lose its type.")


Part = Mrkdwn | str | int
"""What a template takes: a str is escaped on the way in."""


def visible(text: str) -> str:
    """Return a text as one line of what can be seen: no control, direction or zero-width characters."""
    return " ".join(_UNSEEN.sub("", text).split())


def clip(text: str, limit: int) -> str:
    """Cut plain text to ``limit`` characters, between characters as people see them, and mark the cut."""
    if len(text) <= limit:
        return text
    return _fill(_clusters(text), limit)


def escape(text: str, limit: int = TEXT_LIMIT) -> Mrkdwn:
    """Return a text from outside as one line."""
    return Mrkdwn(_escaped(visible(text), limit))


def strong(text: str, limit: int = NAME_LIMIT) -> Mrkdwn:
    """Return a text from outside in bold; as code where it holds signs that Slack would take for formatting."""
    seen = visible(text) or BLANK
    if _FORMATTING.search(seen):
        return code(seen, limit)
    return Mrkdwn(f"*{_escaped(seen, limit)}*")


def code(text: str, limit: int = NAME_LIMIT) -> Mrkdwn:
    """Return a text from outside as code on one line, where nothing but a backtick has a meaning."""
    return Mrkdwn(f"`{_escaped(_without_backticks(visible(text) or BLANK), limit)}`")


def preformatted(text: str, limit: int = TEXT_LIMIT) -> Mrkdwn:
    """Return a text from outside as a block of code that keeps its lines."""
    seen = "\n".join(line for line in map(visible, text.splitlines()) if line) or BLANK
    return Mrkdwn(f"```{_escaped(_without_backticks(seen), limit)}```")


def when(moment: datetime | float) -> Mrkdwn:
    """Return a moment (seconds since the epoch, or a datetime; without a zone it is UTC) in each reader's own zone."""
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        epoch = (aware - datetime.fromtimestamp(0, UTC)).total_seconds()
    else:
        epoch = moment
    if not 0 <= epoch < _YEAR_10000:
        return escape(str(moment))
    spoken = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Mrkdwn(f"<!date^{int(epoch)}^{{date_short_pretty}} {{time}}|{spoken}>")


def link(url: str, label: LiteralString) -> Mrkdwn:
    """Return a link, or nothing where the address is no web address or too long to be shown."""
    if not url.startswith(("https://", "http://")) or len(url) > URL_LIMIT:
        return Mrkdwn("")
    safe = re.sub(r"[^\w\-.~:/?#\[\]@!$&'()*+,;=%]", lambda match: _percent(match[0]), url, flags=re.ASCII)
    return Mrkdwn(f"<{safe.replace('&', '&amp;')}|{label}>")


def person(user_id: str) -> Mrkdwn:
    """Return a person of Slack as Slack shows people; anything that is no user id is shown as code."""
    return Mrkdwn(f"<@{user_id}>") if IS_PERSON.fullmatch(user_id) else code(user_id)


def channel(channel_id: str) -> Mrkdwn:
    """Return a channel as Slack shows channels; anything that is no channel id is shown as code."""
    return Mrkdwn(f"<#{channel_id}>") if _CHANNEL.fullmatch(channel_id) else code(channel_id)


def group(group_id: str) -> Mrkdwn:
    """Return a user group, so that its members are called; anything that is no group id is shown as code."""
    return Mrkdwn(f"<!subteam^{group_id}>") if _GROUP.fullmatch(group_id) else code(group_id)


def md(template: LiteralString, **parts: Part) -> Mrkdwn:
    """Fill a template of ours: each ``{name}`` takes a Mrkdwn as it is, a number, or a str that is escaped."""
    return Mrkdwn(template.format(**{name: _source(part) for name, part in parts.items()}))


def lines(*parts: Mrkdwn | None) -> Mrkdwn:
    """Put one under the other, leaving out what is empty."""
    return joined("\n", parts)


def joined(separator: LiteralString, parts: Iterable[Mrkdwn | None]) -> Mrkdwn:
    """Put one behind the other, leaving out what is empty."""
    return Mrkdwn(separator.join(part.source for part in parts if part))


def one_line(text: Mrkdwn) -> Mrkdwn:
    """Return finished text with a dot in the place of each line break."""
    return Mrkdwn(text.source.replace("\n", " · "))


def cut(text: Mrkdwn, limit: int) -> Mrkdwn:
    """Cut finished text to ``limit`` characters, never within an entity, a date or a link: a last resort."""
    if len(text.source) <= limit:
        return text
    return Mrkdwn(_fill(_tokens(text.source), limit))


def _source(part: Part) -> str:
    match part:
        case Mrkdwn():
            return part.source
        case str():
            return escape(part).source
        case _:
            return str(part)


def _escaped(text: str, limit: int) -> str:
    escaped = _entities(text)
    if len(escaped) <= limit:
        return escaped
    return _fill(map(_entities, _clusters(text)), limit)


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _without_backticks(text: str) -> str:
    return text.replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}")


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))


def _fill(pieces: Iterable[str], limit: int) -> str:
    """Take whole pieces while they and the mark of the cut fit."""
    taken: list[str] = []
    room = limit - len(ELLIPSIS)
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            break
        taken.append(piece)
    return "".join(taken).rstrip() + ELLIPSIS


def _tokens(source: str) -> Iterator[str]:
    at = 0
    for token in _TOKEN.finditer(source):
        yield from _clusters(source[at : token.start()])
        yield token[0]
        at = token.end()
    yield from _clusters(source[at:])


def _clusters(text: str) -> Iterator[str]:
    """Split into characters as people see them: marks, joined emoji, skin tones and flags stay together.

    It is a small part of Unicode's annex 29, enough for where to cut; a cluster ends after 32 code points, so that a
    heap of marks cannot get round a limit.
    """
    cluster = ""
    for character in text:
        if cluster and (len(cluster) >= _LONGEST_CLUSTER or not _belongs(cluster, character)):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs(cluster: str, character: str) -> bool:
    joiner = "\N{ZERO WIDTH JOINER}"
    return (
        character == joiner
        or cluster[-1] == joiner
        or unicodedata.category(character) in ("Mn", "Mc", "Me")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or (_is_flag_half(character) and len(cluster) == 1 and _is_flag_half(cluster))
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
