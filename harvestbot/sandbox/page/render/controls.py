"""What all controls have in common: the attributes for the page's script, values held, confirm dialogs."""

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from markupsafe import Markup

from harvestbot.sandbox.page.render import texts
from harvestbot.sandbox.page.render.context import Json, Place
from harvestbot.sandbox.page.render.html import Attribute, tag

Act: TypeAlias = Literal["press", "choose", "keep"]
Reads: TypeAlias = Literal["fixed", "text", "one", "many", "option", "options", "files"]
STYLES: Final = {"primary": " bk-primary", "danger": " bk-danger"}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an element stands and what belongs to it there.

    Attributes:
        place: Its place on the page.
        act: What happens when something is chosen in it.
        label: The id of the element that names it, empty where nothing does.
        described: The ids of hint and error, separated by spaces.
        invalid: Whether there is an error.
        required: Whether it must be filled in.
        field: Whether it goes with the submission of a modal.
        dispatch: What makes it tell the app while typing.
    """

    place: Place
    act: Act = "choose"
    label: str = ""
    described: str = ""
    invalid: bool = False
    required: bool = False
    field: bool = False
    dispatch: str = ""

    @property
    def id(self) -> str:
        """The id of the control."""
        return self.place.id("control")


def attributes(element: Json, slot: Slot, reads: Reads, *, act: Act | None = None) -> dict[str, Attribute]:
    """The attributes for the script, as `html.tag` takes them.

    Args:
        element: The element.
        slot: Where it stands.
        reads: Where its value is read.
        act: What it does, where that is not for the slot to say.
    """
    context = slot.place.context
    block_id, action_id = slot.place.block_id, element.get("action_id")
    return {
        "data_act": act or slot.act,
        "data_where": context.where,
        "data_block_id": block_id or None,
        "data_action_id": action_id,
        "data_name": f"{block_id}/{action_id}" if block_id and action_id else action_id,
        "data_kind": element["type"],
        "data_reads": reads,
        "data_field": slot.field,
        "data_confirm": slot.place.id("confirm") if "confirm" in element else None,
        "data_dispatch": slot.dispatch or None,
    }


def naming(element: Json, slot: Slot, otherwise: str) -> dict[str, Attribute]:
    """The attributes that tell a screen reader what a control is for.

    Args:
        element: The element; its placeholder names it where nothing else does.
        slot: Where it stands.
        otherwise: The name where there is nothing at all.
    """
    return {
        "aria_labelledby": slot.label or None,
        "aria_label": None if slot.label else texts.words(element.get("placeholder")) or otherwise,
        "aria_describedby": slot.described or None,
        "aria_invalid": "true" if slot.invalid else None,
        "aria_required": "true" if slot.required else None,
    }


def held(element: Json, slot: Slot, key: str, initial: str) -> Any:  # noqa: ANN401  because each element has its own
    """What was typed or chosen, else what the element begins with.

    Args:
        element: The element.
        slot: Where it stands.
        key: Where `state.values` keeps its value.
        initial: Where the element has its first value.
    """
    kept = slot.place.context.state.get(slot.place.block_id, {}).get(element.get("action_id", ""), {})
    return kept[key] if key in kept else element.get(initial)


def with_confirm(control: Markup, element: Json, place: Place) -> Markup:
    """A control, and behind it the dialog that asks before it acts, where it has one."""
    asked = element.get("confirm")
    if asked is None:
        return control
    title, said = place.id("confirm-title"), place.id("confirm-text")
    style = STYLES.get(asked.get("style", "primary"), "")
    return control + tag(
        "dialog",
        tag("h3", texts.to_html(asked["title"], place.context), id=title, class_="bk-confirm-title"),
        tag("div", texts.to_html(asked["text"], place.context), id=said, class_="bk-text"),
        tag(
            "div",
            _answer(texts.to_html(asked["deny"], place.context), "no", ""),
            _answer(texts.to_html(asked["confirm"], place.context), "yes", style),
            class_="bk-confirm-answers",
        ),
        id=place.id("confirm"),
        class_="bk-confirm",
        aria_labelledby=title,
        aria_describedby=said,
    )


def _answer(words: Markup, answer: str, style: str) -> Markup:
    return tag("button", words, type="button", class_=f"bk-button{style}", data_confirm_answer=answer)
