"""The card of a confirmation: what is at stake and what may be pressed, then what became of it.

It is one message through all of its life: asked → approved → at work → done or not done. ``outcome`` has all but the
first.
"""

from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.tombstones import Offer
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.approval import referred_card
from harvestbot.slack.cards.blocks import DANGER, PRIMARY, Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.differences import differences
from harvestbot.slack.cards.outcome import outcome_card
from harvestbot.slack.cards.restoring import created, offered
from harvestbot.slack.cards.text import Mrkdwn, joined, lines, md, person, when


def confirmation_card(
    confirmation: Confirmation,
    *,
    before: Harvester | None = None,
    now: Harvester | None = None,
    offer: Offer | None = None,
) -> Card:
    """Return the card of a confirmation in the state that it is in.

    Args:
        confirmation: what was asked, of whom, and where it stands.
        before: for a fresh question, put because the harvester changed after the first one: what the first one showed.
        now: the harvester after the change, where it was read.
        offer: what is to be restored, where that is asked.
    """
    if confirmation.state is State.ASKED and not confirmation.ask.drafted:  # a form is its own question
        return _asked(confirmation, before, offer)
    if confirmation.state is State.WAITING:
        return referred_card(confirmation)
    return outcome_card(confirmation, now)


def _asked(asked: Confirmation, before: Harvester | None, offer: Offer | None) -> Card:
    harvester = asked.harvester
    essential, *more = offered(offer) if offer else _stake(asked.ask, harvester)
    return card(
        lines(_question(asked.ask, phrases.said(harvester), shrunk=harvester.collapsed), essential),
        section(_changed(before, harvester)) if before else None,
        section(
            lines(
                md(
                    "{icon} {question}",
                    icon=words.ASKING,
                    question=_question(asked.ask, phrases.name(harvester), shrunk=harvester.collapsed),
                ),
                essential,
                *more,
                phrases.publish_next() if asked.then_publish else None,
                md("{icon} A run is under way.", icon=words.WARNING) if harvester.running and not offer else None,
            )
        ),
        context(
            joined(
                "  ·  ",
                [
                    phrases.where(harvester, asked.portal),
                    md("asked by {who}, only they can press", who=person(asked.requester)),
                    md("waits until {moment}, then nothing is done", moment=when(asked.expires_at)),
                ],
            )
        ),
        foot=[_answers(asked, offer)],
    )


def _question(ask: Action, name: Mrkdwn, *, shrunk: bool) -> Mrkdwn:
    match ask:
        case Action.START if shrunk:
            return md("Start {name}, although its source has shrunk?", name=name)
        case Action.START:
            return md("Start {name}?", name=name)
        case Action.PUBLISH:
            return md("Publish the datasets of {name}?", name=name)
        case Action.UNPUBLISH:
            return md("Take the datasets of {name} offline?", name=name)
        case Action.RESTORE:
            return md("Restore {name}?", name=name)
        case _:
            return md("Delete {name}?", name=name)


def _stake(ask: Action, harvester: Harvester) -> list[Mrkdwn]:
    """Say in numbers what a press would do: the essential first."""
    match ask:
        case Action.START if harvester.collapsed:
            return _start_stake(harvester)
        case Action.START:
            return [phrases.now(harvester)]
        case Action.PUBLISH:
            online = md("*{datasets}* would go online.", datasets=words.datasets(harvester.hidden))
            return [online, phrases.now(harvester)]
        case Action.UNPUBLISH:
            offline = md("*{datasets}* would go offline.", datasets=words.datasets(harvester.published))
            return [offline, phrases.now(harvester)]
        case Action.RESTORE:
            return [created(harvester)]
        case _:
            return _deletion_stake(harvester)


def _start_stake(harvester: Harvester) -> list[Mrkdwn]:
    remote = harvester.remote or 0
    missing = words.datasets(max(harvester.attached - remote, 0))
    source = md(
        "Its source lists {remote}; {attached} attached here.",
        remote=words.datasets(remote),
        attached=harvester.attached,
    )
    return [source, md("A run takes away what the source no longer lists: *{missing}* may go.", missing=missing)]


def _deletion_stake(harvester: Harvester) -> list[Mrkdwn]:
    if not harvester.attached:
        return [md("It has no datasets.")]
    datasets = md(
        "*{datasets}* attached, *{published}* published.",
        datasets=words.datasets(harvester.attached),
        published=harvester.published,
    )
    return [
        datasets,
        md("• Keep: {burden}", burden=phrases.burden(harvester.attached)),
        md("• Delete with: gone for good, for the public too. You type the harvester's id first."),
    ]


def _changed(before: Harvester, now: Harvester) -> Mrkdwn:
    return lines(
        md("{icon} *It has changed since you were asked; {nothing}.*", icon=words.WARNING, nothing=words.NOTHING_DONE),
        md("{changes}. This is how it is now:", changes=joined(", ", differences(before, now))),
    )


def _answers(asked: Confirmation, offer: Offer | None) -> Block | None:
    harvester = asked.harvester

    def answer(
        label: str, action: Action, style: str, press: ids.Press = ids.Press.CONFIRM, index: int = 0
    ) -> Block | None:
        return button(label, press, held.write(held.Choice(asked.id, action)), style=style, index=index)

    match asked.ask:
        case Action.START:
            choices = [answer(words.START_ANYWAY if harvester.collapsed else words.START, Action.START, DANGER)]
        case Action.PUBLISH:
            choices = [answer(words.publish_datasets(harvester.hidden), Action.PUBLISH, PRIMARY)]
        case Action.UNPUBLISH:
            choices = [answer(words.unpublish_datasets(harvester.published), Action.UNPUBLISH, DANGER)]
        case Action.RESTORE:
            press = ids.Press.CONFIRM_TYPED if offer and offer.tombstone.wanted else ids.Press.CONFIRM
            choices = [answer(words.RESTORE, Action.RESTORE, PRIMARY, press)]
        case _ if harvester.attached:
            choices = [
                answer(words.delete_keeping(harvester.attached), Action.DELETE, ""),
                answer(words.delete_with(harvester.attached), Action.DELETE_DATASETS, DANGER, ids.Press.CONFIRM_TYPED),
            ]
        case _:
            choices = [answer(words.DELETE, Action.DELETE, DANGER)]
    return actions(*choices, button(words.CANCEL, ids.Press.CANCEL, asked.id))
