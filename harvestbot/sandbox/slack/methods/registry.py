"""Every Web API method that is simulated; all others are `unknown_method`."""

from typing import Final

from harvestbot.sandbox.slack.methods import basics, chat, conversations, people, views
from harvestbot.sandbox.slack.methods.call import Method
from harvestbot.sandbox.slack.ratelimits import POST, SPECIAL, TIER_1, TIER_2, TIER_3, TIER_4

METHODS: Final[dict[str, Method]] = {
    "api.test": Method(basics.api_test, limit=SPECIAL, open=True),
    "apps.connections.open": Method(basics.connections_open, limit=TIER_1, app_token=True),
    "auth.test": Method(basics.auth_test, limit=SPECIAL),
    "bots.info": Method(people.bots_info, "users:read"),
    "chat.delete": Method(chat.delete, "chat:write", TIER_3),
    "chat.getPermalink": Method(chat.get_permalink, limit=SPECIAL),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write", TIER_4),
    "chat.postMessage": Method(chat.post_message, "chat:write", POST),
    "chat.unfurl": Method(chat.unfurl, "links:write", TIER_3),
    "chat.update": Method(chat.update, "chat:write", TIER_3),
    "conversations.history": Method(conversations.history, limit=TIER_3),
    "conversations.info": Method(conversations.info, limit=TIER_3),
    "conversations.join": Method(conversations.join, "channels:join", TIER_3),
    "conversations.list": Method(conversations.list_, limit=TIER_2),
    "conversations.members": Method(conversations.members, limit=TIER_4),
    "conversations.open": Method(conversations.open_, limit=TIER_3),
    "conversations.replies": Method(conversations.replies, limit=TIER_3),
    "team.info": Method(people.team_info, "team:read", TIER_3),
    "usergroups.list": Method(people.usergroups_list, "usergroups:read", TIER_2),
    "usergroups.users.list": Method(people.usergroups_users, "usergroups:read", TIER_2),
    "users.conversations": Method(people.users_conversations, limit=TIER_3),
    "users.info": Method(people.users_info, "users:read", TIER_4),
    "users.list": Method(people.users_list, "users:read", TIER_2),
    "views.open": Method(views.open_, limit=TIER_4),
    "views.publish": Method(views.publish, limit=TIER_4),
    "views.push": Method(views.push, limit=TIER_4),
    "views.update": Method(views.update, limit=TIER_4),
}
