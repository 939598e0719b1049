"""When a harvester runs by itself: said in words, and the form in which that is chosen."""

from collections.abc import Mapping

import msgspec

from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Schedule
from harvestbot.domain.timetable import DAYS, Mistakes, Often, Times, in_words, spread
from harvestbot.domain.watching.schedules import next_run
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import (
    BUTTON_TEXT_LIMIT,
    DANGER,
    Block,
    Card,
    actions,
    button,
    card,
    context,
    modal,
    plain_text,
    section,
)
from harvestbot.slack.cards.inputs import days_input, typing_input
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, when

TITLE = "Schedule a harvester"
CHOICES = {
    Often.HOURLY: "Every hour",
    Often.DAILY: "Every day",
    Often.WEEKLY: "On days of the week",
    Often.MONTHLY: "Every month",
    Often.CRON: "As a cron line says",
}
FIELDS = {
    "minute": ids.Field.MINUTE,
    "at": ids.Field.AT,
    "days": ids.Field.DAYS,
    "day": ids.Field.DAY,
    "cron": ids.Field.CRON,
    "zone": ids.Field.ZONE,
}
SHOWN = {
    Often.HOURLY: ("minute",),
    Often.DAILY: ("at",),
    Often.WEEKLY: ("days", "at"),
    Often.MONTHLY: ("day", "at"),
    Often.CRON: ("cron",),
}
"""The fields of each choice; all have a time zone besides."""


def said(schedule: Schedule, after: float) -> Mrkdwn:
    """Say when a schedule wants runs, and when the next one after a moment (seconds since the epoch)."""
    in_plain = in_words(schedule)
    following = next_run([schedule], after)
    return joined(
        "; ",
        [
            md(
                "{words}, {zone}",
                words=escape(in_plain) if in_plain else code(schedule.cron, 60),
                zone=escape(schedule.timezone or "UTC", 60),
            ),
            md("next run {moment}", moment=when(following)) if following is not None else None,
        ],
    )


def schedule_card(draft: Draft) -> Card:
    """Return when a harvester runs by itself, with buttons to change that."""
    base = draft.base
    told = [said(one, draft.opened_at) for one in base.schedules] or [md("It runs only when somebody starts it.")]
    new = base.status == "new"
    never = md(
        "{icon} It has never run. A harvester can be scheduled after its first run: start it first.", icon=words.WARNING
    )
    target = held.Target(draft.portal, base.id)
    scheduled = bool(base.schedules)
    return card(
        lines(_heading(phrases.said(base), scheduled=scheduled), *told),
        section(lines(_heading(phrases.name(base), scheduled=scheduled), *told, never if new else None)),
        context(phrases.where(base, draft.portal)),
        foot=[
            actions(
                button(words.START, ids.Press.START, held.write(target))
                if new
                else button(words.CHANGE if base.schedules else words.SET_SCHEDULE, ids.Press.SCHEDULE, draft.id),
                button(words.REMOVE, ids.Press.UNSCHEDULE, draft.id, style=DANGER, confirm=UNSCHEDULE)
                if base.schedules
                else None,
            )
        ],
    )


def _heading(name: Mrkdwn, *, scheduled: bool) -> Mrkdwn:
    return md("{name} runs by itself:", name=name) if scheduled else md("{name} has no schedule.", name=name)


UNSCHEDULE = ("Remove the schedule?", "It then runs only when somebody starts it.", words.REMOVE, words.CANCEL)
"""Title, text and buttons of what is asked before a schedule is removed."""


def schedule_view(draft: Draft, *, often: Often | None = None, zone: str = "") -> Block:
    """Return the form; its ``private_metadata`` is a ``Frequency``.

    Args:
        draft: what it is about.
        often: which choice is made, None for the one that is so now.
        zone: the time zone of a new schedule, or what is typed for one.
    """
    times = spread(draft.base.schedules[0] if draft.base.schedules else None)
    times = msgspec.structs.replace(times, zone=zone or times.zone)
    often = often or times.often
    options = [
        {
            "text": plain_text(text, BUTTON_TEXT_LIMIT),
            "value": held.write(held.Frequency(draft.id, one), held.OPTION_VALUE_LIMIT) or "",
        }
        for one, text in CHOICES.items()
    ]
    select: Block = {
        "type": "static_select",
        "action_id": ids.action_id(ids.Press.HOW_OFTEN),
        "placeholder": plain_text("How often", BUTTON_TEXT_LIMIT),
        "options": options,
        "initial_option": options[list(CHOICES).index(often)],
    }
    return modal(
        ids.Form.SCHEDULE,
        section(
            lines(
                md("{name}   {where}", name=phrases.name(draft.base), where=phrases.where(draft.base, draft.portal)),
                *(md("Now: {said}.", said=said(one, draft.opened_at)) for one in draft.base.schedules),
            )
        ),
        {"type": "actions", "elements": [select]},
        *(_input(name, times) for name in (*SHOWN[often], "zone")),
        title=TITLE,
        submit="Save",
        close=words.CANCEL,
        metadata=held.write(held.Frequency(draft.id, often), ids.METADATA_LIMIT) or "",
    )


def read_times(draft: Draft, often: Often, state: Mapping[str, object]) -> Times:
    """Return what was typed into the form."""
    times = spread(draft.base.schedules[0] if draft.base.schedules else None)
    typed = {name: ids.read_field(state, FIELDS[name]) for name in (*SHOWN[often], "zone") if name != "days"}
    days = {"days": ids.read_ticked(state, ids.Field.DAYS)} if "days" in SHOWN[often] else {}
    return msgspec.structs.replace(times, often=often, **typed, **days)


def times_at_fields(mistakes: Mistakes) -> dict[str, str]:
    """Return mistakes by the block ids of the form's inputs."""
    return {ids.field_id(FIELDS[name]): text for name, text in mistakes.fields.items()}


def _input(name: str, times: Times) -> Block:
    match name:
        case "minute":
            return typing_input(ids.Field.MINUTE, "Minutes past the hour", shown=times.minute)
        case "at":
            return typing_input(ids.Field.AT, "At", shown=times.at, hint="A time of day such as 01:30")
        case "day":
            hint = "From 1 to 31; months that have no such day are left out."
            return typing_input(ids.Field.DAY, "Day of the month", shown=times.day, hint=hint)
        case "cron":
            hint = (
                "Five words: minute, hour, day of the month, month, day of the week. 30 1 * * * is every day at 01:30."
            )
            return typing_input(ids.Field.CRON, "Cron", shown=times.cron, hint=hint)
        case "days":
            options = [(day, str(number)) for number, day in enumerate(DAYS, start=1)]
            return days_input(ids.Field.DAYS, "On", options, chosen=times.days)
        case _:
            return typing_input(ids.Field.ZONE, "Time zone", shown=times.zone, hint="Such as Europe/Paris")
