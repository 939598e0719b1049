"""What holds whatever people do, found by trying many ways."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from harvestbot.sandbox.portal.accounts import DEFAULT_ACCOUNTS
from harvestbot.sandbox.portal.automation_shape import page
from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.exchange import Call
from harvestbot.sandbox.portal.harvester import Durations, Harvester, Script, Status
from harvestbot.sandbox.portal.problems import Problem, UnknownHarvester
from harvestbot.sandbox.portal.trouble import CountAs
from harvestbot.sandbox.portal.world import World

FOLLOWS = {
    Status.NEW: {Status.QUEUED, Status.DELETING},
    Status.IDLE: {Status.QUEUED, Status.DELETING},
    Status.QUEUED: {Status.PROCESSING, Status.ABORTING, Status.DELETING},
    Status.PROCESSING: {Status.IDLE, Status.ABORTING, Status.DELETING},
    Status.ABORTING: {Status.IDLE, Status.DELETING},
    Status.DELETING: set[Status](),
}
DURATIONS = Durations(queued=2, processing=3, aborting=2, deleting=2, publishing=3)

harvesters = st.builds(
    lambda source, attached, hidden, growth, script, delete: Harvester(
        "h",
        "H",
        "ods",
        0,
        0,
        "me",
        params={"domain": "d", "delete_missing_datasets": delete},
        source=source,
        attached=attached,
        published=max(0, attached - hidden),
        growth=growth,
        habit=script,
    ),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 5),
    st.builds(
        Script,
        brings=st.none() | st.integers(0, 9),
        failing=st.integers(0, 60),
        failure=st.none() | st.just("It broke."),
    ),
    st.booleans(),
)
acts = st.lists(
    st.sampled_from(["start", "abort", "publish", "unpublish", "delete"])
    # Steps shorter than every duration: no status is passed unseen.
    | st.sampled_from([0.5, 1.0, 1.5]),
    max_size=40,
)


@given(harvesters, acts)
@settings(deadline=None)
def test_no_sequence_leaves_the_machine_or_breaks_a_count(harvester: Harvester, steps: list[str | float]) -> None:
    """Each status follows from the one before, and 0 ≤ published ≤ attached, 0 ≤ harvested ≤ remote always hold."""
    clock = ManualClock()
    world = World(clock, [harvester], DURATIONS)
    before = world.get("h").status
    for step in steps:
        try:
            _take(world, clock, step)
            now = world.get("h")
        except UnknownHarvester:
            assert before == Status.DELETING
            return
        except Problem:
            assert world.get("h").status == before, "a refusal changes nothing"
            continue
        assert now.status == before or now.status in FOLLOWS[before]
        assert 0 <= now.published <= now.attached
        assert 0 <= now.harvested <= max(now.remote, 0)
        before = now.status


def _take(world: World, clock: ManualClock, step: str | float) -> None:
    match step:
        case "start":
            world.start("h")
        case "abort":
            world.abort("h")
        case "publish":
            world.publish("h")
        case "unpublish":
            world.unpublish("h")
        case "delete":
            world.delete("h", with_datasets=True)
        case _:
            clock.advance(float(step))


@given(count=st.integers(0, 60), limit=st.integers(1, 70))
def test_paging_gives_each_once_and_in_order(count: int, limit: int) -> None:
    """Following the links to the next page gives every item once; the links back lead to the beginning."""
    items = list(range(count))
    seen: list[int] = []
    query = {"limit": str(limit)}
    while True:
        content = _page(items, query)
        assert content["total_count"] == count
        seen += content["results"]
        if content["next"] is None:
            break
        query = dict(parse_qsl(urlsplit(content["next"]).query))
    assert seen == items
    while content["previous"] is not None:
        content = _page(items, dict(parse_qsl(urlsplit(content["previous"]).query)))
    assert content["results"] == items[:limit]


def _page(items: list[int], query: dict[str, str]) -> dict[str, Any]:
    call = Call("GET", "", "", query, b"", DEFAULT_ACCOUNTS[0], "http://portal.test/harvesters/")
    return msgspec.json.decode(page(items, int, call, CountAs.NUMBER).body, type=dict[str, Any])
