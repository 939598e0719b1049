"""Puts the pages of a list together while others may be adding to it and taking from it."""

from collections.abc import Awaitable, Callable

from harvestbot.domain.harvesters import Harvester
from harvestbot.portal.dialect import Page

OVERLAP = 10
"""Each page begins this many before the end of the last: so many may be deleted meanwhile, and none is missed.

Of short pages it is a tenth: going on matters more there."""
MOST_PAGES = 200
"""More than any portal has: one that never comes to an end is not followed for ever."""


async def gather(fetch: Callable[[int], Awaitable[Page]]) -> list[Harvester] | None:
    """Return every harvester once, in the order of the pages; None where the pages do not come to an end.

    Args:
        fetch: returns the page that begins at an offset.
    """
    found: dict[str, Harvester] = {}
    offset = 0
    for _ in range(MOST_PAGES):
        page = await fetch(offset)
        known = len(found)
        for harvester in page.harvesters:
            found.setdefault(harvester.id, harvester)
        if not page.more or len(found) == known:
            return list(found.values())
        got = len(page.harvesters)
        offset += got - min(OVERLAP, got // 10)
    return None
