"""A notice: what one look at a portal has to tell one channel or person, and where it came to stand."""

from enum import StrEnum

from msgspec import Struct

from harvestbot.domain.confirmations import Place
from harvestbot.domain.watching.changes import Change


class Telling(StrEnum):
    """How far a notice has come: it waits, and then it was told, or it was given up."""

    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given up"


class Notice(Struct, frozen=True, kw_only=True):
    """What there is to tell.

    ``subscriber`` is the id of a channel or of a person; ``owner`` is who asked for it, and is told where the bot may
    not post any more. ``follows`` is the id of the notice in whose thread this belongs, and ``why`` says which
    subscriptions it comes from. Times are seconds since the epoch; ``due_at`` is later than ``at`` in quiet hours.
    """

    id: str
    subscriber: str
    owner: str
    at: float
    due_at: float
    changes: tuple[Change, ...]
    why: tuple[str, ...] = ()
    follows: str = ""
    state: Telling = Telling.WAITING
    tries: int = 0
    place: Place = Place("")
