"""What people type to choose harvesters: words, filters, an order; and what is wrong with it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.asks import parse
from harvestbot.domain.filters import Filters, Is, Key, Term, known_here, parse_filters
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed, Sort, in_order
from harvestbot.errors import NotUnderstood


def one(uid: str, portal: str = "city", *, stuck: bool = False, **fields: object) -> Listed:
    """Return a line of a list."""
    known = {"name": uid.title(), "type": "csw", "status": "idle"} | fields
    return Listed(portal, Harvester(id=uid, **known), stuck)  # type: ignore[arg-type]  # because the fields differ in type


HERE = (
    one("bus-stops", name="Stops", attached=9, published=9, started_at=datetime(2026, 3, 1, tzinfo=UTC)),
    one("lanes", "sea", name="Radstraße zur See", type="arcgis", harvester_errors=1, attached=5, published=5),
    one("gauges", "sea", type="ftp_csv", status="queued", stuck=True, started_at=datetime(2026, 3, 2, tzinfo=UTC)),
    one("trees", attached=9, published=1, resource_errors=2),
    one("shops", status="new"),
    one("shrunk", attached=9, published=9, remote=1, removes_missing=True),
)
FOUND = {
    "": "bus-stops lanes gauges trees shops shrunk",
    "bus": "bus-stops",
    "BUS city": "bus-stops",
    "STRASSE": "lanes",
    "bus sea": "",
    "busstops": "",
    "-city": "lanes gauges",
    "is:failing": "lanes",
    "is:failed": "lanes",
    "IS:Failing": "lanes",
    "status:failed": "lanes",
    "is:errors": "lanes trees",
    "is:running": "gauges",
    "is:stuck": "gauges",
    "is:hidden": "trees",
    "is:hidden is:errors": "trees",
    "is:hidden is:failing": "",
    "is:failing,running": "lanes gauges",
    "is:new": "shops",
    "is:well": "bus-stops shrunk",
    "is:collapsed": "shrunk",
    "-is:well": "lanes gauges trees shops",
    "type:csw": "bus-stops trees shops shrunk",
    "type:arcgis type:ftp_csv": "lanes gauges",
    "type:arcgis,ftp_csv": "lanes gauges",
    "-type:csw -type:arcgis": "gauges",
    "portal:sea": "lanes gauges",
    "PORTAL:Sea lan": "lanes",
    "-portal:sea is:hidden": "trees",
    "`bus` “stops”": "bus-stops",
    "see straße": "lanes",
    '"Straße  zur see" is:failing': "lanes",
    "“see straße”": "",
    "« zur see »": "lanes",
    '-"zur see" portal:sea': "gauges",
    '"zur see': "lanes",
    "portal:sea sea/lan": "lanes",
    "sort:name is:well": "bus-stops shrunk",
    "- '' `": "bus-stops lanes gauges trees shops shrunk",
}


@pytest.mark.parametrize(("typed", "found"), FOUND.items())
def test_all_that_is_said_has_to_hold(typed: str, found: str) -> None:
    """Words stand anywhere in the line; filters look at one fact; a minus turns around."""
    filters = parse_filters(typed.split())
    assert [line.harvester.id for line in HERE if filters.has(line)] == found.split()
    assert {line.harvester.id for line in filters.of(HERE)} == set(found.split())


ORDERS = {
    "": "lanes trees gauges shops bus-stops shrunk",
    "sort:-need": "shrunk bus-stops shops gauges trees lanes",
    "sort:name": "gauges lanes shops shrunk bus-stops trees",
    "sort:-name": "trees bus-stops shrunk shops lanes gauges",
    "-sort:name": "trees bus-stops shrunk shops lanes gauges",
    "sort:health": "lanes trees gauges shops bus-stops shrunk",
    "sort:hidden": "trees lanes gauges shops bus-stops shrunk",
    "sort:attached": "trees bus-stops shrunk lanes gauges shops",
    "sort:errors": "trees lanes gauges shops bus-stops shrunk",
    "sort:started": "gauges bus-stops lanes trees shops shrunk",
    "sort:-started": "bus-stops gauges lanes trees shops shrunk",
    "sort:portal": "trees shops bus-stops shrunk lanes gauges",
}


@pytest.mark.parametrize(("typed", "order"), ORDERS.items())
def test_equals_stand_in_the_order_of_their_need_and_what_is_unknown_last(typed: str, order: str) -> None:
    """Numbers and times from the most on, names from A on; a minus turns it around."""
    assert [line.harvester.id for line in parse_filters(typed.split()).of(HERE)] == order.split()


MEANT = {
    "is:faling": "is:failing",
    "bus is:hiden sea": "bus is:hidden sea",
    "-is:runing": "-is:running",
    "typ:csw": "type:csw",
    "portals:sea bus": "portal:sea bus",
    "sort:atached": "sort:attached",
    "srt:name": "sort:name",
    "urn:x": '"urn:x"',
    "-urn:x": '-"urn:x"',
}


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_a_slip_is_refused_with_the_command_as_it_was_meant(typed: str, meant: str) -> None:
    """The whole command, so that one press goes on; and it is understood."""
    with pytest.raises(NotUnderstood, match="Nothing was done") as refused:
        parse_filters(typed.split(), command="start")
    assert f"start {meant}" in refused.value.suggestions
    parse_filters(meant.split())


@pytest.mark.parametrize("typed", ["is:", "type:", "portal:,", "sort:", "is:qqqq", "sort:zzzz", f"{'x' * 300}:1"])
def test_what_is_like_nothing_is_refused_with_what_there_is(typed: str) -> None:
    """A sentence, never a traceback, however long the word."""
    with pytest.raises(NotUnderstood) as refused:
        parse_filters([typed])
    assert refused.value.suggestions
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("portal:se is:new", ("list portal:sea is:new",)),
        ("type:cws", ("list type:csw",)),
        ("-type:arcgi", ("list -type:arcgis",)),
        ("portal:mars", ("list",)),
    ],
)
def test_a_portal_or_type_that_is_nowhere_is_told(typed: str, meant: tuple[str, ...]) -> None:
    """An empty list would look like good news."""
    with pytest.raises(NotUnderstood) as refused:
        known_here(parse_filters(typed.split()), HERE, ["city", "sea"])
    assert set(meant) <= set(refused.value.suggestions)


def test_what_is_here_is_taken_and_no_list_refuses_no_type() -> None:
    """A portal that did not answer has types all the same."""
    known_here(parse_filters(["type:csw,arcgis", "portal:sea", "bus"]), HERE, ["city", "sea"])
    known_here(parse_filters(["type:csw"]), (), ["city"])


@given(st.text(alphabet=st.sampled_from("ab:-,.\"'`ß/İ is type portal sort name new"), max_size=30))
def test_what_was_understood_reads_as_the_same_again(typed: str) -> None:
    """Buttons hold the filters as words."""
    try:
        filters = parse_filters(typed.split())
    except NotUnderstood:
        return
    assert parse_filters(str(filters).split()) == filters


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused(typed: str) -> None:
    """No text breaks the parser, and every suggestion is a command that can be run."""
    try:
        filters = parse_filters(typed.split())
    except NotUnderstood as refused:
        for suggestion in refused.suggestions:
            assert parse(suggestion).verb.name == "list"
    else:
        assert len(filters.of(HERE)) <= len(HERE)
        assert parse_filters(str(filters).split()) == filters


@given(st.permutations(HERE), st.sampled_from(Sort), st.booleans())
def test_an_order_loses_nobody_and_does_not_depend_on_how_the_list_came(
    shuffled: list[Listed],
    sort: Sort,
    reverse: bool,  # noqa: FBT001  because hypothesis gives it
) -> None:
    """The same list reads the same each time."""
    ordered = in_order(shuffled, sort, reverse=reverse)
    assert ordered == in_order(HERE, sort, reverse=reverse)
    assert sorted(line.ref for line in ordered) == sorted(line.ref for line in HERE)


def test_a_button_switches_a_filter_on_and_off() -> None:
    """The rest of what was asked for stays."""
    filters = parse_filters(["bus", "is:hidden", "sort:name"])
    assert not filters.toggled(Is.HIDDEN).only(Is.HIDDEN)
    both = filters.toggled(Is.FAILING)
    assert str(both) == "bus is:hidden is:failing sort:name"
    assert both.toggled(Is.FAILING) == filters
    assert str(filters.sorted(Sort.HIDDEN, reverse=True)) == "bus is:hidden sort:-hidden"
    assert not Filters()
    assert Filters((Term(Key.WORD, ("bus",)),))
