"""Who wants something, and where in Slack they said so."""

from msgspec import Struct

from harvestbot.domain.confirmations import Place


class Asker(Struct, frozen=True):
    """One person at one moment; ``correlation`` ties together the log, the audit trail and the answers."""

    user: str
    place: Place
    correlation: str = ""
