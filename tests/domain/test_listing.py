"""A list shows first what needs a person."""

from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.harvesters import Harvester, Health
from harvestbot.domain.listing import HIDDEN_URGENCY, URGENCY, Listed, needing_you_first, urgency


def one(uid: str, portal: str = "city", **fields: object) -> Listed:
    """Return a line of a list."""
    known = {"name": uid.title(), "type": "csv", "status": "idle"} | fields
    return Listed(portal, Harvester(id=uid, **known))  # type: ignore[arg-type]  # because the fields differ in type


FAILED = one("failed", harvester_errors=1)
WITH_ERRORS = one("with-errors", resource_errors=3)
ODD = one("odd", status="pondering")
RUNNING = one("running", status="queued")
HIDDEN = one("hidden", attached=9, published=1)
NEVER = one("never", status="new")
WELL = one("well", attached=9, published=9)
IN_ORDER = (FAILED, WITH_ERRORS, ODD, RUNNING, HIDDEN, NEVER, WELL)


@given(st.permutations(IN_ORDER))
def test_what_needs_somebody_comes_first(shuffled: list[Listed]) -> None:
    """Broken, then strange, then moving, then hidden datasets, then quiet."""
    assert needing_you_first(shuffled) == IN_ORDER


def test_every_health_has_its_place() -> None:
    """A new health cannot be forgotten here."""
    assert set(URGENCY) == set(Health)
    assert HIDDEN_URGENCY not in URGENCY.values()


def test_hidden_datasets_make_nothing_less_urgent() -> None:
    """A failed harvester with hidden datasets stays at the top."""
    assert urgency(one("x", harvester_errors=1, attached=2).harvester) == URGENCY[Health.FAILED]


def test_what_is_equally_urgent_is_in_order_of_portal_and_id() -> None:
    """The same list reads the same each time."""
    lines = [one("b", "sea"), one("a", "sea"), one("z", "city")]
    assert [(line.portal, line.harvester.id) for line in needing_you_first(lines)] == [
        ("city", "z"),
        ("sea", "a"),
        ("sea", "b"),
    ]


def test_a_run_that_takes_too_long_comes_before_those_that_just_run() -> None:
    """It is as urgent as what has errors."""
    stuck = Listed("city", RUNNING.harvester, stuck=True)
    assert needing_you_first([RUNNING, ODD, stuck, FAILED]) == (FAILED, stuck, ODD, RUNNING)
