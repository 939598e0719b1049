"""What has changed on a portal since the last poll. Pure: the time and both states are passed in."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from harvestbot.domain.harvesters import Harvester, Schedule
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.history import PastRun
from harvestbot.domain.watching.seen import Snapshot


class Comparison(Struct, frozen=True, kw_only=True):
    """The new state of a portal, and what led to it.

    ``written`` are the ids whose ``Tracked`` differs from the one before, ``gone`` those that are no longer there: only
    these have to be stored anew. ``runs`` are those that came to an end.
    """

    snapshot: Snapshot
    changes: tuple[Change, ...] = ()
    runs: tuple[PastRun, ...] = ()
    written: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def compare(
    before: Snapshot | None,
    harvesters: Iterable[Harvester],
    now: float,
    *,
    portal: str,
    source: str = "",
    schedules: Mapping[str, tuple[Schedule, ...]] | None = None,
) -> Comparison:
    """Compare the last snapshot of a portal with its list as it is now.

    The first snapshot of a portal, or of another ``source`` under its name, tells nothing: it is what later ones are
    compared with. A list that has not changed tells nothing either, except of a run that takes too long or has not
    begun when its schedule wanted it; each is told once.

    Args:
        before: the last snapshot, None where there is none.
        harvesters: the list, in any order; of two with the same id the first counts.
        now: when the list was read, in seconds since the epoch.
        portal: the portal's name in the settings.
        source: the portal's address and dialect.
        schedules: those that were read one by one since, by harvester id; others stay as they were.
    """
    raise NotImplementedError
