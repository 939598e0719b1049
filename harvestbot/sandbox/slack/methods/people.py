"""`users.*`, `usergroups.*`, `bots.info`, `team.info` (https://docs.slack.dev/reference/methods)."""

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import BOT, BOT_ID, TEAM, TEAM_DOMAIN
from harvestbot.sandbox.slack.methods.call import Call
from harvestbot.sandbox.slack.methods.conversations import of_kinds
from harvestbot.sandbox.slack.wire import Json


def users_info(call: Call) -> Json:
    """`users.info`: deactivated people and people of organisations that share a channel too."""
    return {"user": call.person().wire()}


def users_list(call: Call) -> Json:
    """`users.list`: people of other organisations are among them once a channel is shared."""
    members = [person.wire() for person in call.state.workspace.people.values()]
    return {"cache_ts": int(call.state.now()), **call.page(members, "members", default=1000)}


def users_conversations(call: Call) -> Json:
    """`users.conversations`: where the bot is, or another person as far as the bot is there too."""
    user = call.text("user") or BOT
    channels = [channel for channel in of_kinds(call) if user in channel.members]
    if user != BOT:
        channels = [channel for channel in channels if channel.kind == "public" or BOT in channel.members]
    return call.page([channel.wire(BOT) for channel in channels], "channels")


def usergroups_list(call: Call) -> Json:
    """`usergroups.list`."""
    groups = call.state.workspace.groups.values()
    shown = [group for group in groups if group.enabled or call.flag("include_disabled")]
    return {"usergroups": [group.wire(with_users=call.flag("include_users")) for group in shown]}


def usergroups_users(call: Call) -> Json:
    """`usergroups.users.list`."""
    group = call.state.workspace.groups.get(call.need("usergroup"))
    if group is None or not (group.enabled or call.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


def bots_info(call: Call) -> Json:
    """`bots.info`."""
    if call.text("bot", BOT_ID) != BOT_ID:
        raise SlackError("bot_not_found")
    return {"bot": call.state.workspace.bot_wire()}


def team_info(call: Call) -> Json:
    """`team.info`."""
    if call.text("team", TEAM) != TEAM:
        raise SlackError("team_not_found")
    team = {"id": TEAM, "name": call.state.workspace.name, "domain": TEAM_DOMAIN, "email_domain": ""}
    return {"team": {**team, "url": f"https://{TEAM_DOMAIN}.slack.com/"}}
