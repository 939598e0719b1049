"""Several harvesters at once: what is chosen, what is left out, and when no more are begun."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from harvestbot.domain.batches import (
    IN_A_ROW,
    KEPT,
    NAMED,
    Item,
    Step,
    at_stake,
    choose,
    ended,
    idle,
    items_of,
    short_of,
    spendable,
    stuck,
)
from harvestbot.domain.confirmations import Action
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed

ACTIONS = [Action.START, Action.PUBLISH, Action.UNPUBLISH, Action.DELETE, Action.DELETE_DATASETS]
PORTALS = ["city", "paris"]

harvesters = st.builds(
    Harvester,
    id=st.text(min_size=1, max_size=8),
    name=st.text(max_size=8),
    type=st.sampled_from(["ods", "csw"]),
    status=st.sampled_from(["new", "idle", "queued", "processing", "aborting", "deleting", "dancing"]),
    attached=st.integers(0, 9),
    published=st.integers(0, 9),
    remote=st.none() | st.integers(0, 9),
    removes_missing=st.booleans(),
)
listed = st.lists(st.builds(Listed, portal=st.sampled_from(PORTALS), harvester=harvesters), max_size=40)


@given(st.sampled_from(ACTIONS), listed, st.sets(st.sampled_from(PORTALS)))
def test_each_harvester_is_chosen_or_left_out_with_a_reason(
    action: Action, wanted: list[Listed], may: set[str]
) -> None:
    """In the order in which they were wanted; nothing is chosen where it makes no sense or may not be."""
    chosen = choose(action, wanted, may)
    assert len(chosen.found) + sum(one.count for one in chosen.left) == len(wanted)
    assert list(chosen.found) == [one for one in wanted if one.portal in may and not idle(action, one.harvester)]
    for one in chosen.found:
        assert at_stake(action, one.harvester) > 0 or action not in (Action.PUBLISH, Action.UNPUBLISH)
        assert action is not Action.START or not (one.harvester.running or one.harvester.collapsed)
    for left in chosen.left:
        assert left.why
        assert len(left.refs) == min(left.count, NAMED)


@given(listed)
def test_items_are_sorted_by_their_ids_as_they_are_worked_through(wanted: list[Listed]) -> None:
    """The database can order them, and no two have one id."""
    items = items_of("b", wanted)
    assert [one.id for one in items] == sorted({one.id for one in items})
    assert [one.ref for one in items] == [one.ref for one in wanted]


@given(st.integers(1, 100_000), st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_batch_leaves_calls_to_people(limit: int, used: int, remaining: int) -> None:
    """It never takes what is theirs, and never more than there is."""
    spend = spendable(limit, used, remaining)
    assert 0 <= spend <= remaining
    assert spend == 0 or remaining - spend >= int(KEPT * min(limit, used + remaining))
    assert spend > 0 or remaining == 0 or used > 0


def test_it_is_said_beforehand_where_calls_do_not_suffice() -> None:
    """Only of the portals where they do not."""
    assert short_of({"city": 10, "paris": 2}, {"city": 30, "paris": 6}, 3) == ""
    assert "on city for about 3 of 10:" in short_of({"city": 10, "paris": 2}, {"city": 9, "paris": 6}, 3)


def item(position: int, step: Step, reason: str = "", portal: str = "city") -> Item:
    """Return an item of a batch."""
    harvester = Harvester(id=f"h{position}", name="", type="ods", status="idle")
    return Item(id=f"b-{position:04}", position=position, portal=portal, harvester=harvester, step=step, reason=reason)


def test_what_fails_again_and_again_for_one_reason_is_not_gone_on_with() -> None:
    """On the same portal, in a row, for the same reason."""
    down = [item(number, Step.FAILED, "The portal did not answer.") for number in range(IN_A_ROW)]
    assert stuck(down, "city") == "The portal did not answer."
    assert stuck(down, "paris") == ""
    assert stuck(down[1:], "city") == ""
    assert stuck([*down, item(9, Step.DONE)], "city") == ""
    assert stuck([*down[:-1], item(9, Step.FAILED, "Another.")], "city") == ""


def test_a_run_with_errors_of_the_whole_has_failed() -> None:
    """Errors at single resources are told, and are no failure."""
    one = item(0, Step.FOLLOWED)
    well = ended(one, one.harvester)
    assert (well.step, well.reason) == (Step.DONE, "")
    with_errors = ended(one, replace(one.harvester, resource_errors=2))
    assert (with_errors.step, with_errors.reason) == (Step.DONE, "The run ended with 2 errors.")
    assert ended(one, replace(one.harvester, harvester_errors=1)).step is Step.FAILED
