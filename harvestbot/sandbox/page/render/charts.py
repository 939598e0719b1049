"""Charts: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block.

A chart is an SVG with a title and a description, a legend in words, and its values as a table for screen readers.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render import plots
from harvestbot.sandbox.page.render.context import Json, NotDrawn, Place
from harvestbot.sandbox.page.render.html import clean, joined, tag


def data_visualization(block: Json, place: Place) -> Markup:
    """A chart.

    Raises:
        NotDrawn: Its type is not known.
    """
    kind = block["chart"].get("type")
    if kind != "pie" and kind not in _PLOTS:
        raise NotDrawn.of("chart", kind)
    drawer = _pie if kind == "pie" else _plot
    return tag("figure", *drawer(block, place), class_=f"bk-chart bk-chart-{kind}")


def _pie(block: Json, place: Place) -> list[Markup]:
    segments = block["chart"]["segments"]
    rows = [[segment["label"], str(segment["value"])] for segment in segments]
    said = "Pie chart. " + "; ".join(": ".join(row) for row in rows) + "."
    drawn = plots.pie([segment["value"] for segment in segments])
    legend = [segment["label"] for segment in segments]
    picture = _picture(block["title"], said, drawn, plots.PIE_BOX, place)
    return [_title(block), picture, _legend(legend), _table(block["title"], ["", "Value"], rows)]


def _plot(block: Json, place: Place) -> list[Markup]:
    chart = block["chart"]
    axes, series = chart["axis_config"], chart["series"]
    categories = axes["categories"]
    by_label = [{point["label"]: point["value"] for point in each["data"]} for each in series]
    values = [[points[label] for label in categories] for points in by_label]
    names = [each["name"] for each in series]
    scale = plots.Scale.of([value for row in values for value in row])
    drawn = joined(
        plots.frame(scale, categories, axes.get("x_label", ""), axes.get("y_label", "")),
        _PLOTS[chart["type"]](scale, values),
    )
    said = f"{chart['type'].capitalize()} chart of {', '.join(names)} by {axes.get('x_label') or 'category'}."
    rows = [[label, *(str(row[n]) for row in values)] for n, label in enumerate(categories)]
    picture = _picture(block["title"], said, drawn, plots.PLOT_BOX, place)
    return [_title(block), picture, _legend(names), _table(block["title"], [axes.get("x_label", ""), *names], rows)]


def _title(block: Json) -> Markup:
    return tag("figcaption", block["title"], class_="bk-chart-title")


def _picture(title: str, said: str, shapes: Markup, box: str, place: Place) -> Markup:
    named, described = place.id("title"), place.id("description")
    # SVG knows no <bdi>: its texts are only escaped.
    return tag(
        "svg",
        tag("title", Markup.escape(clean(title)), id=named),
        tag("desc", Markup.escape(clean(said)), id=described),
        shapes,
        viewBox=box,
        role="img",
        aria_labelledby=named,
        aria_describedby=described,
    )


def _legend(names: Sequence[str]) -> Markup:
    return tag("ul", *(_entry(name, n) for n, name in enumerate(names, 1)), class_="bk-legend", aria_label="Legend")


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    return tag(
        "table",
        tag("caption", title),
        tag("thead", tag("tr", *(tag("th", cell, scope="col") for cell in header))),
        tag("tbody", *(tag("tr", tag("th", first, scope="row"), *_data(rest)) for first, *rest in rows)),
        class_="bk-hidden",
    )


def _entry(name: str, number: int) -> Markup:
    return tag("li", tag("span", class_=f"bk-swatch bk-series-{number}", aria_hidden="true"), name)


def _data(cells: Sequence[str]) -> list[Markup]:
    return [tag("td", cell) for cell in cells]


_PLOTS: Final[Mapping[str, Callable[[plots.Scale, plots.Values], Markup]]] = {
    "area": plots.areas,
    "bar": plots.bars,
    "line": plots.lines,
}
