"""The form in which the number of harvesters is typed before they are deleted."""

from harvestbot.domain.batches import Batch
from harvestbot.domain.confirmations import Action
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import Block, context, modal, section, text_input
from harvestbot.slack.cards.text import lines, md

TITLE = "Delete several"


def count_view(batch: Batch, action: Action) -> Block:
    """Return the form; its ``private_metadata`` is the choice that was pressed."""
    along = action is Action.DELETE_DATASETS
    return modal(
        ids.Form.TYPED_COUNT,
        section(
            lines(
                md("{icon} *{count}* would go.", icon=words.WARNING, count=words.harvesters(batch.count)),
                md("Their datasets go with them. This cannot be taken back.")
                if along
                else md("Their datasets stay, and have to be handled one by one."),
            )
        ),
        text_input(
            ids.Field.COUNT,
            "Type the number of harvesters",
            hint=f"It is the number on the button: {batch.count}",
        ),
        context(md("Each is looked at once more before it goes; one that has changed stays as it is.")),
        title=TITLE,
        submit=words.DELETE,
        close=words.CANCEL,
        metadata=held.write(held.Choice(batch.id, action), ids.METADATA_LIMIT) or "",
    )


def count_mistakes(batch: Batch, typed: str) -> dict[str, str]:
    """Return what is wrong with what was typed, by the block id of the field; empty where it is the number."""
    if typed.strip() == str(batch.count):
        return {}
    return {ids.field_id(ids.Field.COUNT): f"That is not the number. Type {batch.count} to go on."}
