"""What of the trail somebody wants, from the words to a filter."""

import itertools

import pytest

from harvestbot.domain.asks import parse
from harvestbot.domain.mentions import mentioned
from harvestbot.domain.trail import Wanted, wanted

NOW = 1_762_000_000.0

WANTED = {
    (): Wanted(),
    ("bus-stops",): Wanted(harvester_id="bus-stops"),
    ("city/bus-stops",): Wanted("city", "bus-stops"),
    ("<@U0ADMIN001|ada>",): Wanted(actor="U0ADMIN001"),
    ("2h",): Wanted(since=NOW - 7_200),
    ("since", "2h"): Wanted(since=NOW - 7_200),
    ("2026-11-01",): Wanted(since=1_793_491_200.0),
    ("city/bus-stops", "<@U0ADMIN001|ada>", "7d"): Wanted("city", "bus-stops", "U0ADMIN001", NOW - 604_800),
}


@pytest.mark.parametrize(("words", "wish"), WANTED.items())
def test_words_say_in_any_order_what_is_wanted(words: tuple[str, ...], wish: Wanted) -> None:
    """A harvester, a person and a moment cannot be taken for one another."""
    for order in itertools.permutations(words):
        assert wanted(parse(" ".join(("audit", *order))), NOW) == wish


@pytest.mark.parametrize(
    ("words", "wish"),
    {
        "city": Wanted("city"),
        "City": Wanted("city"),
        "city/*": Wanted("city"),
        "*": Wanted(),
        "paris/city": Wanted("paris", "city"),
        "cities": Wanted("", "cities"),
    }.items(),
)
def test_a_portals_name_stands_for_all_of_it(words: str, wish: Wanted) -> None:
    """As it does for ``watch``; a harvester of that name is meant with its portal before it."""
    assert wanted(parse(f"audit {words}"), NOW).of_portals({"city"}) == wish


@pytest.mark.parametrize(
    ("word", "person"),
    {
        "<@U024BE7LH>": "U024BE7LH",
        "<@W024BE7LH|ada lovelace>": "W024BE7LH",
        "U024BE7LH": "U024BE7LH",
        "USERS": "",
        "u024be7lh": "",
        "@ada": "",
        "<!subteam^S1>": "",
        "<@U1|<x>": "",
    }.items(),
)
def test_a_person_is_known_by_an_id(word: str, person: str) -> None:
    """Names are not guessed at: Slack writes the id."""
    assert mentioned(word) == person
