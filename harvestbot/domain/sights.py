"""A portal as it was last seen, kept small: ten thousand harvesters are held for all that people choose from."""

from bisect import insort
from collections.abc import Collection, Iterable, Sequence

import msgspec
from msgspec import Struct

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed, place

NAME_LIMIT = 150
"""Characters of a name by which it is found: what stands behind them is hardly typed."""
FEW = 1_000
"""So many that have changed are put in their places one by one; more are put in order with all the others."""


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
    read: tuple[Harvester, ...]
    """For each of them what was read: where a list brings the very same object again, nothing has changed."""

    @property
    def stuck(self) -> frozenset[str]:
        """The ids of those whose run takes too long."""
        return frozenset(one.harvester.id for one in self.listed if one.stuck)


Line = tuple[Listed, str, Harvester]
"""One of each of what a sight holds."""


def sight(
    portal: str,
    harvesters: Iterable[Harvester],
    at: float,
    stuck: Collection[str] = (),
    before: Sight | None = None,
) -> Sight:
    """Return a portal as it is seen now.

    Args:
        portal: its name.
        harvesters: all of them, each id once.
        at: when they were read, in seconds since the epoch.
        stuck: ids of those whose run takes too long; one is so only while a run is under way.
        before: how the portal was seen last; what has not changed is taken from there.
    """
    lines: list[Line] = list(zip(before.listed, before.texts, before.read, strict=True)) if before else []
    old = {line[2].id: line for line in lines}
    same: set[str] = set()
    new: list[Line] = []
    for one in harvesters:
        line = old.get(one.id)
        is_stuck = one.id in stuck and one.running
        if line is not None and line[2] is one and line[0].stuck == is_stuck:
            same.add(one.id)
        else:
            new.append(_line(portal, one, is_stuck=is_stuck))
    if before is not None and not new and len(same) == len(lines):
        return msgspec.structs.replace(before, at=at)
    if len(same) < len(lines):
        lines = [line for line in lines if line[2].id in same]
    if len(new) > FEW:
        lines = sorted([*lines, *new], key=_place)
    else:
        for line in new:
            insort(lines, line, key=_place)
    return _of(portal, at, lines)


def _of(portal: str, at: float, lines: Sequence[Line]) -> Sight:
    return Sight(
        portal=portal,
        at=at,
        listed=tuple(line[0] for line in lines),
        texts=tuple(line[1] for line in lines),
        read=tuple(line[2] for line in lines),
    )


def _line(portal: str, harvester: Harvester, *, is_stuck: bool) -> Line:
    listed = Listed(portal, slim(harvester), stuck=is_stuck)
    return listed, f"{listed.ref} {harvester.name[:NAME_LIMIT]}".casefold(), harvester


def _place(line: Line) -> tuple[int, str, str]:
    return place(line[0])


def with_stuck(seen: Sight, stuck: Collection[str]) -> Sight:
    """Return the same sight, with those stuck that are found to be."""
    if seen.stuck == frozenset(stuck):
        return seen
    return sight(seen.portal, seen.read, seen.at, stuck, seen)


def with_one(seen: Sight, harvester_id: str, now: Harvester | None) -> Sight:
    """Return the same sight with one harvester as it is now, None where it is gone; itself where nothing changes."""
    at = next((number for number, one in enumerate(seen.listed) if one.harvester.id == harvester_id), None)
    before = None if at is None else seen.listed[at]
    after = None if now is None else _line(seen.portal, now, is_stuck=now.running and harvester_id in seen.stuck)
    if before == (after and after[0]):
        return seen
    lines: list[Line] = list(zip(seen.listed, seen.texts, seen.read, strict=True))
    if at is not None:
        del lines[at]
    if after is not None:
        insort(lines, after, key=_place)
    return _of(seen.portal, seen.at, lines)


def slim(harvester: Harvester) -> Harvester:
    """Return what lists show of a harvester, which is no more than watching remembers of it."""
    if not (
        harvester.parameters or harvester.fields or harvester.secrets or harvester.type_label or harvester.created_at
    ):
        return harvester
    return msgspec.structs.replace(
        harvester, type_label="", created_at=None, parameters={}, secrets=frozenset(), fields=()
    )
