"""What the operations need of the world outside, in domain values; who implements it is decided in ``building.py``."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Protocol, TypeVar

from harvestbot.domain.asker import Asker
from harvestbot.domain.batches import Several
from harvestbot.domain.confirmations import Confirmation, Place
from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.roles import Person
from harvestbot.domain.runs import Run
from harvestbot.domain.tombstones import Offer
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.digest import Digest, DigestSet
from harvestbot.domain.watching.hands import Hand, Taken
from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.planning import DigestPlan
from harvestbot.domain.watching.watched import Watched
from harvestbot.store.transactions import Transaction

T = TypeVar("T")

Payload = Mapping[str, object]
"""What a work is told: JSON built-ins only, and no secrets, since it may be written down."""
Work = Callable[[Payload], Awaitable[None]]
"""What the engine carries on; it begins again, and goes on from where its rows stand, each time it was broken off."""


class People(Protocol):
    """Who somebody is."""

    async def person(self, user: str, *, fresh: bool) -> Person:
        """Look a person up; ``fresh`` asks Slack anew, otherwise an answer may be a minute old.

        Raises:
            PersonUnknown: it could not be found out.
        """
        ...


class Teller(Protocol):
    """Says things where people see them.

    What has to be told raises ``ChatError`` while Slack does not take it, so that the work tries again until it is
    told. Where the bot may not speak at all, the person who asked is told directly; where not even that is possible it
    is logged, and counts as told. What only shows that work goes on (``insist=False``) is never waited for.
    """

    async def ask(
        self, confirmation: Confirmation, before: Harvester | None = None, offer: Offer | None = None
    ) -> Place:
        """Put the question, and return where it now stands.

        Args:
            confirmation: the question.
            before: what an earlier question showed.
            offer: what is to be restored, where that is asked.
        """
        ...

    async def ask_second(
        self, confirmation: Confirmation, offer: Offer | None = None, draft: Draft | None = None
    ) -> Place:
        """Ask in the channel for a second person, and return where that stands.

        Args:
            confirmation: what the first person wants.
            offer: what is to be restored, where that is wanted.
            draft: what is to be saved, where that is wanted.
        """
        ...

    async def take_back(self, place: Place) -> None:
        """Take a message away that asks for nothing any more; where that cannot be it stays, and its buttons say so."""
        ...

    async def show(
        self,
        confirmation: Confirmation,
        now: Harvester | None = None,
        *,
        insist: bool,
        draft: Draft | None = None,
    ) -> Place:
        """Bring the card of a confirmation up to where it stands.

        Args:
            confirmation: which one.
            now: the harvester after the change, where it was read.
            insist: see above.
            draft: what is to be saved, where it is about that.
        """
        ...

    async def follow(self, run: Run, place: Place, *, insist: bool) -> Place:
        """Post the card of a run, or bring it up to date, and return where it stands."""
        ...

    async def conclude(self, run: Run, place: Place) -> None:
        """Say what a run has changed, as a message of its own, since edits notify nobody."""
        ...

    async def aborted(self, asker: Asker, portal: str, harvester: Harvester) -> None:
        """Say that a run is being stopped."""
        ...

    async def watched(self, asker: Asker, watched: Watched) -> None:
        """Say in the channel what is watched, or no longer, or not spoken of, from now on."""
        ...

    async def ask_several(self, several: Several) -> Place:
        """Put the question about several harvesters, and return where it now stands."""
        ...

    async def ask_second_for_several(self, several: Several) -> Place:
        """Ask in the channel for a second person, and return where that stands."""
        ...

    async def show_several(self, several: Several, *, insist: bool) -> Place:
        """Bring the card of several harvesters up to where they stand."""
        ...

    async def report_several(self, several: Several) -> None:
        """Say how several harvesters came out, as a message of its own, since edits notify nobody."""
        ...

    async def on_it(self, notice: Notice, hands: Sequence[Hand], ended: Sequence[Change]) -> None:
        """Show on a notice that was told who is on it, and what of it is over."""
        ...

    async def taken(self, asker: Asker, taken: Taken) -> None:
        """Tell the person who wanted to be on it, and nobody else, who is."""
        ...

    async def planned(self, asker: Asker, wanted: DigestSet) -> None:
        """Say in the channel when digests come from now on, or that none do."""
        ...

    async def meanwhile(self, asker: Asker, what: str, work: Coroutine[object, object, T]) -> T:
        """Wait for ``work``; where it takes long, tell the person who asked that ``what`` is under way."""
        ...

    async def refuse(self, asker: Asker, error: Exception, *, insist: bool = True) -> None:
        """Tell the person who asked, and nobody else, why something is not done. Never raises.

        While Slack takes nothing it is tried again, unless ``insist`` is False: then there is more to be done.
        """
        ...


class Links(Protocol):
    """Knows under which address people find a message; it is worth having, and nothing waits long for it."""

    async def look_up(self, place: Place) -> None:
        """Learn the address of the message at a place, unless it is known; never raises."""
        ...

    def known(self, place: Place) -> str:
        """Return the address of the message at a place, "" where it is not known."""
        ...


class Herald(Protocol):
    """Says what nobody asked for right now."""

    async def notify(self, notice: Notice, thread: Place | None, hands: Sequence[Hand] = ()) -> Place:
        """Tell a channel or a person what was found out, and return where it stands.

        Args:
            notice: what there is to tell; its owner is told where the bot may not post any more.
            thread: the message in whose thread it belongs, None for a message of its own.
            hands: who is on it already.
        """
        ...

    async def on_it(self, notice: Notice, hands: Sequence[Hand], ended: Sequence[Change]) -> None:
        """Show on a notice that was told who is on it, and what of it is over."""
        ...

    async def digest(self, wish: DigestPlan, digest: Digest, names: Mapping[str, str]) -> Place:
        """Tell a channel or a person how all stands, and return where that is said.

        Args:
            wish: where the digest comes from.
            digest: what it says.
            names: of people, by their ids: nobody is called every morning for what they once did.
        """
        ...


class Engine(Protocol):
    """Carries work on after its decision is committed."""

    async def enqueue(self, tx: Transaction, work: str, work_id: str, payload: Payload) -> None:
        """Let ``work`` begin once ``tx`` is committed, and not if it is rolled back.

        Args:
            tx: the transaction of the decision.
            work: the name under which the work is registered.
            work_id: the same id is never carried out twice.
            payload: see there.
        """
        ...
