"""Lists that come in pages, while others add and delete."""

from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portal.samples import AUTOMATED, address, portal

from harvestbot.domain.harvesters import Harvester
from harvestbot.errors import AnswerUnreadable, PortalFailed
from harvestbot.portal.dialect import Page
from harvestbot.portal.paging import MOST_PAGES, OVERLAP, gather


def harvester(identifier: str) -> Harvester:
    """Return a harvester of this id."""
    return Harvester(id=identifier, name=identifier, type="ods", status="idle")


class Shelf:
    """A portal's list in pages; ``meanwhile`` changes it after each page that was read."""

    def __init__(self, size: int, page: int) -> None:
        self.all = [harvester(f"h{number}") for number in range(size)]
        self.page = page
        self.read = 0

    async def fetch(self, offset: int) -> Page:
        """Return the page that begins here."""
        self.read += 1
        found = self.all[offset : offset + self.page]
        more = offset + len(found) < len(self.all)
        self.meanwhile()
        return Page(tuple(found), more)

    def meanwhile(self) -> None:
        """Do what others do."""


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=3, max_value=50))
async def test_each_harvester_comes_once_and_in_order(size: int, page: int) -> None:
    """However many there are, and however long the pages."""
    shelf = Shelf(size, page)
    assert await gather(shelf.fetch) == shelf.all


class Growing(Shelf):
    """Somebody adds one at the front while we read."""

    def meanwhile(self) -> None:
        """Add one."""
        if self.read < 5:
            self.all.insert(0, harvester(f"new{self.read}"))


async def test_what_shifts_between_pages_appears_once() -> None:
    """A harvester that was added pushes others onto the next page."""
    shelf = Growing(500, 100)
    before = list(shelf.all)
    assert await gather(shelf.fetch) == before


class Shrinking(Shelf):
    """Somebody deletes the first of all while we read."""

    def meanwhile(self) -> None:
        """Delete some."""
        del self.all[:OVERLAP]


async def test_what_is_deleted_between_pages_hides_nobody_else() -> None:
    """A false "gone" would alarm people."""
    shelf = Shrinking(500, 100)
    before = list(shelf.all)
    found = await gather(shelf.fetch)
    assert found is not None
    assert found == before


async def test_a_list_without_an_end_is_given_up() -> None:
    """Always one more, and always new ones."""

    async def endless(offset: int) -> Page:
        return Page((harvester(f"h{offset}"), harvester(f"h{offset}b")), more=True)

    assert await gather(endless) is None


async def test_a_list_that_repeats_itself_ends() -> None:
    """A portal that takes no notice of the offset."""
    pages = 0

    async def same(_offset: int) -> Page:
        nonlocal pages
        pages += 1
        return Page((harvester("a"), harvester("b")), more=True)

    assert await gather(same) == [harvester("a"), harvester("b")]
    assert pages == 2


def serve(
    size: int, count: object, *, links: bool = True, longest: int = 1000
) -> tuple[list[int], Callable[[httpx.Request], httpx.Response]]:
    """Return the offsets that were asked for, and the portal that answers them."""
    offsets: list[int] = []

    def page(request: httpx.Request) -> httpx.Response:
        limit, offset = min(int(request.url.params["limit"]), longest), int(request.url.params["offset"])
        offsets.append(offset)
        results = [{"uid": f"h{number}"} for number in range(offset, min(offset + limit, size))]
        following = "https://elsewhere.example.org/?offset=0" if links and offset + limit < size else None
        return httpx.Response(200, json={"total_count": count, "next": following, "results": results})

    return offsets, page


@pytest.mark.parametrize(
    ("count", "links", "longest"),
    [
        ("18500", True, 1000),
        (18500, False, 1000),
        (None, True, 1000),
        (None, False, 1000),
        ({"odd": 1}, False, 1000),
        ("18500", False, 250),
        (None, True, 250),
    ],
)
async def test_18500_harvesters_come_once_each(count: object, *, links: bool, longest: int) -> None:
    """Whether the portal counts them in a string, a number or not at all, and however short its pages are.

    The link to the next page is never followed, since it could lead anywhere.
    """
    offsets, page = serve(18_500, count, links=links, longest=longest)
    async with portal(address("automation")) as city:
        city.always(page)
        found = await city.client.list()
    assert [one.id for one in found] == [f"h{number}" for number in range(18_500)]
    assert len(offsets) <= MOST_PAGES
    assert {one.url.host for one in city.requests} == {"data.example.org"}


async def test_a_full_page_is_asked_for_and_no_call_is_wasted() -> None:
    """1000 is the longest page there is; a list of one page costs one call."""
    async with portal(address("automation")) as city:
        city.always(httpx.Response(200, json={"total_count": None, "results": [AUTOMATED]}))
        assert [one.id for one in await city.client.list()] == ["x"]
    assert [one.url.params["limit"] for one in city.requests] == ["1000"]


async def test_an_endless_list_is_told_to_the_person() -> None:
    """It is the portal's fault, and changed nothing."""

    def endless(request: httpx.Request) -> httpx.Response:
        offset = request.url.params["offset"]
        return httpx.Response(200, json={"next": "x", "results": [{"uid": offset}, {"uid": f"{offset}b"}]})

    async with portal(address("automation")) as city:
        city.always(endless)
        with pytest.raises(AnswerUnreadable) as told:
            await city.client.list()
    assert str(told.value) == (
        "The list of portal city does not come to an end. "
        "If it goes on, check the portal's address in the settings, and any proxy in between."
    )


async def test_a_page_that_fails_fails_the_list() -> None:
    """Half a list would look as if the others were gone."""
    async with portal(address("automation")) as city:
        first = httpx.Response(200, json={"total_count": "2000", "results": [{"uid": f"h{n}"} for n in range(1000)]})
        city.answers(first, httpx.Response(500))
        with pytest.raises(PortalFailed):
            await city.client.list()
