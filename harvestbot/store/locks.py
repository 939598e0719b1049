"""A lock on a file: at most one process works on a SQLite database, however many read it."""

import fcntl
import os
from pathlib import Path
from typing import IO

from harvestbot.errors import StoreInUse


class FileLock:
    """An exclusive lock on a file, held until it is let go or the process ends, however it ends.

    The file stays behind, empty of meaning once nobody holds the lock; removing it would let two processes each lock a
    file of that name.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @classmethod
    def take(cls, database: Path) -> "FileLock":
        """Take the lock of a database file.

        Args:
            database: the file; the lock stands beside it, with ``.lock`` behind the name that links lead to.

        Raises:
            StoreInUse: another process holds it.
            OSError: the folder does not exist, or may not be written to.
        """
        real = database.resolve()
        file = real.with_name(f"{real.name}.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise StoreInUse(
                f"Another harvestbot{f' (process {holder})' if holder else ''} already works on {database}: stop it "
                "first, or give both a postgresql:// address in HARVESTBOT_DATABASE_URL to share the work."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Let go, so that another process can take it."""
        self._file.close()
