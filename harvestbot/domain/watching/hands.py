"""Who is on it: somebody looks after a failure, so that nobody else need be called."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from harvestbot.domain.roles import Role
from harvestbot.domain.verbs import Kind, Takes, Verb
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.notices import Notice, Subject
from harvestbot.domain.watching.subscriptions import ANY, Target

ON_IT = Verb("I'm on it", Role.OPERATOR, Kind.DECISION, Takes.NOTHING, "Look after a failure")
"""What the button stands for. Nobody types it; it needs the role that ``mute`` needs, since it ends mentions too."""


class Hand(Struct, frozen=True, kw_only=True):
    """Somebody (a person's id) who looks after what is wrong with a harvester, or ("") with a portal as a whole.

    ``at`` is since when, in seconds since the epoch. It ends with the recovery.
    """

    portal: str
    harvester_id: str
    by: str
    at: float

    @property
    def subject(self) -> Subject:
        """What it is about, as ``Change.subject``."""
        return self.portal, self.harvester_id

    def __str__(self) -> str:
        """Name what it is about as people do: ``city/bus-stops``, or ``city``."""
        return str(Target(self.portal, self.harvester_id or ANY))


def untaken(notice: Notice, going_on: Iterable[Subject], hands: Mapping[Subject, Hand]) -> tuple[Change, ...]:
    """Return the troubles of a notice that are not over and that nobody is on.

    Args:
        notice: what was told.
        going_on: the troubles of its subscriber that are not over.
        hands: who is on what.
    """
    open_ = set(going_on)
    return tuple(
        change
        for change in notice.changes
        if change.kind.opens and change.subject in open_ and change.subject not in hands
    )


class Taken(Struct, frozen=True, kw_only=True):
    """What became of somebody's wish to look after the troubles of a notice.

    ``mine`` are those that the person is on now, ``others`` those that somebody else is on; where both are empty,
    nothing of it goes on any more.
    """

    notice: str
    mine: tuple[Hand, ...] = ()
    others: tuple[Hand, ...] = ()
    new: bool = False
