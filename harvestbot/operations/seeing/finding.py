"""Finding a harvester while somebody types: answered from what was last seen, at once."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial

from msgspec import Struct

from harvestbot.domain.completing import complete
from harvestbot.domain.listing import Listed
from harvestbot.domain.verbs import Verb
from harvestbot.errors import PersonUnknown
from harvestbot.operations.directory import MANY, Directory
from harvestbot.operations.gate import Gate, Standings, reached

PATIENCE = 0.2
"""Seconds that Slack may take to tell who is typing; what it tells later serves the next key."""


class Suggested(Struct, frozen=True):
    """Harvesters that may be meant, best first; ``several``: there is more than one portal to tell apart."""

    found: tuple[Listed, ...]
    several: bool = False


class Finding:
    """Suggests harvesters.

    Args:
        gate: knows who may do what.
        directory: what was last seen.
        look: told the portals that somebody looks at, so that the next key finds what is new.
    """

    def __init__(self, gate: Gate, directory: Directory, look: Callable[[Iterable[str]], object]) -> None:
        self._gate = gate
        self._directory = directory
        self._look = look
        self._asked: dict[str, asyncio.Task[Standings]] = {}

    async def suggest(self, user: str, typed: str, verb: Verb, *, most: int) -> Suggested:
        """Return the harvesters that somebody may mean, of the portals where they may use ``verb``.

        It waits for no portal.

        Args:
            user: who types.
            typed: words, letters or filters; nothing at all means: those that need somebody first.
            verb: what is to be done with it.
            most: how many can be offered.

        Raises:
            PersonUnknown: who it is was not found out, or not in time.
        """
        names = reached(await self._standings(user), verb)
        self._look(names)
        sights = self._directory.seen(names)
        if sum(len(seen.listed) for seen in sights) < MANY:
            found = complete(typed, sights, most=most)
        else:
            found = await asyncio.to_thread(complete, typed, sights, most=most)
        return Suggested(found, several=len(names) > 1)

    async def ready(self, user: str, verb: Verb) -> None:
        """Begin to see what somebody is about to look for, so that the first key finds it.

        Raises:
            PersonUnknown: who it is was not found out, or not in time.
        """
        self._look(reached(await self._standings(user), verb))

    async def _standings(self, user: str) -> Standings:
        """Ask once, however many keys are pressed meanwhile."""
        if user not in self._asked:
            self._asked[user] = task = asyncio.create_task(self._gate.standings(user, fresh=False))
            task.add_done_callback(partial(self._answered, user))
        task = self._asked[user]
        await asyncio.wait((task,), timeout=PATIENCE)
        if not task.done():
            raise PersonUnknown("Slack has not told in time who is typing.")
        return task.result()

    def _answered(self, user: str, task: asyncio.Task[Standings]) -> None:
        """Let go of an answer; where nobody waits for it any more, what went wrong is of no interest."""
        del self._asked[user]
        if not task.cancelled():
            task.exception()
