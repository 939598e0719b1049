"""Asking once for all who want to know at the same time: each gets an answer to a call that began after they asked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

Began = Callable[[], None]
"""Is told when the call goes out: whoever asks from then on is answered by the next."""


class Question(Generic[T]):
    """What several want to know.

    Attributes:
        asked: how many have asked.
        covered: how many of them the last call answers.
        left: how many have their answer.
        answer: the last, or what went wrong.
        turn: is held by the one who calls.
    """

    def __init__(self) -> None:
        self.asked = self.covered = self.left = 0
        self.answer: T | Exception | None = None
        self.turn = asyncio.Lock()


class Afresh(Generic[T]):
    """Answers questions.

    Args:
        call: asks what a key stands for.
    """

    def __init__(self, call: Callable[[str, Began], Awaitable[T]]) -> None:
        self._call = call
        self._questions: dict[str, Question[T]] = {}

    async def ask(self, key: str) -> T:
        """Return the answer, or raise what went wrong, for all who have asked before the call went out."""
        question = self._questions.setdefault(key, Question())
        question.asked += 1
        mine = question.asked
        try:
            async with question.turn:
                if question.covered < mine:
                    await self._settle(key, question)
                answer = question.answer
        finally:
            question.left += 1
            if question.left == question.asked:
                del self._questions[key]
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]  # because it was settled just now

    async def _settle(self, key: str, question: Question[T]) -> None:
        covered = question.asked

        def began() -> None:
            nonlocal covered
            covered = question.asked

        try:
            question.answer = await self._call(key, began)
        except Exception as error:  # noqa: BLE001  because whoever asked is told of it
            question.answer = error
        question.covered = covered
