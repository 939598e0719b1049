"""The markdown block: https://docs.slack.dev/reference/block-kit/blocks/markdown-block.

markdown-it-py reads it, a library that keeps to CommonMark, is well kept, and comes with rich already. Only its reading
is used, with HTML switched off: the elements are put together here like all others, so what is allowed stands in one
table. As in Slack, an image is shown as a link.
"""

from collections.abc import Callable, Mapping
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

from harvestbot.sandbox.page.render import emoji
from harvestbot.sandbox.page.render.context import NotDrawn
from harvestbot.sandbox.page.render.html import clean, joined, tag, text
from harvestbot.sandbox.page.render.links import link

_READER: Final = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


def to_html(said: str) -> Markup:
    """A text in Markdown.

    Raises:
        NotDrawn: The library found something that nothing here draws.
    """
    return _inner(SyntaxTreeNode(_READER.parse(clean(said))))


def _node(node: SyntaxTreeNode) -> Markup:
    if node.type in _NESTED:
        name, class_ = _NESTED[node.type]
        return tag(name, _inner(node), class_=class_)
    drawer = _OTHERS.get(node.type)
    if drawer is None:
        raise NotDrawn.of("part of a Markdown text", node.type)
    return drawer(node)


def _inner(node: SyntaxTreeNode) -> Markup:
    return joined(*map(_node, node.children))


def _paragraph(node: SyntaxTreeNode) -> Markup:
    # In a tight list a paragraph is only there for the tree's sake.
    return _inner(node) if node.hidden else tag("p", _inner(node))


def _heading(node: SyntaxTreeNode) -> Markup:
    # The message stands below the page's own headings.
    return tag(f"h{min(6, int(node.tag[1]) + 2)}", _inner(node), class_="bk-heading")


def _ordered(node: SyntaxTreeNode) -> Markup:
    return tag("ol", _inner(node), class_="bk-list", start=node.attrs.get("start"))


def _link(node: SyntaxTreeNode) -> Markup:
    return link(str(node.attrs["href"]), _inner(node), class_="bk-link") or _inner(node)


def _image(node: SyntaxTreeNode) -> Markup:
    address = str(node.attrs["src"])
    words = node.content or address
    return link(address, words, class_="bk-link") or text(words)


def _code(node: SyntaxTreeNode) -> Markup:
    return tag("pre", tag("code", node.content.removesuffix("\n")), class_="bk-pre")


_NESTED: Final[Mapping[str, tuple[str, str | None]]] = {
    "blockquote": ("blockquote", "bk-quote"),
    "bullet_list": ("ul", "bk-list"),
    "em": ("em", None),
    "list_item": ("li", None),
    "s": ("del", None),
    "strong": ("strong", None),
    "table": ("table", "bk-table"),
    "tbody": ("tbody", None),
    "td": ("td", None),
    "th": ("th", None),
    "thead": ("thead", None),
    "tr": ("tr", None),
}
"""What only holds others: its element and class."""
_OTHERS: Final[Mapping[str, Callable[[SyntaxTreeNode], Markup]]] = {
    "code_block": _code,
    "code_inline": lambda node: tag("code", node.content, class_="bk-code"),
    "fence": _code,
    "hardbreak": lambda _: tag("br"),
    "heading": _heading,
    "hr": lambda _: tag("hr"),
    "image": _image,
    "inline": _inner,
    "link": _link,
    "ordered_list": _ordered,
    "paragraph": _paragraph,
    "softbreak": lambda _: tag("br"),
    "text": lambda node: emoji.with_signs(node.content),
}
