"""Whether a portal can be polled: what failed polls mean, when people are told, and when it is over."""

from enum import StrEnum

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
    so in a row. ``told`` are the kinds that people have been told of since.
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

    Refused credentials and a spent quota are told at once, a silent portal when it has been so for ``LONG`` and twice
    in a row; each once until it is over.
    """
    raise NotImplementedError


def good_poll(reach: Reach, now: float) -> tuple[Reach, tuple[Change, ...]]:
    """Take in a poll that brought the list: what people were told of is over, and one change for each says so."""
    raise NotImplementedError
