"""A list of harvesters as somebody on call wants it: those that need a person first."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from harvestbot.domain.harvesters import Harvester, Health

URGENCY = {
    Health.FAILED: 0,
    Health.WITH_ERRORS: 1,
    Health.UNKNOWN: 2,
    Health.RUNNING: 3,
    Health.NEVER_RUN: 5,
    Health.WELL: 6,
}
HIDDEN_URGENCY = 4
"""Hidden datasets of a harvester that is otherwise well: behind what is broken or moving, before what is quiet."""
STUCK_URGENCY = URGENCY[Health.WITH_ERRORS]
"""A run that takes too long: as soon as what has errors."""


class Sort(StrEnum):
    """The order of a list, as it stands behind ``sort:``; turned around by a ``-`` before the word."""

    NEED = "need"
    NAME = "name"
    HEALTH = "health"
    HIDDEN = "hidden"
    ATTACHED = "attached"
    ERRORS = "errors"
    STARTED = "started"
    PORTAL = "portal"


class Listed(Struct, frozen=True, gc=False):
    """A harvester, and the name of the portal that it is on.

    ``stuck`` tells that its run takes too long, which is known where the portal is watched.
    """

    portal: str
    harvester: Harvester
    stuck: bool = False

    @property
    def ref(self) -> str:
        """The harvester as people name it, portal included."""
        return f"{self.portal}/{self.harvester.id}"


class PortalTrouble(Struct, frozen=True):
    """A portal that could not be asked, and why.

    ``seen_at`` is when it was last seen (seconds since the epoch), where that is shown instead; else None.
    """

    portal: str
    why: str
    seen_at: float | None = None


class Listing(Struct, frozen=True):
    """What the portals hold together.

    ``as_of`` is when the oldest of it was read, in seconds since the epoch; None where that does not matter.
    """

    found: tuple[Listed, ...]
    troubles: tuple[PortalTrouble, ...] = ()
    as_of: float | None = None


def urgency(harvester: Harvester) -> int:
    """Say how soon a person should look at it; 0 is at once."""
    urgent = URGENCY[harvester.health]
    return min(urgent, HIDDEN_URGENCY) if harvester.hidden else urgent


def need(one: Listed) -> int:
    """Say how soon a person should look at it, a run that takes too long included; 0 is at once."""
    urgent = urgency(one.harvester)
    return min(urgent, STUCK_URGENCY) if one.stuck else urgent


def needing_you_first(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Order a list: the most urgent first, then by portal and id."""
    return tuple(sorted(listed, key=place))


def place(one: Listed) -> tuple[int, str, str]:
    """Return where a harvester stands in a list of those that need somebody first."""
    return need(one), one.portal, one.harvester.id


def in_order(listed: Iterable[Listed], sort: Sort, *, reverse: bool = False) -> tuple[Listed, ...]:
    """Order a list; harvesters of which the fact is not known come last either way."""
    ordered = needing_you_first(listed)
    if sort is not Sort.NEED:
        ranked = [(rank, one) for one in ordered if (rank := _RANKS[sort](one)) is not None]
        unknown = [one for one in ordered if _RANKS[sort](one) is None] if len(ranked) < len(ordered) else []
        ranked.sort(key=lambda pair: pair[0], reverse=reverse)
        return (*(one for _, one in ranked), *unknown)
    return ordered[::-1] if reverse else ordered


def searchable(one: Listed) -> str:
    """Return all that free words are looked for in, folded: portal and id as people write them, name, type, health."""
    known = one.harvester
    return f"{one.portal}/{known.id}\n{known.name}\n{known.type}\n{known.health.value}".casefold()


def _started(one: Listed) -> float | None:
    began = one.harvester.started_at
    return None if began is None else -began.timestamp()


_RANKS: Mapping[Sort, Callable[[Listed], Any]] = {
    Sort.NAME: lambda one: (one.harvester.name or one.harvester.id).casefold(),
    Sort.HEALTH: lambda one: URGENCY[one.harvester.health],
    Sort.HIDDEN: lambda one: -one.harvester.hidden,
    Sort.ATTACHED: lambda one: -one.harvester.attached,
    Sort.ERRORS: lambda one: -one.harvester.errors,
    Sort.STARTED: _started,
    Sort.PORTAL: lambda one: one.portal,
}
"""What each order goes by, smallest first; None where it is not known."""
