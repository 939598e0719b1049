"""Forms that are not there yet, and those that cannot be: a modal opens at once, whatever the portal takes."""

from harvestbot.errors import HarvestbotError, Suggesting
from harvestbot.slack import ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import VIEW_WORD_LIMIT, Block, Card, actions, button, card, plain_text, section
from harvestbot.slack.cards.notices import refusal_card, unexpected_card
from harvestbot.slack.cards.text import clip, md


def loading_view(title: str) -> Block:
    """Return what stands in a modal until the portal has answered."""
    return _closing(title, [section(md("{icon} One moment: the portal is being asked …", icon=words.WORKING))])


def trouble_view(title: str, error: Exception, *, reference: str, verb: str) -> Block:
    """Return what stands in a modal in the place of a form that cannot be.

    Args:
        title: the modal's.
        error: why.
        reference: the correlation id that the log has too.
        verb: commands that begin with it can be run from here.
    """
    if not isinstance(error, HarvestbotError):
        return _closing(title, unexpected_card(reference).blocks)
    if isinstance(error, Suggesting):
        here = tuple(command for command in error.suggestions if command.split()[0] == verb)
        error = Suggesting(str(error), here)
    return _closing(title, refusal_card(error).blocks)


def opener_card(command: str) -> Card:
    """Return the button that opens a form where none could be opened at once."""
    said = md("Press to open the form.")
    label = clip(command[:1].upper() + command[1:], 60)
    return card(said, section(said), foot=[actions(button(label, ids.Press.RUN, ids.command_value(command)))])


def _closing(title: str, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "title": plain_text(title, VIEW_WORD_LIMIT),
        "close": plain_text("Close", VIEW_WORD_LIMIT),
        "blocks": blocks,
    }
