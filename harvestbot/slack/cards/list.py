"""The list of harvesters, a page at a time; each row opens the card of its harvester."""

from collections import Counter
from collections.abc import Sequence

from harvestbot.domain.browsing import Browsed
from harvestbot.domain.filters import Filters
from harvestbot.domain.listing import Listed, PortalTrouble
from harvestbot.slack import held
from harvestbot.slack.cards import phrases, tabled, words
from harvestbot.slack.cards.blocks import Block, Card, card, context, divider, section
from harvestbot.slack.cards.browsing import narrowing, search_field, turning
from harvestbot.slack.cards.native import in_both
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, when

PAGE_SIZE = 10
TROUBLES_SHOWN = 5


def list_card(browsed: Browsed, here: held.Page | None = None) -> Card:
    """Return one page of a list.

    Args:
        browsed: what was chosen, and out of what.
        here: which page, and whether as a table; one that is not there becomes the nearest one that is.
    """
    wanted, found = here or held.Page(1), browsed.listing.found
    size = tabled.TABLE_SIZE if wanted.table else PAGE_SIZE
    pages = max(-(-len(found) // size), 1)
    here = held.Page(min(max(wanted.number, 1), pages), str(browsed.filters), table=wanted.table)
    shown = found[(here.number - 1) * size : here.number * size]
    if not here.table:
        return _card(browsed, here, pages, [_row(listed) for listed in shown])
    of = f"Page {here.number} of {pages}" if pages > 1 else "All"
    native = _card(browsed, here, pages, [tabled.table(shown, f"{of}: {words.counted(len(found), 'harvester')}")])
    return in_both(native, _card(browsed, here, pages, tabled.plain(shown))) if shown else native


def _card(browsed: Browsed, here: held.Page, pages: int, rows: Sequence[Block | None]) -> Card:
    found = browsed.listing.found
    summary = _summary(found)
    headline = _headline(browsed)
    as_of = browsed.listing.as_of
    place = joined(
        "  ·  ",
        [
            md("Page {page} of {pages}", page=here.number, pages=pages) if pages > 1 else None,
            md("as of {moment}", moment=when(as_of)) if as_of else None,
        ],
    )
    return card(
        joined("  ", [headline, summary]),
        section(lines(headline, summary)),
        *_troubles(browsed.listing.troubles),
        search_field(browsed),
        narrowing(browsed, here),
        divider() if rows else None,
        *rows,
        foot=[context(place) if place else None, turning(here, pages, operates=browsed.operates)],
    )


def _headline(browsed: Browsed) -> Mrkdwn:
    number = len(browsed.listing.found)
    harvesters = words.counted(number, "harvester") if number else "No harvester"
    if not browsed.filters.terms:
        return md("*{harvesters}*", harvesters=harvesters)
    said = str(Filters(browsed.filters.terms))
    return md("*{harvesters}* of {total} with {search}", harvesters=harvesters, total=browsed.total, search=code(said))


def _summary(found: Sequence[Listed]) -> Mrkdwn:
    """Count them by health, worst first, and those with datasets that nobody sees."""
    by_health = Counter(listed.harvester.health for listed in found)
    hidden = sum(listed.harvester.hidden > 0 for listed in found)
    return joined(
        "  ·  ",
        [
            words.tally(by_health),
            md("{icon} {count} with hidden datasets", icon=words.WARNING, count=hidden) if hidden else None,
        ],
    )


def _troubles(troubles: Sequence[PortalTrouble]) -> list[Block]:
    shown = [
        section(
            md(
                "{icon} *{portal}* could not be asked: {why}{instead}",
                icon=words.WARNING,
                portal=phrases.portal_name(trouble.portal),
                why=escape(trouble.why),
                instead=_instead(trouble),
            )
        )
        for trouble in troubles[:TROUBLES_SHOWN]
    ]
    left_out = len(troubles) - len(shown)
    more = [context(md("{count} more portals could not be asked.", count=left_out))] if left_out else []
    return [*shown, *more]


def _instead(trouble: PortalTrouble) -> Mrkdwn:
    if trouble.seen_at is None:
        return md("")
    return md(" It is shown as it was last seen, {moment}.", moment=when(trouble.seen_at))


def _row(listed: Listed) -> Block:
    harvester = listed.harvester
    name = md("{name}   {where}", name=phrases.name(harvester), where=phrases.where(harvester, listed.portal))
    return section(lines(name, tabled.facts(listed)), accessory=tabled.opening(listed))
