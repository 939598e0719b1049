"""What the bot does by itself begins when there is something to do: one look at the database tells all of it."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from harvestbot.operations.upkeep.pulse import Pulse
from harvestbot.store import dues
from harvestbot.store.database import Database
from harvestbot.store.dues import Dues


class Agenda:
    """Looks at what is due, and gives a turn to each work that has something to do.

    A bot that has nothing to do asks one question at a time, instead of one for each of its works. What is due and was
    not done gets another turn with the next look.

    Args:
        database: see there.
        pulse: is told of works that had nothing to do, since all is well with them.
    """

    def __init__(self, database: Database, pulse: Pulse) -> None:
        self._database = database
        self._pulse = pulse
        self._turns = {name: asyncio.Event() for name in Dues.__struct_fields__}

    def turn_of(self, name: str) -> Callable[[], Awaitable[object]]:
        """Return what the work of this name (a field of ``Dues``) waits for before it is done again."""
        turn = self._turns[name]

        async def come() -> None:
            await turn.wait()
            turn.clear()

        return come

    async def look(self, now: float) -> None:
        """See what is due at ``now`` (seconds since the epoch)."""
        async with self._database.read() as reading:
            found = await dues.due(reading, now)
        for name, is_due in msgspec.structs.asdict(found).items():
            if is_due:
                self._turns[name].set()
            else:
                self._pulse.rest(name)
