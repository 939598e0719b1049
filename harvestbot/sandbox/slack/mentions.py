"""Whom a message would notify and where its links lead, so that a test can say: a hostile name mentions nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from harvestbot.sandbox.slack.wire import Json

# What stands between angle brackets in mrkdwn: https://docs.slack.dev/messaging/formatting-message-text
_TOKEN: Final = re.compile(r"<([^<>\n]+)>")
_BROADCASTS: Final = frozenset({"channel", "here", "everyone"})


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a message's text points at.

    Attributes:
        broadcasts: `channel`, `here`, `everyone`.
        users: User ids.
        groups: User group ids.
        channels: Channel ids; they notify nobody.
        links: Addresses of links, labelled ones too.
    """

    broadcasts: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def notifies(self) -> bool:
        """Whether anybody's device would ring."""
        return bool(self.broadcasts or self.users or self.groups)


def mentions(text: str, blocks: list[Json]) -> Mentions:
    """What a message points at; its notification text counts too, since Slack reads it aloud."""
    found: dict[str, list[str]] = {"broadcasts": [], "users": [], "groups": [], "channels": [], "links": []}
    for kind, value in [*_in_mrkdwn(text), *(pair for block in blocks for pair in _in_block(block))]:
        if value not in found[kind]:
            found[kind].append(value)
    return Mentions(**{kind: tuple(values) for kind, values in found.items()})


def _in_mrkdwn(text: str) -> Iterator[tuple[str, str]]:
    for token in _TOKEN.findall(text):
        target = token.split("|", 1)[0]
        match target[0]:
            case "@":
                yield "users", target[1:]
            case "#":
                yield "channels", target[1:]
            case "!":
                yield from _special(target[1:])
            case _:
                yield "links", target


def _special(target: str) -> Iterator[tuple[str, str]]:
    word, _, rest = target.partition("^")
    if word in _BROADCASTS:
        yield "broadcasts", word
    elif word == "subteam":
        yield "groups", rest
    elif word == "date" and rest.count("^") > 1:
        yield "links", rest.split("^")[2]


def _in_block(part: object) -> Iterator[tuple[str, str]]:
    """Every part of a block that Slack reads as mrkdwn or as a rich text mention; plain_text is shown as it is."""
    if isinstance(part, list):
        for item in part:
            yield from _in_block(item)
    if not isinstance(part, dict):
        return
    kind = part.get("type")
    if kind in ("mrkdwn", "markdown"):
        yield from _in_mrkdwn(str(part.get("text", "")))
        return
    rich = {"user": ("users", "user_id"), "usergroup": ("groups", "usergroup_id"), "broadcast": ("broadcasts", "range")}
    rich |= {"link": ("links", "url"), "channel": ("channels", "channel_id")}
    if isinstance(kind, str) and kind in rich:
        where, key = rich[kind]
        yield where, str(part.get(key, ""))
        return
    for value in part.values():
        yield from _in_block(value)
