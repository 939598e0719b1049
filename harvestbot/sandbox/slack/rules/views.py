"""Modals and App Homes: https://docs.slack.dev/reference/views."""

import json
from collections.abc import Iterator
from typing import Final

from harvestbot.sandbox.slack.rules.objects import ID, plain
from harvestbot.sandbox.slack.rules.shape import Problem, Rule, boolean, items, record, string

VIEW_BYTES: Final = 250_000
BLOCKS_A_VIEW: Final = 100
_COMMON: Final[dict[str, Rule]] = {
    "callback_id": string(255, 0),
    "external_id": ID,
    "private_metadata": string(3000, 0),
}


def _anything(_value: object, _at: str) -> Iterator[Problem]:
    yield from ()


_BLOCKS: Final = items(_anything, 1, BLOCKS_A_VIEW)
MODAL: Final = record(
    {"title": plain(24), "blocks": _BLOCKS},
    {
        **_COMMON,
        "close": plain(24),
        "submit": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME: Final = record({"blocks": _BLOCKS}, _COMMON)


def needs_submit(view: dict[str, object]) -> Iterator[Problem]:
    """A modal with an input has a submit button."""
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if inputs and view.get("submit") is None:
        yield Problem("", "missing required field: submit")


def too_large(view: dict[str, object]) -> Iterator[Problem]:
    """A view is less than 250 KB of JSON."""
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        yield Problem("", f"must be less than {VIEW_BYTES} bytes", "view_too_large")
