"""The input block: a label, an element, a hint, and what was wrong with what was typed."""

from markupsafe import Markup

from harvestbot.sandbox.page.render import elements, texts
from harvestbot.sandbox.page.render.context import Json, Place
from harvestbot.sandbox.page.render.controls import Slot
from harvestbot.sandbox.page.render.html import tag

_ENTER = "on_enter_pressed"


def entry(block: Json, place: Place) -> Markup:
    """An input.

    Raises:
        NotDrawn: Its element is not known.
    """
    element = block["element"]
    context = place.context
    wrong = context.errors.get(place.block_id, "") if place.block_id else ""
    label, hint, error = place.id("label"), place.id("hint"), place.id("error")
    described = [identity for identity, said in ((hint, "hint" in block), (error, wrong)) if said]
    slot = Slot(
        place,
        act="choose" if block.get("dispatch_action") else "keep",
        label=label,
        described=" ".join(described),
        invalid=bool(wrong),
        required=not block.get("optional", False),
        field=True,
        dispatch=_dispatch(block),
    )
    words = texts.to_html(block["label"], context)
    if block.get("optional"):
        words += tag("span", " (optional)", class_="bk-optional")
    group = element.get("type") in elements.GROUPS
    named = tag("span" if group else "label", words, id=label, class_="bk-label", for_=None if group else slot.id)
    return tag(
        "div",
        named,
        elements.to_html(element, slot),
        tag("div", texts.to_html(block["hint"], context), id=hint, class_="bk-hint") if "hint" in block else None,
        tag("div", wrong, id=error, class_="bk-error", role="alert") if wrong else None,
        class_="bk-entry",
    )


def _dispatch(block: Json) -> str:
    """What makes the input tell the app at once."""
    if not block.get("dispatch_action"):
        return ""
    config = block["element"].get("dispatch_action_config", {})
    return " ".join(config.get("trigger_actions_on", [_ENTER]))
