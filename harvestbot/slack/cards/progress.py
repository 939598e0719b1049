"""Several harvesters at once: how far they are, and how it came out."""

from collections.abc import Iterable, Sequence

from harvestbot.domain.batches import Batch, Item, Several, Step
from harvestbot.domain.confirmations import Action, State
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import DANGER, Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, person, strong, visible

NAME_LIMIT = 60
WHY_LIMIT = 400
FEW = 5
"""Failures that each get a button; more are listed."""
MOST_LISTED = 20
REFS_SHOWN = 8
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


def several_report_card(several: Several) -> Card:
    """Return how it came out: a message of its own, since edits notify nobody."""
    failed = several.of(Step.FAILED, Step.UNSURE)
    with_errors = tuple(one for one in several.of(Step.DONE) if one.reason)
    few = len(failed) <= FEW
    return card(
        result(several),
        section(result(several)),
        *(section(_failure(one), accessory=_look(one, index)) for index, one in enumerate(failed) if few),
        *([] if few else _listed("not done", failed)),
        *(_listed("with errors", with_errors, why=False) if with_errors else []),
        *_by_reason(several.of(Step.SKIPPED)),
    )


def refs_of(refs: Sequence[str], count: int) -> Mrkdwn:
    """Name the first of so many harvesters, and say how many more there are; nothing where none is named."""
    shown = [code(ref, NAME_LIMIT) for ref in refs[:REFS_SHOWN]]
    more = count - len(shown)
    named = joined(", ", [*shown, md("{count} more", count=more) if more > 0 else None])
    return md(" ({named})", named=named) if named else md("")


def called(item: Item) -> Mrkdwn:
    """Name one of them: what it is called, its id and its portal."""
    harvester = item.harvester
    name = harvester.name if visible(harvester.name) else harvester.id
    where = md("{id} on {portal}", id=code(harvester.id, NAME_LIMIT), portal=escape(item.portal, NAME_LIMIT))
    return md("{name}   {where}", name=strong(name, NAME_LIMIT), where=where)


def at_work(several: Several) -> Card:
    """Return the card while they are worked through; `Stop` stands on it as long as one waits."""
    batch, steps = several.batch, several.steps
    waiting = steps[Step.WAITING]
    headline = md("{icon} {wanted}: {tally}", icon=words.WORKING, wanted=wanted(several.batch), tally=_tally(several))
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
        people(batch),
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


def result(several: Several) -> Mrkdwn:
    """Say in one line how it came out."""
    batch, steps = several.batch, several.steps
    icon = (
        words.DONE if steps[Step.DONE] == len(several.items) else words.WARNING if steps[Step.DONE] else words.NOT_DONE
    )
    others = ((Step.FAILED, "failed"), (Step.UNSURE, "with an unknown outcome"), (Step.SKIPPED, "left as they were"))
    done = (
        md(
            "*{done} {count} of {all}*{fate}",
            done=DONE[batch.chosen],
            count=steps[Step.DONE] + _failed_runs(several),
            all=words.harvesters(batch.count),
            fate=_fate(several),
        )
        if steps[Step.DONE] or steps[Step.UNSURE] or _failed_runs(several)
        else undone(batch)
    )
    rest = joined(", ", [md("{count} {word}", count=steps[step], word=word) for step, word in others if steps[step]])
    stopped = md("stopped by {who}", who=person(batch.stopper)) if batch.stopper else None
    return md("{icon} {parts}", icon=icon, parts=joined("  ·  ", [done, rest, stopped]))


def _failed_runs(several: Several) -> int:
    """Count what was started, though its run failed: such a harvester was seen after the request."""
    started = several.batch.chosen is Action.START
    return sum(started and one.now is not None for one in several.of(Step.FAILED))


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


def undone(batch: Batch) -> Mrkdwn:
    """Say of all of them that nothing was done."""
    done = DONE[batch.chosen].split()[0].lower()
    return md("*Not {done}*: {all}", done=done, all=words.harvesters(batch.count))


def wanted(batch: Batch) -> Mrkdwn:
    """Say what is wanted, of how many."""
    along = md(" with their datasets") if batch.chosen is Action.DELETE_DATASETS else md("")
    count = words.harvesters(batch.count)
    return md("{opening} {count}{along}", opening=OPENINGS[batch.chosen], count=count, along=along)


def people(batch: Batch) -> Block:
    """Say what chose them, who asked, who approved and who stopped it."""
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
    return lines(md("{icon} {name}", icon=icon, name=called(item)), escape(item.reason, WHY_LIMIT))


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
            lines(*(md("• {name} {why}", name=called(one), why=escape(one.reason if why else "", 150)) for one in part))
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
                md(
                    "Left as they were: {count}{refs}", count=words.harvesters(len(refs)), refs=refs_of(refs, len(refs))
                ),
                escape(why, WHY_LIMIT),
            )
        )
        for why, refs in list(reasons.items())[:FEW]
    ]


def _parts(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[at : at + size] for at in range(0, len(items), size)]
