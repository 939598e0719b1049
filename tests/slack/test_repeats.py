"""A delivery is remembered for ten minutes, and memory has an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.slack.repeats import KEPT_FOR, MOST, Repeats

STEPS = st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, KEPT_FOR)), max_size=30)


@given(STEPS, st.integers(1, 5))
def test_what_came_within_ten_minutes_is_a_repeat_unless_too_much_came_since(
    steps: list[tuple[str, float]], most: int
) -> None:
    """It remembers the last deliveries, each from its first coming on."""
    at = 0.0
    repeats = Repeats(lambda: at, most)
    kept: list[tuple[str, float]] = []
    for delivery, passes in steps:
        at += passes
        kept = [(one, came) for one, came in kept if came + KEPT_FOR > at][-most:]
        first = delivery not in dict(kept)
        assert repeats.first(delivery) is first
        kept += [(delivery, at)] if first else []


@pytest.mark.parametrize(("seconds", "first"), [(0, False), (KEPT_FOR - 0.1, False), (KEPT_FOR, True)])
def test_a_repeat_is_dropped_for_ten_minutes(seconds: float, *, first: bool) -> None:
    """Slack's last repeat comes after five."""
    at = 0.0
    repeats = Repeats(lambda: at)
    assert repeats.first("one")
    at = seconds
    assert repeats.first("one") is first


def test_no_more_than_a_bounded_number_is_remembered() -> None:
    """The oldest are forgotten first; a flood does not fill the memory."""
    repeats = Repeats(lambda: 0.0)
    for number in range(MOST + 1):
        assert repeats.first(str(number))
    assert not repeats.first("1")
    assert repeats.first("0")


def test_what_has_no_id_is_never_taken_for_a_repeat() -> None:
    """Two people's answers must not be mixed up."""
    repeats = Repeats(lambda: 0.0)
    assert repeats.first("")
    assert repeats.first("")
