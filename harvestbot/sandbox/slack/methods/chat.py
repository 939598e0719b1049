"""`chat.*` (https://docs.slack.dev/reference/methods?family=chat)."""

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import BOT, TEAM_DOMAIN
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.methods.call import Call
from harvestbot.sandbox.slack.posting import Target, content, decoded, post, rewrite
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.workspace import Channel


def post_message(call: Call) -> Json:
    """`chat.postMessage`: in channels the bot is in, and with chat:write.public in any public one."""
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if BOT not in channel.members and "chat:write.public" not in call.state.workspace.scopes:
        raise SlackError("not_in_channel")
    said = content(call.state, call.args)
    message = post(call.state, said, Target(channel.id, None, _thread(call, channel)), "chat.postMessage")
    return {"channel": channel.id, "ts": message.ts, "message": _own(call, message)}


def post_ephemeral(call: Call) -> Json:
    """`chat.postEphemeral`: the bot and the person must both be in the channel."""
    channel = call.channel()
    user = call.need("user", "user_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    if BOT not in channel.members:
        raise SlackError("not_in_channel")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    said = content(call.state, call.args)
    message = post(call.state, said, Target(channel.id, user, _thread(call, channel)), "chat.postEphemeral")
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """`chat.update`: only the bot's own messages, never an ephemeral one."""
    channel = call.channel()
    message = _owned(call, channel, "cant_update_message")
    said = content(call.state, _kept(call, message), surface="update")
    rewrite(message, said)
    call.state.edit(message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": _own(call, message)}


def delete(call: Call) -> Json:
    """`chat.delete`: only the bot's own messages."""
    channel = call.channel()
    message = _owned(call, channel, "cant_delete_message")
    call.state.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """`chat.getPermalink`."""
    channel = call.channel()
    ts = call.need("message_ts", "message_not_found")
    message = call.state.book.find(channel.id, ts)
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def unfurl(call: Call) -> Json:
    """`chat.unfurl`: what is shown under links of the app's domains, by address."""
    channel = call.channel()
    message = call.state.book.find(channel.id, call.need("ts", "cannot_find_message"))
    if message is None:
        raise SlackError("cannot_find_message")
    shown = decoded(call.args.get("unfurls"), "cannot_parse_attachment")
    if not isinstance(shown, dict) or not shown:
        raise SlackError("missing_unfurls")
    if not set(shown) <= set(message.mentions.links):
        raise SlackError("cannot_unfurl_url")
    for part in shown.values():
        content(call.state, {"text": "link", "blocks": part.get("blocks", [])})
    message.unfurls = message.unfurls | shown
    call.state.pulse.beat("edited", channel=channel.id, ts=message.ts)
    return {}


def _thread(call: Call, channel: Channel) -> str | None:
    ts = call.text("thread_ts")
    if not ts:
        return None
    parent = call.state.book.find(channel.id, ts)
    if parent is None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts


def _owned(call: Call, channel: Channel, refusal: str) -> Message:
    message = call.state.book.find(channel.id, call.need("ts", "message_not_found"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != BOT:
        raise SlackError(refusal)
    return message


def _kept(call: Call, message: Message) -> Json:
    """What `chat.update` leaves alone: blocks and attachments that are not named stay, an empty list removes them."""
    before: Json = {"blocks": message.blocks, "attachments": message.attachments}
    if not set(call.args) & {"text", "blocks", "attachments"}:
        before["text"] = message.text
    return {**before, **call.args}


def _own(call: Call, message: Message) -> Json:
    bot = call.state.workspace.bot_wire()
    profile = {key: bot[key] for key in ("id", "app_id", "name", "deleted", "team_id")}
    return {**message.wire(), "bot_profile": {**profile, "user_id": BOT}}
