"""Native tables and charts keep the documented limits, whatever is put into them."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.blocks import as_json, check
from support.card_samples import ANY_TEXT

from harvestbot.slack.cards.blocks import Block, Card, card, section
from harvestbot.slack.cards.native import (
    COLUMNS_LIMIT,
    NOTHING,
    POINTS_LIMIT,
    ROWS_LIMIT,
    TABLE_LIMIT,
    Plot,
    chart,
    data_table,
    in_both,
    moment_cell,
    number_cell,
    words_cell,
)
from harvestbot.slack.cards.text import md

CELLS = st.one_of(
    ANY_TEXT.map(words_cell),
    st.integers(0, 10**9).map(number_cell),
    st.one_of(st.none(), st.integers(0, 4 * 10**9)).map(moment_cell),
)
PLOTS: Sequence[Plot] = ("bar", "area", "line")


def holding(*blocks: Block | None) -> Card:
    """Return a card with these blocks."""
    return card(md("x"), *blocks)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, COLUMNS_LIMIT + 1), st.data())
def test_slack_takes_any_table(width: int, data: st.DataObject) -> None:
    """Whatever its cells hold, and however many there are."""
    header = data.draw(st.lists(ANY_TEXT, min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5))
    table = data_table(data.draw(ANY_TEXT), header, rows, names=width, page_size=data.draw(st.integers(-5, 500)))
    check(holding(table))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(PLOTS), st.lists(ANY_TEXT, min_size=1, max_size=25), st.dictionaries(ANY_TEXT, st.integers()))
def test_slack_takes_any_chart(kind: Plot, categories: list[str], levels: dict[str, int]) -> None:
    """Labels that would read the same are told apart; what is too much is left out."""
    levels = levels or {"x": 1}
    series = {name: [level] * len(categories) for name, level in levels.items()}
    check(holding(chart("x" * 99, kind, categories, series, x_label=categories[0], y_label="y")))


def test_a_table_shows_as_many_rows_as_fit_and_says_so() -> None:
    """A hundred at most, and no more characters than Slack counts."""
    many = data_table("Runs", ["n"], [[number_cell(n)] for n in range(ROWS_LIMIT + 5)])
    assert many is not None
    (rows, caption) = (as_json(holding(many))["blocks"][0][part] for part in ("rows", "caption"))
    assert (len(rows), caption) == (ROWS_LIMIT + 1, "Runs (the first 100 of 105)")
    long = data_table("Runs", ["n"], [[words_cell("x" * 300)]] * ROWS_LIMIT)
    assert long is not None
    assert TABLE_LIMIT - 600 < len(str(long)) - len("{'type': 'raw_text', 'text': ''}, ") * 34 < TABLE_LIMIT + 300
    check(holding(many))
    check(holding(long))


def test_a_chart_shows_the_last_points() -> None:
    """The newest are what people look for."""
    drawn = chart("Runs", "line", [str(n) for n in range(30)], {"n": list(range(30))})
    assert drawn is not None
    plot = as_json(holding(drawn))["blocks"][0]["chart"]
    assert plot["axis_config"]["categories"] == [str(n) for n in range(30 - POINTS_LIMIT, 30)]
    assert [point["value"] for point in plot["series"][0]["data"]] == list(range(30 - POINTS_LIMIT, 30))


def test_nothing_is_no_table_and_no_chart() -> None:
    """Slack takes neither an empty table nor an empty chart; an empty cell shows a dash."""
    assert data_table("Runs", ["n"], []) is None
    assert chart("Runs", "bar", [], {"n": []}) is None
    assert chart("Runs", "bar", ["a"], {}) is None
    assert words_cell("\u202e ") == moment_cell(None) == {"type": "raw_text", "text": NOTHING}


@pytest.mark.parametrize("broken", ["caption", "rows", "page_size"])
def test_the_guard_sees_a_broken_table(broken: str) -> None:
    """What these tests rely on can fail."""
    table = data_table("Runs", ["n"], [[number_cell(1)]])
    assert table is not None
    with pytest.raises(AssertionError):
        check(holding({**table, broken: []}))


def test_a_card_in_both_shapes_carries_both() -> None:
    """And both are checked."""
    table = data_table("Runs", ["n"], [[number_cell(1)]])
    both = in_both(holding(table), holding(section(md("1 run"))))
    assert (both.blocks, both.plain) == ([table], [section(md("1 run"))])
    check(both)
    with pytest.raises(AssertionError):
        check(in_both(both, Card("x", [{"type": "section"}])))
