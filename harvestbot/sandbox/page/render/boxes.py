"""Checkboxes and radio buttons."""

from markupsafe import Markup

from harvestbot.sandbox.page.render import texts
from harvestbot.sandbox.page.render.context import Json, Place
from harvestbot.sandbox.page.render.controls import Slot, attributes, held, naming, with_confirm
from harvestbot.sandbox.page.render.html import tag


def checkboxes(element: Json, slot: Slot) -> Markup:
    """Boxes, any number of which may be checked."""
    chosen = held(element, slot, "selected_options", "initial_options") or []
    return _group(element, slot, [option["value"] for option in chosen], several=True)


def radio_buttons(element: Json, slot: Slot) -> Markup:
    """Buttons of which one may be on."""
    chosen = held(element, slot, "selected_option", "initial_option")
    return _group(element, slot, [chosen["value"]] if chosen else [], several=False)


def _group(element: Json, slot: Slot, chosen: list[str], *, several: bool) -> Markup:
    group = tag(
        "fieldset",
        *(
            _box(option, slot.place.inner(number), slot.id, chosen, kind="checkbox" if several else "radio")
            for number, option in enumerate(element["options"])
        ),
        id=slot.id,
        class_="bk-boxes",
        role=None if several else "radiogroup",
        disabled=not slot.place.context.interactive,
        **attributes(element, slot, "many" if several else "one"),
        **naming(element, slot, "Choose"),
    )
    return with_confirm(group, element, slot.place)


def _box(option: Json, place: Place, group: str, chosen: list[str], *, kind: str) -> Markup:
    box, said = place.id("box"), place.id("description")
    described = "description" in option
    return tag(
        "div",
        tag(
            "input",
            type=kind,
            id=box,
            name=group,
            value=option["value"],
            checked=option["value"] in chosen,
            aria_describedby=said if described else None,
        ),
        tag("label", texts.to_html(option["text"], place.context), for_=box),
        tag("div", texts.to_html(option["description"], place.context), id=said, class_="bk-description")
        if described
        else None,
        class_="bk-box",
    )
