"""How often a portal is looked at: quick at first, and about 60 times an hour."""

import asyncio
import itertools

from hypothesis import given
from hypothesis import strategies as st

from harvestbot.operations.pace import Pace, Watch

HOUR = 3_600.0


def schedule(pace: Pace, until: float) -> list[float]:
    """Return when looks are due, in seconds from the beginning."""
    due = itertools.accumulate(itertools.repeat(None), lambda at, _: at + pace.after(at), initial=0.0)
    return list(itertools.takewhile(lambda at: at <= until, itertools.islice(due, 1, None)))


def test_an_hour_of_following_costs_about_sixty_calls() -> None:
    """A portal grants a thousand a day, and people need most of them."""
    assert 50 <= len(schedule(Pace(), HOUR)) <= 75


def test_the_first_ten_seconds_feel_live() -> None:
    """A look about every second, and the first one after a second."""
    seen = schedule(Pace(), 10.0)
    assert len(seen) >= 6
    assert seen[0] == Pace().first


@given(st.floats(0, 86_400), st.floats(0, 86_400))
def test_looks_only_become_rarer_and_never_stop(one: float, other: float) -> None:
    """At least one look every two minutes, however long it takes."""
    sooner, later = sorted((one, other))
    pace = Pace()
    assert pace.first <= pace.after(sooner) <= pace.after(later) <= pace.most


@given(st.floats(0.01, 3_600), st.floats(0, 86_400))
def test_a_named_interval_is_followed_exactly(interval: float, waited: float) -> None:
    """Where the settings say how often, nothing else does."""
    assert Pace(first=interval, growth=0.0, most=interval).after(waited) == interval


async def test_looks_end_when_it_is_given_up_and_the_last_one_is_then() -> None:
    """Whoever waits looks once more at the very end; the time counts from when it began, not from the first look."""
    clock = itertools.count(100.0, 0.25)
    watch = Watch(Pace(first=0.001, growth=0, most=1), lambda: next(clock), asyncio.Event())
    seen = [waited async for waited in watch.looks(since=99.75, give_up=2.0)]
    assert seen[0] == 0.5
    assert seen == sorted(set(seen))
    assert seen[-1] >= 2.0


async def test_where_nothing_is_given_no_look_is_taken() -> None:
    """No time, no call of the portal."""
    watch = Watch(Pace(), lambda: 0.0, asyncio.Event())
    assert [waited async for waited in watch.looks(since=0.0, give_up=0.0)] == []


async def test_who_waits_lets_go_at_once_when_the_process_ends() -> None:
    """The next process takes it up: nobody waits two minutes for the end."""
    stopping = asyncio.Event()
    watch = Watch(Pace(first=3_600, most=3_600), lambda: 0.0, stopping)

    async def wait() -> None:
        async for _ in watch.looks(since=0.0):
            raise AssertionError("nothing was due")

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    stopping.set()
    await asyncio.wait((waiting,))
    assert waiting.cancelled()
