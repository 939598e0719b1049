"""Sending the request that starts a run, once, and finding out whether the run began."""

from contextlib import suppress

from harvestbot.domain.confirmations import Place
from harvestbot.domain.harvesters import NEW, Harvester
from harvestbot.domain.runs import Phase, Run
from harvestbot.errors import OutcomeUnknown, PortalError, PortalMissing, UnknownHarvester, WrongState
from harvestbot.operations.means import Means

GONE = "The harvester is gone from the portal."
ASKING = (
    "The portal did not answer. It is being asked whether it has started it; this message will say how it came out."
)
NEVER_BEGAN = "The portal did not answer, and has not started it."
NOT_SEEN = "The portal did not answer, and no run is to be seen. Look at its status before starting it again."


class Beginning:
    """Begins runs.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._portals = means.portals
        self._teller = means.teller
        self._watch = means.watch
        self._now = means.now

    async def send(self, run: Run, place: Place | None = None) -> Run:
        """Send the request whose attempt is written down; return the run as far as the answer tells.

        Args:
            run: as it was before it.
            place: where its card stands (see ``was_it_started``).
        """
        try:
            answer = await self._portals[run.portal].start(run.before.id)
        except OutcomeUnknown:
            return await self.was_it_started(run, place)
        except WrongState:
            with suppress(PortalError):
                seen = await self._portals[run.portal].get(run.before.id)
                if seen.running:
                    whose = {"followed_by": run.started_by, "started_by": "", "then_publish": False}
                    return run.looked_at(self._now(), phase=Phase.GOING, now=seen, **whose)
            trouble = "The portal says that its state does not allow a start: somebody may have been quicker."
            return run.looked_at(self._now(), phase=Phase.REFUSED, trouble=trouble)
        except PortalError as error:
            return run.looked_at(self._now(), phase=Phase.REFUSED, trouble=str(error))
        return run.looked_at(self._now(), phase=Phase.GOING, now=answer or run.now)

    async def was_it_started(self, run: Run, place: Place | None = None) -> Run:
        """Settle by reading what became of a start that got no answer.

        Args:
            run: as it was before the request.
            place: where its card stands, which says meanwhile that nobody can tell yet: the portal is then read until
                it answers. Without one only for as long as the request may take twice.
        """
        try:
            client = self._portals[run.portal]
        except PortalMissing as error:
            return run.looked_at(self._now(), phase=Phase.UNCERTAIN, trouble=error.what)
        patience = 2 * client.address.timeout
        async for waited in self._watch.looks(self._now(), patience if place is None else float("inf")):
            try:
                seen = await client.get(run.before.id)
            except UnknownHarvester:
                return run.looked_at(self._now(), phase=Phase.LOST, trouble=GONE)
            except PortalError:
                seen = None
            if seen and began(run, seen):
                return run.looked_at(self._now(), phase=Phase.GOING, now=seen)
            if seen and waited >= patience and (seen.status == NEW or seen.started_at is not None):
                # The portal says when the last run began, and that was before the request.
                return run.looked_at(self._now(), phase=Phase.REFUSED, trouble=NEVER_BEGAN)
            if seen and waited >= patience:
                break
            if place is not None and place.message:
                await self._teller.follow(run.looked_at(self._now(), trouble=ASKING), place, insist=False)
        return run.looked_at(self._now(), phase=Phase.UNCERTAIN, trouble=NOT_SEEN)


def began(run: Run, seen: Harvester) -> bool:
    """Tell whether the run was seen to be under way, or has left traces: then being at rest means that it is over."""
    return (
        seen.running
        or run.now.running
        or seen.started_at != run.before.started_at
        or (seen.status, seen.attached, seen.errors) != (run.before.status, run.before.attached, run.before.errors)
    )
