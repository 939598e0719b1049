"""The portal's sense of time: real, faster than real, or moved by hand."""

import time
from collections.abc import Callable
from typing import Protocol

NOON = 1_767_268_800.0
"""Where a manual clock starts unless told: 2026-01-01T12:00:00Z, in seconds since 1970."""


class Clock(Protocol):
    """What the portal asks for the time."""

    def now(self) -> float:
        """Give the seconds since 1970, never going back."""
        ...


class WallClock:
    """Real time, which can run faster or slower than the wall's and can jump ahead, also while the portal runs.

    Args:
        speed: Seconds of the portal for one real second.
        monotonic: Where real seconds are read; tests pass their own.
    """

    def __init__(self, speed: float = 1.0, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._speed = speed
        self._since = monotonic()
        self._then = time.time()

    def now(self) -> float:
        """Give the seconds since 1970 as this portal counts them."""
        return self._then + (self._monotonic() - self._since) * self._speed

    @property
    def speed(self) -> float:
        """Seconds of the portal for one real second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        # The past keeps its speed: only what comes runs at the new one.
        self.advance(0)
        self._speed = speed

    def advance(self, seconds: float) -> None:
        """Jump ahead by seconds of the portal."""
        self._then = self.now() + seconds
        self._since = self._monotonic()


class ManualClock:
    """Time that stands still until it is moved."""

    def __init__(self, now: float = NOON) -> None:
        self._now = now

    def now(self) -> float:
        """Give the seconds since 1970."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        self._now += seconds
