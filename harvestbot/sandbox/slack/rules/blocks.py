"""Blocks and the surfaces that take them: https://docs.slack.dev/reference/block-kit/blocks."""

from collections.abc import Iterator, Mapping
from typing import Final

from harvestbot.sandbox.slack.rules.elements import BUTTON, ELEMENTS, IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION, among
from harvestbot.sandbox.slack.rules.objects import ADDRESS, FILE, ID, plain, text
from harvestbot.sandbox.slack.rules.richtext import RICH_TEXT
from harvestbot.sandbox.slack.rules.shape import (
    Problem,
    Rule,
    at_least_one,
    at_most_one,
    boolean,
    both,
    items,
    one_of,
    record,
    string,
    typed,
    unique,
)
from harvestbot.sandbox.slack.rules.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

_BLOCK: Final[Mapping[str, Rule]] = {"block_id": ID}
_ACTIONS: Final = both(items(typed(among(IN_ACTIONS)), 1, 25), unique("action_id"))


def _can_dispatch(value: object, at: str) -> Iterator[Problem]:
    """An input of files cannot tell the app at once."""
    if not isinstance(value, dict) or not value.get("dispatch_action"):
        return
    element = value.get("element")
    if isinstance(element, dict) and element.get("type") == "file_input":
        yield Problem(at, "dispatch_action is not supported with file_input")


_CARD: Final = both(
    record(
        {},
        {
            **_BLOCK,
            "hero_image": IMAGE,
            "icon": IMAGE,
            "slack_icon": record({"name": string(100)}),
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "actions": both(items(typed({"button": BUTTON}), 1, 5), unique("action_id")),
        },
    ),
    at_least_one("hero_image", "title", "actions", "body"),
)
_SOURCE: Final = typed({"url": record({"url": ADDRESS, "text": string(3000)})})
_TASK: Final = record(
    {"task_id": ID, "title": string(3000)},
    {
        **_BLOCK,
        "status": one_of("pending", "in_progress", "complete", "error"),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": items(_SOURCE, 0),
    },
)

_BLOCKS: Final[Mapping[str, Rule]] = {
    "actions": record({"elements": _ACTIONS}, _BLOCK),
    "alert": record({"text": text(200)}, {**_BLOCK, "level": one_of("default", "info", "warning", "error", "success")}),
    "card": _CARD,
    "carousel": record({"elements": items(typed({"card": _CARD}), 1, 10)}, _BLOCK),
    "context": record(
        {
            "elements": items(
                typed(
                    {
                        "image": IMAGE,
                        "plain_text": record({"text": string(3000)}, {"emoji": boolean}),
                        "mrkdwn": record({"text": string(3000)}, {"verbatim": boolean}),
                    }
                ),
                1,
                10,
            )
        },
        _BLOCK,
    ),
    "context_actions": record(
        {
            "elements": both(
                items(typed({kind: ELEMENTS[kind] for kind in ("feedback_buttons", "icon_button")}), 1, 5),
                unique("action_id"),
            )
        },
        _BLOCK,
    ),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "divider": record({}, _BLOCK),
    "header": record({"text": plain(150)}, _BLOCK),
    "image": both(
        record({"alt_text": string(2000)}, {**_BLOCK, "title": plain(2000), "image_url": ADDRESS, "slack_file": FILE}),
        at_least_one("image_url", "slack_file"),
        at_most_one("image_url", "slack_file"),
    ),
    "input": both(
        record(
            {"label": plain(2000), "element": typed(among(IN_INPUT))},
            {**_BLOCK, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        _can_dispatch,
    ),
    "markdown": record({"text": string(12_000)}, _BLOCK),
    "plan": record({"title": string(3000)}, {**_BLOCK, "tasks": items(typed({"task_card": _TASK}), 0, 50)}),
    "rich_text": RICH_TEXT,
    "section": both(
        record(
            {},
            {
                **_BLOCK,
                "text": text(3000),
                "fields": items(text(2000), 1, 10),
                "accessory": typed(among(IN_SECTION)),
                "expand": boolean,
            },
        ),
        at_least_one("text", "fields"),
    ),
    "table": TABLE,
    "task_card": _TASK,
    "video": record(
        {"alt_text": string(2000), "title": plain(200), "thumbnail_url": ADDRESS, "video_url": ADDRESS},
        {
            **_BLOCK,
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": ADDRESS,
            "provider_name": string(50),
            "title_url": ADDRESS,
        },
    ),
}
_CONTAINED: Final = frozenset(_BLOCKS) - {"alert", "input"}
_CONTAINER: Final = both(
    record(
        {"child_blocks": items(typed({kind: _BLOCKS[kind] for kind in sorted(_CONTAINED)}), 1, 10)},
        {
            **_BLOCK,
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": text(150),
            "icon": IMAGE,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
    ),
    at_least_one("title", "rich_text_title"),
)
BLOCKS: Final[Mapping[str, Rule]] = {**_BLOCKS, "container": _CONTAINER}
"""Every block that an app may send, by its type. `file` and `call` come from Slack itself."""

_EVERYWHERE: Final = frozenset(
    {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
IN_MESSAGES: Final = frozenset(BLOCKS) - {"alert"}
IN_MODALS: Final = _EVERYWHERE | {"alert"}
IN_HOME: Final = _EVERYWHERE | {"carousel"}
