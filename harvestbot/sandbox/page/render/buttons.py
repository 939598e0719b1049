"""What is pressed: buttons of all kinds, and the menu behind `…`."""

from markupsafe import Markup

from harvestbot.sandbox.page.render import texts
from harvestbot.sandbox.page.render.context import Json
from harvestbot.sandbox.page.render.controls import STYLES, Slot, attributes, with_confirm
from harvestbot.sandbox.page.render.html import Attribute, tag
from harvestbot.sandbox.page.render.links import link


def button(element: Json, slot: Slot) -> Markup:
    """A button, or a link where it leads to an address that may be followed."""
    words = texts.to_html(element["text"], slot.place.context)
    shared: dict[str, Attribute] = {
        "class_": "bk-button" + STYLES.get(element.get("style", ""), ""),
        "aria_label": element.get("accessibility_label"),
        "data_value": element.get("value"),
        **attributes(element, slot, "fixed", act="press"),
    }
    return with_confirm(_pressable(words, slot, element.get("url"), shared), element, slot.place)


def icon_button(element: Json, slot: Slot) -> Markup:
    """A button with a sign beside its words."""
    named = {**element, "text": {**element["text"], "text": f"🗑️ {element['text']['text']}"}}
    return button(named, slot)


def feedback_buttons(element: Json, slot: Slot) -> Markup:
    """Two buttons: well done, and not."""
    return tag(
        "span",
        *(
            tag(
                "button",
                texts.to_html(element[key]["text"], slot.place.context),
                type="button",
                class_="bk-button",
                disabled=not slot.place.context.interactive,
                aria_label=element[key].get("accessibility_label"),
                data_value=element[key]["value"],
                **attributes(element, slot, "fixed", act="choose"),
            )
            for key in ("positive_button", "negative_button")
        ),
        class_="bk-feedback",
        role="group",
        aria_label="Feedback",
    )


def overflow(element: Json, slot: Slot) -> Markup:
    """The `…` button and its menu."""
    place = slot.place
    menu = place.id("menu")
    opener = tag(
        "button",
        "…",
        type="button",
        id=slot.id,
        class_="bk-button bk-more",
        aria_label="More actions",
        aria_haspopup="menu",
        aria_expanded="false",
        aria_controls=menu,
        data_opens=menu,
        disabled=not place.context.interactive,
    )
    entries = tag(
        "div",
        *(_entry(element, option, slot) for option in element["options"]),
        id=menu,
        class_="bk-menu",
        role="menu",
        aria_labelledby=slot.id,
        hidden=True,
    )
    return with_confirm(tag("span", opener, entries, class_="bk-overflow"), element, place)


def _entry(element: Json, option: Json, slot: Slot) -> Markup:
    words = texts.to_html(option["text"], slot.place.context)
    if "description" in option:
        words += tag("span", texts.to_html(option["description"], slot.place.context), class_="bk-description")
    shared: dict[str, Attribute] = {
        "class_": "bk-menu-item",
        "role": "menuitem",
        "data_value": option["value"],
        **attributes(element, slot, "fixed", act="choose"),
    }
    return _pressable(words, slot, option.get("url"), shared)


def _pressable(words: Markup, slot: Slot, address: str | None, shared: dict[str, Attribute]) -> Markup:
    interactive = slot.place.context.interactive
    led = link(address, words, aria_disabled=None if interactive else "true", **shared) if address else None
    return led or tag("button", words, type="button", disabled=not interactive, **shared)
