"""Which function draws which element: https://docs.slack.dev/reference/block-kit/block-elements."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from markupsafe import Markup

from harvestbot.sandbox.page.render import boxes, buttons, inputs, menus
from harvestbot.sandbox.page.render.context import Json, NotDrawn
from harvestbot.sandbox.page.render.controls import Slot
from harvestbot.sandbox.page.render.html import tag

Drawer: TypeAlias = Callable[[Json, Slot], Markup]


def to_html(element: Json, slot: Slot) -> Markup:
    """An element.

    Raises:
        NotDrawn: Nothing here draws its type.
    """
    drawer = DRAWERS.get(element.get("type", ""))
    if drawer is None:
        raise NotDrawn.of("element", element.get("type"))
    return drawer(element, slot)


def picture(element: Json) -> Markup:
    """An image: a box with the words for it, since the page fetches nothing."""
    return tag("span", element["alt_text"], class_="bk-picture", role="img", aria_label=element["alt_text"])


def _image(element: Json, _slot: Slot) -> Markup:
    return picture(element)


DRAWERS: Final[Mapping[str, Drawer]] = {
    "button": buttons.button,
    "channels_select": menus.channels,
    "checkboxes": boxes.checkboxes,
    "conversations_select": menus.conversations,
    "datepicker": inputs.date,
    "datetimepicker": inputs.moment,
    "email_text_input": inputs.email,
    "external_select": menus.external,
    "feedback_buttons": buttons.feedback_buttons,
    "file_input": inputs.files,
    "icon_button": buttons.icon_button,
    "image": _image,
    "multi_channels_select": menus.channels,
    "multi_conversations_select": menus.conversations,
    "multi_external_select": menus.external,
    "multi_static_select": menus.static,
    "multi_users_select": menus.users,
    "number_input": inputs.number,
    "overflow": buttons.overflow,
    "plain_text_input": inputs.text,
    "radio_buttons": boxes.radio_buttons,
    "rich_text_input": inputs.rich,
    "static_select": menus.static,
    "timepicker": inputs.time,
    "url_text_input": inputs.url,
    "users_select": menus.users,
    "workflow_button": buttons.button,
}
"""Every element that is drawn, by its type."""
GROUPS: Final = frozenset({"checkboxes", "radio_buttons"})
"""Elements of several controls: no `<label>` can be for them."""
