"""Two replicas watch; one dies for good and Slack takes nothing for a while: all is told, and nothing twice."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support.people import harvester
from support.points import Moment, Point
from support.postgres import Postgres
from support.scene import Scene, scene

from harvestbot.building import Tuning
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.slack.ids import DATA_OPS, GENERAL
from harvestbot.store import notices
from harvestbot.store.transactions import Reading

INTERVAL = 0.1
"""Seconds between two polls."""
SHORT = Tuning(grace=5.0, queue=0.05, watchdog=0.5, slack=1000.0, lease=3.0)
CHANNELS = (DATA_OPS, GENERAL)
WAVES = 3
IN_A_LOOK = "a look has begun"
PLACES = {
    IN_A_LOOK: (Point("UPDATE poll", moment=Moment.AFTER), 0),
    "news were taken on": (Point("UPDATE notice SET due_at", moment=Moment.AFTER), 0),
    "Slack has taken news": (Point("UPDATE notice SET state"), len(CHANNELS)),
}
"""Where the first replica kills itself, and how many messages may then come twice: those that Slack has taken, of which
that is not written down."""


def names(wave: int) -> list[str]:
    """Return the names of the harvesters that fail together."""
    return [harvester(number).name for number in range(wave * 4, wave * 4 + 4)]


def told(here: Scene, what: str) -> Counter[tuple[str, str]]:
    """Count how often each channel was told this of each harvester."""
    found: Counter[tuple[str, str]] = Counter()
    for channel in CHANNELS:
        for message in here.told(channel=channel):
            for number in range(WAVES * 4):
                name = harvester(number).name
                found[channel, name] += f"{name} {what}" in message
    return +found


async def until_told(here: Scene, what: str, expected: list[str]) -> None:
    """Wait until every channel was told this of each of them."""
    wanted = {(channel, name) for channel in CHANNELS for name in expected}
    await here.world.until(lambda: wanted <= set(told(here, what)), 20)


async def all_told(reading: Reading) -> bool:
    """Return whether all that there was to tell is noted as told."""
    return not await notices.waiting(reading)


@pytest.mark.parametrize("place", list(PLACES))
async def test_what_two_replicas_watch_is_told_whatever_one_dies_of(
    postgres: Postgres, tmp_path: Path, place: str, record_property: Callable[[str, object], None]
) -> None:
    """Failures in waves, the death of a replica, and 429 from Slack; then everything is well again."""
    point, doubles = PLACES[place]
    async with scene(postgres.fresh(), tmp_path, socket_mode=True, POLL_INTERVAL=str(INTERVAL)) as here:
        world = here.portal.world
        for number in range(WAVES * 4):
            world.add(harvester(number))
        other = await here.life(tuning=SHORT)
        for channel in CHANNELS:
            await here.types("watch *", channel=channel)
            await here.sees("watches every portal", channel=channel)
        began = time.monotonic()
        lists = here.portal.log.count(method="GET", path="/harvesters/")
        mortal = here.newborn([point], tuning=SHORT)
        await mortal.first_word()
        if place == IN_A_LOOK:  # before there is anything to tell: what Slack has taken just then may come twice
            await mortal.ended()
        for wave in range(WAVES):
            if wave == 1:
                here.world.fail("chat.postMessage", "ratelimited", times=6)
            for name in names(wave):
                uid = name.lower().replace(" ", "-")
                world.script(uid, Script(brings=0, failure="No route to the source."))
                world.start(uid)
            await until_told(here, "failed", names(wave))
        died = mortal.was_killed
        await here.until_written(all_told)
        await mortal.killed()
        everybody = [name for wave in range(WAVES) for name in names(wave)]
        for name in everybody:
            world.start(name.lower().replace(" ", "-"))
        await until_told(here, "is well again", everybody)
        for what in ("failed", "is well again"):
            counts = told(here, what)
            twice = [key for key, number in counts.items() if number > 1]
            assert all(number <= 2 for number in counts.values())
            assert len(twice) <= 4 * doubles, (what, counts)
            record_property(
                f"two replicas, {place}", f"{len(counts)} times told that one {what}, {len(twice)} of them twice"
            )
        record_property(f"two replicas, {place}", "died there" if died else "was killed later: the other was quicker")
        assert other.alive
        looks = here.portal.log.count(method="GET", path="/harvesters/") - lists
        assert looks <= (time.monotonic() - began) / INTERVAL + 3
