"""How long it takes to offer harvesters to somebody who types, to list them, and to take a list in: 10,000 of them.

PYTHONPATH=tests .venv-tests/bin/python tests/benchmarks/completion.py
"""

import asyncio
import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from harvestbot.domain.browsing import Browsed
from harvestbot.domain.completing import complete
from harvestbot.domain.filters import parse_filters
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listing
from harvestbot.domain.sights import Sight, sight
from harvestbot.operations.directory import Directory
from harvestbot.slack.cards.finding import options
from harvestbot.slack.cards.list import list_card
from harvestbot.slack.held import Page

HARVESTERS = 10_000
ROUNDS = 7
WORDS = ("bus", "stops", "air", "quality", "parking", "trees", "budget", "museum", "water", "school", "roads", "noise")
TYPED = (
    "",
    "b",
    "bus",
    "bus-stops",
    "musuem watr",
    "airqualty",
    "libary tide gage",
    "zzzzzz",
    "is:failing bus",
    "x" * 80,
)
LISTED = ("", "bus", "is:hidden type:csw", "bus sort:name", "-is:well sort:-attached")


def harvesters(portal: int) -> list[Harvester]:
    """Return many harvesters, the same ones each time."""
    chance = random.Random(portal)  # noqa: S311  because nothing here is secret
    return [
        Harvester(
            id=f"{'-'.join(chance.sample(WORDS, 3))}-{number}",
            name=f"{' '.join(chance.sample(WORDS, 4))} of district {number % 40}",
            type=chance.choice(("csw", "ckan", "arcgis")),
            status=chance.choice(("idle", "idle", "idle", "processing", "new")),
            attached=chance.randrange(100),
            published=chance.randrange(100),
            harvester_errors=number % 50 == 0,
        )
        for number in range(HARVESTERS // 2)
    ]


def took(work: Callable[[], object]) -> float:
    """Return how many milliseconds some work takes."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)


async def held(work: Callable[[], object]) -> float:
    """Return for how many milliseconds the event loop is held at most while a thread does some work."""
    longest, task = 0.0, asyncio.create_task(asyncio.to_thread(work))
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - began)
    await task
    return longest * 1e3


async def main() -> None:
    """Measure and print."""
    cities = {f"city{number}": harvesters(number) for number in range(2)}
    sights: list[Sight] = [sight(name, found, 0.0) for name, found in cities.items()]
    for typed in TYPED:
        work = partial(complete, typed, sights)
        found = len(complete(typed, sights))
        print(
            f"completion of {typed[:20]!r:22}: {took(work):6.1f} ms, {found:3} found, holds {await held(work):5.1f} ms"
        )
    everything = [one for seen in sights for one in seen.listed]
    for typed in LISTED:
        filters = parse_filters(typed.split())
        found = len(filters.of(everything))
        print(f"list {typed!r:27}: {took(partial(filters.of, everything)):6.1f} ms, {found:5} found")
    browsed = Browsed(listing=Listing(tuple(everything), as_of=1.0), total=len(everything), types=("csw", "ckan"))
    for shape, here in (("list", Page(500)), ("table", Page(100, table=True))):
        print(f"a page of a {shape}: {took(partial(list_card, browsed, here)):.1f} ms")
    print(f"options: {took(partial(options, everything[:100], several=True)):.1f} ms")
    print(f"a sight of {HARVESTERS // 2}: {took(lambda: sight('city', cities['city0'], 0.0)):.1f} ms")
    directory = Directory()
    began = time.perf_counter()
    for name, found_there in cities.items():
        await directory.take(name, found_there, 1.0)
    print(f"taken in: {(time.perf_counter() - began) * 1e3:.1f} ms")
    known = cities["city0"][7]
    print(f"one noted: {took(partial(directory.note, 'city0', known.id, None)):.1f} ms")


if __name__ == "__main__":
    asyncio.run(main())
