"""What the audit trail keeps of a harvester is JSON, whole and without secrets."""

from datetime import UTC, datetime

import msgspec

from harvestbot.domain.audit import Entry, Outcome, snapshot
from harvestbot.domain.harvesters import Harvester, Schedule
from harvestbot.domain.redaction import REDACTED


def test_a_snapshot_is_json_from_which_the_harvester_can_be_made_again() -> None:
    """Nothing is lost, since the trail may be the last that knows of it."""
    harvester = Harvester(
        id="a",
        name="<A> & \u202eB",
        type="csv",
        status="idle",
        schedules=(Schedule("0 1 * * *"),),
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
        parameters={"url": "https://x", "password": REDACTED},
        secrets=frozenset({"password"}),
    )
    kept = snapshot(harvester)
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(kept)), Harvester) == harvester


def test_the_words_of_outcomes_are_those_that_are_searched_for() -> None:
    """They stand in rows for ever: none is renamed."""
    assert {outcome.value for outcome in Outcome} >= {
        "asked",
        "approved",
        "cancelled",
        "expired",
        "refused",
        "attempt",
        "done",
        "not_done",
        "unknown",
    }


def test_an_entry_needs_who_when_what_and_how() -> None:
    """All else may be empty."""
    entry = Entry(at=1.0, actor="U1", verb="delete", outcome=Outcome.ASKED)
    assert (entry.id, entry.channel, entry.before, entry.after, entry.correlation) == (0, "", None, None, "")
