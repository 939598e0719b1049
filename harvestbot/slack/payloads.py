"""What Slack delivers, as one value: the parts of its payloads that harvestbot uses.

The shapes are those of Slack's reference: slash commands are forms, interactions are JSON (``block_actions``,
``view_submission``, ``block_suggestion``, ``shortcut``), and so are events (``event_callback``). Whatever is missing
reads as "".
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from harvestbot.slack.typed import as_typed

Payload = Mapping[str, Any]
Option = Mapping[str, object]
"""An option of a select, as the Web API takes it."""


MODAL = "modal"
HOME = "home"


class Delivery(Struct, frozen=True, kw_only=True):
    """One delivery.

    ``id`` is the same when Slack delivers the same thing again. ``pressed_at`` is when something was pressed by Slack's
    clock, in seconds since the epoch, and ``message`` the ts of the message that it was in. ``ephemeral`` says that
    only one person sees that message, so that it can be replaced only through ``response_url``. ``values`` is the state
    of a form: block id → action id → value. ``view`` is the id of the modal or Home in which something was pressed or
    submitted, ``surface`` which of the two it is, ``metadata`` what it carries for us. ``event`` is all of what an
    event tells.
    """

    id: str
    user: str
    team: str = ""
    channel: str = ""
    response_url: str = ""
    trigger: str = ""
    pressed_at: str = ""
    message: str = ""
    ephemeral: bool = False
    thread: str = ""
    name: str = ""
    value: str = ""
    text: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    view: str = ""
    metadata: str = ""
    surface: str = ""
    event: Payload = field(default_factory=dict)
    correlation: str = ""

    def __repr__(self) -> str:
        """Leave out what is a capability (trigger, response_url) and what people typed."""
        return f"Delivery(id={self.id!r}, user={self.user!r}, channel={self.channel!r}, name={self.name!r})"


def from_command(body: Payload) -> Delivery:
    """Read a slash command."""
    trigger = _text(body, "trigger_id")
    return Delivery(
        id=trigger,
        user=_text(body, "user_id"),
        team=_text(body, "team_id"),
        channel=_text(body, "channel_id"),
        response_url=_text(body, "response_url"),
        trigger=trigger,
        name=_text(body, "command"),
        text=as_typed(_text(body, "text")),
    )


def from_press(body: Payload) -> Delivery:
    """Read a press on a button, or the choice of a menu's option."""
    actions = body.get("actions")
    action = _object(actions[0]) if isinstance(actions, list) and actions else {}
    container = _object(body.get("container"))
    trigger = _text(body, "trigger_id")
    return Delivery(
        id=trigger or _text(action, "action_ts"),
        user=_text(body, "user", "id"),
        team=_text(body, "team", "id"),
        channel=_text(body, "channel", "id") or _text(container, "channel_id"),
        response_url=_text(body, "response_url"),
        trigger=trigger,
        pressed_at=_text(action, "action_ts"),
        message=_text(container, "message_ts"),
        ephemeral=container.get("is_ephemeral") is True,
        thread=_text(container, "thread_ts") or _text(body, "message", "thread_ts"),
        name=_text(action, "action_id"),
        value=_text(action, "value") or _text(action, "selected_option", "value"),
        values=_object(_object(_object(body.get("view") or body).get("state")).get("values")),
        view=_text(body, "view", "id"),
        metadata=_text(body, "view", "private_metadata"),
        surface=_text(body, "view", "type"),
    )


def from_submission(body: Payload) -> Delivery:
    """Read a submitted form; ``value`` is what the form carries for us (``private_metadata``)."""
    view = _object(body.get("view"))
    return Delivery(
        id=_text(body, "trigger_id") or _text(view, "id"),
        user=_text(body, "user", "id"),
        team=_text(body, "team", "id"),
        trigger=_text(body, "trigger_id"),
        name=_text(view, "callback_id"),
        value=_text(view, "private_metadata"),
        values=_object(_object(view.get("state")).get("values")),
        view=_text(view, "id"),
    )


def from_suggestion(body: Payload) -> Delivery:
    """Read what is typed into a select whose options we look up; it has no id, and comes with each key."""
    return Delivery(
        id="",
        user=_text(body, "user", "id"),
        team=_text(body, "team", "id"),
        channel=_text(body, "channel", "id"),
        name=_text(body, "action_id"),
        text=_text(body, "value"),
        view=_text(body, "view", "id"),
    )


def from_shortcut(body: Payload) -> Delivery:
    """Read a global shortcut: it has no channel."""
    trigger = _text(body, "trigger_id")
    return Delivery(
        id=trigger,
        user=_text(body, "user", "id"),
        team=_text(body, "team", "id"),
        trigger=trigger,
        name=_text(body, "callback_id"),
    )


def from_event(body: Payload) -> Delivery:
    """Read an event: ``message`` is the ts of the message that it is about, ``thread`` the thread that it is in."""
    event = _object(body.get("event"))
    return Delivery(
        id=_text(body, "event_id"),
        user=_text(event, "user"),
        team=_text(body, "team_id"),
        channel=_text(event, "channel"),
        message=_text(event, "message_ts") or _text(event, "ts"),
        thread=_text(event, "thread_ts"),
        name=_text(event, "type"),
        text=_text(event, "text"),
        event=event,
    )


def _object(node: object) -> Payload:
    return node if isinstance(node, Mapping) else {}


def _text(body: Payload, *path: str) -> str:
    node: Any = body
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node if isinstance(node, str) else ""
