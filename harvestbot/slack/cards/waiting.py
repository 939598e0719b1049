"""Forms that are not there yet, and those that cannot be: a modal opens at once, whatever the portal takes."""

from collections.abc import Mapping, Sequence

from harvestbot.domain.harvesters import HarvesterType
from harvestbot.errors import HarvestbotError, Suggesting
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import (
    BUTTON_TEXT_LIMIT,
    VIEW_WORD_LIMIT,
    Block,
    Card,
    actions,
    button,
    card,
    context,
    plain_text,
    section,
)
from harvestbot.slack.cards.notices import refusal_card, unexpected_card
from harvestbot.slack.cards.text import clip, code, md

OPTIONS_LIMIT = 100
"""Options of a group, and groups of a select."""


def loading_view(title: str) -> Block:
    """Return what stands in a modal until the portal has answered."""
    return _closing(title, [section(md("{icon} One moment: the portal is being asked …", icon=words.WORKING))])


def trouble_view(title: str, error: Exception, *, reference: str, verb: str, metadata: str = "") -> Block:
    """Return what stands in a modal in the place of a form that cannot be.

    Args:
        title: the modal's.
        error: why.
        reference: the correlation id that the log has too.
        verb: commands that begin with it can be run from here.
        metadata: where the modal was asked for.
    """
    if not isinstance(error, HarvestbotError):
        return _closing(title, unexpected_card(reference).blocks, metadata)
    if isinstance(error, Suggesting):
        here = tuple(command for command in error.suggestions if command.split()[0] == verb)
        error = Suggesting(str(error), here, verb=error.verb)
    return _closing(title, refusal_card(error).blocks, metadata)


def types_view(title: str, offered: Mapping[str, Sequence[HarvesterType]], draft: str) -> Block:
    """Return the select in which the type of a new harvester is picked, by portal.

    Args:
        title: the modal's.
        offered: the types of each portal.
        draft: the id of the draft that knows where this was asked for.
    """
    groups = [
        {"label": plain_text(portal, BUTTON_TEXT_LIMIT), "options": options[:OPTIONS_LIMIT]}
        for portal, types in offered.items()
        if (options := [one for kind in types if (one := _option(draft, portal, kind))])
    ]
    typed = "<type>" if len(offered) == 1 else "<portal>/<type>"
    select: Block = {
        "type": "static_select",
        "action_id": ids.action_id(ids.Press.PICK_TYPE),
        "placeholder": plain_text("Type", BUTTON_TEXT_LIMIT),
        "option_groups": groups[:OPTIONS_LIMIT],
    }
    return _closing(
        title,
        [
            section(md("*What kind of source is it?*")),
            {"type": "actions", "elements": [select]},
            context(md("A type that is not listed can be typed: {command}.", command=code(f"create {typed}"))),
        ],
    )


def _option(draft: str, portal: str, kind: HarvesterType) -> Block | None:
    value = held.write(held.PickedType(draft, portal, kind.name), held.OPTION_VALUE_LIMIT)
    return {"text": plain_text(kind.label or kind.name, BUTTON_TEXT_LIMIT), "value": value} if value else None


def opener_card(command: str) -> Card:
    """Return the button that opens a form where none could be opened at once."""
    said = md("Press to open the form.")
    label = clip(command[:1].upper() + command[1:], 60)
    return card(said, section(said), foot=[actions(button(label, ids.Press.RUN, held.command_value(command)))])


def _closing(title: str, blocks: list[Block], metadata: str = "") -> Block:
    return {
        "type": "modal",
        "private_metadata": metadata,
        "title": plain_text(title, VIEW_WORD_LIMIT),
        "close": plain_text("Close", VIEW_WORD_LIMIT),
        "blocks": blocks,
    }
