"""What somebody's Home is made of: counted once, and cut out page by page."""

from collections.abc import Sequence

import pytest

from harvestbot.domain.harvesters import Harvester, Health
from harvestbot.domain.home import MOST_URGENT, PAGE_SIZE, Counted, Show, Wish, counted, counts, neediest, page
from harvestbot.domain.listing import Listed
from harvestbot.domain.sights import sight


def one(uid: str, **fields: object) -> Harvester:
    """Return a harvester."""
    return Harvester(**({"id": uid, "name": uid, "type": "csw", "status": "idle"} | fields))  # type: ignore[arg-type]  # because the fields differ in type


def portal(name: str, *harvesters: Harvester, stuck: Sequence[str] = ()) -> Counted:
    """Return a portal that was seen with these."""
    return counted(sight(name, harvesters, 1_000.0, stuck))


CITY = portal(
    "city",
    one("well"),
    one("broken", harvester_errors=1),
    one("poor", resource_errors=3, attached=9, published=4),
    one("busy", status="processing"),
    one("endless", status="processing"),
    stuck=["endless", "well"],
)
SEA = portal("sea", one("adrift", harvester_errors=1), one("hidden", attached=2))


def ids(listed: Sequence[Listed]) -> list[str]:
    """Return their names."""
    return [found.ref for found in listed]


def test_a_portal_is_counted_by_what_people_look_for() -> None:
    """Every harvester has one health; a run that takes too long needs somebody, as what failed does."""
    assert CITY.by_health == {Health.WELL: 1, Health.FAILED: 1, Health.WITH_ERRORS: 1, Health.RUNNING: 2}
    assert (CITY.stuck, CITY.hidden_datasets, CITY.seen_at) == (1, 5, 1_000.0)
    assert ids(CITY.listed[Show.FAILING]) == ["city/broken"]
    assert sorted(ids(CITY.listed[Show.RUNNING])) == ["city/busy", "city/endless"]
    assert ids(CITY.listed[Show.HIDDEN]) == ["city/poor"]
    assert ids(CITY.needy) == ["city/broken", "city/endless"]


def test_several_portals_make_one_list_by_need() -> None:
    """What failed comes first, wherever it is."""
    wish, rows, pages = page([CITY, SEA], Wish())
    assert (wish, pages) == (Wish(), 1)
    assert ids(rows)[:3] == ["city/broken", "sea/adrift", "city/endless"]
    assert len(rows) == 7
    assert ids(neediest([CITY, SEA])) == ["city/broken", "sea/adrift", "city/endless"]
    assert counts([CITY, SEA], Wish()) == {Show.ALL: 7, Show.FAILING: 2, Show.RUNNING: 2, Show.HIDDEN: 2}


def test_one_portal_is_looked_at_alone() -> None:
    """Its list and its counts; one that is not there, or not to be seen, is left aside."""
    wish, rows, _ = page([CITY, SEA], Wish(Show.FAILING, "sea"))
    assert (wish.portal, ids(rows)) == ("sea", ["sea/adrift"])
    assert counts([CITY, SEA], Wish(portal="sea"))[Show.ALL] == 2
    wish, rows, _ = page([CITY], Wish(Show.FAILING, "sea"))
    assert (wish.portal, ids(rows)) == ("", ["city/broken"])


@pytest.mark.parametrize(("asked", "got"), [(1, 1), (3, 3), (4, 3), (0, 1), (-7, 1), (10**9, 3)])
def test_a_page_that_is_not_there_is_the_nearest_one(asked: int, got: int) -> None:
    """Harvesters go while somebody turns the pages."""
    many = portal("city", *(one(f"h-{number:03}") for number in range(2 * PAGE_SIZE + 3)))
    wish, rows, pages = page([many, SEA], Wish(page=asked))
    assert (wish.page, pages) == (got, 3)
    assert len(rows) == (PAGE_SIZE if got < pages else 5)


def test_pages_together_are_the_whole_list() -> None:
    """Each harvester stands on one page."""
    many = portal("city", *(one(f"h-{number:03}", harvester_errors=number % 3) for number in range(45)))
    _, _, pages = page([many, SEA], Wish())
    seen = [ref for number in range(1, pages + 1) for ref in ids(page([many, SEA], Wish(page=number))[1])]
    assert len(seen) == len(set(seen)) == 47
    assert len(neediest([many, SEA])) == MOST_URGENT


def test_nothing_seen_makes_one_empty_page() -> None:
    """A portal that was never seen counts nothing, and no portals at all neither."""
    for portals in ([], [Counted(portal="city")]):
        wish, rows, pages = page(portals, Wish(Show.RUNNING, "city", 3))
        assert (wish.page, list(rows), pages) == (1, [], 1)
        assert set(counts(portals, Wish()).values()) == {0}
        assert list(neediest(portals)) == []
