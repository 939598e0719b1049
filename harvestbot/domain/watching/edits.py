"""What somebody changed in a harvester's definition."""

from collections.abc import Iterator

import msgspec

from harvestbot.domain.redaction import redact_object
from harvestbot.domain.watching.changes import Edit
from harvestbot.domain.watching.seen import Seen


def edits(before: Seen, after: Seen) -> tuple[Edit, ...]:
    """Return what differs in the two definitions, parameters in the order of their names."""
    own = (Edit(name, getattr(before, name), getattr(after, name)) for name in ("name", "type"))
    return (
        *(edit for edit in own if edit.before != edit.after),
        *_parameters(before, after),
        *_schedule(before, after),
    )


def _parameters(before: Seen, after: Seen) -> Iterator[Edit]:
    """Secrets are replaced once more: whatever a list may bring, nothing of it is worth one in a channel."""
    if before.parameters != after.parameters:
        was, now = redact_object(before.parameters), redact_object(after.parameters)
        for name in sorted(was.keys() | now.keys()):
            if name not in was or name not in now or was[name] != now[name]:
                yield Edit(name, was.get(name), now.get(name))
    elif before.removes_missing != after.removes_missing:
        yield Edit("removes_missing", before.removes_missing, after.removes_missing)


def _schedule(before: Seen, after: Seen) -> Iterator[Edit]:
    if before.schedules is not None and after.schedules is not None and before.schedules != after.schedules:
        yield Edit("schedule", msgspec.to_builtins(before.schedules), msgspec.to_builtins(after.schedules))
