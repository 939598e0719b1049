"""What became of a confirmation: approved, at work, unknown, and its four ends.

The words of the ends are a contract. A deletion ends in ``Deleted`` or ``Not deleted``, and nothing else on any card
says that word; until it is settled it is ``Outcome unknown``; datasets that stay are ``kept``.
"""

from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Card, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, escape, joined, lines, md, person

REASON_LIMIT = 600
OUTCOME_UNKNOWN = "Outcome unknown"
PARTICIPLES = {
    Action.START: "started",
    Action.PUBLISH: "published",
    Action.UNPUBLISH: "unpublished",
    Action.DELETE: "deleted",
    Action.DELETE_DATASETS: "deleted",
}


def outcome_card(confirmation: Confirmation) -> Card:
    """Return the card of a confirmation that somebody has answered, or that has run out; it has no buttons."""
    harvester = confirmation.harvester
    detail = _detail(confirmation)
    people = [md("asked by {who}", who=person(confirmation.requester))]
    if confirmation.approver and confirmation.approver != confirmation.requester:
        people.append(md("approved by {who}", who=person(confirmation.approver)))
    return card(
        lines(_headline(confirmation, phrases.said(harvester)), detail),
        section(lines(_headline(confirmation, phrases.name(harvester)), detail)),
        context(joined("  ·  ", [phrases.where(harvester, confirmation.portal), *people])),
    )


def _headline(confirmation: Confirmation, name: Mrkdwn) -> Mrkdwn:
    task = _task(confirmation.chosen, confirmation.harvester, name)
    match confirmation.state:
        case State.APPROVED:
            return md("{icon} Approved: {task}", icon=words.WORKING, task=task)
        case State.AT_WORK:
            return md("{icon} At work: {task} …", icon=words.WORKING, task=task)
        case State.UNKNOWN:
            return md("{icon} *{unknown}*: {task}", icon=words.UNSURE, unknown=OUTCOME_UNKNOWN, task=task)
        case State.DONE:
            return md("{icon} {done}", icon=words.DONE, done=_done(confirmation.chosen, confirmation.harvester, name))
        case _:
            icon = words.NOT_DONE if confirmation.state is State.NOT_DONE else words.CALLED_OFF
            return md("{icon} *Not {done}*: {name}", icon=icon, done=PARTICIPLES[confirmation.chosen], name=name)


def _detail(confirmation: Confirmation) -> Mrkdwn:
    reason = escape(confirmation.reason, REASON_LIMIT)
    harvester = confirmation.harvester
    match confirmation.state:
        case State.UNKNOWN:
            return lines(
                reason, md("The portal is being asked; this message will say how it ended. Please wait for it.")
            )
        case State.DONE if confirmation.chosen is Action.DELETE and harvester.attached:
            return lines(_kept(harvester.attached), reason)
        case State.CANCELLED:
            return md("Cancelled: {nothing}.", nothing=words.NOTHING_DONE)
        case State.EXPIRED:
            return md("Nobody pressed in time: {nothing}.", nothing=words.NOTHING_DONE)
        case State.DONE | State.NOT_DONE:
            return reason
        case _:
            return md("")


def _task(action: Action, harvester: Harvester, name: Mrkdwn) -> Mrkdwn:
    """Say what is to be done, in the words of the button that was pressed."""
    match action:
        case Action.START:
            return md("start {name}", name=name)
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


def _done(action: Action, harvester: Harvester, name: Mrkdwn) -> Mrkdwn:
    match action:
        case Action.START:
            return md("*Started* {name}", name=name)
        case Action.PUBLISH:
            return md("*Published* {datasets} of {name}", datasets=words.datasets(harvester.hidden), name=name)
        case Action.UNPUBLISH:
            return md("*Unpublished* {datasets} of {name}", datasets=words.datasets(harvester.published), name=name)
        case Action.DELETE_DATASETS:
            return md("*Deleted* {name} with its {datasets}", name=name, datasets=words.datasets(harvester.attached))
        case Action.DELETE:
            return md("*Deleted* {name}", name=name)


def _kept(number: int) -> Mrkdwn:
    if number == 1:
        return md("1 dataset is kept: {burden}", burden=phrases.burden(number))
    return md("{count} datasets are kept: {burden}", count=number, burden=phrases.burden(number))
