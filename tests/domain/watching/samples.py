"""Harvesters and polls for the tests of watching."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.redaction import redact_object
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.compare import Comparison, compare
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.seen import Counts, Snapshot

T0 = 1_760_000_000.0
STEP = 300.0
"""Seconds between two polls of the tests."""


def at(seconds: float) -> datetime:
    """Return the moment so long after the tests begin."""
    return datetime.fromtimestamp(T0 + seconds, UTC)


WELL = Harvester(
    id="stops",
    name="Bus stops",
    type="ods",
    status="idle",
    version=3,
    attached=100,
    published=100,
    remote=100,
    changed_by="john.doe",
    started_at=at(-7200),
    succeeded_at=at(-7000),
    parameters={"domain": "city"},
)
"""A harvester of the automation API that has run well two hours ago."""


def like(harvester: Harvester = WELL, /, **changes: object) -> Harvester:
    """Return the harvester with changes."""
    return msgspec.structs.replace(harvester, **changes)


PLAIN = like(remote=None, started_at=None, succeeded_at=None)
"""The same as the management API tells it: nothing of the source, nothing of when it ran."""


def poll(before: Snapshot | None, *harvesters: Harvester, now: float = STEP, **more: object) -> Comparison:
    """Compare a list that was read ``now`` seconds after the tests begin."""
    return compare(before, harvesters, T0 + now, portal="city", source="here", **more)  # type: ignore[arg-type]  # because the rest is schedules


def polls(*lists: Harvester | Sequence[Harvester]) -> list[Comparison]:
    """Compare one list after the other, ``STEP`` seconds apart, and return what each but the first brought."""
    last: Snapshot | None = None
    found = []
    for number, harvesters in enumerate(lists):
        members = (harvesters,) if isinstance(harvesters, Harvester) else harvesters
        found.append(poll(last, *members, now=number * STEP))
        last = found[-1].snapshot
    return found[1:]


def kinds(changes: Sequence[Change]) -> list[Kind]:
    """Return the kinds of changes, in order."""
    return [change.kind for change in changes]


def numbers(
    attached: int = 100, published: int = 100, remote: int | None = 100, failed: int = 0, bad: int = 0
) -> Counts:
    """Return the numbers of ``WELL``, or others."""
    return Counts(attached, published, remote, failed, bad)


def change(kind: Kind, harvester: str = "stops", portal: str = "city", at_: float = T0, **more: object) -> Change:
    """Return a change."""
    return Change(kind=kind, portal=portal, at=at_, harvester_id=harvester, **more)  # type: ignore[arg-type]  # because the fields differ in type


_COUNT = st.integers(0, 6)
_MOMENT = st.none() | st.integers(-20, 20).map(lambda n: at(n * 60.0))
STATUSES = ("new", "idle", "queued", "processing", "aborting", "deleting", "pondering")


def any_harvester(uid: SearchStrategy[str] = st.just("stops")) -> SearchStrategy[Harvester]:  # noqa: B008  because a strategy is a value
    """Draw harvesters in any state, few values each so that two often agree."""
    return st.builds(
        Harvester,
        id=uid,
        name=st.sampled_from(["A", "B"]),
        type=st.sampled_from(["ods", "csw"]),
        status=st.sampled_from(STATUSES),
        version=st.sampled_from([None, 1, 2]),
        attached=_COUNT,
        published=_COUNT,
        remote=st.none() | _COUNT,
        harvester_errors=st.integers(0, 1),
        resource_errors=st.integers(0, 3),
        changed_by=st.sampled_from(["", "ann"]),
        started_at=_MOMENT,
        succeeded_at=_MOMENT,
        removes_missing=st.booleans(),
        parameters=st.dictionaries(
            st.sampled_from(["url", "api_key", "limit"]), st.none() | st.sampled_from(["x", "y", "hunter2"]), max_size=3
        ).map(_redacted),
    )


_STATES = (
    WELL,
    like(started_at=at(60), succeeded_at=at(90), attached=108),
    like(started_at=at(60), harvester_errors=1),
    like(started_at=at(60), resource_errors=2, published=10),
    like(status="processing", started_at=at(60)),
    like(status="aborting", started_at=at(60), attached=3),
    like(status="deleting"),
    like(status="pondering", version=9),
    like(remote=4, removes_missing=True),
    like(name="Stops", changed_by="ann", version=4),
    PLAIN,
    like(PLAIN, status="new", attached=0, published=0),
    like(PLAIN, status="queued"),
    like(PLAIN, status="processing", attached=104, resource_errors=1),
    like(PLAIN, harvester_errors=1),
    like(PLAIN, resource_errors=5, parameters={"domain": "town"}),
)
"""States of both dialects, so that lists are drawn fast."""


def any_list() -> SearchStrategy[list[Harvester]]:
    """Draw lists of up to five harvesters, in any order."""
    return st.dictionaries(st.sampled_from("abcde"), st.sampled_from(_STATES), max_size=5).flatmap(
        lambda states: st.permutations([like(state, id=uid) for uid, state in states.items()])
    )


def _redacted(parameters: dict[str, str | None]) -> dict[str, object]:
    return redact_object(dict(parameters))
