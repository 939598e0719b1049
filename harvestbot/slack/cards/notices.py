"""Short answers: a refusal with what to do instead, something unexpected, a sign that work is under way."""

from harvestbot.errors import ConfirmationOver, HarvestbotError, PortalError, Suggesting, WrongPlace
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import Card, actions, button, card, context, section
from harvestbot.slack.cards.finding import FIND, find_select
from harvestbot.slack.cards.text import Mrkdwn, channel, code, escape, joined, md, person

REFUSAL_LIMIT = 1_500
SUGGESTIONS_SHOWN = 5
CHANNELS_SHOWN = 20


def refusal_card(error: HarvestbotError) -> Card:
    """Return what a refusal or a portal's failure says; the commands that it suggests become buttons."""
    suggestions = error.suggestions if isinstance(error, Suggesting) else ()
    icon = words.WARNING if isinstance(error, PortalError) else words.INFO
    said = md("{icon} {text}", icon=icon, text=_paragraphs(str(error)))
    return card(
        said,
        section(said),
        context(whereto) if (whereto := _whereto(error)) else None,
        actions(
            find_select(verb, FIND) if (verb := error.verb if isinstance(error, Suggesting) else "") else None,
            *(
                button(command, ids.Press.RUN, held.command_value(command), index=index)
                for index, command in enumerate(suggestions[:SUGGESTIONS_SHOWN])
            ),
        ),
    )


def unexpected_card(reference: str) -> Card:
    """Return one line for an error that nobody foresaw; the reference stands in the log as well."""
    said = md(
        "{icon} Something went wrong on the bot's side. Whoever runs it finds it in the log under {reference}.",
        icon=words.WARNING,
        reference=code(reference),
    )
    return card(said, section(said))


def working_card(what: str) -> Card:
    """Return a sign that an answer is on its way.

    Args:
        what: the command that is being worked on, without the slash command's own name.
    """
    said = md("{icon} Working on {what} …", icon=words.WORKING, what=code(what))
    return card(said, section(said))


def _whereto(error: HarvestbotError) -> Mrkdwn | None:
    """Say where it works, or whom to turn to, where the refusal knows."""
    match error:
        case WrongPlace(channels=channels) if channels:
            return md("It works in {channels}.", channels=joined(", ", map(channel, channels[:CHANNELS_SHOWN])))
        case ConfirmationOver(person=somebody) if somebody:
            return md("It was {who}.", who=person(somebody))
        case _:
            return None


def _paragraphs(text: str) -> Mrkdwn:
    """Keep the line breaks of our own texts, which quote what portals say."""
    shown = joined("\n", [escape(line, REFUSAL_LIMIT) for line in text.splitlines()[:10]])
    return shown or md("Nothing more is known about it.")
