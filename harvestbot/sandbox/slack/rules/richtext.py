"""Rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

from collections.abc import Mapping
from typing import Final

from harvestbot.sandbox.slack.rules.objects import ID, LINK
from harvestbot.sandbox.slack.rules.shape import Rule, boolean, integer, items, one_of, record, string, typed

_STYLE: Final = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_LEAVES: Final[Mapping[str, Rule]] = {
    "text": record({"text": string(12_000)}, {"style": _STYLE}),
    "link": record({"url": LINK}, {"text": string(12_000), "unsafe": boolean, "style": _STYLE}),
    "emoji": record({"name": string(100)}, {"unicode": string(100), "skin_tone": integer(1, 6), "style": _STYLE}),
    "user": record({"user_id": ID}, {"style": _STYLE}),
    "usergroup": record({"usergroup_id": ID}, {"style": _STYLE}),
    "channel": record({"channel_id": ID}, {"style": _STYLE}),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    "date": record(
        {"timestamp": integer(0), "format": string(200)}, {"url": LINK, "fallback": string(200), "style": _STYLE}
    ),
    "color": record({"value": string(20)}, {"style": _STYLE}),
}
_LINE: Final = items(typed(_LEAVES), 0)
_SECTION: Final = record({"elements": _LINE})
_BORDER: Final = integer(0, 1)
_PARTS: Final[Mapping[str, Rule]] = {
    "rich_text_section": _SECTION,
    "rich_text_list": record(
        {"style": one_of("bullet", "ordered"), "elements": items(typed({"rich_text_section": _SECTION}), 1)},
        {"indent": integer(0, 8), "offset": integer(0), "border": _BORDER},
    ),
    "rich_text_preformatted": record({"elements": _LINE}, {"border": _BORDER, "language": string(50)}),
    "rich_text_quote": record({"elements": _LINE}, {"border": _BORDER}),
}
_BODY: Final = record({"elements": items(typed(_PARTS), 0)}, {"block_id": ID})


RICH_TEXT: Final = typed({"rich_text": _BODY})
"""A rich_text object: a block, a cell, or the first value of an input."""
