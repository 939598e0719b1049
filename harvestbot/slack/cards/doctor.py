"""What ``doctor`` found, a line each, and the button that completes the round trip."""

from collections.abc import Sequence

from harvestbot.operations.upkeep.doctor import Finding
from harvestbot.slack import ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import Card, actions, button, card, section
from harvestbot.slack.cards.text import Mrkdwn, escape, joined, lines, md

ICONS = {True: words.DONE, False: words.NOT_DONE, None: words.INFO}
LINE_LIMIT = 600
IN_A_SECTION = 4
"""Lines of one section: four of the longest fit into it."""


def doctor_card(found: Sequence[Finding]) -> Card:
    """Return what was found, in the order in which a person would look for a fault."""
    wrong = sum(one.ok is False for one in found)
    headline = (
        md("{icon} {count} to mend", icon=words.NOT_DONE, count=words.counted(wrong, "thing"))
        if wrong
        else md("{icon} Nothing is wrong", icon=words.DONE)
    )
    starts = range(0, len(found), IN_A_SECTION)
    return card(
        headline,
        section(md("*{headline}*", headline=headline)),
        *(section(lines(*map(_line, found[start : start + IN_A_SECTION]))) for start in starts),
        foot=[actions(button(words.TEST, ids.Press.TEST, "test"))],
    )


def round_trip_card(arrival: float, answer: float) -> Card:
    """Return how long the way from a press to an answer was, in seconds."""
    said = md(
        "{icon} The button works. Slack brought the press in {arrival} and answers the bot in {answer}: "
        "{together} for the round trip.",
        icon=words.DONE,
        arrival=f"{arrival:.2f} s",
        answer=f"{answer:.2f} s",
        together=f"{arrival + answer:.2f} s",
    )
    return card(said, section(said))


def _line(one: Finding) -> Mrkdwn:
    told = joined(" ", [escape(text, LINE_LIMIT) for text in (one.said, one.advice) if text])
    return md("{icon} *{subject}*: {told}", icon=ICONS[one.ok], subject=escape(one.subject, 80), told=told)
