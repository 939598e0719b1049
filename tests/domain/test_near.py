"""Near misses are offered, and noise is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.near import near, nearest
from harvestbot.domain.verbs import VERBS

SLIPS = {
    "satus": "status",
    "stat": "start",
    "strat": "start",
    "delet": "delete",
    "unpublsh": "unpublish",
    "Lists": "list",
    "who-am-i": "whoami",
}


@pytest.mark.parametrize(("typed", "meant"), SLIPS.items())
def test_a_slip_of_the_finger_finds_the_verb(typed: str, meant: str) -> None:
    """Letters swapped, lost or doubled."""
    assert meant in near(typed, VERBS)


@pytest.mark.parametrize("typed", ["zzz", "", "-", "`"])
def test_what_looks_like_nothing_brings_no_suggestion(typed: str) -> None:
    """A wrong suggestion is worse than none."""
    assert near(typed, VERBS) == ()


@given(st.text(), st.lists(st.text(), max_size=20), st.integers(1, 5))
def test_at_most_so_many_known_words_are_returned(word: str, known: list[str], most: int) -> None:
    """Never more than asked for, never an unknown one, never one twice."""
    found = near(word, known, most=most)
    assert len(found) <= most
    assert set(found) <= set(known)
    assert len(set(found)) == len(found)


def test_a_harvester_is_found_by_its_name_too() -> None:
    """The key comes back, whatever in the text was alike; the best stands first."""
    known = {"h-1": "h-1 City budget", "h-2": "h-2 Bus stops", "h-3": "h-3 Bus lanes"}
    assert nearest("bus-stops", known)[0] == "h-2"
