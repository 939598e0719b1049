"""Every action id, block id and callback id that Slack hands back to us, and how values are written into it.

All ids begin with ``harvestbot:``, so that one pattern for each kind of interaction is registered with Bolt and the
rest is a look-up in a dict of our own. Values are compact JSON arrays: any string goes in and comes out whole. A value
that would break Slack's limit is not cut but refused (None): the builders then leave the button out instead of showing
one that names something else.

Limits (Slack's Block Kit reference): action, block and callback ids 255 characters, a button's value 2,000, an
overflow option's value 150, ``private_metadata`` 3,000.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import msgspec
from msgspec import Struct

from harvestbot.domain.confirmations import Action
from harvestbot.domain.home import Wish
from harvestbot.domain.timetable import Often
from harvestbot.domain.trail import Turn, Wanted
from harvestbot.domain.watching import past

PREFIX = "harvestbot:"
PATTERN = re.compile(rf"^{PREFIX}")
"""What is registered with Bolt for presses and for submitted views alike."""

BUTTON_VALUE_LIMIT = 2_000
OPTION_VALUE_LIMIT = 150
METADATA_LIMIT = 3_000


class Press(StrEnum):
    """What a press on a button means; the comment names what its value holds."""

    REFRESH = "refresh"  # Target
    START = "start"  # Target
    ABORT = "abort"  # Target
    PUBLISH = "publish"  # Target: asks for a confirmation
    UNPUBLISH = "unpublish"  # Target: asks for a confirmation
    WATCH = "watch"  # Target
    MORE = "more"  # Picked, in the chosen option of the overflow menu
    CONFIRM = "confirm"  # Choice: sets the action in motion
    CONFIRM_TYPED = "confirm-typed"  # Choice: opens the form in which the id, or secrets, are typed
    CANCEL = "cancel"  # the confirmation's id
    APPROVE = "approve"  # the confirmation's id: the answer of a second person
    REJECT = "reject"  # the confirmation's id: the answer of a second person, or the asker's withdrawal
    RUN = "run"  # a command's text, as if it had been typed
    PAGE = "page"  # Page
    SEARCH = "search"  # the words and filters that were typed
    RESTORE = "restore"  # the tombstone's id: asks for a confirmation
    RESTORE_PAGE = "restore-page"  # Page of what can be restored
    TRAIL = "trail"  # TrailTurn
    FORESEE = "foresee"  # the draft's id: previews what is typed into its form
    PICK_TYPE = "pick-type"  # PickedType, in the chosen option
    SCHEDULE = "schedule"  # the draft's id: opens the form of a schedule
    HOW_OFTEN = "how-often"  # Frequency, in the chosen option
    UNSCHEDULE = "unschedule"  # the draft's id: removes the schedule
    OPEN_AGAIN = "open-again"  # the draft's id: opens its form with what was typed
    HISTORY = "history"  # HistoryTurn
    HOME = "home"  # Wish: what the Home shows
    HOME_ANEW = "home-anew"  # Wish: the same, from what the portals say now
    OPEN = "open"  # Target: opens a modal with the harvester's card
    SEVERAL = "several"  # Choice, of a batch: sets it in motion
    SEVERAL_TYPED = "several-typed"  # Choice, of a batch: opens the form in which the number is typed
    SEVERAL_CANCEL = "several-cancel"  # the batch's id
    SEVERAL_APPROVE = "several-approve"  # the batch's id: the answer of a second person
    SEVERAL_REJECT = "several-reject"  # the batch's id: the answer of a second person, or the asker's withdrawal
    SEVERAL_STOP = "several-stop"  # the batch's id
    SEVERAL_PAGE = "several-page"  # Page of the names of a batch, whose id stands in the place of the words
    FIND = "find"  # Target, in the chosen option of a select; the action id names the verb that it is chosen for
    CHOOSE = "choose"  # a verb: opens the form in which several harvesters are chosen
    ON_IT = "on-it"  # the notice's id
    TAKE_OVER = "take-over"  # Relief
    TEST = "test"  # nothing: completes the round trip
    WHY = "why"  # the notice's id


class Item(StrEnum):
    """An entry of the overflow menu of a harvester's card."""

    HISTORY = "history"
    ERRORS = "errors"
    PREVIEW = "preview"
    DELETE = "delete"  # asks for a confirmation
    EDIT = "edit"  # opens a form
    COPY = "copy"  # opens a form for a new one like it


class Form(StrEnum):
    """A modal that people submit; the comment names what its ``private_metadata`` holds."""

    TYPED_DELETE = "typed-delete"  # the confirmation's id
    TYPED_RESTORE = "typed-restore"  # the confirmation's id
    EDIT = "edit"  # the draft's id
    CREATE = "create"  # the draft's id
    SCHEDULE = "schedule"  # Frequency
    TYPED_COUNT = "typed-count"  # Choice, of a batch
    CHOOSE = "choose"  # Chooser


class Shortcut(StrEnum):
    """A global shortcut."""

    HARVESTERS = "harvesters"  # picks a harvester, with what may be done to it


class Event(StrEnum):
    """What Slack tells the bot of by itself; the value is what the app subscribes to (Slack's Events API)."""

    HOME_OPENED = "app_home_opened"
    LINK_SHARED = "link_shared"
    MENTIONED = "app_mention"
    WRITTEN = "message.im"

    @property
    def type(self) -> str:
        """The type that the event itself names: without the kind of conversation that was subscribed to."""
        return self.value.partition(".")[0]


class Field(StrEnum):
    """An input of a form: both its block id and, in that block, its action id."""

    HARVESTER_ID = "harvester-id"
    COUNT = "count"
    VERB = "verb"  # what is to be done
    CHOSEN = "chosen"  # the harvesters; the action id is that of the select
    WANTED = "wanted"  # one for each value that is typed anew, told apart by its index
    NAME = "name"
    PARAMETER = "parameter"  # one for each parameter, told apart by its index
    FURTHER = "further"
    MINUTE = "minute"
    AT = "at"
    DAYS = "days"
    DAY = "day"
    CRON = "cron"
    ZONE = "zone"


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
E = TypeVar("E", bound=StrEnum)


class Unreadable(ValueError):
    """An id or a value that this version of the bot did not write."""


def action_id(press: Press, index: int = 0) -> str:
    """Write a button's action id; ``index`` tells apart buttons of one kind in one block."""
    return f"{PREFIX}{press}:{index}" if index else f"{PREFIX}{press}"


def read_action_id(text: str) -> Press:
    """Return what a button means.

    Raises:
        Unreadable: no button of ours has this action id.
    """
    return _member(Press, text, text.removeprefix(PREFIX).partition(":")[0])


def find_id(verb: str) -> str:
    """Write the action id of a select in which a harvester is found for ``verb``."""
    return f"{PREFIX}{Press.FIND}:{verb}"


def read_find(text: str) -> str:
    """Return the verb that a harvester is found for.

    Raises:
        Unreadable: no select of ours has this action id.
    """
    if read_action_id(text) is not Press.FIND:
        raise Unreadable(f"No select of ours is called {text[:60]!r}.")
    return text.removeprefix(find_id(""))


def read_option(state: Mapping[str, object], field: Field) -> str:
    """Return the value of the one option that was chosen in an input, "" where none was."""
    match state.get(field_id(field)):
        case Mapping() as inputs:
            match inputs.get(field_id(field)):
                case {"selected_option": {"value": str(value)}}:
                    return value
    return ""


def read_ticked(state: Mapping[str, object], field: Field) -> tuple[str, ...]:
    """Return the values of the options that were ticked in an input."""
    match state.get(field_id(field)):
        case Mapping() as inputs:
            match inputs.get(field_id(field)):
                case {"selected_options": list(picked)}:
                    return tuple(str(one["value"]) for one in picked)
    return ()


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


def callback_id(form: Form) -> str:
    """Write a form's callback id."""
    return f"{PREFIX}{form}"


def read_callback_id(text: str) -> Form:
    """Return which form was submitted.

    Raises:
        Unreadable: no form of ours has this callback id.
    """
    return _member(Form, text, text.removeprefix(PREFIX))


def shortcut_id(shortcut: Shortcut) -> str:
    """Write a global shortcut's callback id."""
    return f"{PREFIX}{shortcut}"


def read_shortcut(text: str) -> Shortcut:
    """Return which global shortcut was run.

    Raises:
        Unreadable: no shortcut of ours has this callback id.
    """
    return _member(Shortcut, text, text.removeprefix(PREFIX))


def field_id(field: Field, index: int = 0) -> str:
    """Write the block id and action id of an input; ``index`` tells apart inputs of one kind in one form."""
    return f"{PREFIX}{field}:{index}" if index else f"{PREFIX}{field}"


def read_field(state: Mapping[str, object], field: Field, index: int = 0) -> str:
    """Return what was typed into an input, or the value of the option that was chosen; "" where nothing was.

    Args:
        state: ``view["state"]["values"]`` of a submission: block id → action id → ``{"value": …}``, or
            ``{"selected_option": {"value": …}}``.
        field: which input.
        index: as in ``field_id``.
    """
    match state.get(field_id(field, index)):
        case Mapping() as inputs:
            match inputs.get(field_id(field, index)):
                case {"value": str(typed)} | {"selected_option": {"value": str(typed)}}:
                    return typed
    return ""


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


def _member(kind: type[E], written: str, name: str) -> E:
    if not written.startswith(PREFIX) or name not in kind.__members__.values():
        raise Unreadable(f"No {kind.__name__} of ours is called {written[:60]!r}.")
    return kind(name)
