"""A run that somebody started, as it is followed."""

from enum import StrEnum

from msgspec import Struct

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
    """One run: the harvester before it and as last seen, and who started it.

    Times are seconds since the epoch. ``trouble`` says in a sentence why it ended as ``refused``, ``uncertain`` or
    ``lost``, or why it could not be looked at lately.
    """

    portal: str
    before: Harvester
    now: Harvester
    started_by: str
    began_at: float
    seen_at: float
    phase: Phase = Phase.ASKED
    trouble: str = ""
    then_publish: bool = False

    @property
    def ended_well(self) -> bool:
        """Whether it came to its end without a failure of the whole run: errors at single resources are no failure."""
        return self.phase is Phase.ENDED and not self.now.harvester_errors and self.now.status == "idle"
