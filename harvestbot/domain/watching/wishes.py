"""What is typed behind ``watch``."""

from collections.abc import Sequence

from msgspec import Struct

from harvestbot.domain.mentions import mentioned_group
from harvestbot.domain.watching.kinds import Kind, parse_kinds
from harvestbot.domain.watching.quiet import Quiet, parse_quiet
from harvestbot.errors import UNCHANGED, NotUnderstood

KINDS, QUIET, MENTION = "", "quiet", "mention"


class Wish(Struct, frozen=True):
    """Which kinds somebody wants to be told of, when not, and which user group is called at failures ("" for none)."""

    kinds: frozenset[Kind]
    quiet: Quiet | None = None
    mention: str = ""


def parse_wish(words: Sequence[str], zone: str = "UTC") -> Wish:
    """Read kinds, then ``quiet`` and hours, and ``mention`` and a user group, in either order.

    Args:
        words: what was typed.
        zone: the person's own, for where none is written.

    Raises:
        NotUnderstood: with the nearest kinds in the text.
    """
    parts: dict[str, list[str]] = {KINDS: []}
    part = parts[KINDS]
    for word in words:
        if (said := word.lower()) in (QUIET, MENTION):
            part = parts.setdefault(said, [])
        else:
            part.append(word)
    return Wish(
        parse_kinds(parts[KINDS]),
        parse_quiet(" ".join(parts[QUIET]), zone) if QUIET in parts else None,
        _group(" ".join(parts[MENTION])) if MENTION in parts else "",
    )


def _group(word: str) -> str:
    if found := mentioned_group(word):
        return found
    short = word.replace("`", "")[:40]
    raise NotUnderstood(
        f"I know no user group `{short}`. Write `mention` and one that Slack offers while you type. {UNCHANGED}"
    )
