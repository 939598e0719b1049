"""The select in which a harvester is found."""

from harvestbot.slack import ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import BUTTON_TEXT_LIMIT, Block, plain_text


def find_select() -> Block:
    """Return the select."""
    return {
        "type": "external_select",
        "action_id": ids.action_id(ids.Press.FIND),
        "placeholder": plain_text(words.FIND, BUTTON_TEXT_LIMIT),
        "min_query_length": 1,
    }
