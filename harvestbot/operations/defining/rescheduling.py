"""Giving a harvester that was created again the schedule that it had."""

from harvestbot.domain.tombstones import Tombstone
from harvestbot.errors import OutcomeUnknown, PortalError
from harvestbot.portal.client import PortalClient


async def schedule_again(client: PortalClient, harvester_id: str, tombstone: Tombstone, *, write: bool = False) -> str:
    """Let it run by itself as it did; return what is to be said where it does not, "" where all is well.

    Args:
        client: its portal.
        harvester_id: its id there.
        tombstone: what is kept of it.
        write: whether this may set it; else it is only looked at.
    """
    if not tombstone.harvester.schedules:
        return ""
    schedule = tombstone.harvester.schedules[0]
    when = f"{schedule.cron} {schedule.timezone}".strip()
    why = ""
    try:
        if write:
            await client.set_schedule(harvester_id, schedule)
            return ""
    except OutcomeUnknown:
        pass  # looked at below
    except PortalError as error:
        why = f": {error.what}"
    try:
        found = await client.schedules(harvester_id)
    except PortalError as error:
        return f"Whether its schedule ({when}) is set is not known: {error.what}"
    if any((one.cron, one.timezone) == (schedule.cron, schedule.timezone) for one in found):
        return ""
    return f"Its schedule ({when}) is not set{why}"
