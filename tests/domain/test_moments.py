"""Moments as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.moments import looks_like_moment, read_moment

NOW = 1_762_000_000.0

MEANT = {
    "30m": NOW - 1_800,
    "2h": NOW - 7_200,
    "7D": NOW - 604_800,
    "4w": NOW - 2_419_200,
    "0h": NOW,
    "999999w": 0.0,
    "today": 1_761_955_200.0,
    "Yesterday": 1_761_868_800.0,
    "1970-01-02": 86_400.0,
    "2026-11-01": 1_793_491_200.0,
    "2026-11-01T08:00": 1_793_520_000.0,
    "2026-11-01t08:00z": 1_793_520_000.0,
    "2026-11-01 08:00": 1_793_520_000.0,
    "2026-11-01T08:00+02:00": 1_793_512_800.0,
}


@pytest.mark.parametrize(("word", "moment"), MEANT.items())
def test_a_moment_is_read(word: str, moment: float) -> None:
    """So long ago, a day's beginning, or a time; without a zone it is UTC."""
    assert looks_like_moment(word)
    assert read_moment(word, NOW) == moment


@pytest.mark.parametrize(
    "word", ["", "h", "2", "-2h", "2 h", "1.5h", "2y", "20261101", "2026-W01-1", "2026-13-01", "2026-02-30"]
)
def test_what_means_no_moment_is_refused(word: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match=r"."):
        read_moment(word, NOW)


@pytest.mark.parametrize(
    ("word", "meant"),
    {
        **dict.fromkeys(("7days", "1h30m", "-7d", "2026-11-1", "01.11.2026", "2026/11/30", "9:00", "now", "ago"), True),
        **dict.fromkeys(("7", "2024-25", "7-wonders", "h264", "todays", "3d-models", "2026-01-01-import"), False),
    }.items(),
)
def test_what_is_meant_as_a_moment_is_taken_for_no_name(word: str, *, meant: bool) -> None:
    """To look for a harvester of that name would find nothing, and say so as if nothing had been done."""
    assert looks_like_moment(word) is meant


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d\d-\d\d([Tt ].*)?", fullmatch=True))
def test_any_word_is_a_moment_or_refused(word: str) -> None:
    """No word breaks it, and what is read was recognised."""
    try:
        moment = read_moment(word, NOW)
    except ValueError:
        return
    assert looks_like_moment(word)
    assert isinstance(moment, float)
