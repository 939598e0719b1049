"""What two rests of a harvester show when their numbers are compared."""

from collections.abc import Iterator

from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.look import Look
from harvestbot.domain.watching.seen import Counts, Seen


def rested(look: Look) -> Iterator[Change]:
    """Compare the numbers of the last rest with those of this one; while a run is under way they say nothing."""
    if not look.resting:
        return
    was, now = look.before.rest, look.after.counts
    if 0 < was.errors < now.errors:
        yield look.tell(Kind.ERRORS_GREW, before=was, after=now)
    if (was.attached, was.published) != (now.attached, now.published):
        yield look.tell(Kind.COUNTS, before=was, after=now)
    shrunk = _fell(was.remote, now.remote) or _fell(was.attached, now.attached)
    if (shrunk or look.harvester.collapsed) and not _collapsed(look.before.seen, was):
        yield look.tell(Kind.COLLAPSED, before=was, after=now)


def _fell(was: int | None, now: int | None) -> bool:
    return was is not None and now is not None and now * 2 < was


def _collapsed(before: Seen, counts: Counts) -> bool:
    """Tell whether the source had collapsed already, at the last rest: then people have been told."""
    return before.removes_missing and _fell(counts.attached, counts.remote)
