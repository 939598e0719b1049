"""The form in which several harvesters are chosen, and what is to be done with them."""

from collections.abc import Sequence

from harvestbot.domain.confirmations import Place
from harvestbot.domain.verbs import Verb
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import LABEL_LIMIT, Block, context, modal, plain_text
from harvestbot.slack.cards.finding import find_many
from harvestbot.slack.cards.text import md

TITLE = "Several harvesters"
SHOW = "Show them"
CHOSEN = ids.field_id(ids.Field.CHOSEN)
"""The block id of the select."""


def chooser_view(verbs: Sequence[Verb], verb: str, place: Place) -> Block:
    """Return the form.

    Args:
        verbs: what may be done.
        verb: the one that is chosen at first, and whose harvesters are offered.
        place: where it is opened; the question is put there.
    """
    offered = {one.name: _option(one.name) for one in verbs}
    identity = ids.field_id(ids.Field.VERB)
    return modal(
        ids.Form.CHOOSE,
        {
            "type": "input",
            "block_id": identity,
            "label": plain_text("What is to be done", LABEL_LIMIT),
            "element": {
                "type": "radio_buttons",
                "action_id": identity,
                "options": list(offered.values()),
                "initial_option": offered[verb],
            },
        },
        {
            "type": "input",
            "block_id": CHOSEN,
            "label": plain_text("Harvesters", LABEL_LIMIT),
            "hint": plain_text("Letters of a name or an id, or filters such as is:failing", LABEL_LIMIT),
            "element": find_many(verb),
        },
        context(md("Nothing is done yet: you are shown what it would be, and asked once.")),
        title=TITLE,
        submit=SHOW,
        close=words.CANCEL,
        metadata=held.write(held.Chooser(place.channel, place.thread), ids.METADATA_LIMIT) or "",
    )


def _option(verb: str) -> Block:
    return {"text": plain_text(verb.capitalize(), LABEL_LIMIT), "value": verb}
