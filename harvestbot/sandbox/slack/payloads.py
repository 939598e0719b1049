"""The payloads that Slack sends for what people do (https://docs.slack.dev/reference/interaction-payloads)."""

from harvestbot.sandbox.slack.elements import Spot
from harvestbot.sandbox.slack.hooks import LIVES, Hook
from harvestbot.sandbox.slack.ids import APP, BOT, TEAM, TEAM_DOMAIN
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.workspace import Channel


def command(state: State, user: str, channel: Channel, name: str, text: str) -> Json:
    """The form of a slash command (https://docs.slack.dev/interactivity/implementing-slash-commands)."""
    hook = Hook("commands", user, channel.id, state.now() + LIVES)
    return {
        "token": state.verification_token,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.shown_name,
        "user_id": user,
        "user_name": state.workspace.person(user).name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": state.response_url(hook),
        "trigger_id": state.trigger(user),
    }


def interaction(state: State, kind: str, user: str) -> Json:
    """What every interaction says."""
    return {
        "type": kind,
        "user": state.workspace.user_wire(user),
        "api_app_id": APP,
        "token": state.verification_token,
        "team": state.workspace.team_wire(),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def container(state: State, where: Message | View) -> Json:
    """Where something was pressed: the container, and the message with its channel or the view."""
    if isinstance(where, View):
        return {"container": {"type": "view", "view_id": where.id}, "view": where.wire()}
    channel = state.workspace.channels[where.channel]
    told: Json = {
        "container": {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": where.channel,
            "is_ephemeral": where.ephemeral_to is not None,
        },
        "channel": {"id": channel.id, "name": channel.shown_name},
        "state": {"values": where.state},
    }
    if where.thread_ts:
        told["container"]["thread_ts"] = where.thread_ts
    if where.ephemeral_to is None:
        # Slack does not send the content of a message that it does not keep.
        told["message"] = where.wire()
    return told


def block_actions(state: State, user: str, where: Message | View, spot: Spot, value: Json) -> Json:
    """A press or a choice."""
    told = interaction(state, "block_actions", user) | container(state, where)
    told["trigger_id"] = state.trigger(user)
    if isinstance(where, Message):
        until = state.now() + LIVES
        hook = Hook("actions", user, where.channel, until, message_ts=where.ts)
        told["response_url"] = state.response_url(hook)
    told["actions"] = [
        {
            "action_id": spot.action_id,
            "block_id": spot.block_id,
            "type": spot.element["type"],
            "action_ts": state.stamp(),
            **value,
        }
    ]
    return told


def submission(state: State, user: str, view: View) -> Json:
    """`view_submission`."""
    told = interaction(state, "view_submission", user)
    return {**told, "trigger_id": state.trigger(user), "view": view.wire(), "response_urls": []}


def closed(state: State, user: str, view: View, *, cleared: bool) -> Json:
    """`view_closed`."""
    return {**interaction(state, "view_closed", user), "view": view.wire(), "is_cleared": cleared}


def suggestion(state: State, user: str, where: Message | View, spot: Spot, typed: str) -> Json:
    """`block_suggestion`: no trigger, no response URL."""
    told = interaction(state, "block_suggestion", user) | container(state, where)
    told.pop("state", None)
    return {**told, "action_id": spot.action_id, "block_id": spot.block_id, "value": typed}


def shortcut(state: State, user: str, callback_id: str) -> Json:
    """A global shortcut: a trigger and nothing to answer to."""
    told = interaction(state, "shortcut", user)
    return {**told, "callback_id": callback_id, "trigger_id": state.trigger(user), "action_ts": state.stamp()}


def message_action(state: State, user: str, message: Message, callback_id: str) -> Json:
    """A shortcut on a message."""
    channel = state.workspace.channels[message.channel]
    hook = Hook("actions", user, channel.id, state.now() + LIVES)
    return {
        **interaction(state, "message_action", user),
        "callback_id": callback_id,
        "trigger_id": state.trigger(user),
        "action_ts": state.stamp(),
        "message_ts": message.ts,
        "message": message.wire(),
        "channel": {"id": channel.id, "name": channel.shown_name},
        "response_url": state.response_url(hook),
    }


def event(state: State, told: Json) -> Json:
    """An event in its outer shell (https://docs.slack.dev/apis/events-api)."""
    number = state.stamp().replace(".", "")
    return {
        "token": state.verification_token,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": told,
        "type": "event_callback",
        "event_id": f"Ev{number}",
        "event_time": int(state.now()),
        "authorizations": [
            {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": bool(told.get("channel") and _shared(state, str(told["channel"]))),
        "event_context": f"4-{number}",
    }


def _shared(state: State, channel: str) -> bool:
    found = state.workspace.channels.get(channel)
    return found is not None and bool(found.shared_with)
