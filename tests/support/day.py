"""A day on which the bot is killed at random moments, and what must be true of it in the evening."""

import asyncio
import itertools
import random
import time

from msgspec import Struct
from sqlalchemy import text
from support.lives import Life
from support.people import ADMINS, ANYBODY, Act, Person, harvester
from support.points import Moment, Point
from support.scene import Scene
from support.wires import Side

from harvestbot.domain.confirmations import State
from harvestbot.sandbox.slack.ids import ADMIN, OPERATOR, SECOND_ADMIN
from harvestbot.store.database import Database

LONGEST_LIFE = 1.2
"""Seconds after which a life ends that has not come to its point."""
EVENING = 240.0
"""Seconds in which everything is over after the last kill."""
ROWS = ("UPDATE confirmation", "UPDATE run", "UPDATE delivery", "INSERT INTO audit", "INSERT INTO run")


class Figures(Struct):
    """What a day came to."""

    kills: int = 0
    between: int = 0
    acts: int = 0
    writes: int = 0
    deletes: int = 0
    messages: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.between} of them between a decision and its outcome; {self.acts} things done "
            f"by people, {self.writes} requests that change something, {self.deletes} of them DELETEs; "
            f"{self.messages} messages; {self.seconds:.0f} s"
        )


class Day:
    """One day.

    Args:
        scene: where it plays.
        seed: decides what is done and where the bot dies.
    """

    def __init__(self, scene: Scene, seed: int) -> None:
        self._scene = scene
        self._chance = random.Random(seed)  # noqa: S311  because chance is repeatable here and guards nothing
        self._numbers = itertools.count(1)
        self._up = asyncio.Event()
        self._over = asyncio.Event()
        self.figures = Figures()

    async def passes(self, kills: int) -> None:
        """Let people work until the bot has died so often, and then until everything is over."""
        began = time.monotonic()
        lanes = [
            asyncio.create_task(self._lane(Person(self._scene, user, other, self._up), acts))
            for user, other, acts in (
                (ADMIN, SECOND_ADMIN, ADMINS),
                (SECOND_ADMIN, ADMIN, ADMINS),
                (OPERATOR, ADMIN, ANYBODY),
            )
        ]
        async with await Database.open(self._scene.url) as database:
            for _ in range(kills):
                await self._one_life()
                self.figures.kills += 1
                self.figures.between += bool(await _under_way(database))
            self._over.set()
            await self._scene.life()
            self._up.set()
            await asyncio.gather(*lanes)
            await self._until_evening(database)
        self.figures.seconds = time.monotonic() - began
        self.figures.writes = len(self._scene.writes())
        self.figures.deletes = self._scene.at_portal.count("DELETE", "harvesters")
        self.figures.messages = len(self._scene.world.traffic.calls("chat.postMessage"))

    async def _lane(self, person: Person, acts: tuple[Act, ...]) -> None:
        while not self._over.is_set():
            one = harvester(next(self._numbers))
            self._scene.portal.world.add(one)
            self.figures.acts += 1
            await self._chance.choice(acts)(person, one.uid)
            await asyncio.sleep(self._chance.uniform(0, 0.1))

    async def _one_life(self) -> None:
        """Begin a life that ends at a random point: at a row, at a request, or after some time."""
        how = self._chance.random()
        moment, turn = self._chance.choice(list(Moment)), self._chance.randint(1, 6)
        points = [Point(self._chance.choice(ROWS), moment=moment, turn=turn)] if how < 0.4 else []
        longest = self._chance.uniform(0.1, 0.6) if how > 0.9 else LONGEST_LIFE
        if life := await self._scene.life_if_any(*points):
            if how >= 0.4:
                self._set_trap(life)
            self._up.set()
            await life.dies(within=longest)
            self._up.clear()
            await life.killed()
        self._scene.at_portal.clear()
        self._scene.at_slack.clear()

    def _set_trap(self, life: Life) -> None:
        side = self._chance.choice(list(Side))
        if self._chance.random() < 0.5:
            self._scene.at_portal.trap("", "harvesters", side, life.kill, self._chance.randint(1, 2))
        else:
            method = self._chance.choice(["chat.update", "chat.postMessage"])
            self._scene.at_slack.trap("POST", method, side, life.kill, self._chance.randint(1, 8))

    async def _until_evening(self, database: Database) -> None:
        """Wait until no work is left and no question waits.

        Raises:
            AssertionError: something is left.
        """
        ends = time.monotonic() + EVENING
        while left := [*await _under_way(database), *await _open_questions(database)]:
            assert time.monotonic() < ends, f"left in the evening: {left}"
            await asyncio.sleep(0.1)


async def _under_way(database: Database) -> list[str]:
    """Return what was decided and has not come to its end, as the engine's queue has it."""
    table = "workflow_status" if "SQLite" in database.name else "dbos.workflow_status"
    columns = "name, workflow_uuid, status, executor_id, recovery_attempts"
    return await _rows(database, f"SELECT {columns} FROM {table} WHERE status IN ('ENQUEUED', 'PENDING')")  # noqa: S608  because the names are ours


async def _open_questions(database: Database) -> list[str]:
    waiting = " ,".join(f"'{state.value}'" for state in State if not state.over)
    return await _rows(database, f"SELECT id, state FROM confirmation WHERE state IN ({waiting})")  # noqa: S608  because the words are ours


async def _rows(database: Database, query: str) -> list[str]:
    async with database.read() as reading:
        return [" ".join(map(str, row)) for row in await reading.connection.execute(text(query))]
