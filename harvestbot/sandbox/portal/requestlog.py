"""What arrived at the portal: the oracle for tests that count calls on the wire."""

from collections import deque
from dataclasses import dataclass

LONGEST = 100_000


@dataclass(slots=True)
class Entry:
    """One request, from its arrival on.

    Attributes:
        number: Its place, from 1.
        at: When it arrived, the portal's seconds since 1970.
        method: The HTTP method.
        path: The whole path.
        query: The query string, without a key that should not have been there.
        account: Who called; empty where nobody was recognised. Never a credential.
        status: What was answered; None while it is under way and where nothing was answered at all.
        effect: What it changed, e.g. "started my-harvester"; empty where nothing.
        mishap: What went wrong on purpose (`trouble.Kind`); empty where nothing.
    """

    number: int
    at: float
    method: str
    path: str
    query: str
    account: str = ""
    status: int | None = None
    effect: str = ""
    mishap: str = ""


class RequestLog:
    """The last requests, oldest first; calls to ``/_sim/`` are not among them."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=LONGEST)
        self._number = 0

    @property
    def requests(self) -> list[Entry]:
        """The requests, oldest first."""
        return list(self._entries)

    def open(self, at: float, method: str, path: str, query: str) -> Entry:
        """Write down a request as it arrives."""
        self._number += 1
        entry = Entry(self._number, at, method, path, query)
        self._entries.append(entry)
        return entry

    def find(self, *, method: str | None = None, path: str = "", effect: str = "") -> list[Entry]:
        """Give the requests with this method whose path and effect contain these texts."""
        return [
            entry
            for entry in self._entries
            if method in (None, entry.method) and path in entry.path and effect in entry.effect
        ]

    def count(self, *, method: str | None = None, path: str = "", effect: str = "") -> int:
        """Count what `find` finds."""
        return len(self.find(method=method, path=path, effect=effect))

    def clear(self) -> None:
        """Forget all requests; numbers go on."""
        self._entries.clear()
