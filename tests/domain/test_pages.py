"""An address that somebody pasted leads to a harvester, or to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.asks import LONGEST_WORD, HarvesterRef
from harvestbot.domain.pages import harvester_at, page_of, with_references

PAGES = {
    "city": "https://city.example.org/backoffice/harvesters/{id}/",
    "paris": "https://paris.example.org/backoffice/?lang=fr#/harvesters/{id}",
    "lyon": "http://lyon.example.org:8080/admin?harvester=h-{id}&tab=1",
    "none": "",
}
LEADS = {
    "https://city.example.org/backoffice/harvesters/bus-stops": ("city", "bus-stops"),
    "https://CITY.example.org./backoffice/harvesters/bus-stops/?tab=runs#log": ("city", "bus-stops"),
    "http://city.example.org/backoffice/harvesters/bus-stops/": ("city", "bus-stops"),
    "https://city.example.org:443/backoffice/harvesters/bus%20stops": ("city", "bus stops"),
    "https://city.example.org/backoffice/harvesters/a%2Fb": ("city", "a/b"),
    "https://city.example.org/backoffice/harvesters/caf%C3%A9": ("city", "café"),
    "https://paris.example.org/backoffice/?lang=fr#/harvesters/x/": ("paris", "x"),
    "https://paris.example.org/backoffice/?a=1&lang=fr#/harvesters/x": ("paris", "x"),
    "http://lyon.example.org:8080/admin?tab=1&harvester=h-x%26y&more": ("lyon", "x&y"),
}
NOWHERE = [
    *("", "x", "city.example.org/backoffice/harvesters/x", "ftp://city.example.org/backoffice/harvesters/x"),
    "https://city.example.org.evil.org/backoffice/harvesters/x",
    "https://evil.org/?https://city.example.org/backoffice/harvesters/x",
    "https://city.example.org@evil.org/backoffice/harvesters/x",
    "https://ada:secret@city.example.org/backoffice/harvesters/x",
    "https://evil.org\\@city.example.org/backoffice/harvesters/x",
    "https://city.example.org:8443/backoffice/harvesters/x",
    "https://city.example.org:port/backoffice/harvesters/x",
    "https://[city.example.org/backoffice/harvesters/x",
    "https://city.example.org/backoffice/harvesters/",
    "https://city.example.org/backoffice/harvesters/x/settings",
    "https://city.example.org/backoffice/harvesters/x%00y",
    "https://city.example.org/backoffice/harvesters/x%0Ay",
    "https://city.example.org/backoffice/harvesters/%FF",
    "https://city.example.org/Backoffice/harvesters/x",
    f"https://city.example.org/backoffice/harvesters/{'x' * (LONGEST_WORD + 1)}",
    f"https://city.example.org/backoffice/harvesters/x?{'x' * 4_000}",
    "https://city.example.org/backoffice/harvesters/x\nhttps://evil.org",
    "https://paris.example.org/backoffice/?lang=en#/harvesters/x",
    "https://paris.example.org/backoffice/#/harvesters/x",
    "https://paris.example.org/backoffice/?lang=fr",
    "http://lyon.example.org/admin?harvester=h-x&tab=1",
    "http://lyon.example.org:8080/admin?harvester=x&tab=1",
    "http://lyon.example.org:8080/admin?harvester=h-&tab=1",
    "http://lyon.example.org:8080/admin?tab=1",
]


@pytest.mark.parametrize(("address", "found"), LEADS.items())
def test_a_pages_address_leads_to_its_harvester(address: str, found: tuple[str, str]) -> None:
    """However it was copied: with a query, a fragment or another case of the host."""
    portal, harvester = found
    assert harvester_at(address, PAGES) == HarvesterRef(harvester, portal)


@pytest.mark.parametrize("address", NOWHERE)
def test_any_other_address_leads_nowhere(address: str) -> None:
    """Other hosts in disguise, other pages, and ids that cannot be."""
    assert harvester_at(address, PAGES) is None


@given(st.sampled_from(["city", "paris", "lyon"]), st.text(min_size=1, max_size=LONGEST_WORD))
def test_what_a_card_links_to_is_found_again(portal: str, harvester: str) -> None:
    """Any id that can be shown goes into an address and comes out of it."""
    if not harvester.isprintable():
        return
    assert harvester_at(page_of(PAGES[portal], harvester), PAGES) in (HarvesterRef(harvester, portal), None)
    if len(harvester) < LONGEST_WORD // 4:
        assert harvester_at(page_of(PAGES[portal], harvester), PAGES) == HarvesterRef(harvester, portal)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://city.example.org/backoffice/harvesters/x", "status city/x"),
        ("start `https://city.example.org/backoffice/harvesters/x` and publish", "start city/x and publish"),
        ("status https://city.example.org/backoffice/harvesters/bus%20stops", None),
        ("list  https://city.example.org/ x", None),
        ("", None),
    ],
)
def test_a_pages_address_is_read_as_the_harvesters_name(typed: str, read: str | None) -> None:
    """Whatever else is typed stays as it was."""
    assert with_references(typed, PAGES) == (typed if read is None else read)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_address_breaks_it(one: str, other: str) -> None:
    """Whatever is pasted is looked at without an error."""
    harvester_at(one, PAGES)
    found = harvester_at(f"https://city.example.org{one}{other}", PAGES)
    assert found is None or found.portal == "city"
