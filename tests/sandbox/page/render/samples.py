"""One of each: every block, element and part of a text that the simulated Slack takes, as full as it takes them."""

from harvestbot.sandbox.page.render.context import Json

URL = "https://example.org/x"


def text(said: str = "words") -> Json:
    """A plain_text."""
    return {"type": "plain_text", "text": said}


def mrkdwn(said: str = "marked words") -> Json:
    """A mrkdwn."""
    return {"type": "mrkdwn", "text": said}


def option(value: str = "v1", said: str = "One") -> Json:
    """An option."""
    return {"text": text(said), "value": value}


def described(value: str = "v1", said: str = "One") -> Json:
    """An option with a description."""
    return {**option(value, said), "description": text("what it is")}


OPTIONS = [described(), option("v2", "Two")]
CONFIRM = {
    "title": text("Sure?"),
    "text": mrkdwn("Really sure?"),
    "confirm": text("Yes"),
    "deny": text("No"),
    "style": "danger",
}
IMAGE = {"type": "image", "alt_text": "A lake", "image_url": URL}
_MENU = {"placeholder": text("Pick"), "confirm": CONFIRM}


def rich(*elements: Json) -> Json:
    """A rich_text of one section."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


STYLE = {"bold": True, "italic": True, "strike": True, "code": True, "underline": True, "highlight": True}
LEAVES: list[Json] = [
    {"type": "text", "text": "styled\nwords", "style": STYLE},
    {"type": "text", "text": "plain words", "style": {"unlink": True, "client_highlight": True, "bold": False}},
    {"type": "link", "url": URL, "text": "a link", "unsafe": False},
    {"type": "emoji", "name": "tada"},
    {"type": "emoji", "name": "melting_face", "unicode": "1fae0"},
    {"type": "user", "user_id": "U1"},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "channel", "channel_id": "C1"},
    {"type": "broadcast", "range": "here"},
    {"type": "date", "timestamp": 1_760_000_000, "format": "{date_long}", "url": URL, "fallback": "a day"},
    {"type": "color", "value": "#ff0000"},
]
RICH: Json = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": LEAVES},
        {"type": "rich_text_list", "style": "bullet", "elements": rich(LEAVES[0])["elements"], "indent": 1},
        {"type": "rich_text_list", "style": "ordered", "elements": rich(LEAVES[1])["elements"], "offset": 2},
        {"type": "rich_text_preformatted", "elements": LEAVES[1:3], "border": 1},
        {"type": "rich_text_quote", "elements": LEAVES[:1]},
    ],
}

ELEMENTS: dict[str, Json] = {
    "button": {"text": text("Go"), "url": URL, "value": "v", "style": "primary", "confirm": CONFIRM},
    "image": {"alt_text": "A lake", "image_url": URL},
    "overflow": {"options": [{**described(), "url": URL}, option("v2", "Two")], "confirm": CONFIRM},
    "static_select": {**_MENU, "options": OPTIONS, "initial_option": OPTIONS[1]},
    "multi_static_select": {
        **_MENU,
        "option_groups": [{"label": text("Group"), "options": OPTIONS}],
        "initial_options": OPTIONS[:1],
        "max_selected_items": 2,
    },
    "external_select": {**_MENU, "initial_option": OPTIONS[0], "min_query_length": 1},
    "multi_external_select": {**_MENU, "initial_options": OPTIONS, "max_selected_items": 3},
    "users_select": {**_MENU, "initial_user": "U1"},
    "multi_users_select": {**_MENU, "initial_users": ["U1", "U2"]},
    "channels_select": {**_MENU, "initial_channel": "C1"},
    "multi_channels_select": {**_MENU, "initial_channels": ["C1"]},
    "conversations_select": {**_MENU, "initial_conversation": "C1", "filter": {"include": ["public"]}},
    "multi_conversations_select": {**_MENU, "initial_conversations": ["C1"]},
    "checkboxes": {"options": [*OPTIONS, option("v3", "Three")], "initial_options": OPTIONS, "confirm": CONFIRM},
    "radio_buttons": {"options": OPTIONS, "initial_option": OPTIONS[1]},
    "datepicker": {"initial_date": "2025-10-09", "placeholder": text("Day"), "confirm": CONFIRM},
    "timepicker": {"initial_time": "08:53", "placeholder": text("Time")},
    "datetimepicker": {"initial_date_time": 1_760_000_000},
    "plain_text_input": {"initial_value": "typed", "multiline": True, "placeholder": text("Say"), "max_length": 9},
    "email_text_input": {"initial_value": "a@example.org"},
    "url_text_input": {"initial_value": URL},
    "number_input": {"is_decimal_allowed": True, "initial_value": "1.5", "min_value": "0"},
    "rich_text_input": {"initial_value": RICH},
    "file_input": {"filetypes": ["csv", "json"], "max_files": 1},
    "workflow_button": {"text": text("Run"), "workflow": {"trigger": {"url": URL}}, "style": "danger"},
    "feedback_buttons": {
        "positive_button": {"text": text("Good"), "value": "good", "accessibility_label": "Good answer"},
        "negative_button": {"text": text("Bad"), "value": "bad"},
    },
    "icon_button": {"icon": "trash", "text": text("Delete"), "value": "v", "accessibility_label": "Delete it"},
}
ELEMENTS = {
    kind: {"type": kind, **({} if kind == "image" else {"action_id": "act"}), **element}
    for kind, element in ELEMENTS.items()
}


def entry(element: Json, **more: object) -> Json:
    """An input block."""
    return {"type": "input", "block_id": "blk", "label": text("Name"), "element": element, **more}


RAW = {"type": "raw_text", "text": "raw words"}
NUMBER = {"type": "raw_number", "value": 12.5, "text": "12.50"}
CARD: Json = {
    "type": "card",
    "block_id": "card",
    "hero_image": IMAGE,
    "icon": IMAGE,
    "title": text("Title"),
    "subtitle": text("Subtitle"),
    "body": mrkdwn("Body"),
    "actions": [ELEMENTS["button"], {**ELEMENTS["button"], "action_id": "act2"}],
}
TASK: Json = {
    "type": "task_card",
    "task_id": "t1",
    "title": "Task",
    "status": "complete",
    "details": rich(LEAVES[0]),
    "output": rich(LEAVES[1]),
    "sources": [{"type": "url", "url": URL, "text": "a source"}],
}
SERIES = [
    {"name": n, "data": [{"label": "a", "value": v}, {"label": "b", "value": -v}]} for n, v in (("x", 1), ("y", 20))
]
AXES = {"categories": ["a", "b"], "x_label": "Day", "y_label": "Datasets"}


def chart(kind: str) -> Json:
    """A chart."""
    drawn: Json = {"type": kind, "series": SERIES, "axis_config": AXES}
    if kind == "pie":
        drawn = {"type": "pie", "segments": [{"label": "a", "value": 1}, {"label": "b", "value": 2.5}]}
    return {"type": "data_visualization", "title": "Chart", "chart": drawn}


BLOCKS: dict[str, Json] = {
    "actions": {"elements": [ELEMENTS["button"], {**ELEMENTS["overflow"], "action_id": "more"}]},
    "alert": {"text": mrkdwn("Mind the step"), "level": "warning"},
    "card": CARD,
    "carousel": {"elements": [CARD, {**CARD, "block_id": "card2"}]},
    "container": {
        "title": text("Container"),
        "subtitle": text("Subtitle"),
        "icon": IMAGE,
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [{"type": "section", "text": text("inside")}, {"type": "divider"}],
    },
    "context": {"elements": [IMAGE, text("small"), mrkdwn("print")]},
    "context_actions": {"elements": [ELEMENTS["feedback_buttons"], {**ELEMENTS["icon_button"], "action_id": "b"}]},
    "data_table": {
        "caption": "Runs",
        "page_size": 10,
        "row_header_column_index": 0,
        "rows": [[RAW] * 4, [RAW, NUMBER, rich(LEAVES[0]), ELEMENTS["button"]]],
    },
    "data_visualization": chart("line"),
    "divider": {},
    "header": {"text": text("Heading")},
    "image": {"alt_text": "A lake", "title": text("Lake"), "image_url": URL},
    "input": {**entry(ELEMENTS["plain_text_input"]), "hint": text("A hint"), "optional": True},
    "markdown": {"text": "# One\n\n**bold** _it_ ~~no~~ `c`\n\n- a\n- [b](https://example.org)\n"},
    "plan": {"title": "Plan", "tasks": [TASK, {**TASK, "task_id": "t2", "status": "error"}]},
    "rich_text": RICH,
    "section": {"text": mrkdwn(), "fields": [text(), mrkdwn()], "accessory": ELEMENTS["button"]},
    "table": {
        "rows": [[RAW, RAW, RAW], [RAW, NUMBER, rich(LEAVES[1])]],
        "column_settings": [{"align": "right", "is_wrapped": True}, {}],
    },
    "task_card": TASK,
    "video": {"alt_text": "v", "title": text(), "thumbnail_url": URL, "video_url": URL},
}
BLOCKS = {kind: {"block_id": "blk", **block, "type": kind} for kind, block in BLOCKS.items()}
