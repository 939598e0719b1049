"""Secrets are declared by portals as plain strings: they are known by their names, and by userinfo in addresses."""

import re
from collections.abc import Mapping

REDACTED = "••••••"

SECRET_NAME = re.compile(r"api_?key|auth_?key|password|passwd|token|secret|credential|private_?key", re.IGNORECASE)
USERINFO = re.compile(r"(?<=://)[^/\s]+@")
"""Up to the last @ before the path, since a password may hold one."""
QUERY_SECRET = re.compile(rf"(?P<name>(?:{SECRET_NAME.pattern})[^=&\s]{{0,40}}=)[^&\s#]+", re.IGNORECASE)


def is_secret(name: str) -> bool:
    """Tell whether a parameter of this name holds a secret."""
    return SECRET_NAME.search(name) is not None


def clean_text(text: str) -> str:
    """Take user names, passwords and keys out of the addresses in a text."""
    return QUERY_SECRET.sub(rf"\g<name>{REDACTED}", USERINFO.sub(f"{REDACTED}@", text))


def redact(value: object) -> object:
    """Return the same JSON value with every secret in it replaced."""
    match value:
        case str():
            return clean_text(value) if ("://" in value or "=" in value) else value
        case Mapping():
            return {
                name: (REDACTED if is_secret(str(name)) and inner not in (None, "") else redact(inner))
                for name, inner in value.items()
            }
        case list() | tuple():
            return [redact(inner) for inner in value]
        case _:
            return value
