"""What is typed behind ``watch``."""

from collections.abc import Sequence

from msgspec import Struct

from harvestbot.domain.watching.kinds import Kind, parse_kinds
from harvestbot.domain.watching.quiet import Quiet, parse_quiet

QUIET = "quiet"


class Wish(Struct, frozen=True):
    """Which kinds somebody wants to be told of, and when not."""

    kinds: frozenset[Kind]
    quiet: Quiet | None = None


def parse_wish(words: Sequence[str], zone: str = "UTC") -> Wish:
    """Read kinds, then ``quiet`` and hours; ``zone`` is the person's own, for where none is written.

    Raises:
        NotUnderstood: with the nearest kinds in the text.
    """
    lowered = [word.lower() for word in words]
    if QUIET not in lowered:
        return Wish(parse_kinds(words))
    at = lowered.index(QUIET)
    return Wish(parse_kinds(words[:at]), parse_quiet(" ".join(words[at + 1 :]), zone))
