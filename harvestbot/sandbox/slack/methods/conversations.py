"""`conversations.*` (https://docs.slack.dev/reference/methods?family=conversations)."""

from typing import Final

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import BOT
from harvestbot.sandbox.slack.methods.call import Call
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.workspace import Channel

_FAMILY: Final = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_KINDS: Final = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def of_kinds(call: Call) -> list[Channel]:
    """The channels of the asked `types`.

    Raises:
        SlackError: `invalid_types`, or `missing_scope` for a type the token may not read.
    """
    asked = (call.text("types") or "public_channel").replace(" ", "").split(",")
    if not set(asked) <= set(_KINDS):
        raise SlackError("invalid_types")
    kinds = [_KINDS[each] for each in asked]
    for kind in kinds:
        call.require(f"{_FAMILY[kind]}:read")
    channels = [channel for channel in call.state.workspace.channels.values() if channel.kind in kinds]
    return [channel for channel in channels if not (channel.is_archived and call.flag("exclude_archived"))]


def list_(call: Call) -> Json:
    """`conversations.list`: all public channels, and the private ones the bot is in."""
    known = [channel for channel in of_kinds(call) if channel.kind == "public" or BOT in channel.members]
    return call.page([channel.wire(BOT) for channel in known], "channels")


def info(call: Call) -> Json:
    """`conversations.info`."""
    channel = call.channel()
    call.require(f"{_FAMILY[channel.kind]}:read")
    told = channel.wire(BOT)
    if call.flag("include_num_members"):
        told["num_members"] = len(channel.members)
    return {"channel": told}


def members(call: Call) -> Json:
    """`conversations.members`."""
    channel = call.channel()
    call.require(f"{_FAMILY[channel.kind]}:read")
    page = call.page([{"id": user} for user in channel.members], "members")
    return {**page, "members": [each["id"] for each in page["members"]]}


def open_(call: Call) -> Json:
    """`conversations.open`: the direct message with one person, or a group message with several."""
    users = [user for user in call.text("users").replace(" ", "").split(",") if user]
    channel = _with(call, users) if users else call.channel()
    told = channel.wire(BOT) if call.flag("return_im") else {"id": channel.id}
    return {"channel": told, "no_op": True, "already_open": True}


def _with(call: Call, users: list[str]) -> Channel:
    workspace = call.state.workspace
    for user in users:
        person = workspace.people.get(user)
        if person is None:
            raise SlackError("user_not_found")
        if person.deleted:
            raise SlackError("user_disabled")
        if person.is_bot:
            raise SlackError("cannot_dm_bot")
    if len(users) == 1:
        call.require("im:write")
        return workspace.dm(users[0])
    call.require("mpim:write")
    channel_id = "G0" + "".join(sorted(user[-3:] for user in users))
    name = "mpdm-" + "--".join(sorted(workspace.people[user].name for user in users)) + "-1"
    return workspace.channels.setdefault(channel_id, Channel(channel_id, name, "mpim", [BOT, *users]))


def join(call: Call) -> Json:
    """`conversations.join`: only public channels."""
    channel = call.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if BOT in channel.members:
        return {"channel": channel.wire(BOT), "warning": "already_in_channel"}
    channel.members.append(BOT)
    call.state.pulse.beat("state", channel=channel.id)
    return {"channel": channel.wire(BOT)}


def history(call: Call) -> Json:
    """`conversations.history`: the newest first, without replies of threads and without ephemeral messages."""
    channel = _readable(call)
    oldest, latest = float(call.text("oldest") or 0), float(call.text("latest") or "inf")
    inclusive = call.flag("inclusive")
    messages = [
        message.wire()
        for message in reversed(call.state.book.visible(channel.id, ""))
        if message.thread_ts in (None, message.ts)
        and (oldest < float(message.ts) < latest or (inclusive and float(message.ts) in (oldest, latest)))
    ]
    page = call.page(messages, "messages")
    return {**page, "has_more": bool(page["response_metadata"]["next_cursor"])}


def replies(call: Call) -> Json:
    """`conversations.replies`: a message and its thread, the oldest first."""
    channel = _readable(call)
    messages = call.state.book.thread(channel.id, call.need("ts", "thread_not_found"))
    if not messages:
        raise SlackError("thread_not_found")
    page = call.page([message.wire() for message in messages], "messages", default=1000)
    return {**page, "has_more": bool(page["response_metadata"]["next_cursor"])}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.require(f"{_FAMILY[channel.kind]}:history")
    if BOT not in channel.members:
        raise SlackError("not_in_channel")
    return channel
