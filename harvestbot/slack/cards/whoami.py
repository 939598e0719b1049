"""A person's role on each portal, why, and what it allows."""

from collections.abc import Mapping, Sequence

from harvestbot.domain.roles import EVERYONE, WORKSPACE_ADMINS, Role, Standing
from harvestbot.domain.verbs import VERBS
from harvestbot.slack.cards import phrases
from harvestbot.slack.cards.blocks import Card, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, joined, md

PORTALS_SHOWN = 10
STANDINGS_SHOWN = 10


def whoami_card(standings: Mapping[str, Standing], *, user: str) -> Card:
    """Return what somebody may do.

    Args:
        standings: the person's standing on each portal, by its name.
        user: the person's id, to tell a name in the settings from a group.
    """
    highest = max((one.role for one in standings.values() if one.role), default=None)
    alike: dict[Standing, list[str]] = {}
    for portal, standing in standings.items():
        alike.setdefault(standing, []).append(portal)
    rows = [md("{standing}\n{portals}", standing=_standing(one, user), portals=_portals(alike[one])) for one in alike]
    return card(
        md("You are {role}.", role=highest.word) if highest else md("You have no role."),
        *(section(row) for row in rows[:STANDINGS_SHOWN]),
        *(context(_allowed(role)) for role in Role if highest and role <= highest),
        context(md("Whoever runs the bot can change this in its settings.")),
    )


def _portals(names: Sequence[str]) -> Mrkdwn:
    left_out = len(names) - PORTALS_SHOWN
    shown = joined(", ", [phrases.portal_name(name) for name in names[:PORTALS_SHOWN]])
    return (
        md("on {shown} and {count} more", shown=shown, count=left_out)
        if left_out > 0
        else md("on {shown}", shown=shown)
    )


def _standing(standing: Standing, user: str) -> Mrkdwn:
    if standing.role is None:
        return md("No role: you are not named, and guests and people of other organisations have none by themselves,")
    return md("You are *{role}*, {why},", role=standing.role.word, why=_why(standing.because, user))


def _why(because: str, user: str) -> Mrkdwn:
    if because == user:
        return md("since you are named in the settings")
    if because == WORKSPACE_ADMINS:
        return md("since you are an admin of this workspace")
    if because == EVERYONE:
        return md("as every member of this workspace")
    return md("since you are in the user group {group}", group=code(because))


def _allowed(role: Role) -> Mrkdwn:
    verbs = joined(" ", [code(verb.name) for verb in VERBS.values() if verb.role is role])
    return md("{role} may: {verbs}", role=role.word, verbs=verbs)
