"""The portal's sense of time."""

from harvestbot.sandbox.portal.clock import ManualClock, WallClock


class Ticks:
    """Real seconds that a test moves."""

    seconds = 0.0

    def __call__(self) -> float:
        """Give the real seconds."""
        return self.seconds


def test_time_by_hand_stands_still_until_it_is_moved() -> None:
    """A manual clock moves by what it is told and by nothing else."""
    clock = ManualClock(100)
    before = clock.now()
    clock.advance(2.5)
    assert (before, clock.now()) == (100, 102.5)


def test_a_change_of_speed_leaves_the_past_as_it_was() -> None:
    """Changing the speed never makes time jump; only what comes runs at the new speed."""
    ticks = Ticks()
    clock = WallClock(monotonic=ticks)
    start = clock.now()
    ticks.seconds = 10
    clock.speed = 60
    at_change = clock.now()
    ticks.seconds = 11
    assert at_change - start == 10
    assert round(clock.now() - at_change, 3) == 60
    assert clock.speed == 60


def test_real_time_can_jump_ahead() -> None:
    """A jump adds to the time and leaves its speed alone."""
    ticks = Ticks()
    clock = WallClock(2, monotonic=ticks)
    start = clock.now()
    clock.advance(100)
    ticks.seconds = 1
    assert round(clock.now() - start, 3) == 102
