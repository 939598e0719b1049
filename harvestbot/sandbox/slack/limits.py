"""Slack's limits of messages and views: pure, and the guard of everything that the bot sends in any test.

    from harvestbot.sandbox.slack.limits import problems
    assert problems("message", {"text": "…", "blocks": [...]}) == []
    assert problems("modal", {"type": "modal", "title": …, "blocks": [...]}) == []

The limits themselves stand in the tables of `rules/`.
"""

import json
from collections.abc import Iterator
from typing import Final, Literal

from harvestbot.sandbox.slack.rules import views
from harvestbot.sandbox.slack.rules.blocks import BLOCKS, IN_HOME, IN_MESSAGES, IN_MODALS
from harvestbot.sandbox.slack.rules.elements import ONLY_IN_VIEWS
from harvestbot.sandbox.slack.rules.objects import LOADED_OPTIONS
from harvestbot.sandbox.slack.rules.shape import Problem, items, typed
from harvestbot.sandbox.slack.rules.whole import together
from harvestbot.sandbox.slack.wire import Json

Surface = Literal["message", "update", "modal", "home", "options"]
"""`update` is a message at `chat.update`, where the text is shorter; `options` the answer to `block_suggestion`."""

BLOCKS_A_MESSAGE: Final = 50
TEXT: Final = 40_000
"""Characters of a message's text; Slack cuts or refuses what is longer."""
UPDATED_TEXT: Final = 4_000
"""Characters of the text that `chat.update` takes."""
METADATA_BYTES: Final = 16_000

_IN_MESSAGE: Final = items(typed({kind: BLOCKS[kind] for kind in sorted(IN_MESSAGES)}), 0, BLOCKS_A_MESSAGE)
_IN_MODAL: Final = items(typed({kind: BLOCKS[kind] for kind in sorted(IN_MODALS)}), 0)
_IN_HOME: Final = items(typed({kind: BLOCKS[kind] for kind in sorted(IN_HOME)}), 0)


def problems(surface: Surface, payload: Json) -> list[Problem]:
    """What Slack would refuse, in the order in which it stands; empty where all is well.

    Args:
        surface: Where it would be shown.
        payload: A message (`text`, `blocks`, `attachments`, `metadata`), a view, or the answer with options.
    """
    match surface:
        case "message":
            return list(_message(payload, TEXT))
        case "update":
            return list(_message(payload, UPDATED_TEXT))
        case "options":
            return list(LOADED_OPTIONS(payload, ""))
        case "modal" | "home":
            return list(_view(surface, payload))


def _message(payload: Json, most: int) -> Iterator[Problem]:
    text = payload.get("text") or ""
    blocks = payload.get("blocks") or []
    attachments = payload.get("attachments") or []
    if not (text or blocks or attachments):
        yield Problem("", "must have a text, blocks or attachments", "no_text")
    if not isinstance(text, str):
        yield Problem("/text", "must be a string", "invalid_arguments")
    elif len(text) > most:
        yield Problem("/text", f"must be less than {most + 1} characters", "msg_too_long")
    if not isinstance(blocks, list):
        yield Problem("/blocks", "must be an array", "invalid_blocks_format")
        return
    yield from _IN_MESSAGE(blocks, "/blocks")
    yield from _not_in_messages(blocks)
    yield from together(blocks, message=True)
    for number, attachment in enumerate(attachments):
        inner = attachment.get("blocks", []) if isinstance(attachment, dict) else []
        yield from _IN_MESSAGE(inner, f"/attachments/{number}/blocks")
    yield from _metadata(payload.get("metadata"))


def _not_in_messages(blocks: list[object]) -> Iterator[Problem]:
    for number, block in enumerate(blocks):
        element = block.get("element") if isinstance(block, dict) else None
        if isinstance(element, dict) and element.get("type") in ONLY_IN_VIEWS:
            yield Problem(f"/blocks/{number}/element/type", f"unsupported type: {element['type']}")


def _metadata(metadata: object) -> Iterator[Problem]:
    if metadata is None:
        return
    if (
        not isinstance(metadata, dict)
        or not metadata.get("event_type")
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        yield Problem("/metadata", "must have event_type and event_payload", "invalid_metadata_format")
    elif len(json.dumps(metadata).encode()) > METADATA_BYTES:
        yield Problem("/metadata", f"must be less than {METADATA_BYTES} bytes", "metadata_too_large")


def _view(surface: Literal["modal", "home"], payload: Json) -> Iterator[Problem]:
    if payload.get("type") != surface:
        yield Problem("/type", f"unsupported type: {payload.get('type')}")
    yield from views.too_large(payload)
    yield from (views.MODAL if surface == "modal" else views.HOME)(payload, "")
    blocks = payload.get("blocks")
    if not isinstance(blocks, list):
        return
    yield from (_IN_MODAL if surface == "modal" else _IN_HOME)(blocks, "/blocks")
    yield from together(blocks, message=False)
    if surface == "modal":
        yield from views.needs_submit(payload)
