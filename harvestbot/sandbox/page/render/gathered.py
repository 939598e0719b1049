"""Blocks that gather several things: card, carousel, task, plan, and container."""

from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render import elements, richtext, texts
from harvestbot.sandbox.page.render.context import Json, Place
from harvestbot.sandbox.page.render.controls import Slot
from harvestbot.sandbox.page.render.html import joined, tag, text
from harvestbot.sandbox.page.render.links import link

_STATUSES: Final = {"pending": "Pending", "in_progress": "In progress", "complete": "Complete", "error": "Failed"}


def card(block: Json, place: Place) -> Markup:
    """A picture, a few lines, and buttons."""
    lines = [
        tag("div", texts.to_html(block[key], place.context), class_=f"bk-card-{key}")
        for key in ("title", "subtitle", "body")
        if key in block
    ]
    buttons = [elements.to_html(each, Slot(place.inner(n))) for n, each in enumerate(block.get("actions", []))]
    return tag(
        "article",
        *(elements.picture(block[key]) for key in ("hero_image", "icon") if key in block),
        *lines,
        tag("div", *buttons, class_="bk-card-actions") if buttons else None,
        class_="bk-card-body",
    )


def carousel(block: Json, place: Place) -> Markup:
    """Cards side by side."""
    cards = [
        card(each, Place(place.context, f"{place.path}-{n}", each.get("block_id", "")))
        for n, each in enumerate(block["elements"])
    ]
    return tag("div", *cards, class_="bk-cards", role="group", aria_label="Cards", tabindex=0)


def task(block: Json, place: Place) -> Markup:
    """Something that is being done."""
    status = block.get("status", "pending")
    sources = [
        tag("li", link(source["url"], source["text"], class_="bk-link") or text(source["text"]))
        for source in block.get("sources", [])
    ]
    return tag(
        "article",
        tag("div", block["title"], class_="bk-task-title"),
        tag("div", _STATUSES[status], class_=f"bk-task-{status}"),
        *(richtext.to_html(block[key], place.context) for key in ("details", "output") if key in block),
        tag("ul", *sources, class_="bk-list") if sources else None,
        class_="bk-task",
    )


def plan(block: Json, place: Place) -> Markup:
    """Tasks, one below the other."""
    tasks = [tag("li", task(each, place.inner(n))) for n, each in enumerate(block.get("tasks", []))]
    return tag("div", block["title"], class_="bk-plan-title") + tag("ol", *tasks, class_="bk-list")


def container(block: Json, place: Place, draw: Callable[[Json, Place], Markup]) -> Markup:
    """Blocks in a frame, which may be folded away.

    Args:
        block: The container.
        place: Where it stands.
        draw: Draws a block within it.
    """
    context, body = place.context, place.id("body")
    if "rich_text_title" in block:
        title = richtext.to_html(block["rich_text_title"], context)
    else:
        title = texts.to_html(block["title"], context)
    folds, folded = bool(block.get("is_collapsible")), bool(block.get("default_collapsed"))
    heading = [
        elements.picture(block["icon"]) if "icon" in block else None,
        tag("div", title, class_="bk-container-title", id=place.id("title")),
        tag("div", texts.to_html(block["subtitle"], context), class_="bk-description") if "subtitle" in block else None,
        _folder(place, body, folded=folded) if folds else None,
    ]
    inner = joined(*(draw(child, place.inner(n)) for n, child in enumerate(block["child_blocks"])))
    return tag("div", *heading, class_="bk-container-head") + tag(
        "div", inner, id=body, class_="bk-container-body", hidden=folds and folded
    )


def _folder(place: Place, body: str, *, folded: bool) -> Markup:
    return tag(
        "button",
        "▾",
        type="button",
        class_="bk-button bk-fold",
        aria_label="Show or hide",
        aria_describedby=place.id("title"),
        aria_expanded="false" if folded else "true",
        aria_controls=body,
        data_expands=body,
    )
