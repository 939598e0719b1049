"""Whatever happens in whatever order, a confirmation stays within what `State` draws."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from store import samples
from store.samples import ASKER, EXPIRES_AT, IN_TIME, OTHER

from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.store import confirmations
from harvestbot.store.database import Database
from harvestbot.store.transactions import Transaction

DRAWN = {
    (State.ASKED, State.APPROVED),
    (State.ASKED, State.WAITING),
    (State.ASKED, State.CANCELLED),
    (State.ASKED, State.EXPIRED),
    (State.WAITING, State.APPROVED),
    (State.WAITING, State.REJECTED),
    (State.WAITING, State.CANCELLED),
    (State.WAITING, State.EXPIRED),
    (State.APPROVED, State.AT_WORK),
    (State.APPROVED, State.NOT_DONE),
    (State.AT_WORK, State.DONE),
    (State.AT_WORK, State.NOT_DONE),
    (State.AT_WORK, State.FOLLOWED),
    (State.AT_WORK, State.UNKNOWN),
    (State.FOLLOWED, State.DONE),
    (State.UNKNOWN, State.DONE),
    (State.UNKNOWN, State.NOT_DONE),
}
"""The arrows of the picture in `State`."""

T = TypeVar("T")
USERS = st.sampled_from([ASKER, ASKER, OTHER])
MUCH_LATER = EXPIRES_AT + 600
TIMES = st.sampled_from([IN_TIME, IN_TIME, EXPIRES_AT, MUCH_LATER])


class Moves(RuleBasedStateMachine):
    """One confirmation, and everything that anybody may try to do with it."""

    def __init__(self, runner: asyncio.Runner, database: Database, identity: str) -> None:
        super().__init__()
        self.runner = runner
        self.database = database
        self.identity = identity
        self.attempts = 0
        self.expires_at = EXPIRES_AT

    @initialize()
    def ask(self) -> None:
        """Somebody is asked."""
        self.runner.run(samples.asked(self.database, self.identity))

    @rule(user=USERS, now=TIMES)
    def press(self, user: str, now: float) -> None:
        """Somebody presses."""
        self.move(
            lambda tx: confirmations.press(tx, self.identity, user=user, action=Action.DELETE, now=now),
            State.APPROVED,
            fits=user == ASKER and now < self.expires_at and self.state() is State.ASKED,
        )

    @rule(user=USERS, now=TIMES)
    def wait(self, user: str, now: float) -> None:
        """Somebody presses what needs a second person: a fresh time begins."""
        waits = self.move(
            lambda tx: confirmations.wait(
                tx, self.identity, user=user, action=Action.DELETE, now=now, expires_at=MUCH_LATER
            ),
            State.WAITING,
            fits=user == ASKER and now < self.expires_at,
        )
        self.expires_at = MUCH_LATER if waits else self.expires_at

    @rule(user=USERS, now=TIMES)
    def approve(self, user: str, now: float) -> None:
        """Somebody approves as the second person."""
        self.move(
            lambda tx: confirmations.second(tx, self.identity, user=user, now=now),
            State.APPROVED,
            fits=user != ASKER and now < self.expires_at and self.state() is State.WAITING,
        )

    @rule(user=USERS, now=TIMES)
    def reject(self, user: str, now: float) -> None:
        """Somebody rejects as the second person."""
        self.move(
            lambda tx: confirmations.reject(tx, self.identity, user=user, now=now),
            State.REJECTED,
            fits=user != ASKER and now < self.expires_at,
        )

    @rule(user=USERS, now=TIMES)
    def cancel(self, user: str, now: float) -> None:
        """Somebody withdraws it."""
        self.move(
            lambda tx: confirmations.cancel(tx, self.identity, user=user, now=now),
            State.CANCELLED,
            fits=user == ASKER and now < self.expires_at,
        )

    @rule(now=TIMES)
    def expire(self, now: float) -> None:
        """The timer looks at it."""
        self.move(lambda tx: confirmations.expire(tx, self.identity, now), State.EXPIRED, fits=now >= self.expires_at)

    @rule()
    def attempt(self) -> None:
        """Somebody wants to send the change."""
        self.attempts += bool(
            self.move(lambda tx: confirmations.mark_attempt(tx, self.identity), State.AT_WORK, fits=True)
        )
        assert self.attempts <= 1

    @invariant()
    def holds(self) -> None:
        """Who approves in the end is the asker alone, or another than the asker after the asker has pressed."""
        standing = self.standing()
        if standing.state is State.WAITING:
            assert not standing.approver
        if standing.expires_at == MUCH_LATER:
            assert standing.approver != ASKER

    @rule(state=st.sampled_from([State.DONE, State.NOT_DONE]))
    def settle(self, state: Literal[State.DONE, State.NOT_DONE]) -> None:
        """An outcome is reported."""
        self.move(lambda tx: confirmations.settle(tx, self.identity, state), state, fits=True)

    @rule()
    def follow(self) -> None:
        """The portal has taken it on."""
        self.move(lambda tx: confirmations.follow(tx, self.identity), State.FOLLOWED, fits=True)

    @rule()
    def lose(self) -> None:
        """No answer came back."""
        self.move(lambda tx: confirmations.unknown(tx, self.identity), State.UNKNOWN, fits=True)

    @rule()
    def place(self) -> None:
        """The message moves, and nothing else."""
        before = self.state()
        self.runner.run(self.written(lambda tx: confirmations.moved(tx, self.identity, Place("C9"))))
        assert self.state() is before

    def standing(self) -> Confirmation:
        """What it is now."""
        return self.runner.run(samples.standing(self.database, self.identity))

    def state(self) -> State:
        """Where it stands now."""
        return self.standing().state

    async def written(self, question: Callable[[Transaction], Awaitable[T]]) -> T:
        """Ask in a transaction of its own."""
        async with self.database.write() as tx:
            return await question(tx)

    def move(
        self, question: Callable[[Transaction], Awaitable[Confirmation | bool | None]], to: State, *, fits: bool
    ) -> bool:
        """Try a move: it is made exactly if the arrow is drawn and person and time fit, and the caller is told."""
        before = self.state()
        made = bool(self.runner.run(self.written(question)))
        after = self.state()
        assert made == (fits and (before, to) in DRAWN)
        assert after is (to if made else before)
        return made


def test_no_sequence_of_moves_leaves_the_picture_and_at_most_one_attempt_is_made(url: str) -> None:
    """Random sequences: each move is made exactly where its arrow is drawn; a change is sent at most once."""
    with asyncio.Runner() as runner:
        database = runner.run(Database.open(url))
        numbers = itertools.count()

        class OnThisDatabase(Moves):
            def __init__(self) -> None:
                super().__init__(runner, database, f"c{next(numbers)}")

        try:
            run_state_machine_as_test(
                OnThisDatabase, settings=settings(max_examples=35, stateful_step_count=15, deadline=None)
            )
        finally:
            runner.run(database.close())
