"""What goes on for ever is seen to go on, and seen to have stopped."""

import asyncio
from functools import partial

from harvestbot.errors import SlackUnavailable
from harvestbot.operations.upkeep.pulse import Pulse
from harvestbot.operations.upkeep.repeating import repeatedly


def test_what_has_not_gone_well_for_long_is_named_until_it_does() -> None:
    """With the seconds since; another work's beat is no help."""
    time = [0.0]
    pulse = Pulse(lambda: time[0], longest=10.0)
    assert pulse.stalled() == ""
    pulse.beat("watching")
    pulse.beat("notifying")
    time[0] = 10.0
    assert pulse.stalled() == ""
    time[0] = 11.0
    pulse.beat("notifying")
    assert pulse.stalled() == "Watching has stalled: it has not gone well for 11 s."
    pulse.beat("watching")
    assert pulse.stalled() == ""


async def test_work_that_only_fails_does_not_beat() -> None:
    """Whatever it fails with, it is done again, and one success is enough."""
    beats, done = list[str](), asyncio.Event()
    failures: list[Exception] = [SlackUnavailable("It is away."), ValueError("odd")]

    class Counted(Pulse):
        def beat(self, what: str) -> None:
            beats.append(f"{what}, {len(failures)} failures to come")

    async def work(_: float) -> None:
        if failures:
            raise failures.pop()
        done.set()

    task = asyncio.create_task(
        repeatedly(
            "it", work, turn=partial(asyncio.sleep, 0.0), now=lambda: 0.0, pulse=Counted(lambda: 0.0, longest=1.0)
        )
    )
    await done.wait()
    await asyncio.sleep(0)
    task.cancel()
    assert beats[:2] == ["it, 2 failures to come", "it, 0 failures to come"]
