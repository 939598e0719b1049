"""Cards of what was typed into forms, in every state."""

from collections.abc import Mapping

import msgspec
from support.card_samples import ANNA, ASKED_AT, HOSTILE, SECRETIVE, confirmation

from harvestbot.domain.confirmations import Action, Place, State
from harvestbot.domain.drafts import Draft, Wish
from harvestbot.domain.harvesters import Schedule
from harvestbot.slack.cards.approval import approval_card
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.saved import saved_card
from harvestbot.slack.cards.schedule import schedule_card
from harvestbot.slack.cards.waiting import opener_card

AFTER = [state for state in State if state not in (State.ASKED, State.WAITING)]


def draft(action: Action = Action.EDIT, wish: Wish | None = None, **changes: object) -> Draft:
    """Return a form that Anna has open, or has submitted."""
    opened = Draft(
        id="d0c",
        action=action,
        portal="paris",
        base=SECRETIVE,
        requester=ANNA,
        place=Place("C1"),
        opened_at=ASKED_AT,
        wish=wish,
    )
    return msgspec.structs.replace(opened, **changes)


TYPED = Wish(
    name="Timetables, all",
    values={"host": "ftp2.example.org", "limit": None, "forced_metas": {"default": {"publisher": HOSTILE}}},
    secrets=("password",),
    mistakes={"host": "No such host"},
)


def editing_cards() -> Mapping[str, Card]:
    """Return the cards by names."""
    edited = draft(wish=TYPED)
    many = draft(wish=Wish(name="Timetables", values={f"parameter_{n}": "x" * 200 for n in range(60)}))
    cards = {
        f"edit, {state}": saved_card(confirmation(Action.EDIT, state, SECRETIVE, approver=ANNA), edited)
        for state in AFTER
    }
    other = confirmation(Action.EDIT, State.DONE, SECRETIVE, approver="U01BEA", reason="It holds otherwise: host.")
    made = draft(Action.CREATE, TYPED, created="timetables-all", alike=("timetables",))
    cards |= {
        f"create, {state}": saved_card(confirmation(Action.CREATE, state, SECRETIVE, reason="It failed."), made)
        for state in (State.DONE, State.NOT_DONE, State.UNKNOWN)
    }
    planned = Wish(name="Timetables", schedule=Schedule("0 7 * * 1-5", "Europe/Paris"))
    cards |= {
        f"schedule, {state}": saved_card(
            confirmation(Action.SCHEDULE, state, SECRETIVE), draft(Action.SCHEDULE, planned)
        )
        for state in (State.DONE, State.NOT_DONE)
    }
    never_ran = msgspec.structs.replace(SECRETIVE, status="new", schedules=())
    odd = msgspec.structs.replace(SECRETIVE, schedules=(Schedule("0 0 1 1 *", "UTC"), Schedule("nonsense")))
    cards |= {
        "schedule": schedule_card(draft(Action.SCHEDULE)),
        "schedule, none": schedule_card(draft(Action.SCHEDULE, base=never_ran)),
        "schedule, odd": schedule_card(draft(Action.SCHEDULE, base=odd)),
        "schedule, removed": saved_card(
            confirmation(Action.SCHEDULE, State.DONE, SECRETIVE), draft(Action.SCHEDULE, Wish(name="Timetables"))
        ),
    }
    return cards | {
        "edit, done in part": saved_card(other, edited),
        "edit, many changes": saved_card(confirmation(Action.EDIT, State.DONE, SECRETIVE), many),
        "edit, a second person": approval_card(confirmation(Action.EDIT, State.WAITING, SECRETIVE), draft=edited),
        "a form to open": opener_card("edit paris/timetables"),
    }
