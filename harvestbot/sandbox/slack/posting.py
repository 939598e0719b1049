"""From what the bot sent to a message, with Slack's limits enforced on the way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harvestbot.sandbox.slack import limits
from harvestbot.sandbox.slack.elements import first_state, with_ids
from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import BOT
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.rules.shape import Problem
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.wire import Json


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, checked."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None


def decoded(value: object, code: str) -> Any:  # noqa: ANN401  because JSON is of any shape
    """A member that may come as JSON text (form-encoded calls) or as it is (JSON calls).

    Raises:
        SlackError: With this code, where it is text and no JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise SlackError(code) from None


def content(state: State, payload: Json, *, surface: limits.Surface = "message") -> Content:
    """The checked content of a message.

    Raises:
        SlackError: What Slack would answer to a message that breaks a limit.
    """
    message = {
        "text": str(payload.get("text") or ""),
        "blocks": decoded(payload.get("blocks"), "invalid_blocks_format"),
        "attachments": decoded(payload.get("attachments"), "invalid_attachments"),
        "metadata": decoded(payload.get("metadata"), "invalid_metadata_format"),
    }
    refuse(
        [
            *_unknown(state, message["blocks"]),
            *limits.problems(surface, {key: value for key, value in message.items() if value is not None}),
        ]
    )
    blocks = with_ids(message["blocks"] or [], state.book.block_id)
    return Content(message["text"], blocks, message["attachments"] or [], message["metadata"])


def _unknown(state: State, blocks: object) -> Iterator[Problem]:
    """Blocks that Slack knows and this workspace does not take."""
    for number, block in enumerate(blocks if isinstance(blocks, list) else []):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind in state.unknown_blocks:
            yield Problem(f"/blocks/{number}/type", f"unsupported type: {kind}")


def refuse(problems: list[Problem], prefix: str = "") -> None:
    """Refuse what breaks a limit, naming each place.

    Raises:
        SlackError: With the code of the first problem and all of them in `response_metadata.messages`.
    """
    if not problems:
        return
    said = [f"{problem.message} [json-pointer:{prefix}{problem.pointer}]" for problem in problems]
    code = problems[0].code
    if prefix and code == "invalid_blocks":
        code = "invalid_arguments"
    raise SlackError(code, {"errors": said, "response_metadata": {"messages": [f"[ERROR] {line}" for line in said]}})


def view_body(state: State, value: object) -> Json:
    """A view as the app sent it, checked.

    Raises:
        SlackError: `invalid_arguments` naming each place, `view_too_large` and the like.
    """
    body = decoded(value, "invalid_arguments")
    if not isinstance(body, dict):
        raise SlackError(
            "invalid_arguments", {"response_metadata": {"messages": ["[ERROR] missing required field: view"]}}
        )
    surface: limits.Surface = "home" if body.get("type") == "home" else "modal"
    refuse(limits.problems(surface, body), "/view")
    return {**body, "blocks": with_ids(body["blocks"], state.book.block_id)}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes.

    Attributes:
        ephemeral_to: The only person who will see it.
        thread_ts: The message whose thread it joins.
    """

    channel: str
    ephemeral_to: str | None = None
    thread_ts: str | None = None


def post(state: State, said: Content, to: Target, via: str) -> Message:
    """Post a message of the bot."""
    return state.post(
        Message(
            to.channel,
            state.stamp(),
            BOT,
            said.text,
            said.blocks,
            thread_ts=to.thread_ts,
            ephemeral_to=to.ephemeral_to,
            via=via,
            bot=True,
            metadata=said.metadata,
            attachments=said.attachments,
            state=first_state(said.blocks),
        )
    )


def rewrite(message: Message, said: Content) -> None:
    """Give a message new content; what was chosen in menus that stay is kept."""
    message.text = said.text
    message.blocks = said.blocks
    message.attachments = said.attachments
    message.metadata = said.metadata or message.metadata
    message.state = first_state(said.blocks, message.state)
