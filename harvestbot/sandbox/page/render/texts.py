"""Text objects: https://docs.slack.dev/reference/block-kit/composition-objects/text-object."""

from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render import emoji, mrkdwn
from harvestbot.sandbox.page.render.context import Context, Json, NotDrawn
from harvestbot.sandbox.page.render.html import clean, tag, text

_BREAK: Final = tag("br")


def to_html(said: Json, context: Context) -> Markup:
    """A plain_text or mrkdwn object.

    Raises:
        NotDrawn: It is neither.
    """
    match said.get("type"):
        case "mrkdwn":
            verbatim = bool(said.get("verbatim"))
            return mrkdwn.to_html(said["text"], context.names, verbatim=verbatim, clock=context.clock)
        case "plain_text":
            return broken(said["text"], signs=said.get("emoji") is not False)
        case other:
            raise NotDrawn.of("text", other)


def words(said: Json | None) -> str:
    """A plain_text object as a bare string, for attributes and options; empty where there is none.

    Raises:
        NotDrawn: It is no plain_text.
    """
    if said is None:
        return ""
    if said.get("type") != "plain_text":
        raise NotDrawn.of("text", said.get("type"))
    return clean(said["text"]) if said.get("emoji") is False else emoji.replaced(clean(said["text"]))


def broken(said: str, *, signs: bool = True) -> Markup:
    """A bare text with its line breaks, and with the emoji of its short names."""
    drawn = emoji.with_signs(clean(said)) if signs else text(said)
    return drawn.replace("\n", _BREAK)
