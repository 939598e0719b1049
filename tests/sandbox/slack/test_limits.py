"""Slack's limits as tables: what just fits passes, one more is refused at the place."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    HeaderBlock,
    ImageBlock,
    InputBlock,
    MarkdownBlock,
    Option,
    OverflowMenuElement,
    SectionBlock,
    StaticSelectElement,
    VideoBlock,
)
from slack_sdk.models.views import View

from harvestbot.sandbox.slack.limits import problems
from harvestbot.sandbox.slack.plain import plain
from harvestbot.sandbox.slack.rules.blocks import BLOCKS, IN_HOME, IN_MESSAGES, IN_MODALS
from harvestbot.sandbox.slack.rules.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from harvestbot.sandbox.slack.wire import Json

URL = "https://example.org/x"


def text(said: str = "x", kind: str = "plain_text") -> Json:
    """A text object."""
    return {"type": kind, "text": said}


def option(value: str = "v", said: str = "x") -> Json:
    """An option."""
    return {"text": text(said), "value": value}


def options(count: int) -> list[Json]:
    """So many options, no two alike."""
    return [option(str(number)) for number in range(count)]


def button(**more: object) -> Json:
    """A button."""
    return {"type": "button", "text": text(), **more}


def actions(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def section(**more: object) -> Json:
    """A section."""
    return {"type": "section", "text": text(), **more}


def entry(element: Json, **more: object) -> Json:
    """An input block."""
    return {"type": "input", "label": text(), "element": element, **more}


def rich(said: str = "x") -> Json:
    """A rich_text block."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [text(said) | {"type": "text"}]}],
    }


def table(rows: int, columns: int, said: str = "x") -> Json:
    """A table."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": said}] * columns] * rows}


def data_table(rows: int, columns: int = 2, **more: object) -> Json:
    """A data_table with a header."""
    cells = [[{"type": "raw_text", "text": "x"}] * columns] * rows
    return {"type": "data_table", "caption": "Runs", "rows": cells, **more}


def pie(count: int, label: str = "x", value: float = 1, title: str = "t") -> Json:
    """A pie."""
    chart = {"type": "pie", "segments": [{"label": label, "value": value}] * count}
    return {"type": "data_visualization", "title": title, "chart": chart}


def plot(kind: str = "line", series: int = 1, points: int = 2, name: str = "s", **axes: object) -> Json:
    """A chart with axes."""
    labels = [str(number) for number in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    lines = [{"name": f"{name}{number}", "data": data} for number in range(series)]
    chart = {"type": kind, "series": lines, "axis_config": {"categories": labels, **axes}}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def confirm(**more: object) -> Json:
    """A confirm dialog."""
    return {"title": text(), "text": text(), "confirm": text(), "deny": text(), **more}


def modal(**more: object) -> Json:
    """A modal."""
    return {"type": "modal", "title": text(), "submit": text(), "blocks": [section()], **more}


def sent(*blocks: Json) -> list[str]:
    """The pointers of what is wrong with blocks in a message."""
    return [problem.pointer for problem in problems("message", {"text": "x", "blocks": list(blocks)})]


# Each line: what is made of a number, the most (or least) that fits, the place of the problem just beyond it.
MOST: list[tuple[Callable[[int], Json], int, str]] = [
    (lambda n: section(text=text("x" * n, "mrkdwn")), 3000, "/blocks/0/text/text"),
    (lambda n: section(fields=[text()] * n), 10, "/blocks/0/fields"),
    (lambda n: section(fields=[text("x" * n)]), 2000, "/blocks/0/fields/0/text"),
    (lambda n: section(block_id="x" * n), 255, "/blocks/0/block_id"),
    (lambda n: {"type": "header", "text": text("x" * n)}, 150, "/blocks/0/text/text"),
    (lambda n: actions(*[button(action_id=str(i)) for i in range(n)]), 25, "/blocks/0/elements"),
    (lambda n: {"type": "context", "elements": [text()] * n}, 10, "/blocks/0/elements"),
    (lambda n: actions(button(text=text("x" * n))), 75, "/blocks/0/elements/0/text/text"),
    (lambda n: actions(button(value="x" * n)), 2000, "/blocks/0/elements/0/value"),
    (lambda n: actions(button(action_id="x" * n)), 255, "/blocks/0/elements/0/action_id"),
    (lambda n: actions(button(url="https://x.org/" + "x" * (n - 14))), 3000, "/blocks/0/elements/0/url"),
    (lambda n: actions(button(confirm=confirm(title=text("x" * n)))), 100, "/blocks/0/elements/0/confirm/title/text"),
    (lambda n: actions(button(confirm=confirm(text=text("x" * n)))), 300, "/blocks/0/elements/0/confirm/text/text"),
    (lambda n: actions(button(confirm=confirm(deny=text("x" * n)))), 30, "/blocks/0/elements/0/confirm/deny/text"),
    (lambda n: actions({"type": "overflow", "options": options(n)}), 5, "/blocks/0/elements/0/options"),
    (lambda n: actions({"type": "static_select", "options": options(n)}), 100, "/blocks/0/elements/0/options"),
    (lambda n: actions({"type": "checkboxes", "options": options(n)}), 10, "/blocks/0/elements/0/options"),
    (
        lambda n: actions({"type": "static_select", "options": [option(said="x" * n)]}),
        75,
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        lambda n: actions({"type": "static_select", "options": [option(value="x" * n)]}),
        150,
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        lambda n: actions({"type": "users_select", "placeholder": text("x" * n)}),
        150,
        "/blocks/0/elements/0/placeholder/text",
    ),
    (
        lambda n: actions(
            {"type": "static_select", "option_groups": [{"label": text("x" * n), "options": options(1)}]}
        ),
        75,
        "/blocks/0/elements/0/option_groups/0/label/text",
    ),
    (lambda n: {"type": "image", "image_url": URL, "alt_text": "x" * n}, 2000, "/blocks/0/alt_text"),
    (lambda n: {"type": "markdown", "text": "x" * n}, 12_000, "/blocks/0/text"),
    (lambda n: entry({"type": "plain_text_input"}, label=text("x" * n)), 2000, "/blocks/0/label/text"),
    (lambda n: entry({"type": "plain_text_input"}, hint=text("x" * n)), 2000, "/blocks/0/hint/text"),
    (lambda n: entry({"type": "plain_text_input", "max_length": n}), 3000, "/blocks/0/element/max_length"),
    (lambda n: table(n, 2), 100, "/blocks/0/rows"),
    (lambda n: table(1, n), 20, "/blocks/0/rows/0"),
    (data_table, 101, "/blocks/0/rows"),
    (lambda n: data_table(2, n), 20, "/blocks/0/rows/0"),
    (lambda n: data_table(2, page_size=n), 100, "/blocks/0/page_size"),
    (pie, 6, "/blocks/0/chart/segments"),
    (lambda n: pie(1, label="x" * n), 20, "/blocks/0/chart/segments/0/label"),
    (lambda n: pie(1, title="x" * n), 50, "/blocks/0/title"),
    (lambda n: plot(series=n), 6, "/blocks/0/chart/series"),
    (lambda n: plot(points=n), 20, "/blocks/0/chart/series/0/data"),
    (lambda n: plot(name="x" * (n - 1)), 20, "/blocks/0/chart/series/0/name"),
    (lambda n: plot(x_label="x" * n), 50, "/blocks/0/chart/axis_config/x_label"),
    (lambda n: {"type": "carousel", "elements": [{"type": "card", "title": text()}] * n}, 10, "/blocks/0/elements"),
    (lambda n: {"type": "card", "title": text("x" * n)}, 150, "/blocks/0/title/text"),
]


@pytest.mark.parametrize(("make", "most", "place"), MOST)
def test_what_just_fits_passes_and_one_more_does_not(make: Callable[[int], Json], most: int, place: str) -> None:
    """The limit itself is allowed; beyond it the pointer names the place."""
    assert sent(make(most)) == []
    assert place in sent(make(most + 1))


LEAST: list[tuple[Json, str]] = [
    (section(text=text("")), "/blocks/0/text/text"),
    (section(fields=[]), "/blocks/0/fields"),
    ({"type": "section"}, "/blocks/0"),
    (actions(), "/blocks/0/elements"),
    ({"type": "context", "elements": []}, "/blocks/0/elements"),
    (actions({"type": "overflow", "options": []}), "/blocks/0/elements/0/options"),
    (actions({"type": "static_select"}), "/blocks/0/elements/0"),
    (data_table(1), "/blocks/0/rows"),
    (data_table(2, page_size=0), "/blocks/0/page_size"),
    (pie(0), "/blocks/0/chart/segments"),
    (pie(1, value=0), "/blocks/0/chart/segments/0/value"),
    ({"type": "image", "alt_text": "x"}, "/blocks/0"),
]


@pytest.mark.parametrize(("block", "place"), LEAST)
def test_what_is_too_little_is_refused(block: Json, place: str) -> None:
    """Empty texts, empty lists, missing alternatives."""
    assert place in sent(block)


WRONG: list[tuple[Json, str]] = [
    ({"type": "nonsense"}, "/blocks/0/type"),
    ({"text": text()}, "/blocks/0"),
    (section(colour="red"), "/blocks/0"),
    (section(text="bare"), "/blocks/0/text"),
    (section(text=text(kind="html")), "/blocks/0/text/type"),
    (section(text={"type": "plain_text"}), "/blocks/0/text"),
    (section(text={"type": "plain_text", "text": 1}), "/blocks/0/text/text"),
    (section(fields="x"), "/blocks/0/fields"),
    (section(expand="yes"), "/blocks/0/expand"),
    (section(accessory={"type": "plain_text_input"}), "/blocks/0/accessory/type"),
    ({"type": "header", "text": text(kind="mrkdwn")}, "/blocks/0/text/type"),
    (actions(button(style="loud")), "/blocks/0/elements/0/style"),
    (actions(button(url="nowhere")), "/blocks/0/elements/0/url"),
    (actions(button(confirm=confirm(deny=None))), "/blocks/0/elements/0/confirm"),
    (actions({"type": "plain_text_input"}), "/blocks/0/elements/0/type"),
    (actions(button(action_id="a"), button(action_id="a")), "/blocks/0/elements/1/action_id"),
    (actions({"type": "overflow", "options": [option(), option()]}), "/blocks/0/elements/0/options/1/value"),
    (
        actions({"type": "static_select", "options": options(1), "option_groups": []}),
        "/blocks/0/elements/0",
    ),
    (
        actions({"type": "static_select", "options": options(1), "initial_option": option("other")}),
        "/blocks/0/elements/0",
    ),
    (actions({"type": "datepicker", "initial_date": "1.1.2026"}), "/blocks/0/elements/0/initial_date"),
    (actions({"type": "timepicker", "initial_time": "25:00"}), "/blocks/0/elements/0/initial_time"),
    (actions({"type": "datetimepicker", "initial_date_time": 1.5}), "/blocks/0/elements/0/initial_date_time"),
    (actions({"type": "conversations_select", "filter": {}}), "/blocks/0/elements/0/filter"),
    ({"type": "image", "image_url": URL, "slack_file": {"id": "F1"}, "alt_text": "x"}, "/blocks/0"),
    ({"type": "image", "image_url": "javascript:alert(1)", "alt_text": "x"}, "/blocks/0/image_url"),
    (entry({"type": "plain_text_input", "min_length": 5, "max_length": 4}), "/blocks/0/element"),
    (entry({"type": "plain_text_input", "min_length": "a", "max_length": 4}), "/blocks/0/element/min_length"),
    (entry({"type": "number_input"}), "/blocks/0/element"),
    (entry({"type": "number_input", "is_decimal_allowed": False, "min_value": "x"}), "/blocks/0/element/min_value"),
    (entry({"type": "button", "text": text()}), "/blocks/0/element/type"),
    (entry({"type": "file_input"}), "/blocks/0/element/type"),
    (entry({"type": "file_input"}, dispatch_action=True), "/blocks/0"),
    ({"type": "alert", "text": text()}, "/blocks/0/type"),
    ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type"),
    ({"type": "context_actions", "elements": [button()]}, "/blocks/0/elements/0/type"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}], []]}, "/blocks/0/rows/1"),
    (data_table(2, caption=None), "/blocks/0"),
    ({"type": "data_table", "caption": "x", "rows": [[rich()], [rich()]]}, "/blocks/0/rows/0/0/type"),
    (
        {"type": "data_table", "caption": "x", "rows": [[{"type": "raw_number", "value": "1"}]] * 2},
        "/blocks/0/rows/0/0/value",
    ),
    (plot(categories=["0"]), "/blocks/0/chart/series/0/data"),
    ({"type": "data_visualization", "title": "t", "chart": {"type": "radar"}}, "/blocks/0/chart/type"),
    ({"type": "card"}, "/blocks/0"),
    (
        {"type": "container", "title": text(), "child_blocks": [entry({"type": "checkboxes"})]},
        "/blocks/0/child_blocks/0/type",
    ),
    ({"type": "rich_text", "elements": [text()]}, "/blocks/0/elements/0/type"),
]


@pytest.mark.parametrize(("block", "place"), WRONG)
def test_what_is_wrong_is_refused_at_its_place(block: Json, place: str) -> None:
    """Unknown types and members, wrong kinds, misplaced elements, ids that stand twice."""
    assert place in sent(block)


def test_things_that_are_no_objects_are_refused() -> None:
    """A block, a cell or a text that is no object is named, and nothing else breaks on it."""
    block: Any = "x"
    assert sent(block) == ["/blocks/0"]
    assert "/blocks/0/rows/0" in sent({"type": "table", "rows": ["x"]})
    assert "/blocks/0/chart" in sent({"type": "data_visualization", "title": "t", "chart": "x"})
    assert "/blocks/0/elements/0" in sent({"type": "actions", "elements": ["x"]})


def codes(surface: Any, payload: Json) -> list[str]:  # noqa: ANN401  because the tables hold plain words
    """The error codes of what is wrong."""
    return [problem.code for problem in problems(surface, payload)]


@pytest.mark.parametrize(
    ("fits", "breaks", "code"),
    [
        ({"text": "x" * 40_000}, {"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [section()] * 50}, {"blocks": [section()] * 51}, "invalid_blocks"),
        ({"attachments": [{"text": "x"}]}, {"text": "", "blocks": []}, "no_text"),
        ({"text": "x"}, {"text": 1}, "invalid_arguments"),
        ({"text": "x"}, {"text": "x", "blocks": {"type": "section"}}, "invalid_blocks_format"),
        (
            {"blocks": [section(text=text("x" * 2600))] * 5},
            {"blocks": [section(text=text("x" * 2601))] * 5},
            "msg_blocks_too_long",
        ),
        ({"blocks": [table(1, 1)]}, {"blocks": [table(1, 1), table(1, 1)]}, "invalid_blocks"),
        ({"blocks": [pie(1)] * 2}, {"blocks": [pie(1)] * 3}, "invalid_blocks"),
        ({"blocks": [table(10, 1, "x" * 1000)]}, {"blocks": [table(10, 1, "x" * 1001)]}, "invalid_blocks"),
        (
            {"blocks": [section(block_id="a"), section(block_id="b")]},
            {"blocks": [section(block_id="a"), section(block_id="a")]},
            "invalid_blocks",
        ),
        (
            {"blocks": [entry({"type": "users_select", "focus_on_load": True}), section()]},
            {"blocks": [entry({"type": "users_select", "focus_on_load": True})] * 2},
            "invalid_blocks",
        ),
        (
            {"text": "x", "metadata": {"event_type": "e", "event_payload": {}}},
            {"text": "x", "metadata": {"event_type": "e"}},
            "invalid_metadata_format",
        ),
        (
            {"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": "x" * 15_000}}},
            {"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": "x" * 16_000}}},
            "metadata_too_large",
        ),
        ({"attachments": [{"blocks": [section()]}]}, {"attachments": [{"blocks": [{"type": "no"}]}]}, "invalid_blocks"),
    ],
)
def test_a_message_as_a_whole_has_limits(fits: Json, breaks: Json, code: str) -> None:
    """Text, blocks together, ids across blocks, metadata; each with Slack's error."""
    assert codes("message", fits) == []
    assert codes("message", breaks)[0] == code


def test_an_update_takes_a_shorter_text() -> None:
    """4,000 characters at `chat.update`."""
    assert codes("update", {"text": "x" * 4000}) == []
    assert codes("update", {"text": "x" * 4001}) == ["msg_too_long"]


@pytest.mark.parametrize(
    ("fits", "breaks", "place"),
    [
        ({"title": text("x" * 24)}, {"title": text("x" * 25)}, "/title/text"),
        ({"submit": text("x" * 24)}, {"submit": text("x" * 25)}, "/submit/text"),
        ({"close": text("x" * 24)}, {"close": text("x" * 25)}, "/close/text"),
        ({"private_metadata": "x" * 3000}, {"private_metadata": "x" * 3001}, "/private_metadata"),
        ({"callback_id": "x" * 255}, {"callback_id": "x" * 256}, "/callback_id"),
        ({"external_id": "x" * 255}, {"external_id": "x" * 256}, "/external_id"),
        ({"blocks": [section()] * 100}, {"blocks": [section()] * 101}, "/blocks"),
        ({}, {"blocks": []}, "/blocks"),
        ({}, {"blocks": "x"}, "/blocks"),
        ({}, {"type": "home"}, "/type"),
        ({}, {"colour": "red"}, ""),
        ({"submit": None}, {"submit": None, "blocks": [entry({"type": "plain_text_input"})]}, ""),
        ({"blocks": [{"type": "alert", "text": text()}]}, {"blocks": [table(1, 1)]}, "/blocks/0/type"),
        ({"blocks": [entry({"type": "file_input"})]}, {"blocks": [pie(1)]}, "/blocks/0/type"),
    ],
)
def test_a_modal_has_limits(fits: Json, breaks: Json, place: str) -> None:
    """Titles, ids, metadata, blocks, and an input needs a submit button."""
    assert problems("modal", modal(**fits)) == []
    assert place in [problem.pointer for problem in problems("modal", modal(**breaks))]


def test_a_home_has_neither_title_nor_submit() -> None:
    """It holds blocks; tables and alerts have no place there."""
    assert problems("home", {"type": "home", "blocks": [section()]}) == []
    assert problems("home", {"type": "home", "blocks": [section()], "submit": text()})
    assert problems("home", {"type": "home", "blocks": [table(1, 1)]})
    assert problems("home", {"type": "home", "blocks": [section()], "title": text()})


def test_a_view_is_less_than_250_kb() -> None:
    """Beyond it the error is `view_too_large`."""
    blocks = [section(text=text("x" * 2700))] * 100
    assert codes("modal", modal(blocks=blocks)) == ["view_too_large"]


def test_options_loaded_from_the_bot_have_limits() -> None:
    """100 of them, either options or groups, none is fine."""
    assert problems("options", {"options": options(100)}) == []
    assert problems("options", {"options": []}) == []
    assert problems("options", {"option_groups": [{"label": text(), "options": options(1)}]}) == []
    assert problems("options", {"options": options(101)})
    assert problems("options", {})


def test_surfaces_and_elements_are_all_known() -> None:
    """Each table of places names only what has rules."""
    assert set(BLOCKS) == (IN_MESSAGES | IN_MODALS | IN_HOME)
    assert set(ELEMENTS) >= (IN_ACTIONS | IN_SECTION | IN_INPUT)


def refuses(model: Any) -> bool:  # noqa: ANN401  because the models have no common typed base
    """Whether Slack's own model refuses."""
    try:
        model.to_dict()
    except Exception:  # noqa: BLE001  because the models raise several kinds
        return True
    return False


OPTION = Option(text="x", value="v")
SAME: list[tuple[Callable[[int], Any], int]] = [
    (lambda n: SectionBlock(text="x" * n), 3000),
    (lambda n: SectionBlock(fields=["x"] * n), 10),
    (lambda n: HeaderBlock(text="x" * n), 150),
    (lambda n: MarkdownBlock(text="x" * n), 12_000),
    (lambda n: ImageBlock(image_url=URL, alt_text="x" * n), 2000),
    (lambda n: ActionsBlock(elements=[ButtonElement(text="x", action_id=str(i)) for i in range(n)]), 25),
    (lambda n: ContextBlock(elements=[{"type": "mrkdwn", "text": "x"}] * n), 10),
    (lambda n: ActionsBlock(elements=[ButtonElement(text="x" * n, action_id="a")]), 75),
    (lambda n: ActionsBlock(elements=[ButtonElement(text="x", action_id="a", value="x" * n)]), 2000),
    (lambda n: ActionsBlock(elements=[ButtonElement(text="x", action_id="x" * n)]), 255),
    (lambda n: SectionBlock(text="x", block_id="x" * n), 255),
    (lambda n: InputBlock(label="x" * n, element={"type": "plain_text_input"}), 2000),
    (lambda n: InputBlock(label="x", hint="x" * n, element={"type": "plain_text_input"}), 2000),
    (
        lambda n: ActionsBlock(
            elements=[OverflowMenuElement(options=[Option(text="x", value=str(i)) for i in range(n)], action_id="a")]
        ),
        5,
    ),
    (
        lambda n: ActionsBlock(
            elements=[StaticSelectElement(options=[Option(text="x", value=str(i)) for i in range(n)], action_id="a")]
        ),
        100,
    ),
    (
        lambda n: ActionsBlock(
            elements=[StaticSelectElement(options=[OPTION], placeholder="x" * n, action_id="a")],
        ),
        150,
    ),
    (
        lambda n: ActionsBlock(
            elements=[
                ButtonElement(
                    text="x",
                    action_id="a",
                    confirm=ConfirmObject(title="x" * n, text="x", confirm="Yes", deny="No"),
                )
            ]
        ),
        100,
    ),
    (
        lambda n: VideoBlock(alt_text="x", title="x" * n, thumbnail_url=URL, video_url=URL),
        200 - 1,  # the model wants less than 200, Slack's page says at most 200: ours is the page's
    ),
]


@pytest.mark.parametrize(("make", "most"), SAME)
def test_slack_s_own_models_draw_the_line_at_the_same_place(make: Callable[[int], Any], most: int) -> None:
    """Where slack_sdk knows a limit, what it takes we take, and what it refuses we refuse."""
    assert not refuses(make(most))
    assert problems("message", {"text": "x", "blocks": [make(most).to_dict()]}) == []
    assert refuses(make(most + 1))


@pytest.mark.parametrize("field", ["title", "submit", "close"])
def test_slack_s_own_view_draws_the_line_at_the_same_place(field: str) -> None:
    """Titles of 24 characters."""
    words = {"title": "x", "submit": "x", "close": "x"}
    for length, refused in ((24, False), (25, True)):
        said = {**words, field: "x" * length}
        view = View(
            "modal", title=said["title"], submit=said["submit"], close=said["close"], blocks=[SectionBlock(text="x")]
        )
        assert refuses(view) is refused
        told = modal(**{name: text(each) for name, each in said.items()})
        assert bool(problems("modal", told)) is refused


def test_what_slack_s_models_make_passes_whole() -> None:
    """Boxes, groups and confirmations as slack_sdk writes them hold no member that we do not know."""
    confirmed = ConfirmObject(title="x", text="x", confirm="Yes", deny="No", style="danger")
    blocks = [
        SectionBlock(text="x", accessory=ButtonElement(text="x", action_id="a", confirm=confirmed)),
        InputBlock(label="x", element=CheckboxesElement(action_id="b", options=[OPTION], initial_options=[OPTION])),
    ]
    assert problems("message", {"text": "x", "blocks": [block.to_dict() for block in blocks]}) == []


EVERY: dict[str, Json] = {
    "actions": actions(
        button(),
        {"type": "overflow", "options": options(2)},
        {"type": "radio_buttons", "options": options(2), "initial_option": option("1")},
        {"type": "multi_static_select", "options": options(2), "initial_options": [option("1")]},
        {"type": "workflow_button", "text": text(), "workflow": {"trigger": {"url": URL}}},
    ),
    "alert": {"type": "alert", "text": text(), "level": "info"},
    "card": {"type": "card", "title": text(), "body": text(), "actions": [button()]},
    "carousel": {"type": "carousel", "elements": [{"type": "card", "title": text()}]},
    "container": {"type": "container", "rich_text_title": rich(), "child_blocks": [section()]},
    "context": {
        "type": "context",
        "elements": [text(), {"type": "image", "image_url": URL, "alt_text": "a"}],
    },
    "context_actions": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "positive_button": {"text": text("Good"), "value": "1"},
                "negative_button": {"text": text("Bad"), "value": "0"},
            },
            {"type": "icon_button", "icon": "trash", "text": text("Remove")},
        ],
    },
    "data_table": {
        "type": "data_table",
        "caption": "Runs",
        "rows": [
            [
                {"type": "raw_text", "text": "Name"},
                {"type": "raw_text", "text": "Count"},
                {"type": "raw_text", "text": "Do"},
            ],
            [rich("a"), {"type": "raw_number", "value": 3, "text": "3"}, button()],
        ],
    },
    "data_visualization": plot("bar"),
    "divider": {"type": "divider"},
    "header": {"type": "header", "text": text()},
    "image": {"type": "image", "image_url": URL, "alt_text": "a map"},
    "input": entry({"type": "number_input", "is_decimal_allowed": True, "initial_value": "1.5"}, hint=text("why")),
    "markdown": {"type": "markdown", "text": "**x**"},
    "plan": {"type": "plan", "title": "Plan", "tasks": [{"type": "task_card", "task_id": "1", "title": "One"}]},
    "rich_text": {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "style": "bullet", "elements": [rich("one")["elements"][0]]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
            {
                "type": "rich_text_quote",
                "elements": [
                    {"type": "link", "url": URL},
                    {"type": "emoji", "name": "wave"},
                    {"type": "user", "user_id": "U1"},
                    {"type": "channel", "channel_id": "C1"},
                    {"type": "broadcast", "range": "here"},
                    {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "long ago"},
                    {"type": "text", "text": "bold", "style": {"bold": True}},
                ],
            },
        ],
    },
    "section": section(fields=[text("a"), text("b")], accessory={"type": "datepicker", "initial_date": "2026-01-31"}),
    "table": table(2, 2),
    "task_card": {"type": "task_card", "task_id": "1", "title": "One", "details": rich(), "status": "complete"},
    "video": {"type": "video", "alt_text": "x", "title": text(), "thumbnail_url": URL, "video_url": URL},
}


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_every_block_has_an_example_that_passes_and_is_read(kind: str) -> None:
    """No block is known to the limits and unknown to `plain`; ids can be given to all."""
    block = EVERY[kind]
    if kind in IN_MESSAGES:
        assert sent(block) == []
    if kind in IN_MODALS:
        assert problems("modal", modal(blocks=[block])) == []
    assert plain([block])
