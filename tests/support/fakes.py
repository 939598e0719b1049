"""Fakes of the operations' own ports, and a process that dies wherever a test wants it to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from harvestbot.domain.asker import Asker
from harvestbot.domain.batches import Several
from harvestbot.domain.confirmations import Confirmation, Place
from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.roles import Person
from harvestbot.domain.runs import Run
from harvestbot.domain.tombstones import Offer
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.digest import DigestSet
from harvestbot.domain.watching.hands import Hand, Taken
from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.watched import Watched
from harvestbot.store.database import Database
from harvestbot.store.transactions import Transaction

T = TypeVar("T")
Said = tuple[str, object]


class Killed(BaseException):
    """The process ends here, as after kill -9: nobody catches it."""


class Fate:
    """Counts the moments at which a process can die, and lets it die at one of them.

    Attributes:
        at: which one, from 1; 0 lets it live.
        moments: how many have passed.
    """

    def __init__(self) -> None:
        self.at = 0
        self.moments = 0

    def strikes(self) -> None:
        """Die, if this is the moment."""
        self.moments += 1
        if self.moments == self.at:
            raise Killed


class MortalDatabase(Database):
    """A database whose process may die right before or right after each commit."""

    fate: Fate

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Change things (see ``Database.write``)."""
        async with super().write() as tx:
            yield tx
            self.fate.strikes()
        self.fate.strikes()


class FakeTeller:
    """Keeps what it is told; implements ``operations.ports.Teller``.

    Attributes:
        said: what was told, and about what, oldest first.
        trouble: is raised by the next thing that has to be told, of the kind ``troubled`` where that is set.
        meanwhile_asking: what happens while the message to a second person is on its way.
    """

    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self.said: list[Said] = []
        self.trouble: Exception | None = None
        self.troubled = ""
        self.meanwhile_asking: Callable[[], Awaitable[object]] | None = None

    def told(self, kind: str) -> list[object]:
        """Return what was told in one of the ways."""
        return [about for how, about in self.said if how == kind]

    async def ask(
        self, confirmation: Confirmation, before: Harvester | None = None, offer: Offer | None = None
    ) -> Place:
        """Put the question."""
        del before, offer
        return self._say("ask", confirmation, confirmation.place.anew)

    async def ask_second(
        self, confirmation: Confirmation, offer: Offer | None = None, draft: Draft | None = None
    ) -> Place:
        """Ask for a second person."""
        del offer, draft
        return await self._asks_second("ask second", confirmation, confirmation.place)

    async def take_back(self, place: Place) -> None:
        """Take a message away."""
        self._say("take back", place, place)

    async def show(
        self,
        confirmation: Confirmation,
        now: Harvester | None = None,
        *,
        insist: bool,
        draft: Draft | None = None,
    ) -> Place:
        """Bring the card up to date."""
        del now, insist, draft
        return self._say("show", confirmation, confirmation.place)

    async def follow(self, run: Run, place: Place, *, insist: bool) -> Place:
        """Bring the card of a run up to date."""
        del insist
        return self._say("follow", run, place)

    async def conclude(self, run: Run, place: Place) -> None:
        """Say what a run has changed."""
        self._say("conclude", run, place)

    async def aborted(self, asker: Asker, portal: str, harvester: Harvester) -> None:
        """Say that a run is being stopped."""
        del portal
        self._say("aborted", harvester, asker.place)

    async def watched(self, asker: Asker, watched: Watched) -> None:
        """Say what is watched from now on, or no longer."""
        self._say("watched", watched, asker.place)

    async def ask_several(self, several: Several) -> Place:
        """Put the question about several harvesters."""
        return self._say("ask several", several, several.batch.place.anew)

    async def ask_second_for_several(self, several: Several) -> Place:
        """Ask for a second person."""
        return await self._asks_second("ask second for several", several, several.batch.place)

    async def show_several(self, several: Several, *, insist: bool) -> Place:
        """Bring the card up to date."""
        del insist
        return self._say("show several", several, several.batch.place)

    async def report_several(self, several: Several) -> None:
        """Say how it came out."""
        self._say("report several", several, several.batch.place)

    async def on_it(self, notice: Notice, hands: Sequence[Hand], ended: Sequence[Change]) -> None:
        """Show who is on it."""
        del ended
        self._say("on it", hands, notice.place)

    async def taken(self, asker: Asker, taken: Taken) -> None:
        """Tell who is on it."""
        self._say("taken", taken, asker.place)

    async def planned(self, asker: Asker, wanted: DigestSet) -> None:
        """Say when digests come."""
        self._say("planned", wanted, asker.place)

    async def meanwhile(self, asker: Asker, what: str, work: Coroutine[object, object, T]) -> T:
        """Wait for the work."""
        del asker, what
        return await work

    async def refuse(self, asker: Asker, error: Exception, *, insist: bool = True) -> None:
        """Tell why something is not done."""
        del insist
        self._say("refuse", str(error), asker.place)

    async def _asks_second(self, kind: str, about: object, place: Place) -> Place:
        place = self._say(kind, about, place.anew)
        if self.meanwhile_asking is not None:
            await self.meanwhile_asking()
        return place

    def _say(self, kind: str, about: object, place: Place) -> Place:
        self._fate.strikes()
        if self.trouble is not None and self.troubled in ("", kind):
            trouble, self.trouble = self.trouble, None
            raise trouble
        self.said.append((kind, about))
        self._fate.strikes()
        return place if place.message else Place(place.channel, f"{len(self.said)}.0", thread=place.thread)


class FakeEngine:
    """Keeps work until it is told to carry it out; implements ``operations.ports.Engine``."""

    def __init__(self) -> None:
        self.works: dict[str, Callable[[Mapping[str, object]], Awaitable[None]]] = {}
        self.queue: dict[str, tuple[str, Mapping[str, object]]] = {}
        self.finished: set[str] = set()

    async def enqueue(self, tx: Transaction, work: str, work_id: str, payload: Mapping[str, object]) -> None:
        """Let work begin once ``tx`` is committed."""
        tx.after_commit(lambda: self.queue.setdefault(work_id, (work, payload)))

    async def run(self) -> None:
        """Carry out what is queued, and what that brings, each to its end; who is killed leaves the rest."""
        while True:
            await asyncio.sleep(0)  # what waits for a commit is called in the loop's next turn
            waiting = [one for one in self.queue if one not in self.finished]
            if not waiting:
                return
            for work_id in waiting:
                await self._carry_out(work_id)

    async def run_one(self, work_id: str) -> None:
        """Carry out one that is queued, while others are under way."""
        await asyncio.sleep(0)
        await self._carry_out(work_id)

    async def run_everything_again(self) -> None:
        """Carry out all that was ever queued once more."""
        self.finished.clear()
        await self.run()

    async def _carry_out(self, work_id: str) -> None:
        work, payload = self.queue[work_id]
        await self.works[work](payload)
        self.finished.add(work_id)


class FakePeople:
    """Takes everybody for a workspace admin, but for those in ``outsiders``; implements ``operations.ports.People``."""

    def __init__(self) -> None:
        self.outsiders: set[str] = set()

    async def person(self, user: str, *, fresh: bool) -> Person:
        """Look a person up."""
        del fresh
        return Person(user) if user in self.outsiders else Person(user, member=True, workspace_admin=True)


class FakeLinks:
    """Knows every message's address; implements ``operations.ports.Links``."""

    async def look_up(self, place: Place) -> None:
        """Learn the address of a message."""

    def known(self, place: Place) -> str:
        """Return the address of a message."""
        return f"https://slack.example/{place.channel}/{place.message}" if place.message else ""
