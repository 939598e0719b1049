"""Tables and charts: `table-block`, `data-table-block` and `data-visualization-block` of Block Kit's reference.

https://docs.slack.dev/reference/block-kit/blocks/table-block
"""

from collections.abc import Iterator, Mapping
from typing import Final

from harvestbot.sandbox.slack.rules.elements import BUTTON
from harvestbot.sandbox.slack.rules.objects import ID, PAGE_SIZE
from harvestbot.sandbox.slack.rules.richtext import RICH_TEXT
from harvestbot.sandbox.slack.rules.shape import (
    Problem,
    Rule,
    boolean,
    both,
    integer,
    items,
    number,
    one_of,
    record,
    string,
    typed,
    unique,
)

TABLE_CHARACTERS: Final = 10_000
"""Characters in the cells of all tables of a message together."""
COLUMNS: Final = 20
ROWS: Final = 100
_RAW_TEXT: Final = record({"text": string(TABLE_CHARACTERS)})
_RAW_NUMBER: Final = record({"value": number, "text": string(200)})
_CELLS: Final[Mapping[str, Rule]] = {"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}


def _even(value: object, at: str) -> Iterator[Problem]:
    """All rows have as many cells as the first."""
    rows = value.get("rows") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        return
    widths = [len(row) for row in rows if isinstance(row, list)]
    for number_, width in enumerate(widths):
        if width != widths[0]:
            yield Problem(f"{at}/rows/{number_}", f"must have the same number of cells as the first row [{widths[0]}]")


def _plain_header(value: object, at: str) -> Iterator[Problem]:
    """The header of a data_table holds bare text or numbers."""
    rows = value.get("rows") if isinstance(value, dict) else None
    first = rows[0] if isinstance(rows, list) and rows else []
    for number_, cell in enumerate(first if isinstance(first, list) else []):
        if isinstance(cell, dict) and cell.get("type") not in ("raw_text", "raw_number"):
            yield Problem(f"{at}/rows/0/{number_}/type", f"unsupported type in a header cell: {cell.get('type')}")


TABLE: Final = both(
    record(
        {"rows": items(items(typed(_CELLS), 1, COLUMNS), 1, ROWS)},
        {
            "block_id": ID,
            "column_settings": items(
                record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}), 0, COLUMNS
            ),
        },
    ),
    _even,
)
DATA_TABLE: Final = both(
    record(
        # A header and at least one row; the button in a cell is what slack-facts of 2026 name beside numbers and text.
        {"caption": string(3000), "rows": items(items(typed({**_CELLS, "button": BUTTON}), 1, COLUMNS), 2, ROWS + 1)},
        {"block_id": ID, "page_size": PAGE_SIZE, "row_header_column_index": integer(0, COLUMNS - 1)},
    ),
    _even,
    _plain_header,
)

LABEL: Final = string(20)
_TITLE: Final = string(50)
_POINT: Final = record({"label": LABEL, "value": number})
_AXES: Final = record({"categories": items(LABEL, 1, 20)}, {"x_label": _TITLE, "y_label": _TITLE})
_SERIES: Final = both(items(record({"name": LABEL, "data": items(_POINT, 1, 20)}), 1, 6), unique("name"))


def _labels_are_categories(value: object, at: str) -> Iterator[Problem]:
    """Each series has one point for each category, and none besides."""
    if not isinstance(value, dict) or not isinstance(value.get("axis_config"), dict):
        return
    categories = value["axis_config"].get("categories")
    series = value.get("series")
    for number_, each in enumerate(series if isinstance(series, list) else []):
        data = each.get("data") if isinstance(each, dict) else None
        labels = [point.get("label") for point in data if isinstance(point, dict)] if isinstance(data, list) else []
        if isinstance(categories, list) and sorted(map(str, labels)) != sorted(map(str, categories)):
            yield Problem(f"{at}/series/{number_}/data", "labels must match the categories")


_PLOT: Final = both(record({"series": _SERIES, "axis_config": _AXES}), _labels_are_categories)


def _positive(value: object, at: str) -> Iterator[Problem]:
    """A slice of a pie is more than nothing."""
    yield from number(value, at)
    if isinstance(value, (int, float)) and value <= 0:
        yield Problem(at, "must be greater than 0")


_PIE: Final = record({"segments": items(record({"label": LABEL, "value": _positive}), 1, 6)})
DATA_VISUALIZATION: Final = record(
    {"title": _TITLE, "chart": typed({"pie": _PIE, "bar": _PLOT, "area": _PLOT, "line": _PLOT})}, {"block_id": ID}
)
CHARTS_A_MESSAGE: Final = 2


def cell_characters(block: dict[str, object]) -> int:
    """The characters in a table's cells."""
    return _characters(block.get("rows"))


def _characters(part: object) -> int:
    if isinstance(part, list):
        return sum(map(_characters, part))
    if not isinstance(part, dict):
        return 0
    own = part.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(
        _characters(value) for value in part.values() if isinstance(value, (list, dict))
    )
