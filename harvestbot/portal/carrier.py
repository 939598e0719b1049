"""Carries an exchange through: quota, time-out, tries of readings, log, and the meaning of the answer."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
import structlog
from msgspec import Struct

from harvestbot.errors import QuotaSpent
from harvestbot.portal.address import PortalAddress
from harvestbot.portal.answers import PASSING, Judge
from harvestbot.portal.dialect import Exchange, Operation, Request
from harvestbot.portal.quota import Ledger
from harvestbot.portal.transport import Answer, NoAnswer, only_slash, send, url_of
from harvestbot.portal.wire import Unreadable

T = TypeVar("T")

TRIES = 3
"""How often a reading is sent at most. A write is sent once."""
FIRST_PAUSE = 0.25
"""Seconds that the pause before the second try lasts at most; the next may last twice as long."""
LONG = 128 * 1024
"""Bytes from which an answer is read in a thread, so that nobody else has to wait for it."""

_log = structlog.get_logger(__name__)


class Call(Struct, frozen=True):
    """One call as metrics count it: ``outcome`` is ``ok``, or the name of what was raised (``portal_failed``)."""

    portal: str
    operation: str
    outcome: str
    seconds: float


class Carrier:
    """The way to one portal.

    Args:
        address: where it is.
        http: connections from ``open_connections``.
        now: the time, in seconds since the epoch.
        jitter: a random number from 0 up to 1; pauses last that share of their longest.
        observe: is told of every call.
    """

    def __init__(
        self,
        address: PortalAddress,
        http: httpx.AsyncClient,
        *,
        now: Callable[[], float],
        jitter: Callable[[], float],
        observe: Callable[[Call], None],
    ) -> None:
        self._address = address
        self._http = http
        self._jitter = jitter
        self._observe = observe
        self.ledger = Ledger(address.daily_quota, now)

    async def carry(self, exchange: Exchange[T]) -> T:
        """Return what the portal's answer means.

        Raises:
            PortalError: it is no success; the error says what was changed.
        """
        began = time.perf_counter()
        outcome = "ok"
        try:
            return await self._meaning(exchange)
        except BaseException as error:
            outcome = _snake(type(error).__name__)
            raise
        finally:
            self._observe(Call(self._address.name, exchange.operation, outcome, time.perf_counter() - began))

    async def _meaning(self, exchange: Exchange[T]) -> T:
        judge = Judge(self._address, exchange)
        if self.ledger.spent:
            raise judge.share_spent(self.ledger.quota)
        answer = await self._answer(exchange)
        if isinstance(answer, NoAnswer):
            raise judge.without(answer)
        if (error := judge.refusal(answer)) is not None:
            if isinstance(error, QuotaSpent):
                self.ledger.exhaust(error.reset_at)
            raise error
        try:
            if len(answer.body) < LONG:
                return exchange.read(answer.body)
            return await asyncio.to_thread(exchange.read, answer.body)
        except Unreadable:
            pass
        raise judge.unreadable()

    async def _answer(self, exchange: Exchange[Any]) -> Answer | NoAnswer:
        """Send the request, a reading up to ``TRIES`` times, all within the time-out."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._address.timeout
        tries = TRIES if exchange.request.method == "GET" else 1
        pause = FIRST_PAUSE
        while True:
            answer = await self._attempt(exchange, deadline)
            tries -= 1
            wait = pause * self._jitter()
            if not tries or not _passing(answer) or loop.time() + wait >= deadline or self.ledger.spent:
                return answer
            await asyncio.sleep(wait)
            pause *= 2

    async def _attempt(self, exchange: Exchange[Any], deadline: float) -> Answer | NoAnswer:
        """Send the request once, and a reading once more where it is only told to end in another slash."""
        request = exchange.request
        answer = await self._send(exchange.operation, request, deadline)
        if isinstance(answer, Answer) and answer.redirects and request.method == "GET":
            location = answer.headers.get("location", "")
            if location and only_slash(url_of(self._address, request), location):
                return await self._send(exchange.operation, request.other_slash, deadline)
        return answer

    async def _send(self, operation: Operation, request: Request, deadline: float) -> Answer | NoAnswer:
        """Send one request: counted, and written to the log without its headers and body."""
        self.ledger.count()
        began = time.perf_counter()
        answer = await send(self._http, self._address, request, deadline)
        if isinstance(answer, Answer):
            self.ledger.heed(answer.headers)
        _log.debug(
            "portal call",
            portal=self._address.name,
            operation=operation.value,
            status=answer.status if isinstance(answer, Answer) else answer.value,
            milliseconds=round((time.perf_counter() - began) * 1000, 1),
        )
        return answer


def _passing(answer: Answer | NoAnswer) -> bool:
    """Tell whether what went wrong with a reading may be gone in a moment."""
    if isinstance(answer, Answer):
        return answer.status in PASSING
    return answer.never_sent or answer is NoAnswer.BROKEN_OFF


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
