"""What Slack makes of a command's text for an app that has "Escape channels, users, and links" switched on.

https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import re
from typing import Final

from harvestbot.sandbox.slack.workspace import Workspace

_NAMED: Final = re.compile(r"(?<![\w@#])(?P<sign>[@#])(?P<name>[a-z0-9][a-z0-9._-]*)")
_ADDRESS: Final = re.compile(r"https?://\S+|(?<![\w.@/-])(?:[\w-]+\.)+(?:com|org|net|fr|example)\b", re.ASCII)


def escaped(workspace: Workspace, text: str) -> str:
    """A command's text as it is delivered: people, groups, channels and addresses in angle brackets."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _ADDRESS.sub(lambda found: _linked(found[0]), text)
    people = {one.name: f"<@{one.id}|{one.name}>" for one in workspace.people.values()}
    groups = {one.handle: f"<!subteam^{one.id}|@{one.handle}>" for one in workspace.groups.values()}
    channels = {one.name: f"<#{one.id}|{one.name}>" for one in workspace.channels.values() if one.name}
    known = {"@": groups | people, "#": channels}
    return _NAMED.sub(lambda found: known[found["sign"]].get(found["name"], found[0]), text)


def _linked(address: str) -> str:
    return f"<{address}>" if "://" in address else f"<http://{address}|{address}>"
