"""Other words for verbs are offered, and never in each other's way."""

from collections import Counter

from harvestbot.domain.meant import OTHER_WORDS, meant
from harvestbot.domain.verbs import VERBS


def test_each_other_word_stands_for_one_verb() -> None:
    """No word stands for two, none is a verb itself, and all are written as they are compared."""
    words = Counter(word for others in OTHER_WORDS.values() for word in others.split())
    assert set(OTHER_WORDS) <= set(VERBS)
    assert words.keys().isdisjoint(VERBS)
    assert set(words.values()) == {1}
    assert all(word == word.lower() for word in words)


def test_what_is_neither_said_nor_alike_means_nothing() -> None:
    """A typo means the verb that it looks like; a short word stands in some verb or other."""
    assert meant("STRAT")[0] == "start"
    assert meant("un") == ()
    assert meant("qqqq") == ()
