"""Whatever a portal answers, a card stays a card: Slack takes it, it mentions nobody, and it says its name."""

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.blocks import as_json, check, texts
from support.card_samples import ANNA, ANY_TEXT, any_confirmation, any_entry, any_harvester, any_listing, any_run

from harvestbot.domain.audit import Entry
from harvestbot.domain.browsing import Browsed
from harvestbot.domain.confirmations import Confirmation
from harvestbot.domain.filters import Filters, Key, Term
from harvestbot.domain.harvesters import Harvester, Preview, PreviewedDataset, RunErrors
from harvestbot.domain.listing import Listing
from harvestbot.domain.roles import Role, Standing
from harvestbot.domain.runs import Run
from harvestbot.domain.trail import PAGE_SIZE as PAGE_ENTRIES
from harvestbot.domain.trail import TrailPage, Wanted
from harvestbot.errors import NotFound
from harvestbot.slack import held
from harvestbot.slack.cards.audit import OUTCOMES, audit_card
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.confirmation import confirmation_card
from harvestbot.slack.cards.errors import errors_card
from harvestbot.slack.cards.list import PAGE_SIZE, list_card
from harvestbot.slack.cards.notices import refusal_card, unexpected_card, working_card
from harvestbot.slack.cards.phrases import name
from harvestbot.slack.cards.portals import PortalRow, portals_card
from harvestbot.slack.cards.preview import preview_card
from harvestbot.slack.cards.run import abort_card, run_card, run_changes_card
from harvestbot.slack.cards.status import status_card
from harvestbot.slack.cards.typed import typed_mistakes, typed_view
from harvestbot.slack.cards.whoami import whoami_card

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MANY_TEXTS = st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=14)


def says_its_name(said: Card | Mapping[str, object], harvester: Harvester) -> None:
    """Find the name, in the form in which it is safe, among what people see."""
    assert any(name(harvester).source in text for text, _ in texts(said))


@quick
@given(any_harvester(), ANY_TEXT, st.sampled_from(Role), ANY_TEXT)
def test_any_status_is_a_card(harvester: Harvester, portal: str, may: Role, page: str) -> None:
    """A harvester that a portal made up is shown as text."""
    card = status_card(harvester, portal, may=may, page_url=f"https://paris.example/{page}")
    check(card)
    says_its_name(card, harvester)


@quick
@given(any_confirmation(), st.none() | any_harvester())
def test_any_confirmation_is_a_card(confirmation: Confirmation, other: Harvester | None) -> None:
    """A question and each of its ends are shown as text, and have the buttons that were meant or none."""
    card = confirmation_card(confirmation, before=other, now=other)
    check(card)
    says_its_name(card, confirmation.harvester)


@quick
@given(any_confirmation())
def test_any_form_is_a_form(confirmation: Confirmation) -> None:
    """The id of any harvester can be asked for, and the id itself is taken."""
    view = typed_view(confirmation)
    check(view, "modal")
    says_its_name(view, confirmation.harvester)
    assert view["private_metadata"] == confirmation.id
    assert typed_mistakes(confirmation, confirmation.harvester.id) == {}
    assert typed_mistakes(confirmation, f"{confirmation.harvester.id}x")


@quick
@given(any_run())
def test_any_run_is_a_card(run: Run) -> None:
    """A run is shown as text from its start to its end."""
    for card in (run_card(run), run_changes_card(run), abort_card(run.now, run.portal, by=run.started_by)):
        check(card)
        says_its_name(card, run.now)


@quick
@given(any_listing(), st.integers(-3, 5), ANY_TEXT)
def test_any_list_is_a_card(listing: Listing, page: int, search: str) -> None:
    """Each harvester of the page has its row, however they are called."""
    filters = Filters(tuple(Term(Key.WORD, (word.casefold(),)) for word in search.split()))
    kinds = tuple({listed.harvester.type for listed in listing.found})
    browsed = Browsed(listing=listing, filters=filters, total=len(listing.found), types=kinds, portals=("a", search))
    table = list_card(browsed, held.Page(page, table=True))
    check(table)
    check(Card(table.text, table.plain or table.blocks))
    card = list_card(browsed, held.Page(page))
    check(card)
    start = 0 if page <= 1 else PAGE_SIZE if len(listing.found) > PAGE_SIZE else 0
    for listed in listing.found[start : start + PAGE_SIZE]:
        says_its_name(card, listed.harvester)


@quick
@given(any_harvester(), ANY_TEXT, MANY_TEXTS, ANY_TEXT, st.integers(0, 10**9))
def test_any_reading_is_a_card(harvester: Harvester, portal: str, many: dict[str, str], one: str, total: int) -> None:
    """Errors and previews are shown as text."""
    datasets = tuple(PreviewedDataset(key, value, one) for key, value in many.items())
    for card in (
        errors_card(harvester, portal, RunErrors(one, many)),
        preview_card(harvester, portal, Preview(total, datasets)),
    ):
        check(card)
        says_its_name(card, harvester)


@quick
@given(st.lists(any_harvester(), max_size=5), MANY_TEXTS, ANY_TEXT)
def test_any_words_make_a_card(harvesters: list[Harvester], many: dict[str, str], one: str) -> None:
    """Names of portals, settings and errors are shown as text as well."""
    rows = [
        PortalRow(
            name=key,
            host=value,
            dialect="management",
            harvesters=harvesters,
            trouble=one,
            calls_left=0,
            calls_a_day=1000,
            reset_at=0,
        )
        for key, value in many.items()
    ]
    standings = {key: Standing(Role.VIEWER, value) for key, value in many.items()}
    for card in (
        portals_card(rows),
        whoami_card(standings, user=ANNA),
        refusal_card(NotFound(one, tuple(many))),
        unexpected_card(one),
        working_card(one),
    ):
        check(card)


@quick
@given(st.lists(any_entry(), max_size=PAGE_ENTRIES), ANY_TEXT, st.tuples(st.booleans(), st.booleans()))
def test_any_page_of_the_trail_is_a_card(entries: list[Entry], one: str, more: tuple[bool, bool]) -> None:
    """Each entry has its line, whatever was written down."""
    card = audit_card(TrailPage(Wanted(one, one, one, 1.0), tuple(entries), *more))
    check(card)
    lines = [text for text, _ in texts(card) if any(f"*{word}*" in text for _, word in OUTCOMES.values())]
    assert len(lines) == len(entries)


@quick
@given(any_harvester(), ANY_TEXT)
def test_each_button_is_about_the_harvester_that_is_shown(harvester: Harvester, portal: str) -> None:
    """No button names another harvester than its card: it is whole, or it is not there."""
    card = status_card(harvester, portal, may=Role.ADMIN)
    for block in as_json(card)["blocks"]:
        for element in block.get("elements", ()):
            if element["type"] == "button":
                assert held.read_target(element["value"]) == held.Target(portal, harvester.id)
            for option in element.get("options", ()):
                picked = held.read_picked(option["value"]).target
                assert picked in (held.Target(portal, harvester.id), held.Target("", harvester.id))
