"""Several harvesters at once: the question with all their names, the progress, and how it came out."""

from collections.abc import Iterable, Sequence

from harvestbot.domain.batches import Batch, Item, LeftOut, Several, Step, at_stake
from harvestbot.domain.confirmations import Action, State
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import DANGER, PRIMARY, Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, group, joined, lines, md, person, strong, visible, when

PAGE_SIZE = 12
"""Names on one page: so many fit into a section, however long they are."""
NAME_LIMIT = 60
WHY_LIMIT = 400
REFS_SHOWN = 8
FEW = 5
"""Failures that each get a button; more are listed."""
MOST_LISTED = 20
OPENINGS = {
    Action.START: "Start",
    Action.PUBLISH: "Publish the datasets of",
    Action.UNPUBLISH: "Take offline the datasets of",
    Action.DELETE: "Delete",
    Action.DELETE_DATASETS: "Delete",
}
DONE = {
    Action.START: "Started",
    Action.PUBLISH: "Published the datasets of",
    Action.UNPUBLISH: "Unpublished the datasets of",
    Action.DELETE: "Deleted",
    Action.DELETE_DATASETS: "Deleted",
}
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
            text = md("{icon} Waits for a second person: {wanted}", icon=words.WORKING, wanted=_wanted(several.batch))
            return card(text, section(text))
        case State.APPROVED | State.AT_WORK:
            return _at_work(several)
        case State.DONE:
            return card(_result(several), section(_result(several)), _people(several.batch))
        case called_off:
            how = md("{how}: {nothing}.", how=CALLED_OFF.get(called_off, "Not done"), nothing=words.NOTHING_DONE)
            text = md("{icon} {wanted}", icon=words.CALLED_OFF, wanted=_wanted(several.batch))
            return card(lines(text, how), section(lines(text, how)), _people(several.batch))


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
    return md("{who} wants to: {wanted}", who=person(batch.requester), wanted=_wanted(batch))


def several_report_card(several: Several) -> Card:
    """Return how it came out: a message of its own, since edits notify nobody."""
    failed = several.of(Step.FAILED, Step.UNSURE)
    with_errors = tuple(one for one in several.of(Step.DONE) if one.reason)
    few = len(failed) <= FEW
    return card(
        _result(several),
        section(_result(several)),
        *(section(_failure(one), accessory=_look(one, index)) for index, one in enumerate(failed) if few),
        *([] if few else _listed("not done", failed)),
        *(_listed("with errors", with_errors, why=False) if with_errors else []),
        *_by_reason(several.of(Step.SKIPPED)),
    )


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
    facts = [_called(item), md("{datasets}", datasets=words.datasets(stake)) if stake else None, running]
    return md("• {facts}", facts=joined("  ·  ", facts))


def _called(item: Item) -> Mrkdwn:
    harvester = item.harvester
    name = harvester.name if visible(harvester.name) else harvester.id
    where = md("{id} on {portal}", id=code(harvester.id, NAME_LIMIT), portal=escape(item.portal, NAME_LIMIT))
    return md("{name}   {where}", name=strong(name, NAME_LIMIT), where=where)


def _left_out(left: Sequence[LeftOut]) -> list[Block]:
    if not left:
        return []
    told = [
        md("• {count}: {why}{refs}", count=one.count, why=escape(one.why, WHY_LIMIT), refs=_refs(one.refs, one.count))
        if one.count
        else md("• {why}", why=escape(one.why, WHY_LIMIT))
        for one in left[:FEW]
    ]
    number = sum(one.count for one in left)
    return [section(lines(md("Left out: {count}", count=words.harvesters(number)), *told))]


def _refs(refs: Sequence[str], count: int) -> Mrkdwn:
    shown = [code(ref, NAME_LIMIT) for ref in refs[:REFS_SHOWN]]
    more = count - len(shown)
    named = joined(", ", [*shown, md("{count} more", count=more) if more > 0 else None])
    return md(" ({named})", named=named) if named else md("")


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


def _at_work(several: Several) -> Card:
    batch, steps = several.batch, several.steps
    waiting = steps[Step.WAITING]
    headline = md("{icon} {wanted}: {tally}", icon=words.WORKING, wanted=_wanted(several.batch), tally=_tally(several))
    ahead = joined(
        ", ",
        [
            md("{count} under way", count=under_way)
            if (under_way := steps[Step.BEGUN] + steps[Step.FOLLOWED])
            else None,
            md("{count} to come", count=waiting) if waiting and not batch.stopper else None,
        ],
    )
    stopping = (
        md("{icon} {who} has stopped it: nothing more is begun.", icon=words.STOPPING, who=person(batch.stopper))
        if batch.stopper
        else None
    )
    troubles = [_failure(one) for one in several.of(Step.FAILED, Step.UNSURE)[-FEW:]]
    return card(
        headline,
        section(lines(headline, ahead, stopping)),
        section(lines(*troubles)) if troubles else None,
        _people(batch),
        foot=[
            actions(button(words.STOP, ids.Press.SEVERAL_STOP, batch.id, style=DANGER))
            if waiting and not batch.stopper
            else None
        ],
    )


def _tally(several: Several) -> Mrkdwn:
    """Say how many are done, and what became of the others that are over."""
    steps = several.steps
    others = ((Step.FAILED, "failed"), (Step.UNSURE, "unknown"), (Step.SKIPPED, "left as they were"))
    return joined(
        ", ",
        [
            md("done {done} of {count}", done=steps[Step.DONE], count=len(several.items)),
            *(md("{count} {word}", count=steps[step], word=word) for step, word in others if steps[step]),
        ],
    )


def _result(several: Several) -> Mrkdwn:
    batch, steps = several.batch, several.steps
    icon = (
        words.DONE if steps[Step.DONE] == len(several.items) else words.WARNING if steps[Step.DONE] else words.NOT_DONE
    )
    others = ((Step.FAILED, "failed"), (Step.UNSURE, "with an unknown outcome"), (Step.SKIPPED, "left as they were"))
    done = (
        md(
            "*{done} {count} of {all}*{fate}",
            done=DONE[batch.chosen],
            count=steps[Step.DONE],
            all=words.harvesters(batch.count),
            fate=_fate(several),
        )
        if steps[Step.DONE] or steps[Step.UNSURE]
        else md("*Not {done}*: {all}", done=_participle(batch.chosen), all=words.harvesters(batch.count))
    )
    rest = joined(", ", [md("{count} {word}", count=steps[step], word=word) for step, word in others if steps[step]])
    stopped = md("stopped by {who}", who=person(batch.stopper)) if batch.stopper else None
    return md("{icon} {parts}", icon=icon, parts=joined("  ·  ", [done, rest, stopped]))


def _fate(several: Several) -> Mrkdwn:
    """Say what became of the datasets of those that are gone."""
    number = sum(one.harvester.attached for one in several.of(Step.DONE))
    match several.batch.chosen:
        case Action.DELETE_DATASETS:
            return md(" with their {datasets}", datasets=words.datasets(number))
        case Action.DELETE if number:
            return md(", {datasets} kept", datasets=words.datasets(number))
        case _:
            return md("")


def _participle(action: Action) -> str:
    return DONE[action].split()[0].lower()


def _wanted(batch: Batch) -> Mrkdwn:
    along = md(" with their datasets") if batch.chosen is Action.DELETE_DATASETS else md("")
    count = words.harvesters(batch.count)
    return md("{opening} {count}{along}", opening=OPENINGS[batch.chosen], count=count, along=along)


def _people(batch: Batch) -> Block:
    second = batch.approver if batch.approver not in ("", batch.requester) else ""
    answered = "rejected" if batch.state is State.REJECTED else "approved"
    return context(
        joined(
            "  ·  ",
            [
                md("chosen by {wanted}", wanted=code(batch.wanted)) if batch.wanted else None,
                md("asked by {who}", who=person(batch.requester)),
                md("{answered} by {who}", answered=answered, who=person(second)) if second else None,
            ],
        )
    )


def _failure(item: Item) -> Mrkdwn:
    icon = words.UNSURE if item.step is Step.UNSURE else words.NOT_DONE
    return lines(md("{icon} {name}", icon=icon, name=_called(item)), escape(item.reason, WHY_LIMIT))


def _look(item: Item, index: int) -> Block | None:
    """Return a button that leads on: to the errors of a run, else to how the harvester is doing."""
    target = held.Target(item.portal, item.harvester.id)
    if item.now is not None and item.now.errors:
        return button(words.ERRORS, ids.Press.RUN, held.command_value("errors", target), index=index)
    return button(words.STATUS, ids.Press.RUN, held.command_value("status", target), index=index)


def _listed(what: str, items: Sequence[Item], *, why: bool = True) -> list[Block]:
    """Return many in a few sections; those beyond are counted, and the audit trail has them."""
    shown = items[:MOST_LISTED]
    blocks = [section(md("*{what}*: {count}", what=what, count=len(items)))]
    blocks += [
        section(
            lines(
                *(md("• {name} {why}", name=_called(one), why=escape(one.reason if why else "", 150)) for one in part)
            )
        )
        for part in _parts(shown, FEW)
    ]
    if more := len(items) - len(shown):
        blocks.append(context(md("{count} more; `audit` has them all.", count=more)))
    return blocks


def _by_reason(skipped: Iterable[Item]) -> list[Block]:
    """Return what was left as it was, by the reason."""
    reasons: dict[str, list[str]] = {}
    for one in skipped:
        reasons.setdefault(one.reason, []).append(one.ref)
    return [
        section(
            lines(
                md("Left as they were: {count}{refs}", count=words.harvesters(len(refs)), refs=_refs(refs, len(refs))),
                escape(why, WHY_LIMIT),
            )
        )
        for why, refs in list(reasons.items())[:FEW]
    ]


def _parts(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[at : at + size] for at in range(0, len(items), size)]
