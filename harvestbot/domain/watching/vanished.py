"""Harvesters that a list no longer has: whether they are gone, or the list was cut short or shifted while it was read.

A harvester that is told to be gone frightens people, so that no list is taken at its word: the portal is asked for a
few of those that it leaves out.
"""

from collections.abc import Mapping, Sequence

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.watching.seen import Snapshot

MOST_ASKED = 5
"""For so many of one look the portal is asked one by one: enough to know a list that was cut short."""


def to_ask(missing: Sequence[str]) -> tuple[str, ...]:
    """Return whom to ask for: all, or of many a few, as far apart as can be."""
    if len(missing) <= MOST_ASKED:
        return tuple(missing)
    apart = (len(missing) - 1) / (MOST_ASKED - 1)
    return tuple(missing[round(number * apart)] for number in range(MOST_ASKED))


def still_there(
    before: Snapshot, missing: Sequence[str], answers: Mapping[str, Harvester | None]
) -> tuple[Harvester, ...]:
    """Return those that are not taken for gone: as the portal has them, or else as they were last seen.

    Where the portal knows none of those that it was asked for, it knows none of the others either.

    Args:
        before: the last snapshot.
        missing: the ids that the list leaves out.
        answers: by id, the harvester as it is, or None where the portal knows no such harvester; who got no answer is
            not in it.
    """
    if all(name in answers and answers[name] is None for name in to_ask(missing)):
        return ()
    return tuple(
        answers.get(name) or before.harvesters[name].seen.harvester
        for name in missing
        if name not in answers or answers[name] is not None
    )
