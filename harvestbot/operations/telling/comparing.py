"""What a list means: it is compared with the last one, and who is missing is asked for before anybody is told."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.watching.compare import Comparison, compare
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.seen import Snapshot
from harvestbot.domain.watching.vanished import still_there, to_ask
from harvestbot.errors import PortalError, UnknownHarvester
from harvestbot.portal.client import PortalClient


async def compared(
    client: PortalClient,
    before: Snapshot | None,
    harvesters: Sequence[Harvester],
    now: float,
    *,
    usual: Mapping[str, tuple[float, ...]],
    listed: Mapping[str, Harvester],
) -> Comparison:
    """Return what has changed on a portal.

    Args:
        client: the portal.
        before: the last snapshot, None where there is none.
        harvesters: the list as it is now.
        now: when it was asked for, in seconds since the epoch.
        usual: how long recorded runs took, where there is no snapshot.
        listed: the harvesters that ``before`` was made of, as far as they are at hand.
    """
    against = partial(
        compare, before, now=now, portal=client.name, source=client.source, durations=usual, listed=listed
    )
    # In a thread: comparing ten thousand takes longer than anybody should be kept waiting for.
    found = await asyncio.to_thread(against, harvesters)
    missing = [one.harvester_id for one in found.changes if one.kind is Kind.GONE]
    if before is None or not missing:
        return found
    there = still_there(before, missing, await _asked(client, to_ask(missing)))
    return await asyncio.to_thread(against, [*harvesters, *there]) if there else found


async def _asked(client: PortalClient, names: Sequence[str]) -> dict[str, Harvester | None]:
    """Ask for each; who gets no answer is left out."""
    answers: dict[str, Harvester | None] = {}
    for name in names:
        try:
            answers[name] = await client.get(name)
        except UnknownHarvester:
            answers[name] = None
        except PortalError:
            break
    return answers
