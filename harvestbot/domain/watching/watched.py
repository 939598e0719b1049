"""What people are shown of what is watched and muted."""

from msgspec import Struct

from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.subscriptions import Mute, Subscription, Target


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


class Why(Struct, frozen=True):
    """Why a notice came: ``standing`` are the ids of its subscriptions that still are.

    ``may_change`` tells whether the person who asks may mute and unwatch there.
    """

    notice: Notice
    standing: frozenset[str]
    may_change: bool
