"""The trail as CSV and as JSON lines."""

import csv
import io

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from support.card_samples import any_entry

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.export import COLUMNS, FORMULA, csv_head, csv_line, iso, json_line

ENTRY = Entry(
    id=7,
    at=1_762_000_000.25,
    actor="U1",
    requester="U2",
    verb="delete",
    outcome=Outcome.DONE,
    channel="C1",
    portal="city",
    harvester_id="bus-stops",
    before={"attached": 1},
    detail='He said "no",\nand left',
    permalink="https://x.slack.com/p1",
    correlation="c0ffee",
)


def test_a_line_of_csv_is_as_the_standard_has_it() -> None:
    """Lines end with CR LF; what holds commas, quotes or line breaks is quoted, and quotes are doubled (RFC 4180)."""
    assert csv_head() == (
        "id,at,actor,requester,channel,verb,portal,harvester,outcome,detail,before,after,permalink,correlation\r\n"
    )
    assert csv_line(ENTRY) == (
        '7,2025-11-01T12:26:40.250Z,U1,U2,C1,delete,city,bus-stops,done,"He said ""no"",\nand left",'
        '"{""attached"":1}",,https://x.slack.com/p1,c0ffee\r\n'
    )


def test_a_line_of_json_has_the_same_columns_in_the_same_order() -> None:
    """What was before and after stays an object; what there is none of is null or empty."""
    line = json_line(ENTRY)
    assert line.count("\n") == 1
    told = msgspec.json.decode(line)
    assert tuple(told) == COLUMNS
    assert (told["at"], told["before"], told["after"]) == ("2025-11-01T12:26:40.250Z", {"attached": 1}, None)


def test_a_time_is_utc_to_the_millisecond() -> None:
    """The same form each time, so that text sorts as time does."""
    assert [iso(0.0), iso(1.9996)] == ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:01.999Z"]


def storable(entry: Entry) -> bool:
    """Tell whether a database takes it: neither lone surrogates nor times that no calendar has."""
    return "\\ud" not in ascii(entry) and entry.at < 2e11


@given(any_entry().filter(storable), st.sampled_from("=+-@\t\r\n＝＋－＠"))  # noqa: RUF001  because they are wide
def test_no_cell_is_taken_for_a_formula_and_none_is_lost(entry: Entry, sign: str) -> None:
    """Whatever was written down, a reader finds as many cells as there are columns, and a spreadsheet runs none."""
    entry = msgspec.structs.replace(entry, verb=f"{sign}cmd|' /C calc'!A0")
    (cells,) = csv.reader(io.StringIO(csv_line(entry), newline=""))
    assert len(cells) == len(COLUMNS)
    assert not any(cell.startswith(FORMULA) for cell in cells)
    assert cells[COLUMNS.index("verb")] == f"'{entry.verb}"
    assert cells[COLUMNS.index("portal")].removeprefix("'") == entry.portal.removeprefix("'")
