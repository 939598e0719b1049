"""The help: what somebody may do here, and how one verb is used."""

from harvestbot.domain.roles import Role
from harvestbot.domain.verbs import VERBS, Takes, Verb
from harvestbot.slack.cards.blocks import Card, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, joined, lines, md

EXAMPLES = {
    Takes.NOTHING: "",
    Takes.HARVESTER: "my-harvester",
    Takes.HARVESTERS: "my-harvester",
    Takes.ANY_HARVESTER: "my-harvester",
    Takes.FILTER: "is:failing sort:name",
    Takes.VERB: "start",
    Takes.TYPE: "like my-harvester",
    Takes.TRAIL: "my-harvester 7d",
    Takes.PLAN: "weekly friday at 08:30",
    Takes.WATCHED: "my-harvester",
    Takes.WATCHED_HOW: "my-harvester failed recovered quiet 22:00-07:00 mention @on-call",
    Takes.WATCHED_TIME: "my-harvester 2h",
}


HEADINGS = {Role.VIEWER: "Look", Role.OPERATOR: "Act", Role.ADMIN: "Take care"}
"""What the verbs that each role adds are for."""


def help_card(command: str, *, may: Role) -> Card:
    """Return what somebody of this role may do.

    Args:
        command: the slash command's name, with its slash.
        may: the highest role that the person has on any portal.
    """
    others = [verb for verb in VERBS.values() if verb.role > may]
    return card(
        md("What you can do with {command}.", command=code(command)),
        section(md("*What you can do here*, as {role}", role=may.word)),
        *(section(_group(role)) for role in Role if role <= may),
        context(
            md("A harvester is named by its id, or {ref} where several portals have it.", ref=code("portal/id")),
            md("{command} tells how a verb is used.", command=code(f"{command} help start")),
            md("The same words work behind the bot's name, in threads too, and in direct messages to it."),
        ),
        context(_beyond(others)) if others else None,
    )


def verb_help_card(command: str, verb: Verb, *, may: Role) -> Card:
    """Return how one verb is used, with an example and the role that it needs."""
    enough = may >= verb.role
    return card(
        md("{usage}: {help}", usage=code(f"{command} {verb.usage}"), help=verb.help),
        section(
            lines(
                code(f"{command} {verb.usage}"),
                md("{help}.", help=verb.help),
                md("For example: {example}", example=code(_example(command, verb))),
            )
        ),
        context(
            md("Needs the role {role}; you have it.", role=verb.role.word)
            if enough
            else md("Needs the role {role}; you are {may}.", role=verb.role.word, may=may.word)
        ),
    )


def _group(role: Role) -> Mrkdwn:
    """Name the verbs that a role adds, a line each."""
    added = [verb for verb in VERBS.values() if verb.role is role]
    return lines(
        md("*{heading}*", heading=HEADINGS[role]),
        *(md("{verb}   {help}", verb=code(verb.name), help=verb.help) for verb in added),
    )


def _example(command: str, verb: Verb) -> str:
    return " ".join(part for part in (command, verb.name, EXAMPLES[verb.takes], verb.also) if part)


def _beyond(verbs: list[Verb]) -> Mrkdwn:
    """Name what other roles may do, so that people know whom to ask."""
    return joined(
        "  ·  ",
        [
            md(
                "{role}: {verbs}",
                role=role.word,
                verbs=joined(" ", [code(verb.name) for verb in verbs if verb.role is role]),
            )
            for role in Role
            if any(verb.role is role for verb in verbs)
        ],
    )
