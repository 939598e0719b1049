"""Selects in which a harvester is found by typing, and what they offer.

The options come from ``harvestbot.slack.parts.finding`` while somebody types. Limits: 100 options, 75 characters of
text and 150 of value each (Slack's Block Kit reference, "option object" and "select menu of external data source").
"""

from collections.abc import Sequence

from harvestbot.domain.listing import Listed
from harvestbot.domain.verbs import VERBS
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import BUTTON_TEXT_LIMIT, Block, plain_text
from harvestbot.slack.cards.text import clip, visible

OPTIONS_LIMIT = 100
PLACEHOLDER_LIMIT = 150
REF_LIMIT = 40
"""Characters of an id, its portal included, that are shown; the value always has the whole id."""
FIND = "Find a harvester"


def find_select(verb: str = "status", placeholder: str = FIND) -> Block:
    """Return a select in which one harvester is found; choosing it is as if ``verb`` had been typed with it."""
    return _select("external_select", verb, placeholder)


def find_many(verb: str, placeholder: str = "Find harvesters", *, most: int = OPTIONS_LIMIT) -> Block:
    """Return a select in which several harvesters are found (``held.read_chosen`` reads them), ``most`` at the most."""
    return {**_select("multi_external_select", verb, placeholder), "max_selected_items": most}


def options(found: Sequence[Listed], *, several: bool) -> list[Block]:
    """Return what a select offers; a harvester whose id does not fit into an option is left out, never cut.

    Args:
        found: best first.
        several: whether there are several portals to tell apart.
    """
    offered = {(one.portal, one.harvester.id): one for one in found}.values()
    return [option for one in offered if (option := _option(one, several=several))][:OPTIONS_LIMIT]


def _select(kind: str, verb: str, placeholder: str) -> Block:
    return {
        "type": kind,
        "action_id": ids.find_id(VERBS[verb].name),
        "placeholder": plain_text(placeholder, PLACEHOLDER_LIMIT),
        "min_query_length": 0,
    }


def _option(one: Listed, *, several: bool) -> Block | None:
    value = held.write(held.Target(one.portal, one.harvester.id), held.OPTION_VALUE_LIMIT)
    if value is None:
        return None
    sign = words.ICONS[one.harvester.health]
    ref = clip(visible(one.ref if several else one.harvester.id), REF_LIMIT)
    name = clip(visible(one.harvester.name), BUTTON_TEXT_LIMIT - len(f"{sign}   · {ref}"))
    return {
        "text": plain_text(f"{sign} {name} · {ref}" if name else f"{sign} {ref}", BUTTON_TEXT_LIMIT),
        "value": value,
    }
