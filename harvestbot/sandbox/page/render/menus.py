"""Menus to choose one or several from."""

import json
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from harvestbot.sandbox.page.render import texts
from harvestbot.sandbox.page.render.context import Choice, Context, Json
from harvestbot.sandbox.page.render.controls import Slot, attributes, held, naming, with_confirm
from harvestbot.sandbox.page.render.html import joined, tag

_LONGEST = 6
"""Lines of a menu in which several may be chosen."""
_QUERY = 3
"""Characters that Slack waits for where an external select does not say."""


def static(element: Json, slot: Slot) -> Markup:
    """A menu whose options came with it, one or several of which may be chosen."""
    several = element["type"] == "multi_static_select"
    if several:
        chosen = [option["value"] for option in held(element, slot, "selected_options", "initial_options") or []]
    else:
        option = held(element, slot, "selected_option", "initial_option")
        chosen = [option["value"]] if option else []
    if "option_groups" in element:
        options = joined(
            *(
                tag("optgroup", *_options(map(_choice, group["options"]), chosen), label=texts.words(group["label"]))
                for group in element["option_groups"]
            )
        )
    else:
        options = joined(*_options(map(_choice, element["options"]), chosen))
    return _select(element, slot, options, several=several)


def users(element: Json, slot: Slot) -> Markup:
    """A menu of people."""
    return _known(element, slot, "user", slot.place.context.people)


def channels(element: Json, slot: Slot) -> Markup:
    """A menu of channels."""
    return _known(element, slot, "channel", slot.place.context.channels)


def conversations(element: Json, slot: Slot) -> Markup:
    """A menu of channels and direct messages."""
    return _known(element, slot, "conversation", slot.place.context.conversations)


def external(element: Json, slot: Slot) -> Markup:
    """A field to type into, for which the app offers options."""
    several = element["type"] == "multi_external_select"
    option = None if several else held(element, slot, "selected_option", "initial_option")
    offered, chosen = slot.place.id("list"), slot.place.id("chosen")
    field = tag(
        "input",
        type="text",
        id=slot.id,
        class_="bk-combobox-field",
        role="combobox",
        aria_autocomplete="list",
        aria_expanded="false",
        aria_controls=offered,
        autocomplete="off",
        autofocus=element.get("focus_on_load", False),
        disabled=not slot.place.context.interactive,
        placeholder=texts.words(element.get("placeholder")) or "Type to search",
        value=texts.words(option["text"]) if option else "",
        data_option=_as_json(option) if option else None,
        data_chosen=chosen if several else None,
        data_most=element.get("max_selected_items"),
        data_suggest=element.get("min_query_length", _QUERY),
        **attributes(element, slot, "options" if several else "option"),
        **naming(element, slot, "Search and choose"),
    )
    parts = [field, tag("ul", id=offered, class_="bk-listbox", role="listbox", aria_label="Options", hidden=True)]
    if several:
        options = held(element, slot, "selected_options", "initial_options") or []
        parts.insert(0, tag("ul", *map(_dropped, options), id=chosen, class_="bk-chosen", aria_label="Chosen"))
    return with_confirm(tag("div", *parts, class_="bk-combobox"), element, slot.place)


def _dropped(option: Json) -> Markup:
    words = texts.words(option["text"])
    drop = tag("button", "✕", type="button", class_="bk-drop", aria_label=f"Remove {words}", data_drops=True)
    return tag("li", words, drop, data_option=_as_json(option))


def _known(element: Json, slot: Slot, what: str, offered: Sequence[Choice]) -> Markup:
    """A menu of what the workspace knows; what is chosen but not among it stands there as well."""
    several = element["type"].startswith("multi_")
    if several:
        chosen = held(element, slot, f"selected_{what}s", f"initial_{what}s") or []
    else:
        one = held(element, slot, f"selected_{what}", f"initial_{what}")
        chosen = [one] if one else []
    there = {known for known, _ in offered}
    others = [(each, _name(each, slot.place.context)) for each in chosen if each not in there]
    return _select(element, slot, joined(*_options([*offered, *others], chosen)), several=several)


def _name(identity: str, context: Context) -> str:
    return context.names.person(identity) or context.names.channel(identity) or identity


def _choice(option: Json) -> Choice:
    words = texts.words(option["text"])
    return option["value"], f"{words} — {texts.words(option['description'])}" if "description" in option else words


def _options(offered: Iterator[Choice] | Sequence[Choice], chosen: Sequence[str]) -> Iterator[Markup]:
    for value, words in offered:
        # Elements have no meaning within an option: a text that turns its direction is shown without being set apart.
        yield tag("option", Markup.escape(words), value=value, selected=value in chosen)


def _select(element: Json, slot: Slot, options: Markup, *, several: bool) -> Markup:
    nothing = tag("option", Markup.escape(texts.words(element.get("placeholder")) or "Choose an option"), value="")
    menu = tag(
        "select",
        None if several else nothing,
        options,
        id=slot.id,
        class_="bk-select",
        multiple=several,
        size=_LONGEST if several else None,
        autofocus=element.get("focus_on_load", False),
        disabled=not slot.place.context.interactive,
        data_most=element.get("max_selected_items"),
        **attributes(element, slot, "many" if several else "one"),
        **naming(element, slot, "Choose"),
    )
    return with_confirm(menu, element, slot.place)


def _as_json(option: Json) -> str:
    return json.dumps(option, ensure_ascii=True, separators=(",", ":"))
