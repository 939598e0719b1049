"""Each block and each element is drawn, or refused loudly; whatever it says, it does nothing of itself."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox.page.render import samples
from sandbox.page.render.reading import NAMES, Drawn, context, read
from support.card_gallery import GALLERY
from support.card_samples import ANY_TEXT

from harvestbot.sandbox.page.render import blocks, elements, mrkdwn
from harvestbot.sandbox.page.render.context import Json, NotDrawn, Surface
from harvestbot.sandbox.page.render.html import clean
from harvestbot.sandbox.slack.limits import problems
from harvestbot.sandbox.slack.rules import blocks as block_rules
from harvestbot.sandbox.slack.rules import elements as element_rules

DRAWN_BLOCKS = [block for kind, block in samples.BLOCKS.items() if kind not in blocks.REFUSED]


def surface_of(block: Json) -> Surface:
    """A surface that takes the block."""
    return "message" if block["type"] in block_rules.IN_MESSAGES else "modal"


def placed(element: Json) -> Json:
    """A block that takes the element."""
    kind = element["type"]
    if kind in element_rules.IN_INPUT:
        return samples.entry(element)
    if kind in element_rules.IN_SECTION:
        return {"type": "section", "block_id": "blk", "text": samples.text("x"), "accessory": element}
    within = "actions" if kind in element_rules.IN_ACTIONS else "context_actions"
    return {"type": within, "block_id": "blk", "elements": [element]}


PLACED = [placed(element) for element in samples.ELEMENTS.values()]
ALL = [*DRAWN_BLOCKS, *PLACED, *(samples.chart(kind) for kind in ("pie", "bar", "area"))]


def draw(*drawn: Json, **more: object) -> Drawn:
    """Blocks, read by a browser's rules."""
    return read(blocks.to_html(list(drawn), context(surface_of(drawn[0]), **more)))


def name_of(block: Json) -> str:
    """What a sample is called."""
    inner = block.get("element") or block.get("accessory") or block.get("chart") or {}
    return f"{block['type']} {inner.get('type', '')}"


def test_there_is_a_sample_of_all_that_slack_takes() -> None:
    """So that the other tests look at everything."""
    assert set(samples.BLOCKS) == set(block_rules.BLOCKS)
    assert set(samples.ELEMENTS) == set(element_rules.ELEMENTS)


@pytest.mark.parametrize("block", [*ALL, *(samples.BLOCKS[kind] for kind in blocks.REFUSED)], ids=name_of)
def test_the_samples_are_what_slack_takes(block: Json) -> None:
    """The simulated Slack has nothing to say against them."""
    if surface_of(block) == "modal" or block.get("element", {}).get("type") == "file_input":
        view = {"type": "modal", "title": samples.text("x"), "submit": samples.text("x"), "blocks": [block]}
        assert problems("modal", view) == []
    else:
        assert problems("message", {"text": "x", "blocks": [block]}) == []


def test_all_that_slack_takes_has_a_drawer_or_is_refused_by_name() -> None:
    """A block or element that the rules learn must be learned here too."""
    assert set(blocks.DRAWERS) | set(blocks.REFUSED) == set(block_rules.BLOCKS)
    assert not set(blocks.DRAWERS) & set(blocks.REFUSED)
    assert set(elements.DRAWERS) == set(element_rules.ELEMENTS)


@pytest.mark.parametrize("block", ALL, ids=name_of)
def test_each_sample_is_drawn(block: Json) -> None:
    """All ids are unique, all references lead somewhere, all elements are known ones."""
    assert draw(block, {**block, "block_id": "other"}, block).nodes


@pytest.mark.parametrize("card", GALLERY)
def test_each_card_of_the_bot_is_drawn(card: str) -> None:
    """Whatever the bot says can be seen."""
    said = msgspec.to_builtins(GALLERY[card])
    drawn = read(blocks.to_html(said["blocks"], context()))
    read(mrkdwn.to_html(said["text"], NAMES))
    for button in (node for block in said["blocks"] for node in _of_type(block, "button")):
        pressed = [node.text for node in drawn.all("button", data_act="press", data_value=button["value"])]
        assert clean(button["text"]["text"]) in pressed


def _of_type(part: object, kind: str) -> Iterator[Json]:
    if isinstance(part, list):
        for item in part:
            yield from _of_type(item, kind)
    elif isinstance(part, dict):
        if part.get("type") == kind:
            yield part
        for value in part.values():
            yield from _of_type(value, kind)


SAID = frozenset(
    [
        "text",
        "alt_text",
        "caption",
        "title",
        "label",
        "name",
        "value",
        "block_id",
        "action_id",
        "initial_value",
        "accessibility_label",
        "image_url",
        "url",
        "user_id",
        "channel_id",
        "usergroup_id",
        "fallback",
        "format",
        "unicode",
        "task_id",
    ]
)
"""Members that hold what others have written."""


def saying(part: Any, said: str, *, within: str = "") -> Any:  # noqa: ANN401  because it goes through any JSON
    """A sample in which everything that can be said says this."""
    if isinstance(part, dict):
        return {name: saying(value, said, within=name) for name, value in part.items()}
    if isinstance(part, list):
        return [saying(value, said, within="label" if within == "categories" else "") for value in part]
    return said if isinstance(part, str) and within in SAID else part


BREAKING = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)> onmouseover=alert(1) x='",
    "</textarea></title></option></select></svg></style><script>alert(1)</script>",
    "<!--><svg onload=alert(1)>]]>&#60;script&#62;&lt;b&gt;&amp;lt;",
    "javascript:alert(1)",
    '" style="x:expression(alert(1))" autofocus onfocus="alert(1)',
    "{{7*7}} {% include 'x' %} %s {0}",
)


@pytest.mark.parametrize("said", BREAKING)
@pytest.mark.parametrize("block", [block for block in ALL if block["type"] != "markdown"], ids=name_of)
def test_what_is_said_changes_no_element(block: Json, said: str) -> None:
    """Hostile words stand where harmless ones stood: the elements and their attributes are the same."""
    harmless = saying(copy.deepcopy(block), "harmless")
    hostile = saying(copy.deepcopy(block), said)
    assert draw(hostile).skeleton() == draw(harmless).skeleton()


@settings(deadline=None)
@given(st.sampled_from(ALL), ANY_TEXT)
def test_whatever_is_said_is_drawn(block: Json, said: str) -> None:
    """Nothing in any text, id or address makes a drawer fail or anything unknown appear."""
    draw(saying(block, said))


@settings(deadline=None)
@given(ANY_TEXT)
def test_plain_text_is_read_as_it_was_written(said: str) -> None:
    """No character is lost or gains a meaning."""
    block = {"type": "section", "text": {"type": "plain_text", "text": said, "emoji": False}}
    assert draw(block).text == clean(said)


@settings(deadline=None)
@given(ANY_TEXT | st.text(alphabet="\r\n\t\"'<>&a "))
def test_values_come_back_as_they_were(said: str) -> None:
    """The script hands back the very value that the bot gave, line breaks and all."""
    kept = said.replace("\r", "¶")
    element = {"type": "button", "text": samples.text("x"), "action_id": said, "value": said}
    button = draw({"type": "actions", "block_id": "b", "elements": [element]}).one("button")
    assert button["data-value"] == button["data-action-id"]
    assert button["data-value"].replace("\r", "¶") == clean(kept)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "nonsense"},
        {},
        {"type": "file", "external_id": "x"},
        samples.BLOCKS["video"],
        samples.entry({"type": "nonsense"}),
        samples.entry({}),
        {"type": "section", "text": {"type": "html", "text": "x"}},
        {"type": "section", "text": samples.text(), "accessory": {"type": "nonsense"}},
        {"type": "actions", "elements": [{"type": "nonsense"}]},
        {"type": "context", "elements": [{"type": "button", "text": samples.text()}]},
        {"type": "table", "rows": [[{"type": "nonsense"}]]},
        {"type": "rich_text", "elements": [{"type": "nonsense"}]},
        samples.rich({"type": "nonsense"}),
        samples.rich({"type": "text", "text": "x", "style": {"blink": True}}),
        {"type": "data_visualization", "title": "x", "chart": {"type": "radar"}},
        {"type": "container", "title": samples.text(), "child_blocks": [{"type": "nonsense"}]},
        samples.entry({"type": "static_select", "options": [{"text": samples.mrkdwn(), "value": "x"}]}),
        {"type": "alert", "text": samples.text()},
    ],
)
def test_what_is_not_known_is_refused_loudly(block: Json) -> None:
    """Nothing is ever skipped: the error says what it was."""
    with pytest.raises(NotDrawn, match=r"does not draw|cannot draw"):
        blocks.to_html([{"type": "divider"}, block], context())


def test_images_are_boxes_with_words_and_fetch_nothing() -> None:
    """The words for an image stand in its place; its address is nowhere."""
    for address in (samples.URL, "data:image/png;base64,AAAA"):
        drawn = blocks.to_html([{**samples.BLOCKS["image"], "image_url": address}], context())
        assert read(drawn).one("span", role="img")["aria-label"] == "A lake"
        assert address not in drawn


def test_two_messages_share_no_id() -> None:
    """Ids hold the message's reference, however alike two of them are."""
    one = blocks.to_html(ALL, context("modal"))
    for other in ("C1/1700000000-000100", "C1_1700000000.000100"):
        assert read(one + blocks.to_html(ALL, replace(context("modal"), where=other)))


def test_a_header_is_a_heading_and_a_divider_a_line() -> None:
    """What has an element of its own has it."""
    drawn = draw({"type": "header", "text": samples.text("Runs :tada:")}, {"type": "divider"})
    assert drawn.one("h3").text == "Runs 🎉"
    assert drawn.all("hr")


def test_a_container_can_be_unfolded() -> None:
    """Its button says how it stands, and leads to what is folded away."""
    drawn = draw(samples.BLOCKS["container"])
    button = drawn.one("button")
    assert button["aria-expanded"] == "false"
    assert "hidden" in drawn.one("div", id=button["data-expands"]).attributes
    open_one = draw({**samples.BLOCKS["container"], "default_collapsed": False})
    assert open_one.one("button")["aria-expanded"] == "true"
    titled = {"type": "container", "rich_text_title": samples.RICH, "child_blocks": [{"type": "divider"}]}
    assert not draw(titled).all("button")


def test_rich_text_has_the_elements_that_its_styles_name() -> None:
    """Lists count from where they should; lines break; styles nest."""
    drawn = draw(samples.RICH)
    assert drawn.one("ol")["start"] == "3"
    assert drawn.one("ul")["class"] == "bk-list bk-indent-1"
    for tag in ("strong", "em", "del", "u", "mark", "code"):
        assert drawn.all(tag)
    assert drawn.all("strong")[0].text == "styled\nwords"
    assert [chip.text for chip in drawn.all("span") if "bk-chip" in chip["class"]] == [
        "@Anna",
        "@portal-admins",
        "#data-ops",
        "@here",
    ]
    assert drawn.one("span", title=":melting_face:").text == "\U0001fae0"


@pytest.mark.parametrize("unicode", ["nonsense", "ffffffff", ""])
def test_an_emoji_that_nobody_knows_keeps_its_name(unicode: str) -> None:
    """Its short name, between colons."""
    assert draw(samples.rich({"type": "emoji", "name": "nope", "unicode": unicode})).text == ":nope:"


def test_a_rich_link_that_may_not_be_followed_is_text() -> None:
    """Here too only addresses of web and mail become links."""
    drawn = draw(
        samples.rich({"type": "link", "url": "javascript:alert(1)", "text": "go"}, {"type": "link", "url": "x:y"})
    )
    assert not drawn.all("a")
    assert drawn.text == "gox:y"


@pytest.mark.parametrize(
    ("said", "tags", "text"),
    [
        ("# A\n## B\n###### C", ["h3", "h4", "h6"], "ABC"),
        ("a\nb  \nc", ["p", "br", "br"], "a\nb\nc"),
        ("1. a\n2. b", ["ol", "li", "li"], "ab"),
        ("- a\n\n- b", ["ul", "li", "p", "li", "p"], "ab"),
        ("```py\n*x*\n```", ["pre", "code"], "*x*"),
        ("    x", ["pre", "code"], "x"),
        ("> q", ["blockquote", "p"], "q"),
        ("---", ["hr"], ""),
        ("**b** _i_ ~~s~~ `c`", ["p", "strong", "em", "del", "code"], "b i s c"),
        ("|a|b|\n|-|-|\n|1|2|", ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"], "ab12"),
        ("[a](https://b.example)", ["p", "a"], "a"),
        ("[a](javascript:alert(1))", ["p"], "[a](javascript:alert(1))"),
        ("[a](/local)", ["p"], "a"),
        ("![a](https://b.example/i.png)", ["p", "a"], "a"),
        ("![](data:image/png;base64,AA)", ["p"], "data:image/png;base64,AA"),
        ("<script>alert(1)</script>", ["p"], "<script>alert(1)</script>"),
        ("<https://b.example>", ["p", "a"], "https://b.example"),
        ("a <b onclick=x>", ["p"], "a <b onclick=x>"),
        (":tada:", ["p", "span"], "🎉"),
    ],
)
def test_markdown_is_drawn_without_html(said: str, tags: list[str], text: str) -> None:
    """CommonMark, tables and strikethrough; HTML is text, images are links."""
    drawn = draw({"type": "markdown", "text": said})
    assert [node.tag for node in drawn.nodes[1:]] == tags
    assert drawn.text == text


@pytest.mark.parametrize("piece", ["> ", "- ", "*", "[", "![", "`", "|", "#", "<", "_a"])
def test_a_long_heap_of_markdown_is_drawn(piece: str) -> None:
    """12,000 characters of anything."""
    draw({"type": "markdown", "text": piece * (12_000 // len(piece))})
