"""What a digest says: how things stand, what is broken first, and what happened since the last one."""

from domain.watching.samples import T0, WELL, any_list, change, like, numbers, poll
from hypothesis import given

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.watching.digest import Digest, Standing, digest
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.running import UNKNOWN_PATIENCE
from harvestbot.domain.watching.subscriptions import Target

FIRST = poll(
    None,
    like(id="z-failed", harvester_errors=1),
    like(id="a-failed", harvester_errors=1, published=0),
    like(id="bad", resource_errors=3),
    like(id="hidden", published=90),
    like(id="hanging", status="processing"),
    like(id="working", status="processing", published=10),
    like(id="failed-before", harvester_errors=1),
    WELL,
    now=0,
).snapshot
LATER = poll(
    FIRST,
    like(id="z-failed", harvester_errors=1),
    like(id="a-failed", harvester_errors=1, published=0),
    like(id="bad", resource_errors=3),
    like(id="hidden", published=90),
    like(id="hanging", status="processing"),
    like(id="working", status="idle", published=10),
    like(id="failed-before", harvester_errors=1, status="queued"),
    WELL,
    now=UNKNOWN_PATIENCE,
).snapshot
SINCE, UNTIL = T0 - 100, T0


def told(target: Target, *, changes: object = (), entries: object = ()) -> Digest:
    """Return the digest of the later snapshot."""
    return digest(target, [LATER], changes, entries, since=SINCE, until=UNTIL)  # type: ignore[arg-type]  # because the lists are


def names(standings: tuple[Standing, ...]) -> list[str]:
    """Return the ids, in order."""
    return [one.tracked.seen.id for one in standings]


def test_every_harvester_stands_where_it_is_worst() -> None:
    """Failing, with errors, stuck, hidden; one that runs again stands as it did before."""
    said = told(Target())
    assert names(said.failing) == ["a-failed", "failed-before", "z-failed"]
    assert names(said.with_errors) == ["bad"]
    assert names(said.stuck) == ["hanging"]
    assert names(said.hidden) == ["hidden", "working"]
    assert said.total == 8


def test_a_digest_is_about_its_target() -> None:
    """Another portal's news are not in it."""
    news = [change(Kind.GONE, portal="sea"), change(Kind.GONE), change(Kind.UNREACHABLE, "")]
    assert names(told(Target("city", "bad")).with_errors) == ["bad"]
    assert told(Target("sea")).total == 0
    assert told(Target("city"), changes=news).changed == (news[2], news[1])


def test_runs_are_counted_and_not_repeated() -> None:
    """A portal's everyday is no news; recoveries and edits are."""
    everyday = [change(Kind.STARTED), change(Kind.FINISHED), change(Kind.FAILED), change(Kind.ABORTED)]
    news = [change(Kind.RECOVERED, closes=(Kind.FAILED,)), change(Kind.EDITED)]
    said = told(Target(), changes=[*everyday, *news])
    assert (said.runs, said.changed) == (3, tuple(news))


def test_what_was_told_before_is_left_out() -> None:
    """The moment of the last digest belongs to it, that of this one to this one."""
    news = [change(Kind.GONE, at_=at) for at in (SINCE, SINCE + 1, UNTIL, UNTIL + 1)]
    assert [one.at for one in told(Target(), changes=news).changed] == [SINCE + 1, UNTIL]


def test_numbers_that_changed_several_times_are_told_once() -> None:
    """From the first to the last; back where they were they are nothing."""
    steps = [(100, 110), (110, 120), (120, 130)]
    news = [
        change(Kind.COUNTS, at_=T0 - 50 + i, before=numbers(was), after=numbers(now))
        for i, (was, now) in enumerate(steps)
    ]
    (merged,) = told(Target(), changes=reversed(news)).changed
    assert (merged.before, merged.after) == (numbers(100), numbers(130))
    back = change(Kind.COUNTS, at_=T0 - 10, before=numbers(130), after=numbers(100))
    assert told(Target(), changes=[*news, back]).changed == ()


def test_what_people_did_is_told_oldest_first() -> None:
    """Only what was done, and only here."""
    done = [
        Entry(id=n, at=T0 - n, actor="U1", verb="start", outcome=outcome, portal=portal, harvester_id="stops")
        for n, (outcome, portal) in enumerate(
            [(Outcome.DONE, "city"), (Outcome.REFUSED, "city"), (Outcome.DONE, "sea"), (Outcome.DONE, "city")]
        )
    ]
    assert [one.id for one in told(Target("city"), entries=done).done] == [3, 0]


@given(any_list())
def test_no_harvester_stands_in_two_groups(harvesters: list[object]) -> None:
    """Whatever state it is in."""
    snapshot = poll(None, *harvesters).snapshot  # type: ignore[arg-type]  # because the strategy draws harvesters
    said = digest(Target(), [snapshot], [], [], since=0, until=T0)
    grouped = names((*said.failing, *said.with_errors, *said.stuck, *said.hidden))
    assert len(grouped) == len(set(grouped)) <= said.total == len(harvesters)
