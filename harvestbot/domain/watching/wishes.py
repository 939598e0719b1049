"""What people write behind ``watch``: kinds, quiet hours, and whom to mention."""

import re
from collections.abc import Sequence

from msgspec import Struct

from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind, parse_kinds
from harvestbot.domain.watching.quiet import Quiet, parse_quiet
from harvestbot.errors import UNCHANGED, NotUnderstood

QUIET, MENTION = "quiet", "mention"
_GROUP = re.compile(r"(?:<!subteam\^)?(S[A-Z0-9]+)(?:\|[^>]*)?>?")
"""A user group as Slack writes it into a command's text, or its bare id."""


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody wants to be told of, when not, and which user group (its id, "" for none) is mentioned."""

    kinds: frozenset[Kind] = DEFAULT_KINDS
    quiet: Quiet | None = None
    mention: str = ""


def parse_wish(words: Sequence[str], zone: str = "UTC") -> Wish:
    """Read ``[kinds] [quiet 22:00-07:00 [zone]] [mention @group]``.

    Args:
        words: what stands behind the target.
        zone: the person's own time zone, for quiet hours that name none.

    Raises:
        NotUnderstood: some of it is none of these.
    """
    said = {"": list[str]()}
    section = ""
    for word in words:
        if word.lower() in (QUIET, MENTION):
            section = word.lower()
            said[section] = []
        else:
            said[section].append(word)
    return Wish(
        kinds=parse_kinds(said[""]),
        quiet=parse_quiet(" ".join(said[QUIET]), zone) if QUIET in said else None,
        mention=_group(said[MENTION]) if MENTION in said else "",
    )


def _group(words: Sequence[str]) -> str:
    match = _GROUP.fullmatch(words[0]) if len(words) == 1 else None
    if match is None:
        raise NotUnderstood(f"Whom to mention? Write `{MENTION} @group` with one user group. {UNCHANGED}")
    return match[1]
