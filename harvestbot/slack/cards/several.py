"""Several harvesters at once: the question with all their names, the progress, and how it came out."""

from collections.abc import Sequence

from harvestbot.domain.batches import Batch, Item, LeftOut, Several, at_stake
from harvestbot.domain.confirmations import Action, State
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.approval import referred
from harvestbot.slack.cards.blocks import DANGER, PRIMARY, Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.progress import (
    FEW,
    OPENINGS,
    WHY_LIMIT,
    at_work,
    called,
    people,
    refs_of,
    result,
    undone,
    wanted,
)
from harvestbot.slack.cards.text import Mrkdwn, code, escape, group, joined, lines, md, person, when

PAGE_SIZE = 12
"""Names on one page: so many fit into a section, however long they are."""
CALLED_OFF = {
    State.CANCELLED: "Cancelled",
    State.REJECTED: "Rejected",
    State.EXPIRED: "Nobody pressed in time",
}


def several_card(several: Several, *, page: int = 1) -> Card:
    """Return the card of several harvesters as they stand.

    Args:
        several: the batch and its harvesters.
        page: which page of the names, from 1, while it is asked; one that is not there becomes the nearest that is.
    """
    match several.batch.state:
        case State.ASKED:
            return _asked(several, page)
        case State.WAITING:
            text = referred(wanted(several.batch))
            return card(text, section(text))
        case State.APPROVED | State.AT_WORK:
            return at_work(several)
        case State.DONE:
            return card(result(several), section(result(several)), people(several.batch))
        case called_off:
            how = md("{how}: {nothing}.", how=CALLED_OFF.get(called_off, "Not done"), nothing=words.NOTHING_DONE)
            text = md("{icon} {undone}", icon=words.CALLED_OFF, undone=undone(several.batch))
            return card(lines(text, how), section(lines(text, how)), people(several.batch))


def several_approval_card(several: Several, *, mention: Sequence[str] = (), page: int = 1) -> Card:
    """Return the card on which a second person answers; ``mention`` are ids of the user groups that are called."""
    batch = several.batch
    headline = several_wanted(batch)
    needed = md("Somebody else with the role {role} has to approve it.", role=batch.verb.role.word)
    called = joined(" ", [group(one) for one in mention])
    return card(
        lines(headline, needed),
        section(lines(md("{icon} {headline}", icon=words.ASKING, headline=headline), joined(" ", [needed, called]))),
        *_names(several, page),
        context(md("waits until {moment}, then nothing is done", moment=when(batch.expires_at))),
        foot=[
            actions(
                button(words.APPROVE, ids.Press.SEVERAL_APPROVE, batch.id, style=DANGER),
                button(words.REJECT, ids.Press.SEVERAL_REJECT, batch.id),
            ),
            _turning(several, page),
        ],
    )


def several_wanted(batch: Batch) -> Mrkdwn:
    """Return what somebody wants that waits for a second person."""
    return md("{who} wants to: {wanted}", who=person(batch.requester), wanted=wanted(batch))


def _asked(several: Several, page: int) -> Card:
    batch = several.batch
    question = md("{opening} {count}?", opening=OPENINGS[batch.ask], count=words.harvesters(batch.count))
    stake = _stake(several)
    return card(
        lines(question, stake),
        section(
            lines(
                md("{icon} *{question}*", icon=words.ASKING, question=question),
                stake,
                md("{icon} {short}", icon=words.WARNING, short=batch.reason) if batch.reason else None,
            )
        ),
        *_names(several, page),
        *_left_out(batch.left),
        context(
            joined(
                "  ·  ",
                [
                    md("chosen by {wanted}", wanted=code(batch.wanted)) if batch.wanted else None,
                    md("asked by {who}, only they can press", who=person(batch.requester)),
                    md("waits until {moment}, then nothing is done", moment=when(batch.expires_at)),
                ],
            )
        ),
        foot=[_answers(several), _turning(several, page)],
    )


def _stake(several: Several) -> Mrkdwn | None:
    """Say in numbers what a press would do."""
    datasets = words.datasets(several.datasets)
    match several.batch.ask:
        case Action.PUBLISH:
            return md("*{datasets}* would go online.", datasets=datasets)
        case Action.UNPUBLISH:
            return md("*{datasets}* would go offline.", datasets=datasets)
        case Action.START:
            return None
        case _ if several.datasets:
            return lines(
                md("*{datasets}* attached. You type the number of harvesters first.", datasets=datasets),
                md("• Keep: {burden}", burden=phrases.burden(several.datasets)),
                md("• Delete with: gone for good, for the public too."),
            )
        case _:
            return md("They have no datasets. You type the number of harvesters first.")


def _names(several: Several, page: int) -> list[Block]:
    """Return one page of the names."""
    pages = _pages(several)
    page = min(max(page, 1), pages)
    shown = several.items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    place = md("Page {page} of {pages}", page=page, pages=pages)
    return [
        section(lines(*(_row(several.batch, one) for one in shown))),
        *([context(place)] if pages > 1 else []),
    ]


def _row(batch: Batch, item: Item) -> Mrkdwn:
    stake = at_stake(batch.ask, item.harvester)
    running = md("{icon} a run is under way", icon=words.WARNING) if item.harvester.running else None
    facts = [called(item), md("{datasets}", datasets=words.datasets(stake)) if stake else None, running]
    return md("• {facts}", facts=joined("  ·  ", facts))


def _left_out(left: Sequence[LeftOut]) -> list[Block]:
    if not left:
        return []
    told = [
        md("• {count}: {why}{refs}", count=one.count, why=escape(one.why, WHY_LIMIT), refs=refs_of(one.refs, one.count))
        if one.count
        else md("• {why}", why=escape(one.why, WHY_LIMIT))
        for one in left[:FEW]
    ]
    number = sum(one.count for one in left)
    return [section(lines(md("Left out: {count}", count=words.harvesters(number)), *told))]


def _answers(several: Several) -> Block | None:
    batch, number, datasets = several.batch, several.batch.count, several.datasets

    def answer(label: str, action: Action, style: str, press: ids.Press, index: int = 0) -> Block | None:
        return button(label, press, held.write(held.Choice(batch.id, action)), style=style, index=index)

    match batch.ask:
        case Action.START:
            choices = [answer(words.start_several(number), Action.START, PRIMARY, ids.Press.SEVERAL)]
        case Action.PUBLISH:
            label = words.of_harvesters(words.publish_datasets(datasets), number)
            choices = [answer(label, Action.PUBLISH, PRIMARY, ids.Press.SEVERAL)]
        case Action.UNPUBLISH:
            label = words.of_harvesters(words.unpublish_datasets(datasets), number)
            choices = [answer(label, Action.UNPUBLISH, DANGER, ids.Press.SEVERAL)]
        case _ if datasets:
            keep, along = words.delete_several_keeping(number, datasets), words.delete_several_with(number, datasets)
            choices = [
                answer(keep, Action.DELETE, "", ids.Press.SEVERAL_TYPED),
                answer(along, Action.DELETE_DATASETS, DANGER, ids.Press.SEVERAL_TYPED, 1),
            ]
        case _:
            label = words.delete_several(number)
            choices = [answer(label, Action.DELETE, DANGER, ids.Press.SEVERAL_TYPED)]
    return actions(*choices, button(words.CANCEL, ids.Press.SEVERAL_CANCEL, batch.id))


def _turning(several: Several, page: int) -> Block | None:
    pages = _pages(several)
    page = min(max(page, 1), pages)

    def turn(label: str, number: int, index: int) -> Block | None:
        return button(label, ids.Press.SEVERAL_PAGE, held.write(held.Page(number, several.batch.id)), index=index)

    return actions(
        turn(words.PREVIOUS, page - 1, 1) if page > 1 else None,
        turn(words.NEXT, page + 1, 2) if page < pages else None,
    )


def _pages(several: Several) -> int:
    return max(-(-len(several.items) // PAGE_SIZE), 1)
