"""The acknowledgement, awaited: what Bolt polls for every 10 ms is here a future that the listener resolves.

Facts (slack-bolt 1.30, ``listener/asyncio_runner.py``): Bolt's own runner sleeps 10 ms at a time until ``ack()`` was
called, so that a bot answers in 10.6 ms where this one takes 0.3. The runner is held in one private attribute of the
app, which is why the minor version is pinned and ``tests/slack/test_runner.py`` fails when it moves. To find a listener
and to call it costs Bolt 50 µs more than a ``Switch`` takes: for each look, and for the call, it puts together all that
any listener might want.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.listener.asyncio_runner import AsyncioListenerRunner
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

log = logging.getLogger(__name__)

ACK_TIMEOUT = 3.0
"""Seconds that Slack waits for an acknowledgement."""


Body = dict[str, Any]
"""A delivery as Bolt has read it."""
Listen = Callable[[Body, AsyncAck], Awaitable[None]]


class AwaitedAck(AsyncAck):
    """An ``ack`` that can be waited for."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # because Bolt leaves it without types
        self.given: asyncio.Future[BoltResponse | None] = asyncio.get_running_loop().create_future()

    async def __call__(self, *args: Any, **kwargs: Any) -> BoltResponse:  # noqa: ANN401  because Bolt's signature is long
        """Acknowledge; only the first call counts."""
        response = await super().__call__(*args, **kwargs)
        if not self.given.done():
            self.given.set_result(response)
        return response

    def is_missing(self, *_: object) -> None:
        """Wait no longer, unless it was given."""
        if not self.given.done():
            self.given.set_result(None)


class AwaitedAckRunner(AsyncioListenerRunner):
    """Runs a listener in a task of its own, and answers Slack the moment that it acknowledges.

    What a listener does after its acknowledgement goes on in that task; ``drain`` waits for it before the end.

    Args:
        app: whose runner this becomes.
        ack_timeout: seconds after which no acknowledgement is waited for any more.
    """

    def __init__(self, app: AsyncApp, ack_timeout: float = ACK_TIMEOUT) -> None:
        bolts = app.listener_runner
        super().__init__(
            logger=bolts.logger,
            process_before_response=False,
            listener_error_handler=bolts.listener_error_handler,
            listener_start_handler=bolts.listener_start_handler,
            listener_completion_handler=bolts.listener_completion_handler,
            lazy_listener_runner=bolts.lazy_listener_runner,
        )
        self._ack_timeout = ack_timeout
        self._tasks: set[asyncio.Task[None]] = set()
        app._async_listener_runner = self  # noqa: SLF001  because Bolt has no public way (see the module's docstring)

    async def run(
        self,
        request: AsyncBoltRequest,
        response: BoltResponse,
        listener_name: str,
        listener: AsyncListener,
        starting_time: float | None = None,  # noqa: ARG002  because the signature is Bolt's
    ) -> BoltResponse | None:
        """Start the listener and return its acknowledgement; None (Bolt then answers 404) if none came in time."""
        ack = AwaitedAck()
        request.context["ack"] = ack
        task = asyncio.create_task(self._listen(listener, request, response), name=listener_name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(ack.is_missing)
        late = asyncio.get_running_loop().call_later(self._ack_timeout, ack.is_missing)
        try:
            given = await ack.given
        finally:
            late.cancel()
        if given is None:
            log.error("a listener did not acknowledge: %s", listener_name)
        return given

    async def drain(self, seconds: float) -> None:
        """Wait for what listeners are still doing, then stop the rest."""
        if self._tasks:
            _, pending = await asyncio.wait(self._tasks, timeout=seconds)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    async def _listen(self, listener: AsyncListener, request: AsyncBoltRequest, response: BoltResponse) -> None:
        try:
            await listener.run_ack_function(request=request, response=response)
        except Exception:
            # Listeners answer for themselves: this is a mistake of ours, and Slack shows the person that it failed.
            log.exception("a listener failed")


class Listener(AsyncListener):
    """Calls a function with the delivery and its ``ack``, and nothing else.

    Args:
        listen: the function.
    """

    def __init__(self, listen: Listen) -> None:
        self._listen = listen

    async def run_ack_function(self, *, request: AsyncBoltRequest, response: BoltResponse) -> None:  # noqa: ARG002  because the signature is Bolt's
        """Call it."""
        await self._listen(request.body, request.context.ack)


class Switch(AsyncMiddleware):
    """Stands behind Bolt's own checks, and leads each delivery to whom it is for; the others are left to Bolt.

    Args:
        ways: what a delivery must be like, and who then hears it; the first that suits does.
    """

    def __init__(self, ways: Sequence[tuple[Callable[[Body], bool], Listen]]) -> None:
        self._ways = [(suits, Listener(listen), listen.__name__) for suits, listen in ways]

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  because the signature is Bolt's
    ) -> BoltResponse | None:
        """Return the acknowledgement; where there is none Bolt goes on, and answers 404."""
        for suits, listener, name in self._ways:
            if suits(req.body):
                given = await req.context.listener_runner.run(req, resp, name, listener)
                return given or await next()
        return await next()
