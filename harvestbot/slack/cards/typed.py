"""The form in which the id of a harvester is typed before it is deleted with its datasets."""

from harvestbot.domain.confirmations import Confirmation
from harvestbot.slack import ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, context, modal, section, text_input
from harvestbot.slack.cards.text import clip, lines, md, visible

TITLE = "Delete with datasets"
SHOWN_LIMIT = 150


def typed_view(confirmation: Confirmation) -> Block:
    """Return the form; its ``private_metadata`` is the confirmation's id."""
    harvester = confirmation.harvester
    return modal(
        ids.Form.TYPED_DELETE,
        section(
            lines(
                md(
                    "{icon} {name} goes with its *{datasets}*, {published} published.",
                    icon=words.WARNING,
                    name=phrases.name(harvester),
                    datasets=words.datasets(harvester.attached),
                    published=harvester.published,
                ),
                md("This cannot be taken back."),
            )
        ),
        text_input(
            ids.Field.HARVESTER_ID,
            "Type the id of the harvester",
            hint=f"The id is {clip(visible(harvester.id), SHOWN_LIMIT)}",
        ),
        context(phrases.where(harvester, confirmation.portal)),
        title=TITLE,
        submit=words.DELETE,
        close=words.CANCEL,
        metadata=confirmation.id,
    )


def typed_mistakes(confirmation: Confirmation, typed: str) -> dict[str, str]:
    """Return what is wrong with what was typed, by the block id of the field; empty where it is the id."""
    wanted = visible(confirmation.harvester.id)
    if visible(typed) == wanted:
        return {}
    return {ids.field_id(ids.Field.HARVESTER_ID): f"That is not the id. Type {clip(wanted, SHOWN_LIMIT)} to go on."}
