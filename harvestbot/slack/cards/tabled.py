"""The list of harvesters as a table that its reader sorts and filters, and the same in lines where Slack has none."""

from collections.abc import Sequence

from harvestbot.domain.listing import Listed
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, button, section
from harvestbot.slack.cards.native import data_table, moment_cell, number_cell, words_cell
from harvestbot.slack.cards.text import Mrkdwn, joined, lines, md, when

TABLE_SIZE = 40
"""Rows of a page: with all names at their longest they still fit into a message."""
NAME_LIMIT = 60
PORTAL_LIMIT = 20
LINES_A_SECTION = 5

COLUMNS = (
    "Harvester",
    "Id",
    "Portal",
    "Type",
    "Health",
    "Attached",
    "Published",
    "Hidden",
    "Errors",
    "Last run",
    "Card",
)


def table(listed: Sequence[Listed], caption: str) -> Block | None:
    """Return harvesters as a table, or nothing where there are none."""
    return data_table(caption, COLUMNS, [_row(one, index) for index, one in enumerate(listed)], page_size=TABLE_SIZE)


def plain(listed: Sequence[Listed]) -> list[Block]:
    """Return the same harvesters, one a line."""
    return [
        section(lines(*map(_line, listed[start : start + LINES_A_SECTION])))
        for start in range(0, len(listed), LINES_A_SECTION)
    ]


def facts(listed: Listed) -> Mrkdwn:
    """Return how a harvester is doing, on one line."""
    harvester = listed.harvester
    return joined(
        "  ·  ",
        [
            phrases.condition(harvester),
            md("{icon} takes too long", icon=words.WARNING) if listed.stuck else None,
            md("{datasets}", datasets=words.datasets(harvester.attached)),
            phrases.hidden(harvester),
            md("{errors}", errors=words.counted(harvester.errors, "error")) if harvester.errors else None,
            md("last run {moment}", moment=when(harvester.started_at)) if harvester.started_at else None,
        ],
    )


def opening(listed: Listed, index: int = 0) -> Block | None:
    """Return the button that opens the card of a harvester."""
    target = held.Target(listed.portal, listed.harvester.id)
    return button(words.STATUS, ids.Press.RUN, held.command_value("status", target), index=index)


def _row(one: Listed, index: int) -> list[Block]:
    harvester, began = one.harvester, one.harvester.started_at
    return [
        words_cell(harvester.name or harvester.id, NAME_LIMIT),
        words_cell(harvester.id, NAME_LIMIT),
        words_cell(one.portal, PORTAL_LIMIT),
        words_cell(harvester.type, PORTAL_LIMIT),
        words_cell(f"{words.ICONS[harvester.health]} {harvester.health.value}"),
        *map(number_cell, (harvester.attached, harvester.published, harvester.hidden, harvester.errors)),
        moment_cell(began.timestamp() if began else None),
        opening(one, index) or words_cell(""),
    ]


def _line(one: Listed) -> Mrkdwn:
    where = phrases.where(one.harvester, one.portal)
    return md("{name}   {where}  ·  {facts}", name=phrases.name(one.harvester), where=where, facts=facts(one))
