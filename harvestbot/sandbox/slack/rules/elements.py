"""Block elements: https://docs.slack.dev/reference/block-kit/block-elements."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from harvestbot.sandbox.slack.rules.objects import (
    ADDRESS,
    BOX,
    CONFIRM,
    DISPATCH,
    FILE,
    FILTER,
    ID,
    LINK,
    OPTION,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    plain,
)
from harvestbot.sandbox.slack.rules.richtext import RICH_TEXT
from harvestbot.sandbox.slack.rules.shape import (
    Problem,
    Rule,
    at_least_one,
    at_most_one,
    boolean,
    both,
    integer,
    items,
    matching,
    one_of,
    record,
    string,
    unique,
)

PLACEHOLDER: Final = plain(150)
_DATE: Final = matching(re.compile(r"\d{4}-\d{2}-\d{2}\Z").match, "must be a date as YYYY-MM-DD")
_TIME: Final = matching(re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z").match, "must be a time as HH:mm")
_NUMBER: Final = matching(re.compile(r"-?\d+(\.\d+)?\Z").match, "must be a number")
_FOCUS: Final[Mapping[str, Rule]] = {"focus_on_load": boolean}
_MENU: Final[Mapping[str, Rule]] = {"action_id": ID, "confirm": CONFIRM, "placeholder": PLACEHOLDER, **_FOCUS}
_SEVERAL: Final[Mapping[str, Rule]] = {**_MENU, "max_selected_items": integer(1)}
_INPUT: Final[Mapping[str, Rule]] = {"action_id": ID, "placeholder": PLACEHOLDER, **_FOCUS}


def _initial_among_options(value: object, at: str) -> Iterator[Problem]:
    """What is chosen at first must be one of the options, exactly."""
    if not isinstance(value, dict):
        return
    groups = value.get("option_groups") or []
    offered = list(value.get("options") or [])
    offered += [option for group in groups if isinstance(group, dict) for option in group.get("options") or []]
    first = value.get("initial_options") or ([value["initial_option"]] if value.get("initial_option") else [])
    for option in first:
        if offered and option not in offered:
            yield Problem(at, "initial option must be one of the options")


def _ordered(low: str, high: str) -> Rule:
    """Of two bounds the lower is not above the higher."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and value.get(low) is not None and value.get(high) is not None:
            try:
                wrong = float(value[low]) > float(value[high])
            except (TypeError, ValueError):
                return  # said by the members' own rules
            if wrong:
                yield Problem(at, f"{low} must not be above {high}")

    return rule


def _static(optional: Mapping[str, Rule]) -> Rule:
    return both(
        record({}, {**optional, "options": OPTIONS, "option_groups": OPTION_GROUPS}),
        at_least_one("options", "option_groups"),
        at_most_one("options", "option_groups"),
        _initial_among_options,
    )


def _boxes(required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    return both(record(required, optional), _initial_among_options)


_BOXES: Final = both(items(BOX, 1, 10), unique("value"))
_FEEDBACK: Final = record({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

BUTTON: Final = record(
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": LINK,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "visible_to_user_ids": items(ID, 1),
    },
)
IMAGE: Final = both(
    record({"alt_text": string(2000)}, {"image_url": ADDRESS, "slack_file": FILE}),
    at_least_one("image_url", "slack_file"),
    at_most_one("image_url", "slack_file"),
)

_TEXT_INPUT: Final = both(
    record(
        {},
        {
            **_INPUT,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            "dispatch_action_config": DISPATCH,
        },
    ),
    _ordered("min_length", "max_length"),
)
_ADDRESS_INPUT: Final = record({}, {**_INPUT, "initial_value": string(3000, 0), "dispatch_action_config": DISPATCH})
_NUMBER_INPUT: Final = both(
    record(
        {"is_decimal_allowed": boolean},
        {
            **_INPUT,
            "initial_value": _NUMBER,
            "min_value": _NUMBER,
            "max_value": _NUMBER,
            "dispatch_action_config": DISPATCH,
        },
    ),
    _ordered("min_value", "max_value"),
)
_CONVERSATIONS: Final[Mapping[str, Rule]] = {"default_to_current_conversation": boolean, "filter": FILTER}
_RESPONSE: Final[Mapping[str, Rule]] = {"response_url_enabled": boolean}
_PICKER: Final[Mapping[str, Rule]] = {"action_id": ID, "confirm": CONFIRM, **_FOCUS}

ELEMENTS: Final[Mapping[str, Rule]] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": record(
        {"options": both(items(OVERFLOW_OPTION, 1, 5), unique("value"))}, {"action_id": ID, "confirm": CONFIRM}
    ),
    "static_select": _static({**_MENU, "initial_option": OPTION}),
    "multi_static_select": _static({**_SEVERAL, "initial_options": items(OPTION, 0, 100)}),
    "external_select": record({}, {**_MENU, "initial_option": OPTION, "min_query_length": integer(0)}),
    "multi_external_select": record(
        {}, {**_SEVERAL, "initial_options": items(OPTION, 0, 100), "min_query_length": integer(0)}
    ),
    "users_select": record({}, {**_MENU, "initial_user": ID}),
    "multi_users_select": record({}, {**_SEVERAL, "initial_users": items(ID, 0)}),
    "channels_select": record({}, {**_MENU, **_RESPONSE, "initial_channel": ID}),
    "multi_channels_select": record({}, {**_SEVERAL, "initial_channels": items(ID, 0)}),
    "conversations_select": record({}, {**_MENU, **_CONVERSATIONS, **_RESPONSE, "initial_conversation": ID}),
    "multi_conversations_select": record({}, {**_SEVERAL, **_CONVERSATIONS, "initial_conversations": items(ID, 0)}),
    "checkboxes": _boxes(
        {"options": _BOXES}, {"action_id": ID, "confirm": CONFIRM, "initial_options": items(BOX, 1, 10), **_FOCUS}
    ),
    "radio_buttons": _boxes(
        {"options": _BOXES}, {"action_id": ID, "confirm": CONFIRM, "initial_option": BOX, **_FOCUS}
    ),
    "datepicker": record({}, {**_PICKER, "initial_date": _DATE, "placeholder": PLACEHOLDER}),
    "timepicker": record({}, {**_PICKER, "initial_time": _TIME, "placeholder": PLACEHOLDER, "timezone": string(100)}),
    "datetimepicker": record({}, {**_PICKER, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": _TEXT_INPUT,
    "email_text_input": _ADDRESS_INPUT,
    "url_text_input": _ADDRESS_INPUT,
    "number_input": _NUMBER_INPUT,
    "rich_text_input": record({}, {**_INPUT, "initial_value": RICH_TEXT, "dispatch_action_config": DISPATCH}),
    "file_input": record({}, {"action_id": ID, "filetypes": items(string(20), 1), "max_files": integer(1, 10)}),
    "workflow_button": record(
        {
            "text": plain(75),
            "workflow": record(
                {
                    "trigger": record(
                        {"url": ADDRESS},
                        {"customizable_input_parameters": items(record({"name": ID, "value": string(3000)}), 0)},
                    )
                }
            ),
        },
        {"action_id": ID, "style": one_of("primary", "danger"), "accessibility_label": string(75)},
    ),
    "feedback_buttons": record({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ID}),
    "icon_button": record(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "action_id": ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": items(ID, 1),
        },
    ),
}
"""Every element by its type."""

_MENUS: Final = frozenset(kind for kind in ELEMENTS if kind.endswith("_select"))
_PICKERS: Final = frozenset({"checkboxes", "datepicker", "radio_buttons", "timepicker"})
IN_ACTIONS: Final = _MENUS | _PICKERS | {"button", "datetimepicker", "overflow", "rich_text_input", "workflow_button"}
IN_SECTION: Final = _MENUS | _PICKERS | {"button", "image", "overflow", "workflow_button"}
IN_INPUT: Final = (
    _MENUS
    | _PICKERS
    | {
        "datetimepicker",
        "email_text_input",
        "file_input",
        "number_input",
        "plain_text_input",
        "rich_text_input",
        "url_text_input",
    }
)
ONLY_IN_VIEWS: Final = frozenset({"file_input"})


def among(kinds: frozenset[str]) -> Mapping[str, Rule]:
    """The rules of some kinds of elements."""
    return {kind: ELEMENTS[kind] for kind in sorted(kinds)}
