"""The Slack app's manifest: what the app may do, and where Slack reaches it.

The scopes stand here and nowhere else. The format is Slack's app manifest reference
(docs.slack.dev/reference/app-manifest).
"""

from collections.abc import Sequence

from harvestbot.domain.verbs import VERBS
from harvestbot.slack import ids

SCOPES = (
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "groups:read",
    "im:history",
    "im:write",
    "links:read",
    "links:write",
    "usergroups:read",
    "users:read",
)
"""What the bot token may do; ``doctor`` compares them with what Slack says was granted."""
EVENTS = tuple(sorted(event.value for event in ids.Event))
"""What Slack tells the bot of by itself."""
SHORTCUTS = {ids.Shortcut.HARVESTERS: ("Harvesters", "Find a harvester, and see and steer it")}
"""What each global shortcut is called, and what Slack says of it."""
PATH = "/slack/events"
"""Where Slack delivers everything over HTTP."""
MAX_DOMAINS = 5
"""How many domains Slack lets an app unfurl."""
NAME = "harvestbot"

Manifest = dict[str, object]


def build(url: str = "", *, command: str = "/harvester", domains: Sequence[str] = ()) -> Manifest:
    """Return the manifest of a set-up.

    Args:
        url: the address under which Slack reaches the bot over HTTP; "" for Socket Mode.
        command: the slash command.
        domains: hosts whose links the bot unfurls, at most ``MAX_DOMAINS``.
    """
    endpoint = f"{url.rstrip('/').removesuffix(PATH)}{PATH}" if url else ""
    slash: Manifest = {"command": command, "description": "See and steer the harvesters of your data portals"}
    interactivity: Manifest = {"is_enabled": True}
    if endpoint:
        slash["url"] = interactivity["request_url"] = interactivity["message_menu_options_url"] = endpoint
    slash |= {"usage_hint": " | ".join(VERBS), "should_escape": True}
    features: Manifest = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": [
            {"name": name, "type": "global", "callback_id": ids.shortcut_id(shortcut), "description": about}
            for shortcut, (name, about) in SHORTCUTS.items()
        ],
        "slash_commands": [slash],
    }
    if domains:
        features["unfurl_domains"] = list(domains)
    subscriptions: Manifest = {"request_url": endpoint} if endpoint else {}
    settings: Manifest = {
        "event_subscriptions": {**subscriptions, "bot_events": list(EVENTS)},
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": not endpoint,
        "token_rotation_enabled": False,
    }
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": "For the people on call for data portals: see, run, create, edit and delete harvesters",
            "background_color": "#1d3c4f",
        },
        "features": features,
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": settings,
    }


def as_yaml(manifest: Manifest) -> str:
    """Return a manifest as the text that Slack takes."""
    import yaml  # noqa: PLC0415  because only this command needs it

    text: str = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=1000)
    return text
