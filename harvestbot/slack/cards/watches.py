"""What a channel or a person is told about: the list, and the word that it has changed."""

from collections.abc import Collection

from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind, in_order
from harvestbot.domain.watching.subscriptions import ANY, Mute, Subscription, Target
from harvestbot.domain.watching.watched import Watched, Watches
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, channel, code, escape, group, joined, lines, md, person, strong, when

WATCH = code("watch")
BUTTON = code(words.WATCH)


def watched_card(watched: Watched) -> Card:
    """Return the word that somebody is told of something from now on, or no longer, or not for a while."""
    where, what = _where(watched.subscriber), target_name(watched.target)
    by = context(md("asked by {who}", who=person(watched.by)))
    if watched.subscription is not None:
        said = md("{icon} {where} watches {what}", icon=words.WATCHED, where=where, what=what)
        how = _how(watched.subscription, code(watched.subscription.mention))
        undo = button(words.UNWATCH, ids.Press.RUN, held.command_value(f"unwatch {watched.target}"))
        return card(said, section(lines(said, how)), by, foot=[actions(undo)])
    if watched.mute is not None:
        said = md(
            "{icon} {where} hears nothing of {what} until {moment}",
            icon=words.SILENT,
            where=where,
            what=what,
            moment=when(watched.mute.until),
        )
        undo = button(words.UNMUTE, ids.Press.RUN, held.command_value(f"unmute {watched.target}"))
        return card(said, section(said), by, foot=[actions(undo)])
    if watched.ends == "unmute":
        said = md("{icon} {where} hears of {what} again", icon=words.WATCHED, where=where, what=what)
    else:
        said = md("{icon} {where} no longer watches {what}", icon=words.SILENT, where=where, what=what)
    return card(said, section(said), by)


def watches_card(watches: Watches, *, channel: str) -> Card:
    """Return what is watched and muted.

    Args:
        watches: all of it, of the channel and of the person.
        channel: the id of the subscriber where this was asked: only what is there can be changed from there.
    """
    if not watches.subscriptions and not watches.mutes:
        nothing = md("Nothing is watched here. {watch} or the button {button} begins it.", watch=WATCH, button=BUTTON)
        return card(nothing, section(nothing))
    title = md("*What is told here, and to you*")
    return card(
        title,
        section(title),
        *(_subscription(one, here=one.subscriber == channel) for one in watches.subscriptions),
        *(_mute(one, here=one.subscriber == channel) for one in watches.mutes),
    )


def target_name(target: Target) -> Mrkdwn:
    """Return what is watched, as a sentence says it."""
    if target.portal == ANY:
        return md("*every portal*")
    if target.harvester == ANY:
        return md("everything on {portal}", portal=strong(target.portal))
    return code(str(target))


def kinds_said(kinds: Collection[Kind]) -> Mrkdwn:
    """Return which kinds of news, in the order of a message."""
    if len(kinds) == len(Kind):
        return md("all news")
    listed = joined(", ", [code(kind) for kind in in_order(kinds)])
    return md("what breaks and what is well again ({listed})", listed=listed) if kinds == DEFAULT_KINDS else listed


def watch_line(one: Subscription) -> Mrkdwn:
    """Return who is told of what."""
    return md("{icon} {where}: {what}", icon=words.WATCHED, where=_where(one.subscriber), what=target_name(one.target))


def unwatch_button(one: Subscription) -> Block | None:
    """Return the button that ends it, for where its subscriber is."""
    return button(words.UNWATCH, ids.Press.RUN, held.command_value(f"unwatch {one.target}"))


def _subscription(one: Subscription, *, here: bool) -> Block:
    since = md("since {moment}, by {who}", moment=when(one.created_at), who=person(one.created_by))
    # Only the person who asked reads the list, so that the group is shown as Slack shows it and is not called.
    return section(
        lines(watch_line(one), _how(one, group(one.mention)), since), accessory=unwatch_button(one) if here else None
    )


def _mute(one: Mute, *, here: bool) -> Block:
    undo = button(words.UNMUTE, ids.Press.RUN, held.command_value(f"unmute {one.target}")) if here else None
    said = md(
        "{icon} {where}: nothing of {what} until {moment}, by {who}",
        icon=words.SILENT,
        where=_where(one.subscriber),
        what=target_name(one.target),
        moment=when(one.until),
        who=person(one.by),
    )
    return section(said, accessory=undo)


def _how(one: Subscription, called_group: Mrkdwn) -> Mrkdwn:
    quiet = md("quiet {hours}", hours=escape(str(one.quiet))) if one.quiet else None
    called = md("calls {group} when a run fails", group=called_group) if one.mention else None
    return joined("  ·  ", [kinds_said(one.kinds), quiet, called])


def _where(subscriber: str) -> Mrkdwn:
    return person(subscriber) if subscriber.startswith(("U", "W")) else channel(subscriber)
