"""Where a portal is, and what the bot proves itself with."""

import base64
from collections.abc import Iterable
from typing import Literal

import httpx
from msgspec import Struct

from harvestbot.domain.redaction import REDACTED

Api = Literal["management", "automation"]
"""The dialect that a portal's API is spoken in, as the settings write it."""

SHORTEST_SECRET = 4
"""Shorter values are not hidden in texts: they stand in too many ordinary words."""


class ApiKey(Struct, frozen=True):
    """An API key. Both dialects take it in the ``Authorization`` header; it is never put into a URL.

    Raises:
        ValueError: it is empty or has characters that no header can carry; the text does not quote it.
    """

    key: str

    def __post_init__(self) -> None:
        """Refuse here what the HTTP library would refuse later, quoting it."""
        if not self.key or not self.key.isascii() or not self.key.isprintable() or self.key != self.key.strip():
            raise ValueError("An API key is made of printable ASCII characters, without spaces around it.")

    @property
    def authorization(self) -> str:
        """The value of the ``Authorization`` header."""
        return f"Apikey {self.key}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text may hold."""
        return (self.key,)

    def __repr__(self) -> str:
        """Leave the key out."""
        return "ApiKey(…)"


class Basic(Struct, frozen=True):
    """A user's name and password; only the management API takes them."""

    username: str
    password: str

    def __post_init__(self) -> None:
        """Refuse a name that HTTP Basic cannot carry (RFC 7617, section 2)."""
        if not self.username or ":" in self.username:
            raise ValueError("A user name is not empty and has no colon.")

    @property
    def authorization(self) -> str:
        """The value of the ``Authorization`` header."""
        return f"Basic {self._encoded}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text may hold."""
        return (self.password, self._encoded)

    @property
    def _encoded(self) -> str:
        return base64.b64encode(f"{self.username}:{self.password}".encode()).decode("ascii")

    def __repr__(self) -> str:
        """Leave the password out."""
        return f"Basic(username={self.username!r}, password=…)"


Credentials = ApiKey | Basic


class PortalAddress(Struct, frozen=True, kw_only=True):
    """One portal of the settings.

    Args:
        name: what people type.
        url: the portal's address, without the API's own path (``https://data.example.org``).
        api: its dialect.
        credentials: what the bot proves itself with.
        timeout: seconds that one call may take, tries included.
        daily_quota: calls a day (UTC) that the bot may spend on it.

    Raises:
        ValueError: the URL or the kind of credentials cannot be used; the text quotes neither.
    """

    name: str
    url: str
    credentials: Credentials
    api: Api = "management"
    timeout: float = 10.0
    daily_quota: int = 1000

    def __post_init__(self) -> None:
        """Check what would otherwise fail at the first call."""
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL:
            url = httpx.URL("")
        if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query or url.fragment:
            raise ValueError(
                "A portal's URL is http(s)://host, with a port or path where it needs one, and without credentials."
            )
        if self.api == "automation" and not isinstance(self.credentials, ApiKey):
            raise ValueError("The automation API takes an API key only.")

    @property
    def base(self) -> httpx.URL:
        """The parsed address."""
        return httpx.URL(self.url)


def hide(text: str, secrets: Iterable[str]) -> str:
    """Take secret values out of a text, wherever in it they stand."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, REDACTED)
    return text
