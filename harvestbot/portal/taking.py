"""Takes in the bytes of an answer, piece by piece, without keeping memory that a long list needed for a moment."""

import mmap
from typing import Final

LONG: Final = 256 * 1024
"""Bytes from which an answer is held in a mapping of its own, which goes back to the system whole.

An allocator that has served and freed so large a block keeps it for the next one: of ten thousand harvesters that would
be some 25 megabytes for as long as the bot lives.
"""

Body = bytes | memoryview
"""The body of an answer; a view where it is long."""
_IN_LARGE_PAGES = getattr(mmap, "MADV_HUGEPAGE", None)
"""Where the system has them, ten megabytes are got in a sixth of the time."""


class Intake:
    """The body of one answer.

    Args:
        largest: bytes of the longest that is taken in.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._pieces: list[bytes] = []
        self._map: mmap.mmap | None = None
        self._length = 0

    def add(self, piece: bytes) -> bool:
        """Take in a piece; False where it is too much by now, and nothing more is wanted."""
        self._length += len(piece)
        if self._length > self._largest:
            return False
        if self._map is None and self._length > LONG:
            # Room for all that may come: the system gives memory only for what is written.
            self._map = mmap.mmap(-1, self._largest, mmap.MAP_PRIVATE | mmap.MAP_ANON)
            if _IN_LARGE_PAGES is not None:
                self._map.madvise(_IN_LARGE_PAGES)
            self._map.write(b"".join(self._pieces))
            self._pieces.clear()
        if self._map is None:
            self._pieces.append(piece)
        else:
            self._map.write(piece)
        return True

    @property
    def body(self) -> Body:
        """What was taken in."""
        return b"".join(self._pieces) if self._map is None else memoryview(self._map)[: self._length]
