"""What a setting's value may look like. Each check returns the value, or raises a ValueError without a text.

No text, because whoever explains a mistake says what was expected and never what was given: it may be a secret.
"""

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

KEY = r"[!-~]+"
"""What fits into a header and holds no space."""
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST = rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*"
"""A host's name, in lower case."""
COMMAND = r"^/[a-z0-9_-]{1,31}$"
"""What Slack takes as a slash command: lower case, no spaces, at most 32 characters."""


def demand(truth: object) -> None:
    """Refuse unless something is true."""
    if not truth:
        raise ValueError


def address(value: str) -> str:
    """Return an http(s) address with a host, without its last slash; no credentials, query or fragment."""
    try:
        url = httpx.URL(value)
    except httpx.InvalidURL:
        raise ValueError from None
    parts = urlsplit(value)
    demand(url.scheme in ("http", "https") and url.host and parts.hostname and parts.port != 0)
    demand(not url.userinfo and not re.search(r"[\s?#@]", value))
    return value.rstrip("/")


def base_address(value: str) -> str:
    """Return an address as above with its last slash, so that the names of methods can be joined to it."""
    return f"{address(value)}/"


def portal_address(value: str) -> str:
    """Return an address as above that stops before the API's own path, which the dialect adds."""
    demand("/api/" not in f"{value}/")
    return address(value)


def page_address(value: str) -> str:
    """Return the address of a page, with ``{id}`` where the harvester's id goes; it may have a query."""
    demand("{id}" in value)
    address(re.sub(r"[?#].*", "", value.replace("{id}", "id")))
    demand(not re.search(r"\s", value))
    return value


def database(value: SecretStr) -> SecretStr:
    """Return the URL of a SQLite file or of a Postgres database.

    A SQLite database in memory is refused: it would forget what people confirmed.
    """
    url = value.get_secret_value()
    parts = urlsplit(url)
    demand(url.startswith(f"{parts.scheme}://"))
    if parts.scheme == "sqlite":
        demand(url.startswith("sqlite:///") and parts.path.strip("/") not in ("", ":memory:"))
    else:
        demand(parts.scheme in ("postgresql", "postgres", "postgresql+psycopg"))
        demand(parts.port != 0)
        before_options = url.partition("?")[0]
        # One @ too many belongs to a password: the rest of it would be taken for the server's name, and be shown.
        demand((before_options if "@" in before_options else url).count("@") <= 1)
    return value


def json_list(value: object) -> object:
    """Return the list that a text is the JSON of; a list from a TOML file stays as it is."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except RecursionError:
        raise ValueError from None
    demand(isinstance(found, list | tuple | set | frozenset))
    return found


def secret(pattern: str) -> Callable[[SecretStr], SecretStr]:
    """Return a check of a secret's whole text against a pattern."""

    def check(value: SecretStr) -> SecretStr:
        demand(re.fullmatch(pattern, value.get_secret_value()))
        return value

    return check
