"""What the stream tells the page to do, and how it is written. Pure."""

import json
from collections.abc import Sequence
from typing import TypeAlias

Patch: TypeAlias = tuple[str, ...]
"""One of these:

    put LIST ID HTML   the element with this id becomes this; where there is none, it is added at the end of the list
    top LIST ID HTML   the same, added at the beginning
    fill ID HTML       what is within this element becomes this
    drop ID            the element goes
    text ID WORDS      the words of this element; it is hidden where there are none
    news WORDS         somebody who cannot see the screen is told
    reload             the page is too old to be patched
"""
RETRY: int = 700
"""Milliseconds until a browser that lost the stream comes back."""


def event(patches: Sequence[Patch], mark: str) -> bytes:
    """A server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html).

    Args:
        patches: What is to be done, in order.
        mark: The event's id: where a browser that comes back goes on from.
    """
    return f"id: {mark}\ndata: {json.dumps(patches, separators=(',', ':'))}\n\n".encode()


def opening() -> bytes:
    """What a stream begins with."""
    return f"retry: {RETRY}\n\n".encode()
