"""What ``doctor`` says from within the running bot, and what to do about each."""

import pytest
from syrupy.assertion import SnapshotAssertion

from harvestbot.domain.rooms import Room
from harvestbot.domain.watching.reach import Obstacle, Reach
from harvestbot.operations.upkeep.doctor import Finding
from harvestbot.operations.upkeep.noted import Noted
from harvestbot.operations.upkeep.rounds import of_deliveries, of_permissions, of_polling, of_room
from harvestbot.store.polls import Looks

NOW = 1_000_000.0


def noted(*ways: str, at: float = NOW - 90) -> Noted:
    """Return what was noted of deliveries long ago."""
    times = iter([NOW - 7_300, *(at for _ in ways)])
    kept = Noted(lambda: next(times))
    for way in ways:
        kept.heard(way)
    return kept


def changed(outcome: str) -> Finding:
    """Return what is said of a portal that has answered to a change."""
    kept = Noted(lambda: NOW - 3_700)
    kept.changed("city", "publish", outcome)
    return of_permissions("city", kept.change("city"), NOW)


def looks(seen_at: float | None, obstacle: Obstacle | None = None) -> Looks:
    """Return how looks have gone."""
    return Looks(reach=Reach(portal="city", obstacle=obstacle, failures=3 if obstacle else 0), seen_at=seen_at)


FOUND = {
    "archived": of_room(Room("C1", member=True, archived=True)),
    "private, not there": of_room(Room("C1", private=True)),
    "public, not there": of_room(Room("C1")),
    "shared": of_room(Room("C1", member=True, shared=True)),
    "there": of_room(Room("C1", member=True)),
    "all delivered": of_deliveries(noted("commands", "events", "presses", "completion"), NOW),
    "no events": of_deliveries(noted("commands", "presses", at=NOW), NOW),
    "no change yet": changed("portal_failed"),
    "change allowed": changed("ok"),
    "change forbidden": changed("permission_missing"),
    "unwatched": of_polling("city", None, None, NOW),
    "not read yet": of_polling("city", None, NOW, NOW),
    "polled": of_polling("city", looks(NOW - 40), NOW + 260, NOW),
    "overdue": of_polling("city", looks(NOW - 200_000), NOW - 4_000, NOW),
    "failing": of_polling("city", looks(NOW - 600, Obstacle.REFUSED), NOW + 60, NOW),
}
BAD = {"archived", "private, not there", "change forbidden", "overdue", "failing"}


@pytest.mark.parametrize("name", FOUND)
def test_each_finding_is_as_it_was_last_looked_at(name: str, snapshot: SnapshotAssertion) -> None:
    """A text changes only on purpose; whatever is wrong comes with what to do."""
    found = FOUND[name]
    assert (found.ok is False) == (name in BAD)
    assert found.ok or found.advice or name in ("shared", "unwatched")
    assert f"{found.subject}: {found.said} {found.advice}".rstrip() == snapshot
