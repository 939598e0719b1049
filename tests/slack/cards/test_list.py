"""The list stays within Slack's limits however many harvesters there are, and each of its buttons leads on."""

import msgspec
import pytest
from support.blocks import as_json, buttons, check, nodes, plain

from harvestbot.domain.browsing import Browsed
from harvestbot.domain.filters import parse_filters
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed, Listing
from harvestbot.slack import held
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.list import PAGE_SIZE, list_card
from harvestbot.slack.cards.tabled import TABLE_SIZE

MANY = tuple(
    Listed(
        f"portal-{number % 300}",
        Harvester(
            id=f"{'i' * 240}-{number}",
            name=f"{'<!channel> & ' * 25}{number}",
            type=f"type-{number % 500}-{'t' * 100}",
            status="idle",
            attached=10**9,
            resource_errors=10**9,
        ),
    )
    for number in range(10_000)
)
TYPED = "is:errors type:ods,csw sort:hidden"


def browsed(found: tuple[Listed, ...] = MANY, typed: str = TYPED) -> Browsed:
    """Return what somebody looks through."""
    return Browsed(
        listing=Listing(found, as_of=1e9),
        filters=parse_filters(typed.split()),
        total=len(found),
        types=tuple(sorted({one.harvester.type for one in found})),
        portals=tuple(sorted({one.portal for one in found})),
    )


@pytest.mark.parametrize("typed", [TYPED, " ".join(f"word{number}" for number in range(300))])
@pytest.mark.parametrize("table", [False, True])
def test_ten_thousand_with_the_longest_names_fit(typed: str, *, table: bool) -> None:
    """First page, last page, and the lines that stand for a table; filters too long for a menu are left out of it."""
    for number in (1, 10**6):
        card = list_card(browsed(typed=typed), held.Page(number, table=table))
        check(card)
        check(plain(card))


def test_each_page_has_its_rows_and_no_harvester_is_on_two() -> None:
    """From the first to the last, as a list and as a table."""
    few = tuple(
        msgspec.structs.replace(one, harvester=msgspec.structs.replace(one.harvester, id=f"h-{number}"))
        for number, one in enumerate(MANY[:95])
    )
    for table, size in ((False, PAGE_SIZE), (True, TABLE_SIZE)):
        shown: list[str] = []
        for number in range(1, -(-len(few) // size) + 1):
            opened = _openings(list_card(browsed(few), held.Page(number, table=table)))
            assert len(opened) <= size
            shown += opened
        assert shown == [f"status {one.ref}" for one in few]


def test_every_button_and_choice_holds_the_words_that_it_leads_to() -> None:
    """What is on goes off again, types and portals take each other's place, the order stays unless it is chosen."""
    found = tuple(
        Listed(portal, Harvester(id="x", name="x", type=kind, status="idle"))
        for portal, kind in (("a", "csw"), ("b", "ods"))
    )
    told = {
        words: held.read_page(str(one["value"])).words
        for words, one in buttons(list_card(browsed(found, TYPED.replace(",csw", "")))).items()
        if str(one["value"]).startswith("[")
    }
    assert told["Hidden"] == "is:errors type:ods is:hidden sort:hidden"
    assert told["✓ Errors"] == "type:ods sort:hidden"
    assert told["csw"] == "is:errors type:csw sort:hidden"
    assert told["✓ ods"] == "is:errors sort:hidden"
    assert told["b"] == "is:errors type:ods portal:b sort:hidden"
    assert told["By name"] == "is:errors type:ods sort:name"
    assert told["Clear"] == ""
    assert told["Refresh"] == "is:errors type:ods sort:hidden"


def _openings(card: Card) -> list[str]:
    """Return what the buttons say that open a harvester's card, in their order."""
    pressed = [str(node.get("value")) for kind, node in nodes("", as_json(card)["blocks"]) if kind == "button"]
    return [value for value in pressed if value.startswith("status ")]
