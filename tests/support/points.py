"""Points at which a process kills itself: before or after it commits a certain row.

SQLAlchemy tells of statements, of commits and of connections that are given back; nothing of the bot is changed.
"""

import os
import signal
from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy.event
from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.pool import ConnectionPoolEntry, Pool

_MARK = "harvestbot tests: a point is reached in this transaction"


class Moment(StrEnum):
    """On which side of the commit."""

    BEFORE = "before the commit"
    AFTER = "after the commit"


class Point(Struct, frozen=True):
    """A point in the life of a process.

    ``statement`` is how the statement begins, ``value`` one of its parameters (any if ""), ``moment`` the side of the
    commit of its transaction, ``turn`` which time it counts, from 1.
    """

    statement: str
    value: str = ""
    moment: Moment = Moment.BEFORE
    turn: int = 1


def arm(points: Sequence[Point]) -> None:
    """Let this process kill itself at the first of these points that it reaches."""
    if not points:
        return
    turns = dict.fromkeys(points, 0)

    def executed(connection: Connection, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        for point in points:
            if statement.startswith(point.statement) and _holds(parameters, point.value):
                turns[point] += 1
                if turns[point] == point.turn:
                    connection.info[_MARK] = point.moment

    def committing(connection: Connection) -> None:
        if connection.info.get(_MARK) is Moment.BEFORE:
            _die()

    def given_back(_connection: object, entry: ConnectionPoolEntry) -> None:
        if entry.info.get(_MARK) is Moment.AFTER:
            _die()

    sqlalchemy.event.listen(Engine, "after_cursor_execute", executed)
    sqlalchemy.event.listen(Engine, "commit", committing)
    sqlalchemy.event.listen(Pool, "checkin", given_back)


def _holds(parameters: object, value: str) -> bool:
    values = parameters.values() if isinstance(parameters, dict) else parameters
    return not value or (isinstance(values, tuple | list | type({}.values())) and value in values)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
