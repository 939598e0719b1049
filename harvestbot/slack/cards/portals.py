"""The portals: whether they answer, how their harvesters are doing, and the calls left for today."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from harvestbot.domain.harvesters import Harvester, Health
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, card, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, when

PORTALS_SHOWN = 15


class PortalRow(Struct, frozen=True, kw_only=True):
    """A portal as the card shows it.

    ``host`` is where it is, without credentials; ``trouble`` says why it could not be asked, "" where it answered.
    ``calls_left`` of ``calls_a_day`` can be spent until ``reset_at`` (seconds since the epoch).
    """

    name: str
    host: str
    dialect: str
    harvesters: Sequence[Harvester] = ()
    trouble: str = ""
    calls_left: int
    calls_a_day: int
    reset_at: float


def portals_card(portals: Sequence[PortalRow]) -> Card:
    """Return the portals that somebody may see."""
    silent = sum(bool(portal.trouble) for portal in portals)
    headline = joined(
        ", ",
        [
            md("*{portals}*", portals=words.counted(len(portals), "portal")),
            md("{icon} {count} cannot be asked", icon=words.WARNING, count=silent) if silent else None,
        ],
    )
    left_out = len(portals) - PORTALS_SHOWN
    return card(
        headline,
        section(headline),
        *(_portal(portal) for portal in portals[:PORTALS_SHOWN]),
        section(md("{count} more portals are not shown here.", count=left_out)) if left_out > 0 else None,
    )


def _portal(portal: PortalRow) -> Block:
    if portal.trouble:
        how = md("{icon} could not be asked: {why}", icon=words.NOT_DONE, why=escape(portal.trouble))
    else:
        how = _harvesters(portal.harvesters)
    return section(
        lines(
            md(
                "*{name}*   {host}, {dialect} API",
                name=phrases.portal_name(portal.name),
                host=code(portal.host),
                dialect=portal.dialect,
            ),
            how,
            calls_left(portal.calls_left, portal.calls_a_day, portal.reset_at),
        )
    )


def _harvesters(harvesters: Sequence[Harvester]) -> Mrkdwn:
    by_health = Counter(harvester.health for harvester in harvesters)
    return in_numbers(by_health, sum(harvester.hidden for harvester in harvesters))


def in_numbers(by_health: Mapping[Health, int], hidden_datasets: int, stuck: int = 0) -> Mrkdwn:
    """Return how the harvesters of a portal are doing, on one line; ``stuck`` are those whose run takes too long."""
    hidden = words.datasets(hidden_datasets)
    return joined(
        "  ·  ",
        [
            md("{harvesters}", harvesters=words.counted(sum(by_health.values()), "harvester")),
            md("{icon} {count} stuck", icon=words.STUCK, count=stuck) if stuck else None,
            words.tally(by_health),
            md("{icon} {datasets} hidden", icon=words.WARNING, datasets=hidden) if hidden_datasets else None,
        ],
    )


def calls_left(left: int, limit: int, reset_at: float) -> Mrkdwn:
    """Return how many calls of a portal's ``limit`` are left until ``reset_at`` (seconds since the epoch)."""
    said = md("{left} of {all} calls left for today", left=left, all=limit)
    if left > 0:
        return said
    return md("{icon} {left}, again from {moment}", icon=words.WARNING, left=said, moment=when(reset_at))
