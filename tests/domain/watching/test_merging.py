"""Every run is recorded once, whoever saw it, and in whatever order that is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from domain.watching.samples import PLAIN, T0, WELL, like, numbers
from hypothesis import given, settings
from hypothesis import strategies as st

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.watching.compare import compare
from harvestbot.domain.watching.followed import followed_run
from harvestbot.domain.watching.history import Outcome, PastRun, Trigger
from harvestbot.domain.watching.merging import counterpart, merged
from harvestbot.domain.watching.seen import Snapshot

ANNA = "U0ANNA"


@dataclass(frozen=True)
class Truth:
    """A run as it really was, in seconds after the tests begin; every ``look`` seconds somebody follows it, or none.

    Whoever follows it has started it, or (``joins``) has come upon it so many seconds after it began.
    """

    begin: float
    end: float
    look: float | None
    joins: float = 0


def harvester(runs: Sequence[Truth], at: float, *, tells: bool) -> Harvester:
    """Return how a portal shows the harvester at a moment; each run attaches a dataset at its end."""
    done = [run for run in runs if run.end <= at]
    begun = [run for run in runs if run.begin <= at]
    shown = like(WELL if tells else PLAIN, attached=100 + len(done), status="idle")
    if len(begun) > len(done):
        shown = like(shown, status="processing")
    if tells and begun:
        shown = like(shown, started_at=moment(begun[-1].begin))
    if tells and done:
        shown = like(shown, succeeded_at=moment(done[-1].end))
    return shown


def moment(seconds: float) -> datetime:
    """Return the moment so long after the tests begin."""
    return datetime.fromtimestamp(T0 + seconds, UTC)


def polled(
    runs: Sequence[Truth], looks: Sequence[float], *, tells: bool, last: Snapshot | None = None
) -> list[PastRun]:
    """Return what polls make of the runs."""
    found: list[PastRun] = []
    for at in looks:
        comparison = compare(last, [harvester(runs, at, tells=tells)], T0 + at, portal="city")
        last = comparison.snapshot
        found += comparison.runs
    return found


def followed(runs: Sequence[Truth], number: int, *, tells: bool) -> PastRun:
    """Return what somebody makes of a run who has started it and follows it."""
    truth = runs[number]
    assert truth.look is not None
    sent = truth.begin + (truth.joins or -1)
    before = harvester(runs, sent, tells=tells)
    run = Run(
        portal="city",
        before=before,
        now=before,
        started_by="" if truth.joins else ANNA,
        followed_by=ANNA if truth.joins else "",
        began_at=T0 + sent,
        seen_at=T0 + sent,
    )
    at = sent
    while at < truth.end:
        at += truth.look
        run = run.looked_at(T0 + at, phase=Phase.GOING, now=harvester(runs, at, tells=tells))
    past = followed_run(run.looked_at(T0 + at, phase=Phase.ENDED), f"start-{number}")
    assert past is not None
    return past


def recorded(seen: Sequence[PastRun]) -> list[PastRun]:
    """Write down what was seen, one after the other, as the store does."""
    records: list[PastRun] = []
    for run in seen:
        known = counterpart(run, records)
        if known is None:
            records.append(run)
        else:
            records[records.index(known)] = merged(known, run)
    return records


@st.composite
def lives(draw: st.DrawFn) -> list[Truth]:
    """Draw runs of one harvester, one after the other, with at least ten seconds between them."""
    runs, at = [], 100.0
    for _ in range(draw(st.integers(1, 5))):
        begin = at + draw(st.integers(10, 400))
        end = begin + draw(st.integers(1, 600))
        joins = draw(st.sampled_from([0, 0, 0.5]))
        runs.append(Truth(begin, end, draw(st.sampled_from([None, 0.5, 2, 9])), joins * (end - begin)))
        at = end
    return runs


@settings(max_examples=200, deadline=None)
@given(lives(), st.lists(st.integers(0, 4000), max_size=40, unique=True).map(sorted), st.booleans(), st.data())
def test_every_run_is_recorded_once(runs: list[Truth], looks: list[int], tells: bool, data: st.DataObject) -> None:  # noqa: FBT001  because Hypothesis passes it so
    """In any interleaving of polls and of who follows: no run twice, each that was followed exactly once."""
    close = [number for number, run in enumerate(runs) if run.look]
    ours = [number for number in close if not runs[number].joins]
    seen = [*polled(runs, looks, tells=tells), *(followed(runs, number, tells=tells) for number in close)]
    seen += [followed(runs, number, tells=tells) for number in close if runs[number].joins]
    one = recorded(data.draw(st.permutations(seen)))
    other = recorded(data.draw(st.permutations(seen)))
    assert len(close) <= len(one) == len(other) <= len(runs)
    assert sorted(run.start for run in one if run.start) == [f"start-{number}" for number in ours]
    for run in one:
        assert (run.by, run.trigger) == ((ANNA, Trigger.CHAT) if run.start else ("", Trigger.UNKNOWN))
    if tells:
        begins = [run.began_at for run in one if run.began_at is not None]
        assert len(set(begins)) == len(begins)
        assert {begin - T0 for begin in begins} <= {run.begin for run in runs}


def test_a_merged_record_has_what_each_knows() -> None:
    """Who started it from the one, the portal's own word and the numbers seen first from whichever has them."""
    truth = [Truth(1_000, 1_100, 2)]
    (poll,) = polled(truth, [0, 600, 900, 1_050, 1_400], tells=False)
    follow = followed(truth, 0, tells=False)
    both = merged(poll, follow)
    assert both == merged(follow, poll)
    assert (both.by, both.start, both.watched, both.trigger) == (ANNA, "start-0", True, Trigger.CHAT)
    assert (both.began_at, both.ended_at) == (T0 + 999, T0 + 1_101)
    assert (both.before, both.after) == (numbers(remote=None), numbers(101, remote=None))
    assert merged(both, poll) == merged(both, follow) == both
    assert msgspec.json.decode(msgspec.json.encode(both), type=PastRun) == both


def test_whoever_saw_that_a_run_was_stopped_knows_how_it_ended() -> None:
    """And one whose end nobody saw takes the other's word."""
    truth = [Truth(1_000, 1_100, 2)]
    (poll,) = polled(truth, [0, 1_050, 1_400], tells=False)
    follow = followed(truth, 0, tells=False)
    for ends, together in {
        (Outcome.WELL, Outcome.ABORTED): Outcome.ABORTED,
        (Outcome.ABORTED, Outcome.WELL): Outcome.ABORTED,
        (Outcome.UNKNOWN, Outcome.WELL): Outcome.WELL,
        (Outcome.FAILED, Outcome.UNKNOWN): Outcome.FAILED,
    }.items():
        one, other = (msgspec.structs.replace(run, outcome=end) for run, end in zip((poll, follow), ends, strict=True))
        assert merged(one, other).outcome is together


def test_a_start_without_a_run_is_no_run() -> None:
    """Refused, or never heard of again; one that was lost out of sight was a run, and its end is unknown."""
    run = Run(portal="city", before=WELL, now=WELL, started_by=ANNA, began_at=T0, seen_at=T0)
    for phase in (Phase.ASKED, Phase.GOING, Phase.REFUSED, Phase.UNCERTAIN):
        assert followed_run(run.looked_at(T0 + 5, phase=phase), "start") is None
    lost = followed_run(run.looked_at(T0 + 5, phase=Phase.LOST), "start")
    unseen = followed_run(run.looked_at(T0 + 5, phase=Phase.ENDED, now=like(PLAIN, status="new")), "start")
    stopped = run.looked_at(T0 + 1, now=like(status="aborting")).looked_at(T0 + 5, phase=Phase.ENDED, now=WELL)
    assert [past and past.outcome for past in (lost, unseen, followed_run(stopped, "start"))] == [
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
        Outcome.ABORTED,
    ]


def test_polls_that_take_two_runs_for_one_add_none() -> None:
    """Whoever followed either of them knows better: the record of the polls joins one, and stands for no third."""
    truth = [Truth(1_000, 1_290, 2), Truth(1_310, 1_600, 2)]
    (poll,) = polled(truth, [900, 1_200, 1_400, 1_700], tells=False)
    follows = [followed(truth, number, tells=False) for number in (0, 1)]
    for order in ((poll, *follows), (*follows, poll), (follows[0], poll, follows[1]), (follows[1], poll, follows[0])):
        records = sorted(recorded(order), key=lambda run: run.start)
        assert [(run.start, run.began_at) for run in records] == [(one.start, one.began_at) for one in follows]
        assert sum(run.watched for run in records) == 1


def test_runs_that_follow_each_other_closely_stay_two() -> None:
    """One that somebody started right after one that the polls saw, each seen by one side alone."""
    truth = [Truth(1_000, 1_290, None), Truth(1_300, 1_600, 2)]
    early = polled(truth, [900, 1_200, 1_295, 1_298], tells=False)
    assert len(recorded([*early, followed(truth, 1, tells=False)])) == 2
