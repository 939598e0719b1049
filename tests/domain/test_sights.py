"""A sight made from an earlier one is the one that would be made from nothing."""

from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.sights import sight

IDS = st.sampled_from([f"h{number}" for number in range(8)])
HARVESTERS = st.builds(
    Harvester,
    id=IDS,
    name=st.sampled_from(["Bus stops", "Air", ""]),
    type=st.just("csw"),
    status=st.sampled_from(["idle", "processing", "new"]),
    attached=st.integers(0, 2),
    harvester_errors=st.integers(0, 1),
)
LISTS = st.lists(HARVESTERS, max_size=8, unique_by=lambda one: one.id)


@given(LISTS, LISTS, st.sets(IDS), st.sets(IDS), st.data())
def test_what_is_taken_from_an_earlier_sight_is_as_if_it_were_made_anew(
    first: list[Harvester], second: list[Harvester], stuck: set[str], later: set[str], data: st.DataObject
) -> None:
    """Whoever stayed the same, changed, came, went, or got stuck meanwhile."""
    before = sight("city", first, 1.0, stuck)
    kept = data.draw(st.sets(IDS))
    old = {one.id: one for one in first}
    now = [old[one.id] if one.id in kept and one.id in old else one for one in second]
    assert sight("city", now, 2.0, later, before) == sight("city", now, 2.0, later)


def test_a_list_that_brings_the_same_again_changes_nothing_but_the_time() -> None:
    """So that ten thousand need not be put in order at every look."""
    listed = [
        Harvester(id="a", name="A", type="csw", status="idle"),
        Harvester(id="b", name="B", type="csw", status=""),
    ]
    before = sight("city", listed, 1.0)
    after = sight("city", listed[::-1], 2.0, (), before)
    assert after.listed is before.listed
    assert after.at == 2.0
