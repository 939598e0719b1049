"""What nearly every operation works with."""

from collections.abc import Callable

from msgspec import Struct

from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.pace import Watch
from harvestbot.operations.portals import Portals
from harvestbot.operations.ports import Engine, People, Teller
from harvestbot.operations.vault import Vault
from harvestbot.store.database import Database
from harvestbot.store.presence import Presence


class Means(Struct, frozen=True, kw_only=True):
    """The means of the operations, one of each.

    Attributes:
        people: who somebody is.
        gate: who may do what, and where.
        portals: where the harvesters are.
        database: where everything stands that has to outlive the process.
        ledger: the audit trail.
        teller: says things in Slack.
        engine: carries on what is decided, after the decision is committed.
        watch: looks again and again while somebody waits.
        vault: holds what is typed into forms and written nowhere.
        process: a name that no other process has, and no earlier one had.
        presence: knows which of the other processes live; None where there can be none.
        now: seconds since the epoch.
    """

    people: People
    gate: Gate
    portals: Portals
    database: Database
    ledger: Ledger
    teller: Teller
    engine: Engine
    watch: Watch
    vault: Vault
    process: str
    presence: Presence | None
    now: Callable[[], float]
