"""What buttons, menus and forms hold besides their ids, and how it is written and read.

Values are compact JSON arrays: any string goes in and comes out whole. A value that would break Slack's limit is not
cut but refused (None): the builders then leave the button out instead of showing one that names something else.

Limits (Slack's Block Kit reference): a button's value 2,000 characters, an option's value 150.
"""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from harvestbot.domain.confirmations import Action
from harvestbot.domain.home import Wish
from harvestbot.domain.timetable import Often
from harvestbot.domain.trail import Turn, Wanted
from harvestbot.domain.watching import past
from harvestbot.slack.ids import Item, Unreadable, find_id

BUTTON_VALUE_LIMIT = 2_000
OPTION_VALUE_LIMIT = 150


class Target(Struct, frozen=True, array_like=True):
    """The harvester that a press is about; ``portal`` is "" where only the id fitted into the value."""

    portal: str
    id: str


class Picked(Struct, frozen=True, array_like=True):
    """An entry of the overflow menu, and the harvester that it is about."""

    item: Item
    portal: str
    id: str

    @property
    def target(self) -> Target:
        """The harvester."""
        return Target(self.portal, self.id)


class Choice(Struct, frozen=True, array_like=True):
    """The answer that a press gives to a confirmation."""

    confirmation: str
    action: Action


class Page(Struct, frozen=True, array_like=True):
    """A page of the list (from 1), the words that it is filtered by, and how it is shown: ``fresh`` reads it anew."""

    number: int
    words: str = ""
    table: bool = False
    fresh: bool = False


class HistoryTurn(Struct, frozen=True, array_like=True):
    """A page of the history of a harvester."""

    portal: str
    id: str
    turn: past.Turn


class Chooser(Struct, frozen=True, array_like=True):
    """Where a form was opened in which harvesters are chosen: the channel, and the thread in it."""

    channel: str
    thread: str = ""


class TrailTurn(Struct, frozen=True, array_like=True):
    """A page of the audit trail, and what narrows it."""

    turn: Turn
    wanted: Wanted


class Relief(Struct, frozen=True, array_like=True):
    """A notice, and the id of the person who was shown to be on it and is to be relieved."""

    notice: str
    instead_of: str


class PickedType(Struct, frozen=True, array_like=True):
    """A type of harvester, the portal on which one is to be created, and the draft in whose form it was picked."""

    draft: str
    portal: str
    type: str


class Frequency(Struct, frozen=True, array_like=True):
    """How often a harvester is to run by itself, and the draft in whose form that is chosen."""

    draft: str
    often: Often


class Spot(Struct, frozen=True, array_like=True):
    """Where a modal was asked for: what is pressed in it comes from no channel. It is no capability."""

    channel: str
    thread: str = ""


Value = (
    Frequency | PickedType | Spot | Chooser | Relief | Target | Picked | Choice | Page | TrailTurn | HistoryTurn | Wish
)

V = TypeVar("V", bound=Value)


def read_chosen(state: Mapping[str, object], block: str) -> tuple[Target, ...]:
    """Return the harvesters that were chosen in a select of a form or message, in their order.

    Args:
        state: block id → action id → value, as a submission or a press brings it.
        block: the block id.
    """
    match state.get(block):
        case Mapping() as inputs:
            for name, held in inputs.items():
                if str(name).startswith(find_id("")) and isinstance(held, Mapping):
                    options = held.get("selected_options") or [held.get("selected_option")]
                    return tuple(read_target(str(one["value"])) for one in options if one)
    return ()


def write(value: Value, limit: int = BUTTON_VALUE_LIMIT) -> str | None:
    """Write a value into a button, or return None if it does not fit into ``limit`` characters."""
    try:
        text = msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # a lone surrogate: Slack could not carry it
        return None
    return text if len(text) <= limit else None


def write_picked(item: Item, target: Target) -> str | None:
    """Write a menu entry's value: with the portal, else the id alone, else None where not even that fits."""
    return write(Picked(item, target.portal, target.id), OPTION_VALUE_LIMIT) or write(
        Picked(item, "", target.id), OPTION_VALUE_LIMIT
    )


def read_target(text: str) -> Target:
    """Read the value of REFRESH, START, ABORT, PUBLISH, UNPUBLISH, WATCH and OPEN, and of an option of FIND.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Target)


def read_picked(text: str) -> Picked:
    """Read the value of an option of MORE.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Picked)


def read_picked_type(text: str) -> PickedType:
    """Read the value of an option of PICK_TYPE.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, PickedType)


def read_frequency(text: str) -> Frequency:
    """Read the value of an option of HOW_OFTEN, and what the form SCHEDULE carries.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Frequency)


def read_spot(text: str) -> Spot:
    """Read where a modal was asked for, from its ``private_metadata``.

    Raises:
        Unreadable: it holds something else.
    """
    return _decode(text, Spot)


def read_choice(text: str) -> Choice:
    """Read the value of CONFIRM and CONFIRM_TYPED.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Choice)


def read_page(text: str) -> Page:
    """Read the value of PAGE.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Page)


def read_chooser(text: str) -> Chooser:
    """Read what the form holds in which harvesters are chosen.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Chooser)


def read_trail(text: str) -> TrailTurn:
    """Read the value of TRAIL.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, TrailTurn)


def read_wish(text: str) -> Wish:
    """Read the value of HOME and HOME_ANEW.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Wish)


def read_relief(text: str) -> Relief:
    """Read the value of TAKE_OVER.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, Relief)


def read_history(text: str) -> HistoryTurn:
    """Read the value of HISTORY.

    Raises:
        Unreadable: it is no such value.
    """
    return _decode(text, HistoryTurn)


def command_value(command: str, target: Target | None = None) -> str | None:
    """Return the value of RUN: a command, followed by the harvester if it is about one; None if it does not fit."""
    text = " ".join([command, *([f"{target.portal}/{target.id}"] if target else [])])
    return text if 0 < len(text) <= BUTTON_VALUE_LIMIT else None


def _decode(text: str, kind: type[V]) -> V:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise Unreadable(f"This button holds no {kind.__name__}.") from error
