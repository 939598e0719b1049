"""Typed text as Slack hands it to an app whose manifest asks to have it escaped (``should_escape``).

People become ``<@U024BE7LH|ada>``, channels ``<#C024BE7LR|general>``, addresses ``<https://example.org>`` or
``<http://example.org|example.org>``, and ``&``, ``<``, ``>`` entities (docs.slack.dev/interactivity/
implementing-slash-commands). Only people are wanted as ids; everything else is turned back into what was typed, since a
harvester may be called ``data.example.org``.
"""

import re

_CHANNEL = re.compile(r"<#[CDG][A-Z0-9]+\|(?P<name>[^<>|]*)>")
_LABELLED = re.compile(r"<(?:https?://|mailto:|tel:)[^<>|]*\|(?P<typed>[^<>|]*)>")
_UNSEEN = dict.fromkeys(map(ord, "\0\u200b\u2060\ufeff"))
"""NUL, and what takes no room: it comes along when text is copied, and is in no id."""
_ADDRESS = re.compile(r"<(?P<typed>https?://[^<>|]*)>")


def as_typed(text: str) -> str:
    """Return a command's text with people as mentions and all else as it was typed."""
    if "<" in text:  # most have none, and are acknowledged the sooner
        for pattern, typed in ((_CHANNEL, r"#\g<name>"), (_LABELLED, r"\g<typed>"), (_ADDRESS, r"\g<typed>")):
            text = pattern.sub(typed, text)
    return text.translate(_UNSEEN).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
