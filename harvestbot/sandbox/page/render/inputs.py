"""What is typed into, and pickers of dates and times."""

from markupsafe import Markup

from harvestbot.sandbox.page.render import dates, texts
from harvestbot.sandbox.page.render.context import Json
from harvestbot.sandbox.page.render.controls import Reads, Slot, attributes, held, naming, with_confirm
from harvestbot.sandbox.page.render.html import Attribute, Child, clean, tag
from harvestbot.sandbox.page.render.richtext import words


def text(element: Json, slot: Slot) -> Markup:
    """A line, or several."""
    value = held(element, slot, "value", "initial_value") or ""
    if element.get("multiline"):
        return _area(element, slot, value)
    return _line(element, slot, "text", value)


def email(element: Json, slot: Slot) -> Markup:
    """An address of mail."""
    return _line(element, slot, "email", held(element, slot, "value", "initial_value") or "")


def url(element: Json, slot: Slot) -> Markup:
    """An address of the web."""
    return _line(element, slot, "url", held(element, slot, "value", "initial_value") or "")


def number(element: Json, slot: Slot) -> Markup:
    """A number; the field takes any text, since what is no number is for the workspace to refuse."""
    keys = "decimal" if element.get("is_decimal_allowed") else "numeric"
    return _line(element, slot, "text", held(element, slot, "value", "initial_value") or "", inputmode=keys)


def rich(element: Json, slot: Slot) -> Markup:
    """Rich text, typed as plain text."""
    value = held(element, slot, "rich_text_value", "initial_value")
    return _area(element, slot, words(value) if value else "")


def date(element: Json, slot: Slot) -> Markup:
    """A day."""
    return _line(element, slot, "date", held(element, slot, "selected_date", "initial_date") or "")


def time(element: Json, slot: Slot) -> Markup:
    """A time of the day."""
    return _line(element, slot, "time", held(element, slot, "selected_time", "initial_time") or "")


def moment(element: Json, slot: Slot) -> Markup:
    """A day and a time, in the reader's zone."""
    epoch = held(element, slot, "selected_date_time", "initial_date_time")
    value = dates.local(epoch, slot.place.context.clock) if epoch is not None else ""
    return _line(element, slot, "datetime-local", value or "")


def files(element: Json, slot: Slot) -> Markup:
    """Files; only their names are read."""
    kinds = ",".join(f".{kind}" for kind in element.get("filetypes", []))
    several = element.get("max_files", 10) > 1
    return _control("input", element, slot, "files", inside=None, type="file", accept=kinds or None, multiple=several)


def _line(element: Json, slot: Slot, kind: str, value: str, **more: Attribute) -> Markup:
    return _control("input", element, slot, "text", inside=None, type=kind, value=value, **more)


def _area(element: Json, slot: Slot, value: str) -> Markup:
    # HTML drops a line break right after the tag, so that one which belongs to the text needs another before it.
    return _control("textarea", element, slot, "text", inside=Markup.escape("\n" + clean(value)), rows=4)


def _control(name: str, element: Json, slot: Slot, reads: Reads, *, inside: Child, **more: Attribute) -> Markup:
    control = tag(
        name,
        inside,
        id=slot.id,
        class_="bk-field-input",
        placeholder=texts.words(element.get("placeholder")) or None,
        autocomplete="off",
        autofocus=element.get("focus_on_load", False),
        disabled=not slot.place.context.interactive,
        **more,
        **attributes(element, slot, reads),
        **naming(element, slot, "Type here"),
    )
    return with_confirm(control, element, slot.place)
