"""A portal as it was last seen, kept small: ten thousand harvesters are held for all that people choose from."""

from collections.abc import Collection, Iterable

import msgspec
from msgspec import Struct

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed, needing_you_first

NAME_LIMIT = 150
"""Characters of a name by which it is found: what stands behind them is hardly typed."""


class Sight(Struct, frozen=True, kw_only=True, gc=False):
    """All harvesters of a portal, those that need somebody first, as of one reading of its list.

    ``at`` is when that was, in seconds since the epoch. What no list of harvesters shows is left out: parameters,
    the names of secrets, and the fields of forms.
    """

    portal: str
    at: float
    listed: tuple[Listed, ...]
    texts: tuple[str, ...]
    """For each of them what people find it by while they type, folded: ``portal/id name``."""

    @property
    def stuck(self) -> frozenset[str]:
        """The ids of those whose run takes too long."""
        return frozenset(one.harvester.id for one in self.listed if one.stuck)


def sight(portal: str, harvesters: Iterable[Harvester], at: float, stuck: Collection[str] = ()) -> Sight:
    """Return a portal as it is seen now; who is ``stuck`` (ids) is so only while a run is under way."""
    listed = needing_you_first(Listed(portal, slim(one), stuck=one.running and one.id in stuck) for one in harvesters)
    texts = tuple(f"{one.ref} {one.harvester.name[:NAME_LIMIT]}".casefold() for one in listed)
    return Sight(portal=portal, at=at, listed=listed, texts=texts)


def with_stuck(seen: Sight, stuck: Collection[str]) -> Sight:
    """Return the same sight, with those stuck that are found to be."""
    if seen.stuck == frozenset(stuck):
        return seen
    return sight(seen.portal, (one.harvester for one in seen.listed), seen.at, stuck)


def slim(harvester: Harvester) -> Harvester:
    """Return what lists show of a harvester, which is no more than watching remembers of it."""
    if not (
        harvester.parameters or harvester.fields or harvester.secrets or harvester.type_label or harvester.created_at
    ):
        return harvester
    return msgspec.structs.replace(
        harvester, type_label="", created_at=None, parameters={}, secrets=frozenset(), fields=()
    )
