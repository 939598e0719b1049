"""Controls tell the page's script all that it needs, and screen readers too."""

import json
from datetime import UTC

import pytest
from sandbox.page.render import samples
from sandbox.page.render.reading import Clock, Drawn, Node, context, read
from sandbox.page.render.test_blocks import PLACED, name_of

from harvestbot.sandbox.page.render import blocks, readings, views
from harvestbot.sandbox.page.render.context import Json, NotDrawn
from harvestbot.sandbox.slack.elements import chosen, first_state

CLOCK = Clock(UTC)
CONTROLS = [block for block in PLACED if name_of(block) != "section image"]
INPUTS = [block for block in CONTROLS if block["type"] == "input"]


def draw(*drawn: Json, **more: object) -> Drawn:
    """Blocks in a modal."""
    return read(blocks.to_html(list(drawn), context("modal", **more)))


def control(block: Json, **more: object) -> Node:
    """The first control of a block."""
    return next(node for node in draw(block, **more).nodes if "data-act" in node.attributes)


def drawn_element(kind: str, **more: object) -> Node:
    """The control of an element in an input block."""
    return control(samples.entry({**samples.ELEMENTS[kind], **more}))


@pytest.mark.parametrize("block", CONTROLS, ids=name_of)
def test_each_control_says_where_it_stands_and_what_it_is(block: Json) -> None:
    """The reference, the ids and the kind, on all of them."""
    for node in draw(block).nodes:
        if "data-act" in node.attributes:
            assert node["data-where"] == "C1/1700000000.000100"
            assert node["data-name"] == f"{node['data-block-id']}/{node['data-action-id']}" == "blk/act"
            assert (
                node["data-kind"]
                == next(
                    kind for kind in (block.get("element"), block.get("accessory"), *block.get("elements", [])) if kind
                )["type"]
            )
            assert node["data-act"] in ("press", "choose", "keep")
            assert node["data-reads"] in ("fixed", "text", "one", "many", "option", "options", "files")


@pytest.mark.parametrize("block", CONTROLS, ids=name_of)
def test_what_may_not_be_used_is_disabled(block: Json) -> None:
    """Every control, the buttons that open menus too."""
    drawn = draw(block, interactive=False)
    for node in drawn.nodes:
        if "data-act" in node.attributes or "data-opens" in node.attributes:
            assert "disabled" in node.attributes or node["aria-disabled"] == "true"


@pytest.mark.parametrize("block", CONTROLS, ids=name_of)
def test_what_asks_first_leads_to_its_dialog(block: Json) -> None:
    """The dialog has a title, a text, and an answer of each kind."""
    element = block.get("element") or block.get("accessory") or block["elements"][0]
    drawn = draw(block)
    if "confirm" not in element:
        assert not drawn.all("dialog")
        return
    dialog = drawn.one("dialog")
    assert {node["data-confirm"] for node in drawn.nodes if "data-act" in node.attributes} == {dialog["id"]}
    assert dialog.text == "Sure?Really sure?NoYes"
    assert drawn.one("button", data_confirm_answer="no").text == "No"
    assert drawn.one("button", data_confirm_answer="yes")["class"] == "bk-button bk-danger"


@pytest.mark.parametrize("block", INPUTS, ids=name_of)
def test_each_input_is_named_by_its_label(block: Json) -> None:
    """A `<label>` for single controls, a name for groups; the value goes with the submission."""
    drawn = draw(block)
    node = drawn.one(data_act="keep")
    assert "data-field" in node.attributes
    assert node["aria-required"] == "true"
    [label] = drawn.all(id=node["aria-labelledby"])
    assert label.text == "Name"
    if node.tag == "fieldset":
        assert label.tag == "span"
    else:
        assert (label.tag, label["for"]) == ("label", node["id"])


def test_hint_and_error_stand_at_the_field() -> None:
    """Both are read out with it; the error also when it appears."""
    block = {**samples.entry(samples.ELEMENTS["plain_text_input"]), "hint": samples.text("As in the list")}
    drawn = draw(block, errors={"blk": "That is not <it>.", "other": "no"})
    node = drawn.one("textarea")
    hint, error = (drawn.one(id=identity) for identity in node["aria-describedby"].split())
    assert (hint.text, error.text, error["role"]) == ("As in the list", "That is not <it>.", "alert")
    assert node["aria-invalid"] == "true"
    assert "aria-invalid" not in draw(block).one("textarea").attributes


def test_what_may_be_left_out_says_so() -> None:
    """In its label, and for screen readers."""
    drawn = draw(samples.entry(samples.ELEMENTS["url_text_input"], optional=True))
    assert drawn.one("label").text == "Name (optional)"
    assert "aria-required" not in drawn.one("input").attributes


@pytest.mark.parametrize(
    ("config", "dispatch"),
    [
        ({}, "on_enter_pressed"),
        ({"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}, "on_character_entered"),
    ],
)
def test_an_input_that_tells_the_app_at_once_says_when(config: Json, dispatch: str) -> None:
    """It is a choice then, and still a field."""
    element = {"type": "plain_text_input", "action_id": "act", **config}
    node = control(samples.entry(element, dispatch_action=True))
    assert (node["data-act"], node["data-dispatch"]) == ("choose", dispatch)
    assert "data-field" in node.attributes


def test_a_button_is_a_press() -> None:
    """Its words, style and value; no more."""
    element = {"type": "button", "text": samples.text("Delete…"), "action_id": "act", "style": "danger", "value": "<1>"}
    node = control({"type": "actions", "block_id": "blk", "elements": [element]})
    assert (node.tag, node["type"], node.text, node["class"]) == ("button", "button", "Delete…", "bk-button bk-danger")
    assert (node["data-act"], node["data-reads"], node["data-value"]) == ("press", "fixed", "<1>")
    bare = control({"type": "actions", "elements": [{"type": "button", "text": samples.text()}]})
    assert not {"data-value", "data-action-id", "data-block-id", "data-name", "data-confirm"} & set(bare.attributes)


@pytest.mark.parametrize(
    ("address", "tag"), [("https://a.example/", "a"), ("javascript:alert(1)", "button"), ("slack://open", "button")]
)
def test_a_button_that_leads_somewhere_is_a_link_and_a_press(address: str, tag: str) -> None:
    """Where the address may not be followed it is only a press."""
    element = {"type": "button", "text": samples.text("Open"), "action_id": "act", "url": address}
    node = control({"type": "actions", "block_id": "blk", "elements": [element]})
    assert (node.tag, node["data-act"]) == (tag, "press")
    assert node.attributes.get("href", address) == address


def test_the_menu_of_more_is_a_menu() -> None:
    """A button that opens it, and entries that choose."""
    drawn = draw(placed_overflow())
    opener = drawn.one("button", aria_haspopup="menu")
    menu = drawn.one("div", role="menu")
    assert opener["data-opens"] == opener["aria-controls"] == menu["id"]
    assert "hidden" in menu.attributes
    entries = drawn.all(role="menuitem")
    assert [(entry.tag, entry["data-value"], entry["data-act"]) for entry in entries] == [
        ("a", "v1", "choose"),
        ("button", "v2", "choose"),
    ]


def placed_overflow() -> Json:
    """An overflow in a row of actions."""
    return {"type": "actions", "block_id": "blk", "elements": [samples.ELEMENTS["overflow"]]}


def test_select_menus_hold_their_options() -> None:
    """Nothing at first in those for one; groups; what is chosen is marked."""
    one = draw(samples.entry(samples.ELEMENTS["static_select"]))
    assert [(node["value"], node.text, "selected" in node.attributes) for node in one.all("option")] == [
        ("", "Pick", False),
        ("v1", "One — what it is", False),
        ("v2", "Two", True),
    ]
    several = draw(samples.entry(samples.ELEMENTS["multi_static_select"]))
    assert several.one("optgroup")["label"] == "Group"
    assert "multiple" in several.one("select").attributes
    assert several.one("select")["data-most"] == "2"
    assert [node["value"] for node in several.all("option") if "selected" in node.attributes] == ["v1"]


@pytest.mark.parametrize("kind", ["users", "channels", "conversations"])
@pytest.mark.parametrize("several", ["", "multi_"])
def test_menus_of_the_workspace_offer_what_it_has(kind: str, several: str) -> None:
    """What is chosen but not offered stands there as well, by its name."""
    offered = [("X1", "Xaver"), ("X2", "<Yara>")]
    element = {key: value for key, value in samples.ELEMENTS[f"{several}{kind}_select"].items() if key != "confirm"}
    drawn = draw(samples.entry(element), people=offered, channels=offered, conversations=offered)
    words = [node.text for node in drawn.all("option") if node["value"]]
    assert words[:2] == ["Xaver", "<Yara>"]
    assert words[2] in ("Anna", "data-ops")
    bare = draw(samples.entry({"type": f"{several}{kind}_select", "action_id": "act"}), people=offered)
    assert not [node for node in bare.all("option") if "selected" in node.attributes]


def test_an_external_select_is_a_combobox() -> None:
    """It says from how many characters on it is to be filled, and what is chosen."""
    drawn = draw(samples.entry(samples.ELEMENTS["external_select"]))
    node = drawn.one("input", role="combobox")
    assert (node["data-suggest"], node["value"]) == ("1", "One")
    assert json.loads(node["data-option"]) == samples.OPTIONS[0]
    assert "hidden" in drawn.one("ul", id=node["aria-controls"]).attributes
    bare = control(samples.entry({"type": "external_select", "action_id": "act"}))
    assert (bare["data-suggest"], bare["value"], bare["placeholder"]) == ("3", "", "Type to search")
    assert "data-option" not in bare.attributes


def test_what_is_chosen_among_several_can_be_dropped() -> None:
    """Each in a line of its own, with a button that says what it takes away."""
    drawn = draw(samples.entry(samples.ELEMENTS["multi_external_select"]))
    node = drawn.one("input")
    assert drawn.one("ul", id=node["data-chosen"])
    assert [json.loads(line["data-option"]) for line in drawn.all("li")] == samples.OPTIONS
    assert [button["aria-label"] for button in drawn.all("button") if "data-drops" in button.attributes] == [
        "Remove One",
        "Remove Two",
    ]


def test_boxes_are_checked_as_they_are_held() -> None:
    """A label for each, and its description read with it."""
    drawn = draw(samples.entry(samples.ELEMENTS["checkboxes"]))
    assert [(box["value"], "checked" in box.attributes) for box in drawn.all("input")] == [
        ("v1", True),
        ("v2", True),
        ("v3", False),
    ]
    assert [label.text for label in drawn.all("label")] == ["One", "Two", "Three"]
    radios = draw(samples.entry(samples.ELEMENTS["radio_buttons"]))
    assert radios.one("fieldset")["role"] == "radiogroup"
    assert len({radio["name"] for radio in radios.all("input", type="radio")}) == 1
    assert [radio["value"] for radio in radios.all("input") if "checked" in radio.attributes] == ["v2"]
    bare = {"type": "radio_buttons", "action_id": "act", "options": samples.OPTIONS}
    assert not [radio for radio in draw(samples.entry(bare)).all("input") if "checked" in radio.attributes]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("email_text_input", {"type": "email", "value": "a@example.org"}),
        ("url_text_input", {"type": "url", "value": samples.URL}),
        ("number_input", {"type": "text", "inputmode": "decimal", "value": "1.5"}),
        ("datepicker", {"type": "date", "value": "2025-10-09"}),
        ("timepicker", {"type": "time", "value": "08:53"}),
        ("datetimepicker", {"type": "datetime-local", "value": "2025-10-09T08:53"}),
        ("file_input", {"type": "file", "accept": ".csv,.json"}),
    ],
)
def test_each_input_is_of_its_kind(kind: str, shown: dict[str, str]) -> None:
    """With the value that it begins with."""
    node = drawn_element(kind)
    assert {name: node[name] for name in shown} == shown


def test_inputs_begin_with_what_they_are_told() -> None:
    """Lines, areas, focus, nothing at all."""
    assert drawn_element("plain_text_input", initial_value="\ntyped").text == "\n\ntyped"
    line = drawn_element("plain_text_input", multiline=False, focus_on_load=True)
    assert (line.tag, line["value"], line["placeholder"]) == ("input", "typed", "Say")
    assert "autofocus" in line.attributes
    assert "styled" in drawn_element("rich_text_input").text
    for kind in (
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "datepicker",
        "timepicker",
        "datetimepicker",
    ):
        assert control(samples.entry({"type": kind, "action_id": "act"}))["value"] == ""
    assert control(samples.entry({"type": "rich_text_input", "action_id": "act"})).text == "\n"
    assert (
        control(samples.entry({"type": "number_input", "action_id": "act", "is_decimal_allowed": False}))["inputmode"]
        == "numeric"
    )
    assert "multiple" in control(samples.entry({"type": "file_input", "action_id": "act"})).attributes


SECOND = samples.OPTIONS[1]


@pytest.mark.parametrize(
    ("kind", "read_off", "says"),
    [
        ("plain_text_input", "typed again", "typed again"),
        ("email_text_input", "b@example.org", "b@example.org"),
        ("url_text_input", "https://b.example", "https://b.example"),
        ("number_input", "7", "7"),
        ("static_select", "v1", "v1"),
        ("multi_static_select", ["v2"], "v2"),
        ("external_select", json.dumps(SECOND), "v2"),
        ("multi_external_select", [json.dumps(SECOND)], "v2"),
        ("users_select", "U7", "U7"),
        ("multi_users_select", ["U7"], "U7"),
        ("channels_select", "C7", "C7"),
        ("multi_channels_select", ["C7"], "C7"),
        ("conversations_select", "C7", "C7"),
        ("multi_conversations_select", ["C7"], "C7"),
        ("checkboxes", ["v3"], "v3"),
        ("radio_buttons", "v1", "v1"),
        ("datepicker", "2026-01-02", "2026-01-02"),
        ("timepicker", "10:00", "10:00"),
        ("datetimepicker", "2026-01-02T10:00", "2026-01-02T10:00"),
        ("rich_text_input", "new words", "new words"),
    ],
)
def test_what_is_read_off_a_control_is_held_by_slack_and_shown_again(
    kind: str, read_off: str | list[str], says: str
) -> None:
    """From the script over the simulated workspace back into the control, for every kind of element."""
    element = samples.ELEMENTS[kind]
    state = {"blk": {"act": chosen(element, readings.wanted(kind, read_off, CLOCK))}}
    drawn = draw(samples.entry(element), state=state)
    shown = [node["value"] for node in drawn.all("option") if "selected" in node.attributes]
    shown += [node["value"] for node in drawn.all("input") if "checked" in node.attributes]
    shown += [json.loads(node["data-option"])["value"] for node in drawn.nodes if "data-option" in node.attributes]
    shown = shown or [node.text.strip("\n") or node["value"] for node in drawn.nodes if "data-act" in node.attributes]
    assert shown == [says]


@pytest.mark.parametrize("kind", [block["element"]["type"] for block in INPUTS])
def test_nothing_chosen_is_held_as_nothing(kind: str) -> None:
    """Clearing a control leaves it empty, whatever it began with."""
    element = samples.ELEMENTS[kind]
    several = kind.startswith("multi_") or kind in ("checkboxes", "file_input")
    nothing = readings.wanted(kind, [] if several else "", CLOCK)
    assert nothing == ([] if several else None)
    held = {"blk": {"act": chosen(element, nothing)}}
    drawn = draw(samples.entry(element), state=held)
    assert not [node for node in drawn.nodes if {"selected", "checked", "data-option"} & set(node.attributes)]


@pytest.mark.parametrize("block", INPUTS, ids=name_of)
def test_the_state_of_a_fresh_view_shows_what_the_elements_begin_with(block: Json) -> None:
    """`state.values` as the simulated Slack makes it draws the same as none."""
    assert draw(block, state=first_state([block])) == draw(block)


def test_readings_of_nothing_and_of_nonsense() -> None:
    """None stays None; a broken option is an error of the page."""
    assert readings.wanted("static_select", None, CLOCK) is None
    assert readings.wanted("file_input", ["a.csv"], CLOCK) == ["a.csv"]
    with pytest.raises(ValueError, match="Expecting value"):
        readings.wanted("external_select", "nonsense", CLOCK)


def view(**more: object) -> Json:
    """A modal."""
    block = samples.entry(samples.ELEMENTS["email_text_input"])
    return {"type": "modal", "title": samples.text("Delete <it>"), "blocks": [block], **more}


def test_a_modal_is_a_form_with_its_buttons() -> None:
    """It is named by its title; the browser does not judge what is typed."""
    drawn = read(views.to_html(view(submit=samples.text("Delete"), close=samples.text("Keep")), context("modal")))
    form = drawn.one("form")
    assert form["data-view"] == "C1/1700000000.000100"
    assert "novalidate" in form.attributes
    assert drawn.one("h2", id=form["aria-labelledby"]).text == "Delete <it>"
    submit, close = drawn.one("button", data_act="submit"), drawn.one("button", data_act="close")
    assert (submit["type"], submit.text, close["type"], close.text) == ("submit", "Delete", "button", "Keep")
    assert not drawn.all("div", class_="bk-trouble")


def test_a_modal_says_what_went_wrong_and_what_may_not_be_done() -> None:
    """The app's silence stands at the top; without words the button says Cancel."""
    drawn = read(views.to_html(view(close=None), context("modal"), trouble="We had some <trouble>."))
    assert drawn.one("div", class_="bk-trouble").text == "We had some <trouble>."
    assert drawn.one("button", data_act="close").text == "Cancel"
    assert not drawn.all("button", data_act="submit")
    waiting = view(submit=samples.text("Go"), submit_disabled=True)
    assert "disabled" in read(views.to_html(waiting, context("modal"))).one("button", data_act="submit").attributes


def test_a_home_is_its_blocks_and_nothing_else_is_a_view() -> None:
    """An App Home has no buttons of its own."""
    home = {"type": "home", "blocks": [samples.BLOCKS["header"]]}
    assert read(views.to_html(home, context("home"))).one("h3").text == "Heading"
    with pytest.raises(NotDrawn, match="view"):
        views.to_html({"type": "workflow_step", "blocks": []}, context())
