"""SQL is compiled once in a process, not once for each of the hundreds of engines that tests open.

SQLAlchemy keeps what it has compiled with the engine. A connection may be given another place for it
(https://docs.sqlalchemy.org/en/20/core/connections.html#sqlalchemy.engine.Connection.execution_options.params.compiled_cache),
but the dialect, of which each engine has its own, is part of the key there: here engines of one kind share.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy import Connection, Engine, event

Key = tuple[Any, ...]


class Shared(MutableMapping[Key, Any]):
    """What was compiled, for all dialects of one class."""

    def __init__(self) -> None:
        self._compiled: dict[Key, Any] = {}

    def __getitem__(self, key: Key) -> Any:  # noqa: ANN401  because it is SQLAlchemy's
        return self._compiled[type(key[0]), *key[1:]]

    def __setitem__(self, key: Key, value: Any) -> None:  # noqa: ANN401  because it is SQLAlchemy's
        self._compiled[type(key[0]), *key[1:]] = value

    def __delitem__(self, key: Key) -> None:
        del self._compiled[type(key[0]), *key[1:]]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._compiled)

    def __len__(self) -> int:
        return len(self._compiled)


_shared = Shared()


def share() -> None:
    """Let all engines of this process share what is compiled."""
    if not event.contains(Engine, "engine_connect", _take):
        event.listen(Engine, "engine_connect", _take)


def _take(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_shared)
