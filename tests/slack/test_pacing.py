"""Calls of Slack are spread as its limits want it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.slack.pacing import ALLOWANCES, BY_CHANNEL, Pacing

METHODS = st.sampled_from([*ALLOWANCES, "auth.test"])
STEPS = st.lists(st.tuples(METHODS, st.sampled_from(["C1", "C2"]), st.floats(0, 30)), max_size=80)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@given(STEPS)
def test_no_allowance_is_overdrawn(steps: list[tuple[str, str, float]]) -> None:
    """In any stretch of time no lane sends more than its burst and its rate allow."""
    clock = Clock()
    pacing = Pacing(clock)
    sent: dict[tuple[str, str], list[float]] = {}
    for method, channel, later in steps:
        lane = (method, channel if method in BY_CHANNEL else "")
        sent.setdefault(lane, []).append(clock.now + pacing.take(method, channel))
        clock.now += later
    for (method, _), times in sent.items():
        allowance = ALLOWANCES.get(method)
        if allowance is None:
            continue
        for first, begin in enumerate(times):
            for last in range(first, len(times)):
                most = allowance.burst + allowance.rate * (times[last] - begin)
                assert last - first + 1 <= most + 1e-6


def test_no_minute_has_more_than_fifty_edits() -> None:
    """Over all cards, whatever else waits: Slack's limit of `chat.update`."""
    pacing = Pacing(Clock())
    sent = [1000.0 + pacing.take("chat.update", f"C{number}") for number in range(300)]
    assert max(sum(begin <= one < begin + 60 for one in sent) for begin in sent) <= 50


@pytest.mark.parametrize(("method", "burst", "rate"), [("chat.update", 50, 50 / 60), ("chat.postMessage", 5, 1.0)])
def test_replicas_that_do_not_know_of_each_other_come_to_share_a_limit(method: str, burst: int, rate: float) -> None:
    """All of them always have something to send: Slack seldom has to ask for a pause, and little time is lost."""
    clock = Clock()
    replicas, begun, left, sent, refused = [Pacing(clock), Pacing(clock)], clock.now, float(burst), 0, 0
    while clock.now < begun + 600:
        clock.now, left = clock.now + 0.1, min(float(burst), left + 0.1 * rate)
        for pacing in replicas:
            if pacing.wait(method, "C1"):
                continue
            pacing.take(method, "C1")
            if left >= 1:
                left, sent = left - 1, sent + 1
            else:
                refused += 1
                pacing.hold(method, "C1", math.ceil((1 - left) / rate))
    assert refused <= 80
    assert sent >= 0.6 * 600 * rate


def test_what_slack_holds_back_waits_and_then_goes() -> None:
    """Only the method, and for messages only the channel."""
    clock = Clock()
    pacing = Pacing(clock)
    pacing.hold("chat.postMessage", "C1", 7)
    assert pacing.wait("chat.postMessage", "C1") == 7
    assert pacing.wait("chat.postMessage", "C2") == 0
    assert pacing.wait("chat.update", "C1") == 0
    clock.now += 7
    assert pacing.wait("chat.postMessage", "C1") == 0


def test_a_method_without_an_allowance_is_never_spread() -> None:
    """Only what Slack asks for holds it back."""
    pacing = Pacing(Clock())
    assert [pacing.take("auth.test", "") for _ in range(100)] == [0.0] * 100
