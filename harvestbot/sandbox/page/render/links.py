"""Addresses: which ones may be followed."""

import re
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render.html import Attribute, Child, tag

_FOLLOWED: Final = re.compile(r"(?:https?://[^\s\x00-\x1f]+|mailto:[^\s\x00-\x1f]+)\Z", re.IGNORECASE)


def safe(address: str) -> str | None:
    """The address, or None where it is not of the web and not one of mail."""
    return address if _FOLLOWED.match(address) else None


def link(address: str, /, *children: Child, **attributes: Attribute) -> Markup | None:
    """A link that opens in a tab of its own and tells nobody where it came from; None where it may not be followed."""
    href = safe(address)
    if href is None:
        return None
    return tag("a", *children, href=href, target="_blank", rel="noopener noreferrer", **attributes)
