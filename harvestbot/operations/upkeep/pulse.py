"""Whether what goes on for as long as the bot runs still goes on."""

from collections.abc import Callable

LONGEST = 300.0
"""Seconds in which each such work must come to its end once: many times what a portal that hangs can take."""


class Pulse:
    """When each such work last went well.

    Args:
        now: seconds, of any clock that does not go back.
        longest: see ``LONGEST``.
    """

    def __init__(self, now: Callable[[], float], longest: float = LONGEST) -> None:
        self._now = now
        self._longest = longest
        self._beats: dict[str, float] = {}

    def beat(self, what: str) -> None:
        """Note that a work begins, or that it went well."""
        self._beats[what] = self._now()

    def rest(self, what: str) -> None:
        """Note that a work has nothing to do, if it is one of those that have to beat."""
        if what in self._beats:
            self.beat(what)

    def stalled(self) -> str:
        """Say which work has not gone well for too long, "" where all goes on."""
        for what, at in self._beats.items():
            if (silent := self._now() - at) > self._longest:
                return f"{what.capitalize()} has stalled: it has not gone well for {silent:.0f} s."
        return ""
