"""Which function draws which block: https://docs.slack.dev/reference/block-kit/blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from markupsafe import Markup

from harvestbot.sandbox.page.render import charts, entries, gathered, markdown, richtext, sections, tables
from harvestbot.sandbox.page.render.context import Context, Json, NotDrawn, Place
from harvestbot.sandbox.page.render.html import joined, tag

Drawer: TypeAlias = Callable[[Json, Place], Markup]


def to_html(blocks: Sequence[Json], context: Context) -> Markup:
    """The blocks of a message or a view, one below the other.

    Raises:
        NotDrawn: Something in them is not known here, or is refused.
    """
    return joined(*(_block(block, Place(context, str(number))) for number, block in enumerate(blocks)))


def _block(block: Json, place: Place) -> Markup:
    kind = block.get("type", "")
    if kind in REFUSED:
        raise NotDrawn(f"The page does not draw a {kind}: {REFUSED[kind]}")
    drawer = DRAWERS.get(kind)
    if drawer is None:
        raise NotDrawn.of("block", block.get("type"))
    own = replace(place, block_id=block.get("block_id", ""))
    return tag("div", drawer(block, own), class_=f"bk-block bk-{kind.replace('_', '-')}")


def _container(block: Json, place: Place) -> Markup:
    return gathered.container(block, place, _block)


DRAWERS: Final[Mapping[str, Drawer]] = {
    "actions": sections.actions,
    "alert": sections.alert,
    "card": gathered.card,
    "carousel": gathered.carousel,
    "container": _container,
    "context": sections.context,
    "context_actions": sections.actions,
    "data_table": tables.data_table,
    "data_visualization": charts.data_visualization,
    "divider": sections.divider,
    "header": sections.header,
    "image": sections.image,
    "input": entries.entry,
    "markdown": lambda block, _: markdown.to_html(block["text"]),
    "plan": gathered.plan,
    "rich_text": lambda block, place: richtext.to_html(block, place.context),
    "section": sections.section,
    "table": tables.table,
    "task_card": gathered.task,
}
"""Every block that is drawn, by its type."""
REFUSED: Final[Mapping[str, str]] = {
    "video": "it would have to be fetched from elsewhere, and the page fetches nothing.",
}
"""Blocks that Slack takes and the page does not draw on purpose, and why."""
