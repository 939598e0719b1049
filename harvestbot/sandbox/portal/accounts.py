"""Who may call the portal, and what for.

| account | API key | password | permissions | so it may |
|---|---|---|---|---|
| `demo` | `demo-key` | `demo-password` | all three | do everything |
| `editor` | `editor-key` | `editor-password` | create, edit | not publish, unpublish, or delete with datasets |
| `reader` | `reader-key` | `reader-password` | edit | only read |
| `nobody` | `nobody-key` | `nobody-password` | none | be refused |

The vendor names the three permissions and asks for all of them, not which call needs which; this portal's split
(`Permission`, used by the routes) is a plausible one.
"""

import base64
import binascii
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    """The three that the vendor names."""

    CREATE = "create_dataset"
    EDIT = "edit_dataset"
    PUBLISH = "publish_dataset"


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the portal. Its key and password stay out of its repr."""

    name: str
    key: str = field(repr=False)
    password: str = field(repr=False)
    permissions: frozenset[Permission] = frozenset(Permission)


DEFAULT_ACCOUNTS = (
    Account("demo", "demo-key", "demo-password"),
    Account("editor", "editor-key", "editor-password", frozenset({Permission.CREATE, Permission.EDIT})),
    Account("reader", "reader-key", "reader-password", frozenset({Permission.EDIT})),
    Account("nobody", "nobody-key", "nobody-password", frozenset()),
)


class Accounts:
    """The accounts of a portal.

    Args:
        accounts: Who there is at the beginning.
    """

    def __init__(self, accounts: Iterable[Account] = DEFAULT_ACCOUNTS) -> None:
        self._accounts = {account.name: account for account in accounts}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())

    def add(self, account: Account) -> None:
        """Let somebody in, or change what the account of that name may do."""
        self._accounts[account.name] = account

    def remove(self, name: str) -> None:
        """Withdraw an account: its credentials are refused from now on."""
        self._accounts.pop(name, None)

    def identify(self, authorization: str, *, basic: bool) -> Account | None:
        """Find whose credential an ``Authorization`` header holds.

        Args:
            authorization: The header's value, empty where there is none.
            basic: Whether user and password are taken too; an API key always is.
        """
        scheme, _, credential = authorization.partition(" ")
        match scheme.lower():
            case "apikey":
                return next((account for account in self if _same(account.key, credential)), None)
            case "basic" if basic:
                user, _, password = _decoded(credential).partition(":")
                account = self._accounts.get(user)
                return account if account is not None and _same(account.password, password) else None
            case _:
                return None


def _same(secret: str, said: str) -> bool:
    return hmac.compare_digest(secret.encode(), said.encode())


def _decoded(credential: str) -> str:
    """Read the base64 of HTTP Basic; what is not that is nobody's."""
    try:
        return base64.b64decode(credential, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
