"""Why somebody gets a notice, and who is on it: short answers to one person."""

from collections.abc import Collection

from harvestbot.domain.watching.hands import Hand, Taken
from harvestbot.domain.watching.kinds import in_order
from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.subscriptions import ANY, Subscription, Target
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, person, when
from harvestbot.slack.cards.watches import kinds_said, target_name

REASONS_SHOWN = 10
MUTES_SHOWN = 5


def why_card(notice: Notice, standing: Collection[str], *, may_change: bool) -> Card:
    """Answer "why do I get this?": which subscriptions let it through, and how to be told less.

    Args:
        notice: what was told.
        standing: the ids of the subscriptions of that subscriber that still stand.
        may_change: whether the person may mute and unwatch.
    """
    kinds = joined(", ", [code(kind) for kind in in_order({change.kind for change in notice.changes})])
    title = md("You see this here because of its kind ({kinds}) and of:", kinds=kinds)
    left_out = len(notice.because) - REASONS_SHOWN
    return card(
        title,
        section(title),
        *(_reason(one, one.id in standing, may_change=may_change) for one in notice.because[:REASONS_SHOWN]),
        context(md("{count} more; {watches} shows it all.", count=left_out, watches=code("watches")))
        if left_out > 0
        else None,
        foot=[_mutes(notice) if may_change else None],
    )


def taken_card(taken: Taken) -> Card:
    """Say who is on it, to somebody who wanted to be; where it is somebody else, offer to take over."""
    if not taken.mine and not taken.others:
        over = md("{icon} It is over: there is nothing to look after any more.", icon=words.DONE)
        return card(over, section(over))
    said = lines(
        *(md("{icon} You are on {what} since {moment}", **_facts(one)) for one in taken.mine),
        *(md("{icon} {who} is on {what} since {moment}", who=person(one.by), **_facts(one)) for one in taken.others),
    )
    holders = sorted({one.by for one in taken.others})
    return card(
        said,
        section(said),
        foot=[
            actions(
                *(
                    button(
                        words.TAKE_OVER, ids.Press.TAKE_OVER, held.write(held.Relief(taken.notice, one)), index=index
                    )
                    for index, one in enumerate(holders[:MUTES_SHOWN])
                )
            )
        ],
    )


def _facts(hand: Hand) -> dict[str, Mrkdwn]:
    return {"icon": escape(words.HAND), "what": code(str(hand)), "moment": when(hand.at)}


def _reason(one: Subscription, stands: bool, *, may_change: bool) -> Block:  # noqa: FBT001  because it is the one fact beside the value
    how = joined(
        "  ·  ",
        [
            kinds_said(one.kinds),
            md("quiet {hours}", hours=escape(str(one.quiet))) if one.quiet else None,
            md("calls a group when a run fails") if one.mention else None,
        ],
    )
    said = md(
        "{who} watches {what} since {moment}",
        who=person(one.created_by),
        what=target_name(one.target),
        moment=when(one.created_at),
    )
    if not stands:
        return section(lines(said, how, md("It no longer stands, or the settings name the admins to be told.")))
    undo = button(words.UNWATCH, ids.Press.RUN, held.command_value(f"unwatch {one.target}"))
    return section(lines(said, how), accessory=undo if may_change else None)


def _mutes(notice: Notice) -> Block | None:
    about = (Target(portal, harvester or ANY) for portal, harvester in (change.subject for change in notice.changes))
    targets = list(dict.fromkeys(map(str, about)))
    return actions(
        *(
            button(f"Mute {one} 2h", ids.Press.RUN, held.command_value(f"mute {one} 2h"), index=index)
            for index, one in enumerate(targets[:MUTES_SHOWN])
        )
    )
