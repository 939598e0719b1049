"""Secrets are declared by portals as plain strings: they are known by their names, and by userinfo in addresses.

Ten thousand harvesters go through here at every poll, so each way out is taken as early as can be.
"""

import re
from functools import lru_cache

REDACTED = "••••••"

SECRET_NAME = re.compile(r"api_?key|auth_?key|password|passwd|token|secret|credential|private_?key", re.IGNORECASE)
USERINFO = re.compile(r"(?<=//)[^/\s]+@")
"""Up to the last @ before the path, since a password may hold one."""
QUERY_SECRET = re.compile(rf"(?P<name>(?:{SECRET_NAME.pattern})[^=&\s]{{0,40}}=)[^&\s#]+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Tell whether a parameter of this name holds a secret."""
    return SECRET_NAME.search(name) is not None


def clean_text(text: str) -> str:
    """Take user names, passwords and keys out of the addresses in a text."""
    if "@" in text:
        text = USERINFO.sub(f"{REDACTED}@", text)
    if "=" in text:
        text = QUERY_SECRET.sub(rf"\g<name>{REDACTED}", text)
    return text


def redact(value: object) -> object:
    """Return the same JSON value with every secret in it replaced."""
    match value:
        case str():
            return clean_text(value)
        case dict():
            return redact_object(value)
        case list() | tuple():
            return [redact(inner) for inner in value]
        case _:
            return value


def is_redacted(value: object) -> bool:
    """Tell whether something of a JSON value has been replaced, so that it cannot be given back as it stands."""
    match value:
        case str():
            return REDACTED in value
        case dict():
            return any(map(is_redacted, value.values()))
        case list() | tuple():
            return any(map(is_redacted, value))
        case _:
            return False


def redact_object(values: dict[str, object]) -> dict[str, object]:
    """Return the same JSON object with every secret in it replaced; one that is empty is no secret."""
    return {
        name: REDACTED if is_secret(name) and inner not in (None, "") else redact(inner)
        for name, inner in values.items()
    }
