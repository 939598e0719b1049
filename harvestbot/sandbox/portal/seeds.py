"""The harvesters a portal begins with: a dozen that tell a story (`story`), then generated ones."""

import random
from dataclasses import replace

from harvestbot.sandbox.portal.fetchers import FETCHERS, Fetcher
from harvestbot.sandbox.portal.harvester import Harvester, Script
from harvestbot.sandbox.portal.story import story

STORY = 12
"""How many harvesters the story has."""

DAY = 86_400.0
TOPICS = (
    "air-quality", "bike-counts", "budget", "building-permits", "bus-stops", "elections", "energy-use", "libraries",
    "markets", "noise", "parking", "playgrounds", "roadworks", "schools", "trees", "waste", "water-levels", "weather",
)  # fmt: skip
PLACES = (
    "antwerp", "bergen", "bilbao", "bologna", "cork", "dresden", "gdansk", "ghent", "graz", "leeds", "lyon", "malmo",
    "nantes", "oulu", "porto", "split", "tartu", "utrecht", "vienna", "zurich",
)  # fmt: skip
NEVER_RAN, FAILED, WITH_ERRORS, SOME_HIDDEN = 0.1, 0.05, 0.15, 0.2
"""Shares of the generated harvesters; those that failed had errors too."""

PEOPLE = ("amina.diallo", "bo.lindqvist", "chen.wei", "dolores.ruiz", "john.doe", "louise.data")


def seeded(seed: int, harvesters: int, now: float) -> list[Harvester]:
    """Make so many harvesters; the same arguments give the same ones.

    Args:
        seed: Fixes the generated ones.
        harvesters: How many; the story comes first.
        now: What time it is, seconds since 1970: histories end before it.
    """
    chance = random.Random(seed)  # noqa: S311  because chance is repeatable here and guards nothing
    kinds = list(FETCHERS.values())
    told = story(now)[:harvesters]
    return told + [_generated(number, chance, kinds, now) for number in range(len(told) + 1, harvesters + 1)]


def _generated(number: int, chance: random.Random, kinds: list[Fetcher], now: float) -> Harvester:
    topic, place = chance.choice(TOPICS), chance.choice(PLACES)
    fetcher = kinds[number % len(kinds)]
    created = now - chance.uniform(30, 2000) * DAY
    harvester = Harvester(
        uid=f"{topic}-{place}-{number:05d}",
        name=f"{topic.replace('-', ' ').capitalize()}, {place.capitalize()} {number}",
        type=fetcher.type,
        created_at=created,
        updated_at=created + (now - created) * chance.random(),
        updated_by=chance.choice(PEOPLE),
        params={
            parameter.name: _value(parameter.kind, place) for parameter in fetcher.parameters if parameter.mandatory
        },
        source=chance.randint(1, 400),
    )
    return harvester if chance.random() < NEVER_RAN else _ran(harvester, chance, now)


def _value(kind: str, place: str) -> object:
    return 100 if kind == "integer" else f"https://data.{place}.example"


def _ran(harvester: Harvester, chance: random.Random, now: float) -> Harvester:
    """Give a harvester the traces of a past run."""
    started = now - chance.uniform(0.01, 20) * DAY
    fate = chance.random()
    failing = min(chance.randint(1, 9), harvester.source) if fate < WITH_ERRORS else 0
    failure = "The source could not be reached." if fate < FAILED else None
    attached = harvester.source - failing
    return replace(
        harvester,
        remote=harvester.source,
        harvested=attached,
        attached=attached,
        published=chance.randint(0, attached) if chance.random() < SOME_HIDDEN else attached,
        failure=failure,
        failed_resources={f"{harvester.type}-{n:04d}": "The file could not be read." for n in range(1, failing + 1)},
        last_started_at=started,
        last_success_at=started - DAY if failure else started + 60,
        growth=chance.randint(0, 5),
        habit=Script(failing=failing, failure=failure),
    )
