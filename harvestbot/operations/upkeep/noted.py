"""What has come in, and which changes portals have allowed, since this process began; for ``doctor``, in memory."""

from collections.abc import Callable, Mapping

from msgspec import Struct

ALLOWED = "ok"
FORBIDDEN = "permission_missing"


class Change(Struct, frozen=True):
    """A change that was last asked of a portal: which, whether it allowed that, and when (seconds since the epoch)."""

    operation: str
    allowed: bool
    at: float


class Noted:
    """Keeps the last of each.

    Args:
        now: seconds since the epoch.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._heard: dict[str, float] = {}
        self._changes: dict[str, Change] = {}
        self.began = now()

    def heard(self, way: str) -> None:
        """Note that something was delivered this way."""
        self._heard[way] = self._now()

    def changed(self, portal: str, operation: str, outcome: str) -> None:
        """Note what a portal answered to a change; only whether it allows changes is of interest."""
        if outcome in (ALLOWED, FORBIDDEN):
            self._changes[portal] = Change(operation, outcome == ALLOWED, self._now())

    @property
    def last_heard(self) -> Mapping[str, float]:
        """When each way was last used, in seconds since the epoch."""
        return dict(self._heard)

    def change(self, portal: str) -> Change | None:
        """Return the last change that a portal has allowed or forbidden."""
        return self._changes.get(portal)
