"""Modals and the App Home: https://docs.slack.dev/reference/views."""

from markupsafe import Markup

from harvestbot.sandbox.page.render import blocks, texts
from harvestbot.sandbox.page.render.context import Context, Json, NotDrawn, Place
from harvestbot.sandbox.page.render.html import Child, tag

_CLOSE = "Cancel"
"""Slack's word on the button where the view names none."""


def to_html(view: Json, context: Context, *, trouble: str = "") -> Markup:
    """A view: its title, its blocks, and the buttons below them.

    Args:
        view: What the app sent, or the view object.
        context: Where it is drawn; its `surface` is the view's type.
        trouble: The line at the top where the app did not answer.

    Raises:
        NotDrawn: It is no view, or something in it is not known.
    """
    match view.get("type"):
        case "modal":
            return _modal(view, context, trouble)
        case "home":
            return tag("div", blocks.to_html(view["blocks"], context), class_="bk-home", data_view=context.where)
        case other:
            raise NotDrawn.of("view", other)


def _modal(view: Json, context: Context, trouble: str) -> Markup:
    title = Place(context, "view").id("title")
    return tag(
        "form",
        tag("h2", texts.to_html(view["title"], context), id=title, class_="bk-modal-title"),
        tag("div", trouble, class_="bk-trouble", role="alert") if trouble else None,
        tag("div", blocks.to_html(view["blocks"], context), class_="bk-modal-body"),
        tag("div", _close(view, context), _submit(view, context), class_="bk-modal-answers"),
        class_="bk-modal",
        aria_labelledby=title,
        data_view=context.where,
        novalidate=True,
    )


def _close(view: Json, context: Context) -> Markup:
    words: Child = texts.to_html(view["close"], context) if view.get("close") else _CLOSE
    return tag("button", words, type="button", class_="bk-button", data_act="close", data_where=context.where)


def _submit(view: Json, context: Context) -> Markup | None:
    if not view.get("submit"):
        return None
    return tag(
        "button",
        texts.to_html(view["submit"], context),
        type="submit",
        class_="bk-button bk-primary",
        disabled=not context.interactive or bool(view.get("submit_disabled")),
        data_act="submit",
        data_where=context.where,
    )
