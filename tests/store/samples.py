"""Values that the tests of the store write down."""

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Action, Confirmation, Place
from harvestbot.domain.harvesters import Harvester
from harvestbot.store import confirmations
from harvestbot.store.database import Database

ASKER = "U0ASKER"
OTHER = "U0OTHER"
ASKED_AT = 1_000.0
EXPIRES_AT = 1_600.0
IN_TIME = 1_599.9


def confirmation(identity: str = "c1") -> Confirmation:
    """Return a question about deleting a harvester, put to ASKER and good until EXPIRES_AT."""
    return Confirmation(
        id=identity,
        ask=Action.DELETE,
        portal="city",
        harvester=Harvester(id="trees", name="Trees", type="csv", status="idle", attached=8, published=3),
        requester=ASKER,
        place=Place("C1", message="1.5", response_url="https://hooks.example/secret-capability"),
        asked_at=ASKED_AT,
        expires_at=EXPIRES_AT,
    )


def entry(at: float = ASKED_AT) -> Entry:
    """Return a line of the audit trail."""
    return Entry(at=at, actor=ASKER, verb="delete", outcome=Outcome.ASKED, portal="city", harvester_id="trees")


async def asked(database: Database, identity: str = "c1") -> Confirmation:
    """Write such a question down, and return it."""
    question = confirmation(identity)
    async with database.write() as tx:
        await confirmations.add(tx, question)
    return question


async def standing(database: Database, identity: str = "c1") -> Confirmation:
    """Return a confirmation as the database has it now."""
    async with database.read() as tx:
        found = await confirmations.find(tx, identity)
    assert found is not None
    return found


async def press(
    database: Database, identity: str = "c1", *, user: str = ASKER, now: float = IN_TIME
) -> Confirmation | None:
    """Press its button, in a transaction of its own."""
    async with database.write() as tx:
        return await confirmations.press(tx, identity, user=user, action=Action.DELETE, now=now)
