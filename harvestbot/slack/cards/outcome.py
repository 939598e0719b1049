"""What became of a confirmation: approved, at work, unknown, and its ends.

The words of the ends are a contract. A deletion ends in ``Deleted`` or ``Not deleted``, and nothing else on any card
says that word; until it is settled it is ``Outcome unknown``; datasets that stay are ``kept``.
"""

from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, person

REASON_LIMIT = 600
CALLED_OFF = {
    State.CANCELLED: "Cancelled",
    State.REJECTED: "Rejected",
    State.EXPIRED: "Nobody pressed in time",
}
PARTICIPLES = {
    Action.START: "started",
    Action.PUBLISH: "published",
    Action.UNPUBLISH: "unpublished",
    Action.DELETE: "deleted",
    Action.DELETE_DATASETS: "deleted",
    Action.RESTORE: "restored",
    Action.CREATE: "created",
    Action.EDIT: "edited",
    Action.SCHEDULE: "scheduled",
}


def outcome_card(confirmation: Confirmation, now: Harvester | None = None) -> Card:
    """Return the card of a confirmation that somebody has answered, or that has run out; it has no buttons.

    Args:
        confirmation: what was asked, and where it stands.
        now: the harvester after the change, where it was read.
    """
    harvester = confirmation.harvester
    detail = _detail(confirmation, now)
    people = [md("asked by {who}", who=person(confirmation.requester))]
    if confirmation.approver and confirmation.approver != confirmation.requester:
        answered = "rejected" if confirmation.state is State.REJECTED else "approved"
        people.append(md("{answered} by {who}", answered=answered, who=person(confirmation.approver)))
    return card(
        lines(_headline(confirmation, now, phrases.said(harvester)), detail),
        section(lines(_headline(confirmation, now, phrases.name(harvester)), detail)),
        context(joined("  ·  ", [phrases.where(harvester, confirmation.portal), *people])),
        foot=[_look(confirmation.portal, now) if confirmation.chosen is Action.RESTORE and now else None],
    )


def _headline(confirmation: Confirmation, now: Harvester | None, name: Mrkdwn) -> Mrkdwn:
    wanted = task(confirmation.chosen, confirmation.harvester, name)
    match confirmation.state:
        case State.APPROVED:
            return md("{icon} Approved: {task}", icon=words.WORKING, task=wanted)
        case State.AT_WORK | State.FOLLOWED:
            return md("{icon} At work: {task} …", icon=words.WORKING, task=wanted)
        case State.UNKNOWN:
            return md("{icon} *{unknown}*: {task}", icon=words.UNSURE, unknown=words.OUTCOME_UNKNOWN, task=wanted)
        case State.DONE:
            partly = confirmation.chosen is Action.RESTORE and confirmation.reason
            icon = words.WARNING if partly else words.DONE
            return md("{icon} {done}", icon=icon, done=_done(confirmation, now, name))
        case _:
            icon = words.NOT_DONE if confirmation.state is State.NOT_DONE else words.CALLED_OFF
            return md("{icon} *Not {done}*: {name}", icon=icon, done=PARTICIPLES[confirmation.chosen], name=name)


def _detail(confirmation: Confirmation, now: Harvester | None) -> Mrkdwn:
    attached = confirmation.harvester.attached
    reason = escape(confirmation.reason, REASON_LIMIT)
    match confirmation.state:
        case State.UNKNOWN:
            asking = md("The portal is being asked; this message will say how it ended. Please wait for it.")
            return lines(reason, asking)
        case State.CANCELLED | State.REJECTED | State.EXPIRED as called_off:
            return md("{how}: {nothing}.", how=CALLED_OFF[called_off], nothing=words.NOTHING_DONE)
        case State.DONE if confirmation.chosen is Action.DELETE and attached:
            return lines(_kept(attached), reason)
        case State.DONE if now and confirmation.chosen is not Action.RESTORE:
            return lines(_left_behind(confirmation.chosen, now), reason)
        case _:
            return reason


def task(action: Action, harvester: Harvester, name: Mrkdwn) -> Mrkdwn:
    """Say what is to be done, in the words of the button that was pressed."""
    match action:
        case Action.START | Action.RESTORE | Action.CREATE | Action.EDIT | Action.SCHEDULE:
            return md("{verb} {name}", verb=action.value, name=name)
        case Action.PUBLISH:
            return md("publish {datasets} of {name}", datasets=words.datasets(harvester.hidden), name=name)
        case Action.UNPUBLISH:
            return md("unpublish {datasets} of {name}", datasets=words.datasets(harvester.published), name=name)
        case Action.DELETE_DATASETS:
            return md("delete {name} with its {datasets}", name=name, datasets=words.datasets(harvester.attached))
        case Action.DELETE if harvester.attached:
            return md("delete {name}, keep its {datasets}", name=name, datasets=words.datasets(harvester.attached))
        case Action.DELETE:
            return md("delete {name}", name=name)


def _done(confirmation: Confirmation, now: Harvester | None, name: Mrkdwn) -> Mrkdwn:
    """Say what was done, in the numbers that the portal shows now, else in those of the question."""
    was = confirmation.harvester
    match confirmation.chosen:
        case Action.RESTORE if now:
            return md("*Restored* {name}: it stands as {id}", name=name, id=code(now.id))
        case Action.PUBLISH:
            moved = max(now.published - was.published, 0) if now else was.hidden
            return md("*Published* {datasets} of {name}", datasets=words.datasets(moved), name=name)
        case Action.UNPUBLISH:
            moved = max(was.published - now.published, 0) if now else was.published
            return md("*Unpublished* {datasets} of {name}", datasets=words.datasets(moved), name=name)
        case Action.DELETE_DATASETS:
            return md("*Deleted* {name} with its {datasets}", name=name, datasets=words.datasets(was.attached))
        case plain:
            return md("*{done}* {name}", done=PARTICIPLES[plain].capitalize(), name=name)


def _look(portal: str, now: Harvester) -> Block | None:
    command = held.command_value("status", held.Target(portal, now.id))
    return actions(button(words.STATUS, ids.Press.RUN, command))


def _left_behind(action: Action, now: Harvester) -> Mrkdwn:
    """Tell the counts as they are now, and point out what has not followed."""
    behind = {Action.PUBLISH: now.hidden, Action.UNPUBLISH: now.published}.get(action, 0)
    state = "hidden" if action is Action.PUBLISH else "published"
    return lines(
        phrases.now(now),
        md("{icon} {datasets} still {state}.", icon=words.WARNING, datasets=words.datasets(behind), state=state)
        if behind
        else None,
    )


def _kept(number: int) -> Mrkdwn:
    if number == 1:
        return md("1 dataset is kept: {burden}", burden=phrases.burden(number))
    return md("{count} datasets are kept: {burden}", count=number, burden=phrases.burden(number))
