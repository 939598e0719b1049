"""What is offered to somebody who types: exact hits first, then what looks like it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.completing import complete
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.sights import sight


def one(uid: str, name: str, **fields: object) -> Harvester:
    """Return a harvester."""
    return Harvester(id=uid, name=name, **({"type": "csw", "status": "idle"} | fields))  # type: ignore[arg-type]  # because the fields differ in type


CITY = sight(
    "paris",
    [
        one("bus-stops", "Bus stops"),
        one("h-77", "City museums", harvester_errors=1),
        one("museum-water", "Water in museums"),
        one("stops", "Stops of the night bus"),
        one("strasse", "Straßen"),
    ],
    1.0,
)
SEA = sight("sea", [one("bus-stops", "Ferry stops", resource_errors=1), one("tide-gauge", "Tide gauges")], 1.0)

MEANT = {
    "": "paris/h-77 sea/bus-stops paris/bus-stops paris/museum-water",
    "bus-stops": "sea/bus-stops paris/bus-stops",
    "stops": "paris/stops sea/bus-stops paris/bus-stops",
    "bus stops": "paris/bus-stops",
    "STRASSEN": "paris/strasse",
    "sea/bus": "sea/bus-stops",
    "paris/bus-stops": "paris/bus-stops",
    "sea": "sea/bus-stops sea/tide-gauge",
    "h-77": "paris/h-77",
    "musuem watr": "paris/museum-water",
    "watr musuem": "paris/museum-water",
    "citymuseum": "paris/h-77",
    "tidegauge": "sea/tide-gauge",
    "ferri": "sea/bus-stops",
    "is:failing": "paris/h-77",
    "portal:sea bus": "sea/bus-stops",
}


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_the_best_stand_first(typed: str, meant: str) -> None:
    """By id, name or portal, whatever the case, the order of the words or a slip of the finger."""
    found = [listed.ref for listed in complete(typed, [CITY, SEA])]
    assert found[: len(meant.split())] == meant.split()


@pytest.mark.parametrize("typed", ["zzzzzz", "q", "is:hidden", "xy zz"])
def test_what_looks_like_nothing_brings_nothing(typed: str) -> None:
    """A wrong offer is worse than none."""
    assert complete(typed, [CITY, SEA]) == ()


def test_a_filter_that_is_not_typed_to_its_end_is_a_word_until_then() -> None:
    """Keys come one by one, and none of them is refused."""
    for typed in ("is", "is:", "is:fai", "ur:x"):
        complete(typed, [CITY, SEA])


@given(st.text(max_size=100), st.integers(1, 5))
def test_whatever_is_typed_brings_known_harvesters_each_once(typed: str, most: int) -> None:
    """Never more than can be shown."""
    found = [listed.ref for listed in complete(typed, [CITY, SEA], most=most)]
    assert len(found) == len(set(found)) <= most
    assert set(found) <= {listed.ref for seen in (CITY, SEA) for listed in seen.listed}


@given(st.sampled_from(["museum-water", "tide-gauge", "bus-stops"]), st.data())
def test_two_letters_swapped_still_find_it(uid: str, data: st.DataObject) -> None:
    """The commonest slip of all."""
    at = data.draw(st.integers(0, len(uid) - 2))
    slip = uid[:at] + uid[at + 1] + uid[at] + uid[at + 2 :]
    assert uid in [listed.harvester.id for listed in complete(slip, [CITY, SEA])]
