"""Whether a portal can be polled: what failed polls mean, when people are told, and when it is over."""

from enum import StrEnum

import msgspec
from msgspec import Struct

from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.kinds import Kind
from harvestbot.errors import CredentialsRefused, PermissionMissing, PortalError, QuotaSpent

LONG = 600.0
"""Seconds for which a portal may be silent before anybody is told: shorter breaks are nothing to get up for."""


class Obstacle(StrEnum):
    """Why a poll brought no list."""

    SILENT = "silent"
    REFUSED = "refused"
    SPENT = "spent"

    @property
    def kind(self) -> Kind:
        """What people are told of it."""
        return {
            Obstacle.SILENT: Kind.UNREACHABLE,
            Obstacle.REFUSED: Kind.CREDENTIALS,
            Obstacle.SPENT: Kind.QUOTA,
        }[self]


class Reach(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the last polls of a portal went. Times are seconds since the epoch.

    ``obstacle`` and ``since`` are of the polls that have failed since the last good one, ``failures`` is how many did
    so in a row, ``reset_at`` when the portal said that calls are possible again. ``told`` are the kinds that people
    have been told of since.
    """

    portal: str
    polled_at: float | None = None
    succeeded_at: float | None = None
    obstacle: Obstacle | None = None
    since: float | None = None
    failures: int = 0
    reset_at: float | None = None
    told: tuple[Kind, ...] = ()


def obstacle(error: PortalError) -> Obstacle:
    """Tell what kind of obstacle an error of the list call is."""
    match error:
        case CredentialsRefused() | PermissionMissing():
            return Obstacle.REFUSED
        case QuotaSpent():
            return Obstacle.SPENT
        case _:
            return Obstacle.SILENT


def failed_poll(reach: Reach, error: PortalError, now: float) -> tuple[Reach, tuple[Change, ...]]:
    """Take in a poll that failed.

    Refused credentials and a spent quota are told at once, a silent portal when it has been without a good poll for
    ``LONG`` and has failed twice in a row; each once until a poll succeeds.
    """
    met = obstacle(error)
    since = now if reach.since is None else reach.since
    failures = reach.failures + 1
    tell = met.kind not in reach.told and (met is not Obstacle.SILENT or (failures > 1 and now - since >= LONG))
    after = msgspec.structs.replace(
        reach,
        polled_at=now,
        obstacle=met,
        since=since,
        failures=failures,
        reset_at=error.reset_at if isinstance(error, QuotaSpent) else None,
        told=(*reach.told, met.kind) if tell else reach.told,
    )
    if not tell:
        return after, ()
    return after, (Change(kind=met.kind, portal=reach.portal, at=now, since=since, lasted=now - since, why=error.what),)


def good_poll(reach: Reach, now: float) -> tuple[Reach, tuple[Change, ...]]:
    """Take in a poll that brought the list: whatever people were told of is over, and one change says so."""
    after = Reach(portal=reach.portal, polled_at=now, succeeded_at=now)
    if not reach.told or reach.since is None:
        return after, ()
    back = Change(
        kind=Kind.REACHABLE,
        portal=reach.portal,
        at=now,
        since=reach.since,
        lasted=now - reach.since,
        closes=reach.told,
    )
    return after, (back,)
