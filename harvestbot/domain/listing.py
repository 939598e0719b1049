"""A list of harvesters as somebody on call wants it: those that need a person first."""

from collections.abc import Iterable, Sequence

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


class Listed(Struct, frozen=True):
    """A harvester, and the name of the portal that it is on."""

    portal: str
    harvester: Harvester


class PortalTrouble(Struct, frozen=True):
    """A portal that could not be asked, and why."""

    portal: str
    why: str


class Listing(Struct, frozen=True):
    """What the portals answered together."""

    found: tuple[Listed, ...]
    troubles: tuple[PortalTrouble, ...] = ()


def urgency(harvester: Harvester) -> int:
    """Say how soon a person should look at it; 0 is at once."""
    urgent = URGENCY[harvester.health]
    return min(urgent, HIDDEN_URGENCY) if harvester.hidden else urgent


def needing_you_first(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Order a list: the most urgent first, then by portal and id."""
    return tuple(sorted(listed, key=lambda one: (urgency(one.harvester), one.portal, one.harvester.id)))


def matching(listed: Iterable[Listed], words: Sequence[str]) -> tuple[Listed, ...]:
    """Keep those in which every word stands somewhere: in the id, name, type, portal or health."""
    wanted = [word.casefold() for word in words]
    return tuple(one for one in listed if all(word in _searchable(one) for word in wanted))


def _searchable(one: Listed) -> str:
    known = one.harvester
    return f"{one.portal}\n{known.id}\n{known.name}\n{known.type}\n{known.health.value}".casefold()
