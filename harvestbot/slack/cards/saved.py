"""What became of a form: what was changed, old → new, or why it was not, with a way back to what was typed."""

from collections.abc import Sequence

import msgspec

from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Schedule
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.outcome import CALLED_OFF, PARTICIPLES, REASON_LIMIT, task
from harvestbot.slack.cards.schedule import said
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, person
from harvestbot.slack.cards.values import shown

CHANGES_SHOWN = 20
ALIKE_SHOWN = 5


def saved_card(confirmation: Confirmation, draft: Draft) -> Card:
    """Return the card of what was decided in a form.

    Args:
        confirmation: where it stands.
        draft: what the form showed, and what was typed.
    """
    # It bears its new name only once the portal has taken it.
    stands = draft.action is Action.CREATE or confirmation.state is State.DONE
    harvester = msgspec.structs.replace(draft.becoming if stands else draft.base, id=draft.base.id or draft.created)
    where = phrases.where(harvester, draft.portal)
    people = [md("asked by {who}", who=person(confirmation.requester))]
    if confirmation.approver and confirmation.approver != confirmation.requester:
        answered = "rejected" if confirmation.state is State.REJECTED else "approved"
        people.append(md("{answered} by {who}", answered=answered, who=person(confirmation.approver)))
    changes = [*_alike(confirmation, draft), *changed(draft)]
    over = confirmation.state.over and confirmation.state is not State.DONE
    told = [md("What was typed:"), *changes] if over and changes else changes
    return card(
        lines(_headline(confirmation, draft, phrases.said(harvester)), _why(confirmation), *changes[:3]),
        section(lines(_headline(confirmation, draft, phrases.name(harvester)), _why(confirmation), *told)),
        context(joined("  ·  ", [where, *people])),
        foot=[_buttons(confirmation, draft)],
    )


def _alike(confirmation: Confirmation, draft: Draft) -> list[Mrkdwn]:
    """Warn of harvesters that bring the same, by the look of them: two that do duplicate each other's datasets."""
    if confirmation.state is not State.DONE or not draft.alike:
        return []
    others = joined(", ", [code(one, 60) for one in draft.alike[:ALIKE_SHOWN]])
    return [md("{icon} The same name and type: {others}.", icon=words.WARNING, others=others)]


def changed(draft: Draft) -> list[Mrkdwn]:
    """Return what somebody wants changed, one line each, old → new; of secrets only that they change."""
    wanted, base = draft.wanted, draft.base
    if draft.action is Action.SCHEDULE:
        was, to = base.schedules, draft.becoming.schedules
        return [md("• schedule: {old} → {new}", old=_when(was, draft), new=_when(to, draft))]
    if draft.action is Action.CREATE:
        given = [(name, value) for name, value in draft.becoming.parameters.items() if value is not None]
        found = [md("• {name}: {value}", name=code(name, 60), value=shown(value)) for name, value in given]
        return _first([*found, *(md("• {name}: given, never shown", name=code(name, 60)) for name in wanted.secrets)])
    found = []
    if wanted.name != base.name:
        found.append(md("• name: {old} → {new}", old=shown(base.name), new=shown(wanted.name)))
    found += [
        md("• {name}: {old} → {new}", name=code(name, 60), old=shown(base.parameters.get(name)), new=shown(value))
        for name, value in wanted.values.items()
    ]
    found += [md("• {name}: changed, never shown", name=code(name, 60)) for name in wanted.secrets]
    return _first(found)


def _when(schedules: Sequence[Schedule], draft: Draft) -> Mrkdwn:
    return joined(", ", [said(one, draft.opened_at) for one in schedules]) or md("none")


def _first(found: Sequence[Mrkdwn]) -> list[Mrkdwn]:
    more = len(found) - CHANGES_SHOWN
    rest = [md("• {count} more", count=more)] if more > 0 else []
    return [*found[:CHANGES_SHOWN], *rest]


def _headline(confirmation: Confirmation, draft: Draft, name: Mrkdwn) -> Mrkdwn:
    chosen = confirmation.chosen
    wanted = task(chosen, confirmation.harvester, name)
    match confirmation.state:
        case State.DONE:
            icon = words.WARNING if confirmation.reason else words.DONE
            if chosen is Action.SCHEDULE and not draft.becoming.schedules:
                return md("{icon} *Not scheduled* any more: {name}", icon=icon, name=name)
            if chosen is Action.CREATE:
                return md("{icon} *Created* {name}: it stands as {id}", icon=icon, name=name, id=code(draft.created))
            return md("{icon} *{done}* {name}", icon=icon, done=PARTICIPLES[chosen].capitalize(), name=name)
        case State.UNKNOWN:
            return md("{icon} *{unknown}*: {task}", icon=words.UNSURE, unknown=words.OUTCOME_UNKNOWN, task=wanted)
        case state if not state.over:
            return md("{icon} At work: {task} …", icon=words.WORKING, task=wanted)
        case state:
            icon = words.NOT_DONE if state is State.NOT_DONE else words.CALLED_OFF
            return md("{icon} *Not {done}*: {name}", icon=icon, done=PARTICIPLES[chosen], name=name)


def _why(confirmation: Confirmation) -> Mrkdwn:
    if how := CALLED_OFF.get(confirmation.state):
        return md("{how}: {nothing}.", how=how, nothing=words.NOTHING_DONE)
    return escape(confirmation.reason, REASON_LIMIT)


def _buttons(confirmation: Confirmation, draft: Draft) -> Block | None:
    target = held.Target(draft.portal, draft.base.id or draft.created)
    if confirmation.state is State.DONE:
        return actions(
            button(words.STATUS, ids.Press.RUN, held.command_value("status", target)),
            button(words.PREVIEW, ids.Press.RUN, held.command_value("preview", target), index=1)
            if draft.action is not Action.SCHEDULE
            else None,
        )
    if confirmation.state.over and draft.action in (Action.EDIT, Action.CREATE):
        return actions(button(words.OPEN_AGAIN, ids.Press.OPEN_AGAIN, draft.id))
    if confirmation.state.over:
        return actions(button(words.SCHEDULE, ids.Press.TIMETABLE, held.write(target)))
    return None
