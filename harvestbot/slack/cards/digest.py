"""A digest: what is broken first, then what is hidden, what changed, what people did; and the word that one is set."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from harvestbot.domain.audit import Entry
from harvestbot.domain.watching.digest import Digest, DigestSet, Standing
from harvestbot.domain.watching.planning import DigestPlan
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.notice import sentence
from harvestbot.slack.cards.text import (
    Mrkdwn,
    channel,
    code,
    cut,
    escape,
    joined,
    lines,
    md,
    one_line,
    person,
    strong,
    when,
)
from harvestbot.slack.cards.watches import target_name

SHOWN = 8
"""Lines of each group that are shown; the others are counted."""
LINE_LIMIT = 220
"""Characters: so that the lines of a group fit into a section."""

T = TypeVar("T")


def digest_card(
    digest: Digest, *, wish: DigestPlan | None, next_at: float | None = None, names: Mapping[str, str] | None = None
) -> Card:
    """Return a digest.

    Args:
        digest: what it says.
        wish: the plan that it comes from, or that holds where it was asked for; None where there is none.
        next_at: when the next one comes, where that is said.
        names: what people are called, by their ids, where a mention would call them each time; None where only one
            person reads it, so that a mention calls nobody.
    """

    def who(user: str) -> Mrkdwn:
        return person(user) if names is None else strong(names.get(user) or user, 60)

    title = md("*How the harvesters stand*  ·  news since {moment}", moment=when(digest.since))
    return card(
        lines(title, _summary(digest)),
        section(lines(title, _summary(digest))),
        _unseen(digest.unseen),
        _group(md("🔴 *Failed*"), digest.failing, _failing),
        _group(md("🟠 *With errors*"), digest.with_errors, _failing),
        _group(md("🐌 *Running for too long*"), digest.stuck, _stuck),
        _group(md("⚠️ *With hidden datasets*"), digest.hidden, _hidden),
        _group(md("*What changed*"), digest.changed, lambda one: joined("  ·  ", [sentence(one), when(one.at)])),
        _group(md("*What was done*"), digest.done, lambda one: _done(one, who(one.actor))),
        foot=[_plan(wish, next_at, who), actions(button(words.LIST, ids.Press.RUN, held.command_value("list")))],
    )


def digest_set_card(wanted: DigestSet) -> Card:
    """Return the word that digests come from now on, or that none do."""
    where = person(wanted.subscriber) if wanted.subscriber.startswith(("U", "W")) else channel(wanted.subscriber)
    if wanted.wish is None:
        said = md("{icon} {where} gets no digest any more", icon=words.SILENT, where=where)
        return card(said, section(said), context(md("asked by {who}", who=person(wanted.by))))
    said = md(
        "{icon} {where} gets a digest of {what}: {plan}",
        icon=words.WATCHED,
        where=where,
        what=target_name(wanted.wish.target),
        plan=escape(str(wanted.wish.plan)),
    )
    return card(
        said,
        section(said),
        context(md("asked by {who}", who=person(wanted.by))),
        foot=[
            actions(
                button(words.DIGEST_NOW, ids.Press.RUN, held.command_value("digest")),
                button(words.DIGEST_OFF, ids.Press.RUN, held.command_value("digest off"), index=1),
            )
        ],
    )


def _summary(digest: Digest) -> Mrkdwn:
    hidden = sum(one.tracked.rest.hidden for one in digest.hidden)
    counted = [
        (len(digest.failing), "failed"),
        (len(digest.with_errors), "with errors"),
        (len(digest.stuck), "running for too long"),
    ]
    said = [md("{count} {what}", count=count, what=what) for count, what in counted if count]
    if hidden:
        said.append(md("{datasets} hidden", datasets=words.datasets(hidden)))
    if digest.quiet:
        said = [md("{icon} nothing is wrong", icon=words.DONE)]
    return joined(
        "  ·  ",
        [
            md("{harvesters}", harvesters=words.counted(digest.total, "harvester")),
            *said,
            md("{runs} ended", runs=words.counted(digest.runs, "run")),
        ],
    )


def _unseen(portals: Sequence[str]) -> Block | None:
    if not portals:
        return None
    named = joined(", ", [strong(one) for one in portals[:SHOWN]])
    return section(md("🔌 Nobody knows how {portals} stands: it could not be read.", portals=named))


def _group(title: Mrkdwn, found: Sequence[T], line: Callable[[T], Mrkdwn]) -> Block | None:
    if not found:
        return None
    shown = [cut(one_line(line(one)), LINE_LIMIT) for one in found[:SHOWN]]
    left_out = len(found) - len(shown)
    return section(
        lines(
            md("{title} ({count})", title=title, count=len(found)),
            *(md("• {line}", line=one) for one in shown),
            md("{count} more", count=left_out) if left_out else None,
        )
    )


def _named(one: Standing) -> Mrkdwn:
    harvester = one.tracked.seen.harvester
    return md("{name} {where}", name=strong(phrases.title(harvester), 60), where=phrases.where(harvester, one.portal))


def _failing(one: Standing) -> Mrkdwn:
    trouble = one.tracked.trouble
    return joined(
        "  ·  ",
        [
            _named(one),
            md("{errors}", errors=words.counted(one.tracked.rest.errors, "error")) if one.tracked.rest.errors else None,
            md("since {moment}", moment=when(trouble.since)) if trouble else None,
        ],
    )


def _stuck(one: Standing) -> Mrkdwn:
    going = one.tracked.going
    return joined("  ·  ", [_named(one), md("since {moment}", moment=when(going.since)) if going else None])


def _hidden(one: Standing) -> Mrkdwn:
    datasets = words.datasets(one.tracked.rest.hidden)
    return joined("  ·  ", [_named(one), md("{datasets} hidden", datasets=datasets)])


def _done(one: Entry, who: Mrkdwn) -> Mrkdwn:
    named = "/".join(part for part in (one.portal, one.harvester_id) if part)
    return joined(
        "  ·  ",
        [
            joined(" ", [who, escape(one.verb, 40), code(named, 80) if named else None]),
            when(one.at),
        ],
    )


def _plan(wish: DigestPlan | None, next_at: float | None, who: Callable[[str], Mrkdwn]) -> Block:
    if wish is None:
        return context(md("No digest is set here. {how} sets one.", how=code("digest daily at 08:30")))
    return context(
        joined(
            "  ·  ",
            [
                md("{plan}, set by {who}", plan=escape(str(wish.plan)), who=who(wish.set_by)),
                md("of {what}", what=target_name(wish.target)),
                md("next {moment}", moment=when(next_at)) if next_at is not None else None,
                md("{off} ends it", off=code("digest off")),
            ],
        )
    )
