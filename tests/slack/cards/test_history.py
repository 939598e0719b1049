"""The card of the history: both shapes say the same, and each knows the way to older runs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from support.blocks import as_json, buttons, check, plain, render
from support.card_samples import ANY_TEXT, ASKED_AT
from support.history_cards import page, ran

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger
from harvestbot.domain.watching.past import PAGE_SIZE, HistoryPage, Turn
from harvestbot.domain.watching.seen import Counts
from harvestbot.slack import held
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.history import PLAIN_SIZE, history_card

MANY = tuple(ran(number) for number in range(PAGE_SIZE))
NUMBERS = st.integers(0, 10**6)
COUNTS = st.builds(Counts, NUMBERS, NUMBERS, st.none() | NUMBERS, NUMBERS, NUMBERS)
MOMENTS = st.floats(0, 4e9)


def ways(card: Card) -> dict[str, int]:
    """Return where the buttons of a card lead, by the words on them."""
    return {words: held.read_history(button["value"]).turn.skip for words, button in buttons(card).items()}


def test_a_page_holds_as_many_runs_as_slacks_tables_have_rows() -> None:
    """In lines fewer are shown; from each the next page begins where it ends, with the runs of the same moment."""
    card = history_card(page(*MANY, older=True))
    check(card)
    (table,) = (block for block in as_json(card)["blocks"] if block["type"] == "data_table")
    assert len(table["rows"]) == PAGE_SIZE + 1
    assert (ways(card), ways(plain(card))) == ({"Older": PAGE_SIZE}, {"Older": PLAIN_SIZE})
    (older,) = buttons(card).values()
    assert held.read_history(older["value"]) == held.HistoryTurn("paris", "bathing-water", Turn(PAGE_SIZE, ASKED_AT))


def test_the_last_page_leads_back() -> None:
    """And the first one nowhere newer."""
    last = history_card(page(*MANY[:5], turn=Turn(200, ASKED_AT)))
    assert (ways(last), ways(plain(last))) == ({"Newer": 100}, {"Newer": 200 - PLAIN_SIZE})
    first = history_card(page(*MANY[:5]))
    assert (ways(first), ways(plain(first))) == ({}, {})
    assert ways(history_card(page(turn=Turn(5, ASKED_AT)))) == {"Newer": 0}


@pytest.mark.parametrize("in_lines", [True, False])
def test_each_run_is_told_with_its_numbers_its_end_and_who_began_it(*, in_lines: bool) -> None:
    """In a table as in lines."""
    run = ran(0, Outcome.FAILED, by="U01ANNA", trigger=Trigger.CHAT, after=Counts(128, 90, 131, 1, 2))
    card = history_card(page(run, ran(1)))
    shown = render(plain(card) if in_lines else card).partition("\n{")[0]
    for words in ("failed", "2 min 5 s", "U01ANNA", "120 → 128", "100 → 90", "131", "from Slack", "3"):
        assert words in shown


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.builds(
            ran,
            st.integers(0, 500),
            st.sampled_from(Outcome),
            name=ANY_TEXT,
            by=ANY_TEXT,
            before=COUNTS,
            after=COUNTS,
            trigger=st.sampled_from(Trigger),
            began_at=st.none() | MOMENTS,
            ended_at=MOMENTS,
        ),
        max_size=6,
    ),
    st.builds(
        HistoryPage,
        portal=ANY_TEXT,
        harvester_id=ANY_TEXT,
        name=ANY_TEXT,
        turn=st.builds(Turn, NUMBERS, st.just(ASKED_AT)),
        older=st.booleans(),
        since=st.none() | MOMENTS,
        zone=st.sampled_from(["UTC", "Asia/Tokyo", "../etc/passwd", "", "x"]),
    ),
)
def test_slack_takes_the_history_of_any_harvester(runs: list[PastRun], about: HistoryPage) -> None:
    """Whatever is recorded, in both shapes."""
    check(history_card(replace(about, runs=tuple(runs))))
