"""Asking for a second person: somebody else with the role approves or rejects what was confirmed."""

from collections.abc import Sequence

from harvestbot.domain.confirmations import Confirmation
from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.tombstones import Offer
from harvestbot.slack import ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import DANGER, Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.outcome import task
from harvestbot.slack.cards.restoring import offered
from harvestbot.slack.cards.saved import changed
from harvestbot.slack.cards.text import Mrkdwn, channel, group, joined, lines, md, person, when


def approval_card(
    confirmation: Confirmation,
    *,
    mention: Sequence[str] = (),
    offer: Offer | None = None,
    draft: Draft | None = None,
) -> Card:
    """Return the card on which a second person answers.

    Args:
        confirmation: what the first person wants, with ``action`` chosen.
        mention: ids of the user groups that are called.
        offer: what is to be restored, where that is wanted.
        draft: what is to be saved, where that is wanted.
    """
    harvester = confirmation.harvester
    wanted = task(confirmation.chosen, harvester, phrases.name(harvester))
    headline = md("{who} wants to {wanted}.", who=person(confirmation.requester), wanted=wanted)
    needed = md("Somebody else with the role {role} has to approve it.", role=confirmation.chosen.verb.role.word)
    called = joined(" ", [group(one) for one in mention])
    return card(
        lines(headline, needed),
        section(
            lines(
                md("{icon} {headline}", icon=words.ASKING, headline=headline),
                joined(" ", [needed, called]),
                *_stakes(harvester, offer, draft),
            )
        ),
        context(
            joined(
                "  ·  ",
                [
                    phrases.where(harvester, confirmation.portal),
                    md("waits until {moment}, then nothing is done", moment=when(confirmation.expires_at)),
                ],
            )
        ),
        foot=[answers(confirmation)],
    )


def asked_for(confirmation: Confirmation, offer: Offer | None = None, draft: Draft | None = None) -> Mrkdwn:
    """Return what somebody wants, and what is at stake; the arguments are those of ``approval_card``."""
    harvester = confirmation.harvester
    wanted = task(confirmation.chosen, harvester, phrases.name(harvester))
    return lines(
        md("{icon} {who} wants to {wanted}.", icon=words.ASKING, who=person(confirmation.requester), wanted=wanted),
        *_stakes(harvester, offer, draft),
    )


def _stakes(harvester: Harvester, offer: Offer | None, draft: Draft | None) -> list[Mrkdwn]:
    """Say what would come to be, or how the harvester is now, where there is one."""
    if offer:
        return offered(offer)
    if draft:
        return changed(draft)
    return [phrases.now(harvester)] if harvester.id else []


def answers(confirmation: Confirmation) -> Block | None:
    """Return the buttons with which a second person answers."""
    return actions(
        button(words.APPROVE, ids.Press.APPROVE, confirmation.id, style=DANGER),
        button(words.REJECT, ids.Press.REJECT, confirmation.id),
    )


def unheard_card(channel_id: str, *, on_home: bool) -> Card:
    """Return what the person who asked is told where nobody else could be asked.

    Args:
        channel_id: the channel in which the bot may not post any more.
        on_home: whether the bot's Home has it with its buttons.
    """
    said = md(
        "{icon} Nobody else sees this question: I may not post in {where} any more. {instead}",
        icon=words.WARNING,
        where=channel(channel_id),
        instead=md("Somebody else with the role can approve it on my Home, or ask for it anew in another channel.")
        if on_home
        else md("Nothing was changed; ask for it anew in another channel."),
    )
    return card(said, section(said))


def referred_card(confirmation: Confirmation) -> Card:
    """Return what the first question says from now on."""
    harvester = confirmation.harvester
    said, name = phrases.said(harvester), phrases.name(harvester)
    return card(
        referred(task(confirmation.chosen, harvester, said)),
        section(referred(task(confirmation.chosen, harvester, name))),
        context(phrases.where(harvester, confirmation.portal)),
    )


def referred(wanted: Mrkdwn) -> Mrkdwn:
    """Return what stays true at the first question whatever is answered: the answer stands in the message that asks."""
    return md("{icon} A second person was asked: {wanted}", icon=words.ASKING, wanted=wanted)
