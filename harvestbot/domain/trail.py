"""What of the audit trail somebody wants to see."""

from collections.abc import Container
from typing import Self

import msgspec
from msgspec import Struct

from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Entry
from harvestbot.domain.moments import looks_like_moment, read_moment
from harvestbot.domain.watching.subscriptions import ANY

PAGE_SIZE = 10
"""Entries on one page."""


class Wanted(Struct, frozen=True, array_like=True):
    """What narrows the trail down, "" and None where it does not; ``since`` is in seconds since the epoch.

    ``actor`` is the id of a person of Slack.
    """

    portal: str = ""
    harvester_id: str = ""
    actor: str = ""
    since: float | None = None

    def of_portals(self, portals: Container[str]) -> Self:
        """Take a portal's name, or ``*``, in the place of a harvester for all that there is: as ``watch`` does."""
        name = self.harvester_id.lower()
        if not self.portal and name in portals:
            return msgspec.structs.replace(self, portal=name, harvester_id="")
        return msgspec.structs.replace(self, harvester_id="") if name == ANY else self


class Turn(Struct, frozen=True, array_like=True):
    """Where a page of the trail begins: behind the entry with this id, towards older or ``newer`` ones.

    0 stands before the newest entry.
    """

    behind: int = 0
    newer: bool = False


class TrailPage(Struct, frozen=True):
    """A page of the trail, newest first, and whether there are newer and older entries than those on it."""

    wanted: Wanted
    entries: tuple[Entry, ...]
    newer: bool = False
    older: bool = False


def wanted(ask: Ask, now: float) -> Wanted:
    """Return what an ask for the trail wants, made absolute: turning its pages later does not move it.

    Args:
        ask: from the parser, which has made sure of its words.
        now: seconds since the epoch.
    """
    since, actor = None, ""
    for word in ask.words:
        if looks_like_moment(word):
            since = read_moment(word, now)
        else:
            actor = word
    ref = ask.harvester
    return Wanted(ref.portal if ref else "", ref.id if ref else "", actor, since)
