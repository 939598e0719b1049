"""Slack's newer blocks: tables that the reader sorts, filters and pages through, and charts.

The limits are those of the pages "data table block" and "data visualization block" of Slack's Block Kit reference
(docs.slack.dev/reference/block-kit/blocks); slack_sdk has no models for them. Not every workspace takes them, so a card
that has one says the same in sections as well: ``in_both`` puts the two together, and the sender chooses.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from msgspec import structs

from harvestbot.slack.cards.blocks import Block, Card
from harvestbot.slack.cards.text import IS_PERSON, clip, visible

ROWS_LIMIT = 100
"""Rows beneath the header."""
COLUMNS_LIMIT = 20
TABLE_LIMIT = 10_000
"""Characters in all cells of a message's tables."""
CELL_LIMIT = 300
CAPTION_LIMIT = 300
PAGE_SIZE = 10
CHARTS_LIMIT = 2
"""Charts in a message."""
TITLE_LIMIT = 50
LABEL_LIMIT = 20
SERIES_LIMIT = 6
POINTS_LIMIT = 20
NOTHING = "-"
"""What an empty cell shows: Slack takes none without a text."""
MOMENT_FORMAT = "{date_num} {time}"
"""How a cell shows a moment: the same width in each row, and in the order of time when sorted as text."""

Plot = Literal["bar", "area", "line"]


def words_cell(text: str, limit: int = CELL_LIMIT) -> Block:
    """Return a cell of plain text; what comes from outside is safe in it, since Slack formats none of it."""
    return {"type": "raw_text", "text": clip(visible(text), limit) or NOTHING}


def number_cell(value: float, text: str = "") -> Block:
    """Return a cell that sorts as a number; ``text`` is what is shown, where it is not the number itself."""
    return {"type": "raw_number", "value": value, "text": text or str(value)}


def moment_cell(moment: float | None) -> Block:
    """Return a cell with a moment (seconds since the epoch) in the zone of whoever reads it.

    Slack knows no moment before the epoch: it is left out, like one that is not known.
    """
    if moment is None or moment < 0:
        return words_cell("")
    spoken = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
    date = {"type": "date", "timestamp": int(moment), "format": MOMENT_FORMAT, "fallback": spoken}
    return _rich(date)


def person_cell(user_id: str) -> Block:
    """Return a cell with a person of Slack, whom it does not call; words where it is no user id."""
    if not IS_PERSON.fullmatch(user_id):
        return words_cell(user_id)
    return _rich({"type": "user", "user_id": user_id})


def data_table(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[Block]], *, names: int = 0, page_size: int = PAGE_SIZE
) -> Block | None:
    """Return a table, or nothing where it would have no rows.

    Rows that do not fit are left out at the end, and the caption says so.

    Args:
        caption: what the table shows.
        header: a title for each column, at most 20.
        rows: cells, as many in each row as there are titles.
        names: the column that tells the rows apart, from 0; screen readers read it with each cell.
        page_size: rows shown at once, 1 to 100.
    """
    titles = [words_cell(title) for title in header[:COLUMNS_LIMIT]]
    left = TABLE_LIMIT - sum(map(_length, titles))
    kept: list[list[Block]] = []
    for row in rows[:ROWS_LIMIT]:
        cells = list(row[:COLUMNS_LIMIT])
        left -= sum(map(_length, cells))
        if left < 0:
            break
        kept.append(cells)
    if not kept:
        return None
    whole = caption if len(kept) == len(rows) else f"{caption} (the first {len(kept)} of {len(rows)})"
    return {
        "type": "data_table",
        "caption": clip(visible(whole), CAPTION_LIMIT) or NOTHING,
        "page_size": min(max(page_size, 1), ROWS_LIMIT),
        "row_header_column_index": min(max(names, 0), len(titles) - 1),
        "rows": [titles, *kept],
    }


def chart(
    title: str,
    kind: Plot,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    x_label: str = "",
    y_label: str = "",
) -> Block | None:
    """Return a chart, or nothing where there would be nothing in it.

    Args:
        title: what it shows.
        kind: how it is drawn.
        categories: the labels along the axis; of more than 20 the last ones are drawn. Ones that would read the same
            are told apart by a number.
        series: at most 6, by name; each has a value for each category.
        x_label: what the categories are.
        y_label: what the values are.
    """
    labels = _apart([clip(visible(label), LABEL_LIMIT) or NOTHING for label in categories[-POINTS_LIMIT:]])
    if not labels or not series:
        return None
    drawn = list(series.items())[:SERIES_LIMIT]
    names = _apart([clip(visible(name), LABEL_LIMIT) or NOTHING for name, _ in drawn])
    axes = {"x_label": clip(visible(x_label), TITLE_LIMIT), "y_label": clip(visible(y_label), TITLE_LIMIT)}
    return {
        "type": "data_visualization",
        "title": clip(visible(title), TITLE_LIMIT) or NOTHING,
        "chart": {
            "type": kind,
            "series": [
                {"name": name, "data": _points(labels, values[-POINTS_LIMIT:])}
                for name, (_, values) in zip(names, drawn, strict=True)
            ],
            "axis_config": {"categories": labels, **{name: text for name, text in axes.items() if text}},
        },
    }


def in_both(native: Card, plain: Card) -> Card:
    """Return a card that is shown as ``native`` where Slack takes that, else as ``plain``."""
    return structs.replace(native, plain=plain.blocks)


def _rich(element: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


def _points(labels: Sequence[str], values: Sequence[float]) -> list[Block]:
    return [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]


def _length(cell: Block) -> int:
    """Count a cell's characters: what is shown, or what stands for it where that depends on the reader."""
    return sum(
        len(value) if isinstance(value, str) and name in {"text", "fallback", "user_id"} else _inner(value)
        for name, value in cell.items()
    )


def _inner(value: object) -> int:
    return sum(_length(each) for each in value) if isinstance(value, list) else 0


def _apart(labels: list[str]) -> list[str]:
    """Give each label its own words, within the limit."""
    seen: set[str] = set()
    for number, label in enumerate(labels):
        again, other = 1, label
        while other in seen:
            again += 1
            mark = f" ({again})"
            other = clip(label, LABEL_LIMIT - len(mark)) + mark
        seen.add(other)
        labels[number] = other
    return labels
