"""People, channels, user groups and broadcasts, as they stand in a text."""

from markupsafe import Markup

from harvestbot.sandbox.page.render.context import Names
from harvestbot.sandbox.page.render.html import tag


def person(names: Names, user_id: str, label: str = "") -> Markup:
    """A mention of a person."""
    return tag("span", f"@{names.person(user_id) or label or user_id}", class_="bk-chip bk-person", data_person=user_id)


def channel(names: Names, channel_id: str, label: str = "") -> Markup:
    """A channel."""
    said = f"#{names.channel(channel_id) or label or channel_id}"
    return tag("span", said, class_="bk-chip bk-channel", data_channel=channel_id)


def group(names: Names, group_id: str, label: str = "") -> Markup:
    """A mention of a user group."""
    said = names.group(group_id) or label.removeprefix("@") or group_id
    return tag("span", f"@{said}", class_="bk-chip bk-group", data_group=group_id)


def broadcast(word: str) -> Markup:
    """A mention of everybody: `here`, `channel` or `everyone`."""
    return tag("span", f"@{word}", class_="bk-chip bk-broadcast", data_broadcast=word)
