"""Tables can be sorted, filtered and read aloud; charts too show their values in words."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox.page.render import samples
from sandbox.page.render.reading import Drawn, context, read

from harvestbot.sandbox.page.render import blocks, plots
from harvestbot.sandbox.page.render.context import Json


def draw(block: Json) -> Drawn:
    """A block in a message."""
    return read(blocks.to_html([block], context()))


def test_a_table_has_a_header_and_aligned_columns() -> None:
    """Its first row; the settings of columns become classes."""
    drawn = draw(samples.BLOCKS["table"])
    assert [cell["scope"] for cell in drawn.all("th")] == ["col"] * 3
    first, second, *_ = drawn.all("td")
    assert first["class"] == "bk-align-right bk-wrapped"
    assert "class" not in second.attributes
    assert [cell.text for cell in drawn.all("td")] == ["raw words", "12.50", "plain words"]


def test_a_data_table_says_how_to_sort_filter_and_page_it() -> None:
    """All for the script, none of it done here."""
    drawn = draw(samples.BLOCKS["data_table"])
    table = drawn.one("table", data_page_size="10")
    assert drawn.one("caption").text == "Runs"
    assert [button["data-sorts"] for button in drawn.all("button") if "data-sorts" in button.attributes] == list("0123")
    assert {cell["aria-sort"] for cell in drawn.all("th", scope="col")} == {"none"}
    assert drawn.one("th", scope="row").text == "raw words"
    assert [(c["data-type"], c["data-sort"]) for c in drawn.nodes if "data-sort" in c.attributes] == [
        ("text", "raw words"),
        ("number", "12.5"),
        ("text", "styled\nwords"),
        ("text", "Go"),
    ]
    search = drawn.one("input", type="search")
    assert search["data-filters"] == drawn.one("nav")["data-pages"] == table["id"]
    assert drawn.one("label", for_=search["id"]).text == "Filter the rows"
    assert [drawn.one("button", data_page=way).text for way in ("previous", "next")] == ["Previous", "Next"]
    assert drawn.one("a", data_act="press")["data-value"] == "v"


def test_a_number_is_shown_as_it_is_where_nothing_else_is_said() -> None:
    """A data_table needs neither a page size nor a header of rows."""
    cell = {"type": "raw_number", "value": 0, "text": "0"}
    drawn = draw({"type": "data_table", "caption": "x", "rows": [[cell], [cell]]})
    assert drawn.one("td").text == "0"
    assert drawn.all("table", data_page_size="25")


@pytest.mark.parametrize("kind", ["pie", "bar", "area", "line"])
def test_each_chart_can_be_read_without_seeing_it(kind: str) -> None:
    """A title, a description, a legend, and a table of all values."""
    drawn = draw(samples.chart(kind))
    svg = drawn.one("svg", role="img")
    assert drawn.one("title", id=svg["aria-labelledby"]).text == "Chart"
    assert drawn.one("desc", id=svg["aria-describedby"]).text.startswith(f"{kind.capitalize()} chart")
    wanted = [["a", "1"], ["b", "2.5"]] if kind == "pie" else [["a", "1", "20"], ["b", "-1", "-20"]]
    assert [cell.text for cell in drawn.nodes if cell.tag == "td" or cell.attributes.get("scope") == "row"] == [
        *chain.from_iterable(wanted)
    ]
    names = ["a", "b"] if kind == "pie" else ["x", "y"]
    assert [line.text for line in drawn.all("li")] == names
    series = {name for node in drawn.nodes for name in node.attributes.get("class", "").split() if "series" in name}
    assert series == {"bk-series-1", "bk-series-2"}


def test_slices_have_their_share_of_the_circle() -> None:
    """Three quarters go the long way round; a single slice is the circle."""
    small, large = read(plots.pie([1, 3])).all("path")
    assert small["d"] == "M0 0L0.0000 -1.0000A1 1 0 0 1 1.0000 -0.0000Z"
    assert " 1 1 " in large["d"]
    assert read(plots.pie([5])).one("circle")


def test_bars_stand_on_nothing() -> None:
    """Those below it hang; the taller value has the taller bar."""
    scale = plots.Scale.of([10, -5, 20])
    up, down, high = read(plots.bars(scale, [[10, -5, 20]])).all("rect")
    assert float(up["y"]) + float(up["height"]) == pytest.approx(scale.y(0))
    assert float(down["y"]) == pytest.approx(scale.y(0))
    assert float(high["height"]) == pytest.approx(2 * float(up["height"]), abs=0.05)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 128], [0, 50, 100, 150]),
        ([3], [0, 1, 2, 3]),
        ([], [0, 0.25]),
        ([0, 0], [0, 0.25]),
        ([-4, 4], [-4, -2, 0, 2, 4]),
    ],
)
def test_the_grid_has_round_numbers(values: list[float], ticks: list[float]) -> None:
    """About four of them, nothing always among them."""
    assert plots.Scale.of(values).ticks() == ticks


def test_labels_that_do_not_fit_are_left_out_of_the_drawing() -> None:
    """Of twenty categories every third is written; the table has all."""
    categories = [f"day {n}" for n in range(20)]
    scale = plots.Scale.of([1])
    written = [node.text for node in read(plots.frame(scale, categories, "", "")).all("text")]
    assert [label for label in written if label.startswith("day")] == categories[::3]


ANY_NUMBER = st.floats() | st.integers(-(10**400), 10**400)


@settings(deadline=None)
@given(st.lists(ANY_NUMBER, min_size=1, max_size=5), st.sampled_from(["bar", "area", "line"]))
def test_any_numbers_are_drawn_within_the_frame(values: list[float], kind: str) -> None:
    """JSON from elsewhere has numbers that cannot be calculated with."""
    categories = [str(n) for n in range(len(values))]
    data = [{"label": label, "value": value} for label, value in zip(categories, values, strict=True)]
    chart = {"type": kind, "series": [{"name": "s", "data": data}], "axis_config": {"categories": categories}}
    drawn = draw({"type": "data_visualization", "title": "t", "chart": chart})
    for node in drawn.nodes:
        for name in ("y", "cy", "y1", "height"):
            assert -1 <= float(node.attributes.get(name, 0)) <= 260


@settings(deadline=None)
@given(st.lists(ANY_NUMBER, min_size=1, max_size=6))
def test_any_slices_are_drawn(values: list[float]) -> None:
    """No slice is lost, whatever its size."""
    drawn = read(plots.pie(values))
    assert len(drawn.nodes) == len(values)
    assert not any("nan" in node.attributes.get("d", "") for node in drawn.nodes)
