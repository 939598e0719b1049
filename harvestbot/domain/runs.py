"""A run that somebody started, as it is followed."""

from enum import StrEnum
from typing import Self

import msgspec
from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.harvesters import Harvester


class Phase(StrEnum):
    """Where a followed run stands.

    ``asked`` until the portal has taken the start, ``going`` while it runs, then one of the ends: ``ended`` as the
    portal says, ``refused`` by it, ``uncertain`` where the start got no answer and no run was seen, ``lost`` where the
    harvester is gone or nobody could follow it further.
    """

    ASKED = "asked"
    GOING = "going"
    ENDED = "ended"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    LOST = "lost"

    @property
    def over(self) -> bool:
        """Whether the card will not change any more."""
        return self not in (Phase.ASKED, Phase.GOING)


class Run(Struct, frozen=True, kw_only=True):
    """One run: the harvester before it and as last seen, who started it, and who approved that as the second person.

    ``followed_by`` is who wanted to start it and finds it running already: nothing was started for them, and the card
    follows the run all the same; ``started_by`` is "" where nobody did so from here.

    Times are seconds since the epoch. ``trouble`` says in a sentence why it ended as ``refused``, ``uncertain`` or
    ``lost``, or why it could not be looked at lately. ``running_from`` and ``running_until`` are the first and the last
    look that showed it under way, ``aborting`` whether one showed that it was being stopped, or somebody had it
    stopped from here: a short end is seen by no look.
    """

    portal: str
    before: Harvester
    now: Harvester
    started_by: str
    approved_by: str = ""
    began_at: float
    seen_at: float
    phase: Phase = Phase.ASKED
    trouble: str = ""
    then_publish: bool = False
    running_from: float | None = None
    running_until: float | None = None
    aborting: bool = False
    followed_by: str = ""

    @property
    def asked_by(self) -> str:
        """Whose card it is."""
        return self.followed_by or self.started_by

    @property
    def shown(self) -> tuple[object, ...]:
        """What a reader would see change on the card, but for the time that passes."""
        now = self.now
        return (self.phase, self.trouble, now.status, now.attached, now.published, now.errors, now.remote)

    def looked_at(self, at: float, **changes: object) -> Self:
        """Return the run as a look at this moment shows it."""
        run = msgspec.structs.replace(self, seen_at=at, **changes)
        if not run.now.running or "now" not in changes:
            return run
        first = at if run.running_from is None else run.running_from
        aborting = run.aborting or run.now.status == "aborting"
        return msgspec.structs.replace(run, running_from=first, running_until=at, aborting=aborting)

    @property
    def ended_well(self) -> bool:
        """Whether it came to its end, not aborted nor failed as a whole: errors at single resources are no failure."""
        at_rest = self.phase is Phase.ENDED and self.now.status == "idle"
        return at_rest and not self.aborting and not self.now.harvester_errors

    @property
    def publishes(self) -> bool:
        """Whether what it has hidden is published now, as was asked for beforehand."""
        return self.then_publish and self.ended_well and bool(self.now.hidden)


class Stage(StrEnum):
    """How far a start has come.

    ::

        decided ──► followed ──► over
           └───────────────────► over      (refused, or asked about first)
    """

    DECIDED = "decided"
    FOLLOWED = "followed"
    OVER = "over"


class Start(Struct, frozen=True, kw_only=True):
    """A start that somebody decided on.

    ``ref`` is the harvester as it was named. ``asker.place`` is where its card stands, once it has a message. ``run``
    is None until the request to the portal is about to be sent. ``approver`` is who pressed, where somebody was asked.
    """

    id: str
    asker: Asker
    ref: HarvesterRef
    then_publish: bool = False
    anyway: bool = False
    approver: str = ""
    decided_at: float
    stage: Stage = Stage.DECIDED
    run: Run | None = None
