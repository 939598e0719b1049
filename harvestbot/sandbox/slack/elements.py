"""What can be pressed, chosen and filled in: finding it in blocks, and the state that it carries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from harvestbot.sandbox.slack.plain import words
from harvestbot.sandbox.slack.wire import Json

PRESSED: Final = frozenset({"button", "workflow_button", "icon_button"})
STATELESS: Final = PRESSED | {"overflow", "feedback_buttons"}
"""Elements that act at once and keep no value."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An element and the block that holds it.

    Attributes:
        label: What a person reads next to it: the button's text, the input's label, the menu's placeholder.
    """

    block: Json
    element: Json
    label: str

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Its own id."""
        return str(self.element["action_id"])

    def answers_to(self, name: str) -> bool:
        """Whether somebody who says `name` means this element."""
        return name in (self.action_id, self.block_id, f"{self.block_id}/{self.action_id}", self.label)


def spots(blocks: list[Json]) -> Iterator[Spot]:
    """Every interactive element, in reading order."""
    for block in blocks:
        for element in _elements(block):
            if "action_id" in element:
                yield Spot(block, element, _label(block, element))
        if block["type"] in ("container", "carousel"):
            yield from spots(block.get("child_blocks") or block["elements"])


def _elements(block: Json) -> list[Json]:
    match block["type"]:
        case "section":
            return [block["accessory"]] if "accessory" in block else []
        case "input":
            return [block["element"]]
        case "actions" | "context_actions":
            return list(block["elements"])
        case "card":
            return list(block.get("actions", []))
        case "data_table" | "table":
            return [cell for row in block["rows"] for cell in row]
        case _:
            return []


def _label(block: Json, element: Json) -> str:
    if block["type"] == "input":
        return words(block["label"])
    if "text" in element:
        return words(element["text"])
    return words(element.get("placeholder"))


def with_ids(blocks: list[Json], new_id: Callable[[], str]) -> list[Json]:
    """The blocks with a block_id and action_ids where they came without, as Slack stores them."""
    filled = [{**block, "block_id": block.get("block_id") or new_id()} for block in blocks]
    for block in filled:
        for key in ("child_blocks", *(("elements",) if block["type"] == "carousel" else ())):
            if key in block:
                block[key] = with_ids(block[key], new_id)
        if "accessory" in block:
            block["accessory"] = _with_action_id(block["accessory"], new_id)
        if block["type"] == "input":
            block["element"] = _with_action_id(block["element"], new_id)
        if block["type"] in ("actions", "context_actions"):
            block["elements"] = [_with_action_id(element, new_id) for element in block["elements"]]
        if block["type"] == "card" and "actions" in block:
            block["actions"] = [_with_action_id(element, new_id) for element in block["actions"]]
    return filled


def _with_action_id(element: Json, new_id: Callable[[], str]) -> Json:
    if element["type"] == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": new_id()}


# For each element: the key of its value in `state.values`, and the key that gives its first value.
# https://docs.slack.dev/reference/views/view-object and the page of each element
_VALUES: Final[dict[str, tuple[str, str]]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
_LISTS: Final = frozenset(
    {"checkboxes", "file_input", *(kind for kind in _VALUES if kind.startswith("multi_"))},
)


def value_key(element: Json) -> str:
    """Where the element's value stands in its action and in `state.values`."""
    return _VALUES[element["type"]][0]


def is_empty(element: Json, held: Json) -> bool:
    """Whether nothing was typed or chosen."""
    return not held.get(value_key(element))


def first_state(blocks: list[Json], before: dict[str, Json] | None = None) -> dict[str, Json]:
    """`state.values` of fresh blocks; what was typed before stays where block_id and action_id are the same."""
    state: dict[str, Json] = {}
    for spot in spots(blocks):
        kind = spot.element["type"]
        if kind not in _VALUES:
            continue
        key, initial = _VALUES[kind]
        value: Any = spot.element.get(initial, [] if kind in _LISTS else None)
        held = {"type": kind, key: value}
        kept = (before or {}).get(spot.block_id, {}).get(spot.action_id)
        if kept is not None and kept["type"] == kind:
            held = kept
        state.setdefault(spot.block_id, {})[spot.action_id] = held
    return state


def options_of(element: Json) -> list[Json]:
    """The options of a menu, those of its groups too."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def chosen(element: Json, wanted: object) -> Json:
    """The element's part of `state.values` after somebody chose or typed.

    Args:
        element: The element.
        wanted: Text for an input; an option's value or words (several in a list) for a menu; ids for people.

    Raises:
        LookupError: There is no such option.
    """
    kind = element["type"]
    key = value_key(element)
    if key == "selected_option":
        return {"type": kind, key: None if wanted is None else _option(element, wanted)}
    if key == "selected_options":
        return {"type": kind, key: [_option(element, each) for each in _several(wanted)]}
    if kind in _LISTS:
        return {"type": kind, key: _several(wanted)}
    if kind == "number_input" and wanted is not None:
        return {"type": kind, key: str(wanted)}
    return {"type": kind, key: None if wanted == "" else wanted}


def _several(wanted: object) -> list[object]:
    if isinstance(wanted, (list, tuple)):
        return list(wanted)
    return [] if wanted is None else [wanted]


def _option(element: Json, wanted: object) -> Json:
    if isinstance(wanted, dict):
        return wanted
    for option in options_of(element):
        if wanted in (option.get("value"), words(option["text"])):
            return option
    raise LookupError(f"no option {wanted!r} among {[words(option['text']) for option in options_of(element)]}")
