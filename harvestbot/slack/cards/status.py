"""The card of one harvester: how it is doing, and what may be done to it now."""

from collections.abc import Collection

from harvestbot.domain.harvesters import DELETING, RESTING, Harvester
from harvestbot.domain.roles import Role
from harvestbot.domain.verbs import VERBS
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import (
    PRIMARY,
    Block,
    Card,
    actions,
    button,
    card,
    context,
    fields,
    overflow,
    section,
)
from harvestbot.slack.cards.text import Mrkdwn, escape, joined, lines, link, md, when


def status_card(
    harvester: Harvester, portal: str, *, may: Role, page_url: str = "", lacks: Collection[str] = ()
) -> Card:
    """Return the card of a harvester.

    Args:
        harvester: as it is now.
        portal: the portal's name.
        may: the role of who asked; buttons that need more are not offered.
        page_url: the harvester's page in the portal's own back office, "" for none.
        lacks: verbs that this portal's API cannot do (``abort`` in the management dialect).
    """
    return card(
        md(
            "{name} ({where}): {condition}. {counts}.",
            name=phrases.said(harvester),
            where=phrases.where(harvester, portal),
            condition=phrases.condition(harvester),
            counts=joined(", ", [phrases.hidden(harvester), phrases.counts(harvester)]),
        ),
        section(
            lines(
                md("{name}   {condition}", name=phrases.name(harvester), condition=phrases.condition(harvester)),
                phrases.hidden(harvester),
                _collapse(harvester),
            )
        ),
        fields(
            md("*Datasets*\n{counts}", counts=phrases.counts(harvester)),
            md("*Errors*\n{errors}", errors=phrases.errors(harvester)),
            md("*Last run*\n{moment}", moment=when(harvester.started_at)) if harvester.started_at else None,
            md("*Last success*\n{moment}", moment=when(harvester.succeeded_at)) if harvester.succeeded_at else None,
            # Neither API tells the schedule with the harvester: "none" would be a guess.
            md("*Schedule*\n{schedules}", schedules=phrases.schedules(harvester.schedules))
            if harvester.schedules
            else None,
        ),
        context(
            joined(
                "  ·  ",
                [
                    phrases.where(harvester, portal),
                    escape(harvester.type_label or harvester.type, 80),
                    _change(harvester),
                    link(page_url, "Open in the portal"),
                ],
            )
        ),
        foot=[_buttons(harvester, held.Target(portal, harvester.id), may, lacks)],
    )


def glance_card(harvester: Harvester, portal: str) -> Card:
    """Return the card beneath a link to a harvester's page: without buttons, since the message is not the bot's."""
    whole = status_card(harvester, portal, may=Role.VIEWER)
    kept = [block for block in whole.blocks if block["type"] != "actions"]
    return Card(whole.text, [{name: value for name, value in block.items() if name != "accessory"} for block in kept])


def _collapse(harvester: Harvester) -> Mrkdwn | None:
    if not harvester.collapsed:
        return None
    return md(
        "{icon} The source lists only {remote} of {attached}. The next run may remove the others.",
        icon=words.WARNING,
        remote=harvester.remote or 0,
        attached=words.datasets(harvester.attached),
    )


def _change(harvester: Harvester) -> Mrkdwn | None:
    if harvester.changed_at is None:
        return None
    by = md(" by {who}", who=escape(harvester.changed_by, 80)) if harvester.changed_by else md("")
    return md("changed {moment}{by}", moment=when(harvester.changed_at), by=by)


def _buttons(harvester: Harvester, target: held.Target, may: Role, lacks: Collection[str]) -> Block | None:
    value = held.write(target)
    going = harvester.status == DELETING

    def offered(verb: str) -> bool:
        return not going and may >= VERBS[verb].role and verb not in lacks

    # A menu has five entries: where all the others are offered, what the source brings is typed, or seen in the form.
    room = not (offered("edit") and offered("errors"))
    menu = [
        (words.EDIT, ids.Item.EDIT) if offered("edit") else None,
        (words.HISTORY, ids.Item.HISTORY) if offered("history") else None,
        (words.ERRORS, ids.Item.ERRORS) if offered("errors") else None,
        (words.PREVIEW, ids.Item.PREVIEW) if offered("preview") and room else None,
        (words.COPY, ids.Item.COPY) if offered("create") else None,
        (words.DELETE_ASK, ids.Item.DELETE) if offered("delete") else None,
    ]
    return actions(
        button(words.REFRESH, ids.Press.REFRESH, value),
        button(words.START, ids.Press.START, value, style=PRIMARY)
        if offered("start") and harvester.status in RESTING
        else None,
        button(words.ABORT, ids.Press.ABORT, value)
        if offered("abort") and harvester.running and harvester.status != "aborting"
        else None,
        button(words.PUBLISH, ids.Press.PUBLISH, value) if offered("publish") and harvester.hidden else None,
        button(words.UNPUBLISH, ids.Press.UNPUBLISH, value)
        if offered("unpublish") and harvester.published > 0
        else None,
        button(words.WATCH, ids.Press.WATCH, value) if offered("watch") else None,
        button(words.SCHEDULE, ids.Press.TIMETABLE, value) if offered("schedule") else None,
        overflow(ids.Press.MORE, [(entry[0], held.write_picked(entry[1], target)) for entry in menu if entry]),
    )
