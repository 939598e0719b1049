"""A notice: what was found out about watched harvesters, what is broken first."""

from collections.abc import Sequence

from harvestbot.domain.watching.changes import Change, Edit
from harvestbot.domain.watching.hands import Hand
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.notices import Notice
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, group, joined, lines, md, person, strong, visible, when

WHY_LIMIT = 400
EDITS_SHOWN = 8
VALUE_LIMIT = 60
ICONS = {
    Kind.UNREACHABLE: "🔌",
    Kind.CREDENTIALS: "🔑",
    Kind.QUOTA: "⛽",
    Kind.FAILED: "🔴",
    Kind.STUCK: "🐌",
    Kind.COLLAPSED: "📉",
    Kind.GONE: "👻",
    Kind.WITH_ERRORS: "🟠",
    Kind.ERRORS_GREW: "🟠",
    Kind.MISSED: "⏰",
    Kind.REACHABLE: "🟢",
    Kind.RECOVERED: "🟢",
    Kind.ABORTED: "🛑",
    Kind.FINISHED: "🟢",
    Kind.STARTED: "🔵",
    Kind.NEW: "✨",
    Kind.EDITED: "✏️",
    Kind.COUNTS: "🔢",
    Kind.STATUS: "🟣",
}
"""A sign for each kind; a sentence always stands beside it."""


OVER = {
    Kind.REACHABLE: "answers again since",
    Kind.RECOVERED: "well again since",
    Kind.GONE: "gone since",
}
"""How a trouble ended; in any other way it is only over."""


def notice_card(
    notice: Notice, hands: Sequence[Hand] = (), ended: Sequence[Change] = (), *, button_for_hands: bool = True
) -> Card:
    """Return what a notice says.

    Args:
        notice: what there is to tell.
        hands: who is on what of it.
        ended: what has ended troubles of it since.
        button_for_hands: whether somebody can say here that they are on it.
    """
    on = {hand.subject: hand for hand in hands}
    over = {change.subject: change for change in ended}
    rows = [sentence(change) for change in notice.changes]
    open_ = notice.troubles - over.keys()
    called = joined(" ", [group(one) for one in notice.mentions]) if open_ - on.keys() else None
    call = md("{called} nobody is on it yet", called=called) if called and notice.reminds else called
    offers = button_for_hands and open_
    return card(
        joined("  ·  ", [call, *rows]),
        section(call) if call else None,
        *(
            _row(change, said, on.get(change.subject), over.get(change.subject))
            for change, said in zip(notice.changes, rows, strict=True)
        ),
        foot=[
            actions(
                button(words.ON_IT, ids.Press.ON_IT, notice.id) if offers else None,
                button(words.WHY, ids.Press.WHY, notice.id),
            )
        ],
    )


def hands_said(hand: Hand) -> Mrkdwn:
    """Say who is on it, and since when."""
    return md("{icon} {who} is on it since {moment}", icon=words.HAND, who=person(hand.by), moment=when(hand.at))


def _row(change: Change, said: Mrkdwn, hand: Hand | None, end: Change | None) -> Block:
    on_it = None
    if change.kind.opens and end is not None:
        on_it = md(
            "{icon} {over} {moment}", icon=ICONS[end.kind], over=OVER.get(end.kind, "over since"), moment=when(end.at)
        )
    elif change.kind.opens and hand is not None:
        on_it = hands_said(hand)
    if change.kind.of_portal:
        look = button(words.PORTALS, ids.Press.RUN, held.command_value("portals"))
        return section(lines(said, on_it), accessory=look)
    where = md("{id} on {portal}", id=code(change.harvester_id), portal=phrases.portal_name(change.portal))
    target = held.Target(change.portal, change.harvester_id)
    status = None
    if change.kind is not Kind.GONE:
        status = button(words.STATUS, ids.Press.RUN, held.command_value("status", target))
    return section(lines(said, on_it, _details(change), where), accessory=status)


def sentence(change: Change) -> Mrkdwn:
    """Return what has happened, with its sign."""
    name = strong(change.name if visible(change.name) else change.harvester_id)
    portal = strong(change.portal)
    return joined(" ", [md("{icon}", icon=ICONS[change.kind]), _said(change, name, portal)])


def _said(change: Change, name: Mrkdwn, portal: Mrkdwn) -> Mrkdwn:  # noqa: C901, PLR0911, PLR0912  because it is a table of sentences, one a kind
    lasted = words.elapsed(change.lasted) if change.lasted is not None else ""
    after = change.after
    match change.kind:
        case Kind.UNREACHABLE:
            return lines(md("The portal {portal} cannot be reached.", portal=portal), escape(change.why, WHY_LIMIT))
        case Kind.CREDENTIALS:
            return lines(md("The portal {portal} refuses the bot.", portal=portal), escape(change.why, WHY_LIMIT))
        case Kind.QUOTA:
            return lines(md("The calls for today on {portal} are spent.", portal=portal), escape(change.why, WHY_LIMIT))
        case Kind.FAILED:
            return joined(" ", [md("{name} failed", name=name), md("again") if change.again else None])
        case Kind.STUCK:
            usual = f", and usually takes {words.elapsed(change.usual)}" if change.usual is not None else ""
            return md("{name} has been running for {lasted}{usual}", name=name, lasted=lasted, usual=usual)
        case Kind.COLLAPSED:
            return md("The source of {name} has shrunk to less than half", name=name)
        case Kind.GONE:
            return md("{name} is gone from {portal}", name=name, portal=portal)
        case Kind.WITH_ERRORS:
            return joined(" ", [md("{name} finished with errors", name=name), md("again") if change.again else None])
        case Kind.ERRORS_GREW:
            return md("{name} had more errors than the run before", name=name)
        case Kind.MISSED:
            moment = when(change.since) if change.since is not None else md("planned")
            return md("{name} did not start when its schedule wanted: {moment}", name=name, moment=moment)
        case Kind.REACHABLE:
            return md("{portal} answers again{lasted}", portal=portal, lasted=f", after {lasted}" if lasted else "")
        case Kind.RECOVERED:
            return md("{name} is well again{lasted}", name=name, lasted=f", after {lasted}" if lasted else "")
        case Kind.ABORTED:
            return md("The run of {name} was aborted", name=name)
        case Kind.FINISHED:
            took = md("after {lasted}", lasted=lasted) if lasted else None
            return joined(" ", [md("{name} finished well", name=name), took])
        case Kind.STARTED:
            return md("{name} started", name=name)
        case Kind.NEW:
            return md("{name} is new on {portal}", name=name, portal=portal)
        case Kind.EDITED:
            by = md(" by {who}", who=escape(change.by, 80)) if change.by else md("")
            return md("{name} was edited{by}", name=name, by=by)
        case Kind.COUNTS:
            datasets = words.datasets(after.hidden) if after else ""
            return md("The datasets of {name} changed: {hidden} hidden", name=name, hidden=datasets)
        case Kind.STATUS:
            return md("{name} has the status {status}", name=name, status=code(change.now, 40))


def _details(change: Change) -> Mrkdwn | None:
    return lines(joined(", ", _numbers(change)), *_edits(change.edits)) or None


def _numbers(change: Change) -> list[Mrkdwn]:
    """Say which numbers have moved, and how many datasets nobody sees."""
    after = change.after
    if after is None:
        return []
    before = change.before or after
    pairs = (
        ("attached", before.attached, after.attached),
        ("published", before.published, after.published),
        ("at the source", before.remote, after.remote),
        ("errors", before.errors, after.errors),
    )
    said = [
        md("{what} {old} → {new}", what=what, old=old, new=new)
        for what, old, new in pairs
        if old is not None and new is not None and old != new
    ]
    if after.hidden:
        said.append(md("{datasets} hidden", datasets=words.datasets(after.hidden)))
    return said


def _edits(edits: Sequence[Edit]) -> list[Mrkdwn]:
    shown = [
        md("{name}: {old} → {new}", name=code(one.name, 60), old=_value(one.before), new=_value(one.after))
        for one in edits[:EDITS_SHOWN]
    ]
    left_out = len(edits) - len(shown)
    return [*shown, md("{count} more edited", count=left_out)] if left_out else shown


def _value(value: object) -> Mrkdwn:
    return md("nothing") if value is None else code(str(value), VALUE_LIMIT)
