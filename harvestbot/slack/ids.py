"""Every action id, block id and callback id that Slack hands back to us; ``held`` is what buttons hold besides.

All ids begin with ``harvestbot:``. Bolt knows one listener for each kind of interaction, and the rest is a look-up in a
dict of our own.

Limits (Slack's Block Kit reference): action, block and callback ids 255 characters, ``private_metadata`` 3,000.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

PREFIX = "harvestbot:"
METADATA_LIMIT = 3_000


class Press(StrEnum):
    """What a press on a button means; the comment names what its value holds."""

    REFRESH = "refresh"  # Target
    START = "start"  # Target
    ABORT = "abort"  # Target
    PUBLISH = "publish"  # Target: asks for a confirmation
    UNPUBLISH = "unpublish"  # Target: asks for a confirmation
    WATCH = "watch"  # Target
    TIMETABLE = "timetable"  # Target: shows when it runs by itself
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


def _member(kind: type[E], written: str, name: str) -> E:
    if not written.startswith(PREFIX) or name not in kind.__members__.values():
        raise Unreadable(f"No {kind.__name__} of ours is called {written[:60]!r}.")
    return kind(name)
