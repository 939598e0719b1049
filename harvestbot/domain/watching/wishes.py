"""What is typed behind ``watch`` and ``mute``, and what people are shown of what is watched."""

from collections.abc import Sequence

from msgspec import Struct

from harvestbot.domain.watching.kinds import Kind, parse_kinds
from harvestbot.domain.watching.quiet import Quiet, parse_quiet
from harvestbot.domain.watching.subscriptions import Mute, Subscription, Target

QUIET = "quiet"


class Wish(Struct, frozen=True):
    """Which kinds somebody wants to be told of, and when not."""

    kinds: frozenset[Kind]
    quiet: Quiet | None = None


class Watched(Struct, frozen=True):
    """What becomes of a wish: a subscription or a mute, or (``ends``, the verb) the end of one.

    ``by`` is the person's id, ``subscriber`` who is told from now on, or no longer.
    """

    by: str
    subscriber: str
    target: Target
    subscription: Subscription | None = None
    mute: Mute | None = None
    ends: str = ""


class Watches(Struct, frozen=True):
    """What a channel, or a person directly, is told about, and what they are spared."""

    subscriptions: tuple[Subscription, ...] = ()
    mutes: tuple[Mute, ...] = ()


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
