"""The list of harvesters, a page at a time; each row opens the card of its harvester."""

from collections import Counter
from collections.abc import Sequence

from harvestbot.domain.listing import Listed, Listing, PortalTrouble
from harvestbot.slack import ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, divider, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, when

PAGE_SIZE = 10
TROUBLES_SHOWN = 5


def list_card(listing: Listing, *, page: int = 1, search: str = "") -> Card:
    """Return one page of a list.

    Args:
        listing: all that match, in the order in which people see them, and the portals that could not be asked.
        page: which page, from 1; one that is not there becomes the nearest one that is.
        search: the words that were looked for, "" for none.
    """
    found = listing.found
    pages = max(-(-len(found) // PAGE_SIZE), 1)
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    summary = _summary(found)
    headline = _headline(len(found), search)
    place = md("Page {page} of {pages}", page=page, pages=pages) if pages > 1 else None
    return card(
        joined("  ", [headline, summary]),
        section(lines(headline, summary)),
        *_troubles(listing.troubles),
        divider() if shown else None,
        *(_row(listed) for listed in shown),
        foot=[context(place) if place else None, _turning(page, pages, search)],
    )


def _headline(number: int, search: str) -> Mrkdwn:
    harvesters = words.counted(number, "harvester") if number else "No harvester"
    if search:
        return md("*{harvesters}* with {search}", harvesters=harvesters, search=code(search))
    return md("*{harvesters}*", harvesters=harvesters)


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
                "{icon} *{portal}* could not be asked: {why}",
                icon=words.WARNING,
                portal=phrases.portal_name(trouble.portal),
                why=escape(trouble.why),
            )
        )
        for trouble in troubles[:TROUBLES_SHOWN]
    ]
    left_out = len(troubles) - len(shown)
    more = [context(md("{count} more portals could not be asked.", count=left_out))] if left_out else []
    return [*shown, *more]


def _row(listed: Listed) -> Block:
    harvester = listed.harvester
    facts = joined(
        "  ·  ",
        [
            phrases.condition(harvester),
            md("{datasets}", datasets=words.datasets(harvester.attached)),
            phrases.hidden(harvester),
            md("{errors}", errors=words.counted(harvester.errors, "error")) if harvester.errors else None,
            md("last run {moment}", moment=when(harvester.started_at)) if harvester.started_at else None,
        ],
    )
    return section(
        lines(
            md("{name}   {where}", name=phrases.name(harvester), where=phrases.where(harvester, listed.portal)), facts
        ),
        accessory=button(
            words.STATUS, ids.Press.RUN, ids.command_value("status", ids.Target(listed.portal, harvester.id))
        ),
    )


def _turning(page: int, pages: int, search: str) -> Block | None:
    def turn(label: str, number: int, index: int) -> Block | None:
        return button(label, ids.Press.PAGE, ids.write(ids.Page(number, search)), index=index)

    return actions(
        turn(words.PREVIOUS, page - 1, 1) if page > 1 else None,
        turn(words.NEXT, page + 1, 2) if page < pages else None,
    )
