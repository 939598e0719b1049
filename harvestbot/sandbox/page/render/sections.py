"""The blocks that most messages are made of: header, section, context, actions, image, divider, alert."""

from markupsafe import Markup

from harvestbot.sandbox.page.render import elements, texts
from harvestbot.sandbox.page.render.context import Json, NotDrawn, Place
from harvestbot.sandbox.page.render.controls import Slot
from harvestbot.sandbox.page.render.html import joined, tag


def header(block: Json, place: Place) -> Markup:
    """A heading, below those of the page and of a modal."""
    return tag("h3", texts.to_html(block["text"], place.context), class_="bk-heading")


def divider(_block: Json, _place: Place) -> Markup:
    """A line."""
    return tag("hr")


def section(block: Json, place: Place) -> Markup:
    """A paragraph, fields in two columns, and something beside them."""
    main: list[Markup] = []
    if "text" in block:
        main.append(tag("div", texts.to_html(block["text"], place.context), class_="bk-text"))
    if "fields" in block:
        fields = (tag("div", texts.to_html(field, place.context), class_="bk-text") for field in block["fields"])
        main.append(tag("div", *fields, class_="bk-fields"))
    drawn = tag("div", *main, class_="bk-section-main")
    if "accessory" not in block:
        return drawn
    beside = elements.to_html(block["accessory"], Slot(place.inner("accessory")))
    return drawn + tag("div", beside, class_="bk-accessory")


def context(block: Json, place: Place) -> Markup:
    """Small print and small images."""
    return joined(*(_small(element, place) for element in block["elements"]))


def actions(block: Json, place: Place) -> Markup:
    """A row of controls."""
    return joined(*(elements.to_html(each, Slot(place.inner(n))) for n, each in enumerate(block["elements"])))


def image(block: Json, place: Place) -> Markup:
    """An image: a box with the words for it, and its title below."""
    title = tag("figcaption", texts.to_html(block["title"], place.context)) if "title" in block else None
    return tag("figure", elements.picture(block), title, class_="bk-figure")


def alert(block: Json, place: Place) -> Markup:
    """Something to notice, in modals only.

    Raises:
        NotDrawn: It stands somewhere else.
    """
    if place.context.surface != "modal":
        raise NotDrawn("The page cannot draw an alert outside a modal: Slack takes it there only.")
    level = block.get("level", "default")
    role = "alert" if level in ("error", "warning") else "status"
    return tag("div", texts.to_html(block["text"], place.context), class_=f"bk-alert-{level}", role=role)


def _small(element: Json, place: Place) -> Markup:
    if element.get("type") == "image":
        return elements.picture(element)
    return tag("div", texts.to_html(element, place.context), class_="bk-small")
