"""What is kept of a harvester that is about to go."""

import msgspec
import structlog

from harvestbot.domain.confirmations import Action, Confirmation
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.tombstones import Tombstone
from harvestbot.errors import PortalError
from harvestbot.portal.client import PortalClient

log = structlog.get_logger(__name__)


async def tombstone_of(confirmation: Confirmation, before: Harvester, client: PortalClient) -> Tombstone:
    """Return what can be restored later.

    Where the portal does not say when it runs by itself, that is not known later either: it stops no deletion.

    Args:
        confirmation: that of the deletion.
        before: the harvester as it was just read.
        client: its portal.
    """
    known = False
    if confirmation.chosen.deletes and client.supports("schedules"):
        try:
            before = msgspec.structs.replace(before, schedules=await client.schedules(before.id))
            known = True
        except PortalError as error:
            log.warning("a schedule is not kept", portal=confirmation.portal, harvester=before.id, why=str(error))
    return Tombstone(
        id=confirmation.id,
        portal=confirmation.portal,
        harvester=before,
        schedules_known=known,
        with_datasets=confirmation.chosen is Action.DELETE_DATASETS,
        deleted_by=confirmation.requester,
        approver=confirmation.approver,
    )
