"""What a list is looked through with: a search, filters, an order, pages; each holds what the list shall show next."""

from collections.abc import Iterator

import msgspec

from harvestbot.domain.browsing import Browsed
from harvestbot.domain.filters import Filters, Is, Key, Term
from harvestbot.domain.listing import Sort
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import BUTTON_TEXT_LIMIT, Block, actions, button, plain_text
from harvestbot.slack.cards.finding import find_select
from harvestbot.slack.cards.menus import Choices, grouped_menu, menu
from harvestbot.slack.cards.text import visible

QUICK = (Is.FAILING, Is.RUNNING, Is.HIDDEN)
"""States that have a button of their own: what people on call look for."""
MARK = "✓"
"""Stands before what is asked for now."""
SEARCH = "Search"
SEARCH_LIMIT = 3_000
SEARCH_HINT = "Words and filters, such as: bus is:failing type:csw -is:new. Enter looks for them."
FILTER = "Filter"
CLEAR = "Clear"
AS_TABLE = "As a table"
AS_LIST = "As a list"
TYPES_SHOWN = 60
PORTALS_SHOWN = 30
ORDERS = {
    Sort.NEED: "Those that need you first",
    Sort.NAME: "By name",
    Sort.HEALTH: "By health",
    Sort.HIDDEN: "Most hidden datasets first",
    Sort.ATTACHED: "Most datasets first",
    Sort.ERRORS: "Most errors first",
    Sort.STARTED: "Latest run first",
    Sort.PORTAL: "By portal",
}


def search_field(browsed: Browsed) -> Block:
    """Return the field in which words and filters are typed; Enter looks for them."""
    typed = visible(str(browsed.filters))
    element: Block = {
        "type": "plain_text_input",
        "action_id": ids.action_id(ids.Press.SEARCH),
    }
    if 0 < len(typed) <= SEARCH_LIMIT:
        element["initial_value"] = typed
    return {
        "type": "input",
        "dispatch_action": True,
        "optional": True,
        "label": plain_text(SEARCH, 2_000),
        "hint": plain_text(SEARCH_HINT, 2_000),
        "element": element,
    }


def narrowing(browsed: Browsed, here: held.Page) -> Block | None:
    """Return the filters and the order; ``here`` is the page that is shown."""
    filters = browsed.filters
    quick = [
        button(label, ids.Press.PAGE, value, index=index)
        for index, (label, value) in enumerate((_state(one, filters, here) for one in QUICK), 1)
    ]
    orders = [(words_, _to(here, filters.sorted(sort))) for sort, words_ in ORDERS.items()]
    return actions(
        *quick,
        grouped_menu(ids.Press.PAGE, FILTER, _groups(browsed, here), index=10),
        menu(ids.Press.PAGE, "Sort", orders, chosen=_to(here, filters.sorted(filters.sort)), index=11),
        button(CLEAR, ids.Press.PAGE, _to(here, Filters()), index=12) if filters.terms else None,
    )


def turning(here: held.Page, pages: int, *, operates: bool) -> Block | None:
    """Return what turns the pages, reads the list anew, shows it another way, and finds one or several in it."""

    def other(label: str, index: int, **changes: object) -> Block | None:
        return button(label, ids.Press.PAGE, held.write(msgspec.structs.replace(here, **changes)), index=index)

    return actions(
        other(words.PREVIOUS, 1, number=here.number - 1) if here.number > 1 else None,
        other(words.NEXT, 2, number=here.number + 1) if here.number < pages else None,
        other(words.REFRESH, 3, fresh=True),
        other(AS_LIST if here.table else AS_TABLE, 4, number=1, table=not here.table),
        find_select(),
        button(words.CHOOSE, ids.Press.CHOOSE, "start") if operates else None,
    )


def _groups(browsed: Browsed, here: held.Page) -> dict[str, Choices]:
    filters = browsed.filters
    return {
        "State": [_state(one, filters, here) for one in Is if one not in QUICK],
        "Type": _alternatives(filters, Key.TYPE, browsed.types[:TYPES_SHOWN], here),
        "Portal": _alternatives(filters, Key.PORTAL, browsed.portals[:PORTALS_SHOWN], here),
    }


def _state(state: Is, filters: Filters, here: held.Page) -> tuple[str, str | None]:
    """Return what switches a state on and off: its label and its value."""
    return _marked(state.capitalize(), on=filters.only(state)), _to(here, filters.toggled(state))


def _alternatives(
    filters: Filters, key: Key, values: tuple[str, ...], here: held.Page
) -> Iterator[tuple[str, str | None]]:
    """Offer each type or portal in the place of the one that is asked for now; that one again takes it away."""
    if len(values) > 1:
        rest = tuple(term for term in filters.terms if term.key is not key or term.no)
        for value in values:
            term = Term(key, (value.casefold(),))
            on = term in filters.terms
            chosen = msgspec.structs.replace(filters, terms=rest if on else (*rest, term))
            yield _marked(value[:BUTTON_TEXT_LIMIT], on=on), _to(here, chosen)


def _marked(label: str, *, on: bool) -> str:
    return f"{MARK} {label}" if on else label


def _to(here: held.Page, filters: Filters) -> str | None:
    """Return the value of what shows the first page of other harvesters, in the same shape."""
    return held.write(held.Page(1, str(filters), table=here.table))
