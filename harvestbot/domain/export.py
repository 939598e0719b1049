"""The audit trail as files: CSV (RFC 4180) and JSON lines, with the same columns in the same order.

Times are ISO 8601 in UTC. A cell of the CSV that a spreadsheet would take for a formula gets an apostrophe in front
(owasp.org, "CSV Injection"); JSON stays as it is.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from harvestbot.domain.audit import Entry

COLUMNS = (
    "id",
    "at",
    "actor",
    "requester",
    "channel",
    "verb",
    "portal",
    "harvester",
    "outcome",
    "detail",
    "before",
    "after",
    "permalink",
    "correlation",
)
"""New ones are added at the end: programs rely on the order."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  because spreadsheets take the wide ones too
"""What a cell must not begin with."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def csv_head() -> str:
    """Return the line with the names of the columns."""
    return as_csv(COLUMNS)


def csv_line(entry: Entry) -> str:
    """Return an entry as a line of CSV, its end included."""
    return as_csv(_values(entry).values())


def json_line(entry: Entry) -> str:
    """Return an entry as one line with a JSON object, its end included."""
    return as_json(_values(entry))


def as_csv(values: Iterable[object]) -> str:
    """Return values as a line of CSV, its end included."""
    line = io.StringIO()
    csv.writer(line).writerow([_cell(value) for value in values])
    return line.getvalue()


def as_json(values: Mapping[str, object]) -> str:
    """Return values as one line with a JSON object, its end included."""
    return f"{msgspec.json.encode(values).decode()}\n"


def iso(at: float) -> str:
    """Return seconds since the epoch as ISO 8601 in UTC, to the millisecond."""
    return (_EPOCH + timedelta(seconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _values(entry: Entry) -> dict[str, object]:
    named = {"at": iso(entry.at), "harvester": entry.harvester_id, "outcome": entry.outcome.value}
    return {name: named[name] if name in named else getattr(entry, name) for name in COLUMNS}


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict():
            return msgspec.json.encode(value).decode()
        case str() if value.startswith(FORMULA):
            return f"'{value}"
        case _:
            return str(value)
