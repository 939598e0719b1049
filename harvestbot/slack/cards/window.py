"""The modal in which a harvester is looked at: opened from the Home, or by the global shortcut."""

from harvestbot.domain.asks import Ask
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import (
    VIEW_WORD_LIMIT,
    Block,
    Card,
    actions,
    button,
    card,
    context,
    divider,
    plain_text,
    section,
)
from harvestbot.slack.cards.finding import find_select
from harvestbot.slack.cards.text import code, md

TITLE = "Harvesters"
WHERE = md("What you ask for here goes on in your direct message with me.")


def window_view(shown: Card | None = None) -> Block:
    """Return the modal: a select to find a harvester, and below it what is shown, such as a harvester's card."""
    body = [divider(), *_without_select(shown)] if shown else []
    return {
        "type": "modal",
        "title": plain_text(TITLE, VIEW_WORD_LIMIT),
        "close": plain_text(words.CLOSE, VIEW_WORD_LIMIT),
        "blocks": [block for block in (actions(find_select()), *body, context(WHERE)) if block],
    }


def _without_select(shown: Card) -> list[Block | None]:
    """Leave out the select that the modal has already: Slack takes no view with two of one id."""
    own = find_select()["action_id"]

    def without(block: Block) -> Block | None:
        elements = block.get("elements")
        if block["type"] != "actions" or not isinstance(elements, list):
            return block
        left = [one for one in elements if one["action_id"] != own]
        return actions(*left) if len(left) < len(elements) else block

    return [without(block) for block in shown.blocks]


def reading_card(target: held.Target) -> Card:
    """Return what stands there until the portal has answered."""
    said = md("{icon} Reading {what} …", icon=words.WORKING, what=code(f"{target.portal}/{target.id}"))
    return card(said, section(said))


def taken_card(ask: Ask) -> Card:
    """Return the word that what was pressed is taken in, with a way back to the harvester."""
    said = md("{icon} {what} is taken in.", icon=words.WORKING, what=code(str(ask)))
    back = held.write(held.Target(ask.harvester.portal, ask.harvester.id)) if ask.harvester else None
    return card(said, section(said), foot=[actions(button(words.BACK, ids.Press.REFRESH, back))])
