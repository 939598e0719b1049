"""The table and the data_table: https://docs.slack.dev/reference/block-kit/blocks/table-block."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render import elements, richtext
from harvestbot.sandbox.page.render.context import Json, NotDrawn, Place
from harvestbot.sandbox.page.render.controls import Slot
from harvestbot.sandbox.page.render.html import Attribute, tag
from harvestbot.sandbox.page.render.texts import broken

PAGE_SIZE: Final = 25
"""Rows of a page where a data_table does not say."""


def table(block: Json, place: Place) -> Markup:
    """A table whose first row is its header."""
    settings = block.get("column_settings", [])
    head, *body = [
        [_cell(cell, place.inner(f"{row}-{column}")) for column, cell in enumerate(cells)]
        for row, cells in enumerate(block["rows"])
    ]
    drawn = tag(
        "table",
        tag(
            "thead", tag("tr", *(tag("th", cell, scope="col", class_=_column(settings, n)) for n, cell in _each(head)))
        ),
        tag(
            "tbody", *(tag("tr", *(tag("td", cell, class_=_column(settings, n)) for n, cell in _each(r))) for r in body)
        ),
        class_="bk-table",
    )
    return tag("div", drawn, class_="bk-scroll", role="region", aria_label="Table", tabindex=0)


def data_table(block: Json, place: Place) -> Markup:
    """A table that its reader can sort, filter and turn the pages of."""
    identity, caption, search = place.id("table"), place.id("caption"), place.id("filter")
    head, *body = block["rows"]
    drawn = tag(
        "table",
        tag("caption", block["caption"], id=caption),
        tag("thead", tag("tr", *(_sorter(cell, place.inner(f"0-{n}"), n) for n, cell in enumerate(head)))),
        tag("tbody", *(_row(cells, place.inner(n), block) for n, cells in enumerate(body, 1))),
        id=identity,
        class_="bk-data-table",
        data_page_size=block.get("page_size", PAGE_SIZE),
    )
    return tag(
        "div",
        tag("label", "Filter the rows", for_=search, class_="bk-hidden"),
        tag("input", type="search", id=search, class_="bk-filter", placeholder="Filter", data_filters=identity),
        tag("div", drawn, class_="bk-scroll", role="region", aria_labelledby=caption, tabindex=0),
        tag(
            "nav",
            tag("button", "Previous", type="button", class_="bk-button", data_page="previous"),
            tag("output", aria_live="polite"),
            tag("button", "Next", type="button", class_="bk-button", data_page="next"),
            class_="bk-pages",
            aria_label="Pages",
            data_pages=identity,
        ),
        class_="bk-data",
    )


def _each(cells: Sequence[Markup]) -> Sequence[tuple[int, Markup]]:
    return list(enumerate(cells))


def _column(settings: Sequence[Json | None], number: int) -> str | None:
    """The classes of a column: how it is aligned, whether it wraps."""
    wanted = (settings[number] if number < len(settings) else None) or {}
    classes = [f"bk-align-{wanted['align']}"] if "align" in wanted else []
    if wanted.get("is_wrapped"):
        classes.append("bk-wrapped")
    return " ".join(classes) or None


def _sorter(cell: Json, place: Place, column: int) -> Markup:
    sorter = tag("button", _cell(cell, place), type="button", class_="bk-sorter", data_sorts=column)
    return tag("th", sorter, scope="col", aria_sort="none")


def _row(cells: Sequence[Json], place: Place, block: Json) -> Markup:
    named = block.get("row_header_column_index")
    return tag(
        "tr",
        *(
            tag(
                "th" if number == named else "td",
                _cell(cell, place.inner(number)),
                scope="row" if number == named else None,
                **_sortable(cell),
            )
            for number, cell in enumerate(cells)
        ),
    )


def _sortable(cell: Json) -> dict[str, Attribute]:
    match cell["type"]:
        case "raw_number":
            return {"data_type": "number", "data_sort": cell["value"]}
        case "raw_text":
            return {"data_type": "text", "data_sort": cell["text"]}
        case "rich_text":
            return {"data_type": "text", "data_sort": richtext.words(cell)}
        case _:
            return {"data_type": "text", "data_sort": cell["text"]["text"]}


def _cell(cell: Json, place: Place) -> Markup:
    match cell.get("type"):
        case "raw_text":
            return broken(cell["text"])
        case "raw_number":
            return tag("span", cell.get("text") or str(cell["value"]), class_="bk-number")
        case "rich_text":
            return richtext.to_html(cell, place.context)
        case "button":
            return elements.to_html(cell, Slot(place))
        case other:
            raise NotDrawn.of("cell", other)
