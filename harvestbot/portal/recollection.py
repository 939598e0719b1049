"""Reading a long list again and again: what has not changed is not read anew, and comes as the very same object."""

import hashlib
from collections.abc import Callable, Iterable

from msgspec import Raw

from harvestbot.domain.harvesters import Harvester

DIGEST = 16
"""Bytes by which a document is known again: so many that two are never taken for one."""


class Recollection:
    """Remembers the harvesters of the last list and of the one under way, by a digest of their documents.

    The documents themselves may hold secrets, and ten thousand are ten megabytes: neither is kept.
    """

    def __init__(self) -> None:
        self._last: dict[bytes, Harvester] = {}
        self._now: dict[bytes, Harvester] = {}

    def read(self, documents: Iterable[Raw], read: Callable[[Raw], Harvester], *, first: bool) -> tuple[Harvester, ...]:
        """Return the harvesters of a page.

        Args:
            documents: one for each.
            read: reads one.
            first: whether this is the first page of a list.

        Raises:
            wire.Unreadable: what ``read`` raised.
        """
        if first:
            self._last, self._now = self._now, {}
        last, now = self._last, self._now
        found = []
        for document in documents:
            key = hashlib.blake2b(document, digest_size=DIGEST).digest()
            harvester = now.get(key) or last.get(key) or read(document)
            now[key] = harvester
            found.append(harvester)
        return tuple(found)
