"""Reads what was drawn as a browser would, and refuses what should never be there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import Markup

from harvestbot.sandbox.page.render.context import Clock, Context, Surface
from harvestbot.sandbox.page.render.links import safe

VOID = {"br", "hr", "input"}
TAGS = VOID | {
    "a",
    "article",
    "bdi",
    "blockquote",
    "button",
    "caption",
    "code",
    "del",
    "desc",
    "dialog",
    "div",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "form",
    "g",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "label",
    "li",
    "mark",
    "nav",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "path",
    "polygon",
    "polyline",
    "pre",
    "rect",
    "select",
    "span",
    "strong",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "textarea",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "circle",
    "line",
}
ATTRIBUTES = {
    "accept",
    "autocomplete",
    "autofocus",
    "checked",
    "class",
    "cx",
    "cy",
    "d",
    "datetime",
    "disabled",
    "fill",
    "fill-opacity",
    "for",
    "height",
    "hidden",
    "href",
    "id",
    "inputmode",
    "label",
    "multiple",
    "name",
    "novalidate",
    "placeholder",
    "points",
    "r",
    "rel",
    "role",
    "rows",
    "scope",
    "selected",
    "size",
    "start",
    "stroke",
    "tabindex",
    "target",
    "text-anchor",
    "title",
    "type",
    "value",
    "viewbox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
}
REFERENCES = [
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "for",
    "data-opens",
    "data-expands",
    "data-confirm",
    "data-chosen",
    "data-filters",
    "data-pages",
]
"""Attributes that hold ids of other elements."""


@dataclass
class Node:
    """An element: its name, its attributes, and the text within it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


@dataclass
class Drawn:
    """What was drawn, in the order in which it stands."""

    nodes: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str = "", **wanted: str) -> list[Node]:
        """The elements of a name that have these attributes; `data_kind` stands for `data-kind`."""
        named = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [
            node
            for node in self.nodes
            if tag in ("", node.tag) and all(node.attributes.get(name) == value for name, value in named.items())
        ]

    def one(self, tag: str = "", **wanted: str) -> Node:
        """The only such element."""
        [found] = self.all(tag, **wanted)
        return found

    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements and the names of their attributes, without what they say."""
        return [(node.tag, tuple(sorted(node.attributes))) for node in self.nodes]


class Reader(HTMLParser):
    """Follows elements as they open and close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.drawn = Drawn()
        self.open: list[Node] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}>"
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        for name, value in attrs:
            assert name in ATTRIBUTES or name.startswith(("aria-", "data-")), f"{name}= in <{tag}>"
            assert name != "href" or safe(value or ""), f"a link to {value!r}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.drawn.nodes.append(node)
        if tag not in VOID:
            self.open.append(node)
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without an opening tag"
        assert self.open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.drawn.text += data
        for node in self.open:
            node.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data!r}")


def read(html: Markup) -> Drawn:
    """Read what was drawn, and check all that holds everywhere."""
    assert isinstance(html, Markup)
    html.encode()  # a lone surrogate could not be sent
    reader = Reader()
    reader.feed(str(html))
    reader.close()
    assert not reader.open, f"never closed: {[node.tag for node in reader.open]}"
    _check_ids(reader.drawn)
    return reader.drawn


def _check_ids(drawn: Drawn) -> None:
    ids = [node["id"] for node in drawn.nodes if "id" in node.attributes]
    assert len(ids) == len(set(ids)), f"an id twice: {ids}"
    for node in drawn.nodes:
        for name, referred in _references(node):
            assert referred in ids, f"{name} of <{node.tag}> leads to {referred!r}, which is not there"


def _references(node: Node) -> Iterator[tuple[str, str]]:
    for name in REFERENCES:
        yield from ((name, referred) for referred in node.attributes.get(name, "").split())


class Names:
    """The words for a few ids."""

    def person(self, user_id: str) -> str | None:
        """One person is known, and bears a hostile name."""
        return {"U1": "Anna", "U666": "<script>alert(1)</script>"}.get(user_id)

    def channel(self, channel_id: str) -> str | None:
        """One channel is known."""
        return {"C1": "data-ops"}.get(channel_id)

    def group(self, group_id: str) -> str | None:
        """One group is known."""
        return {"S1": "portal-admins"}.get(group_id)


NAMES = Names()


def context(surface: Surface = "message", **more: object) -> Context:
    """A context."""
    return Context(NAMES, "C1/1700000000.000100", surface, **more)  # type: ignore[arg-type]  # because tests name single fields


__all__ = ["NAMES", "Clock", "Drawn", "Node", "context", "read"]
