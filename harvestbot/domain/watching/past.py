"""The recorded runs of one harvester, a page at a time."""

from msgspec import Struct

from harvestbot.domain.watching.history import PastRun

PAGE_SIZE = 100
"""Runs on a page: as many as Slack's tables have rows."""


class Turn(Struct, frozen=True, array_like=True):
    """A page: how many newer runs are skipped, of those that were recorded ``until`` then (seconds since the epoch)."""

    skip: int = 0
    until: float | None = None


class HistoryPage(Struct, frozen=True, kw_only=True):
    """What is shown of a harvester's runs.

    ``runs`` are at most ``PAGE_SIZE``, the newest first; ``older`` tells that there are more behind them. ``since`` is
    when the bot began to record all runs of the portal, None where nobody watches it: then only those that were started
    from chat are recorded. ``zone`` is the reader's time zone, for what cannot tell it by itself.
    """

    portal: str
    harvester_id: str
    name: str
    runs: tuple[PastRun, ...] = ()
    turn: Turn
    older: bool = False
    since: float | None = None
    zone: str = "UTC"
