"""Slack is answered the moment that a listener acknowledges, through Bolt as it really is."""

import asyncio
import inspect
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import urlencode

import httpx
import pytest
from prometheus_client import CollectorRegistry
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.listener.asyncio_runner import AsyncioListenerRunner
from slack_sdk.signature import SignatureVerifier

from harvestbot.slack.client import new_session, web_client
from harvestbot.slack.listening import bolt_app
from harvestbot.slack.runner import AwaitedAckRunner, Body, Listen, Switch
from harvestbot.slack.web import EVENTS_PATH, web_app
from harvestbot.slack.workspace import Workspace

SECRET = "signing-secret"
Ack = Callable[..., Awaitable[object]]


async def ready() -> str:
    """Say that nothing is wrong."""
    return ""


class Bench:
    """A Bolt app with our runner, and a Slack that signs."""

    def __init__(self, *, ack_timeout: float = 3.0) -> None:
        async def workspace() -> Workspace:
            return Workspace("T1", bot_user="U1")

        self.session = new_session()
        self.app: AsyncApp = bolt_app(web_client("xoxb-1", "http://127.0.0.1:1/", self.session), SECRET, workspace)
        self.runner = AwaitedAckRunner(self.app, ack_timeout)
        transport = httpx.ASGITransport(web_app(self.app, CollectorRegistry(), ready))
        self.slack = httpx.AsyncClient(transport=transport, base_url="http://bot")

    def listen(self, listener: Listen, command: str = "/x") -> None:
        """Have a listener hear a slash command."""
        self.app.use(Switch([(lambda body: body.get("command") == command, listener)]))

    async def command(self, text: str = "") -> httpx.Response:
        """Deliver a slash command, signed."""
        form = {"command": "/x", "text": text, "user_id": "U1", "team_id": "T1", "channel_id": "C1", "trigger_id": "1"}
        body = urlencode(form)
        stamp = str(int(time.time()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
        headers = {
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
            "content-type": "application/x-www-form-urlencoded",
        }
        return await self.slack.post(EVENTS_PATH, content=body, headers=headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.drain(0)
        await self.slack.aclose()
        await self.session.close()


async def test_bolt_still_has_the_place_that_our_runner_takes() -> None:
    """The one private attribute, and the signature that it is called with: a new Bolt is read before it is allowed."""
    async with Bench() as bench:
        assert bench.app.listener_runner is bench.runner
        assert "_async_listener_runner" in vars(AsyncApp(signing_secret="x", token="xoxb-1"))
    ours = list(inspect.signature(AwaitedAckRunner.run).parameters)
    bolts = list(inspect.signature(AsyncioListenerRunner.run).parameters)
    assert ours == bolts
    assert list(inspect.signature(AsyncioListenerRunner.__init__).parameters)[1:] == [
        "logger",
        "process_before_response",
        "listener_error_handler",
        "listener_start_handler",
        "listener_completion_handler",
        "lazy_listener_runner",
    ]


async def test_the_acknowledgement_does_not_wait_for_the_listeners_end() -> None:
    """Slack has its answer while the listener is still at work."""
    go_on, finished = asyncio.Event(), asyncio.Event()

    async def listener(_: Body, ack: Ack) -> None:
        await ack("taken")
        await go_on.wait()
        finished.set()

    async with Bench() as bench:
        bench.listen(listener)
        answer = await bench.command()
        assert (answer.status_code, answer.text) == (200, "taken")
        assert not finished.is_set()
        go_on.set()
        await bench.runner.drain(60)
        assert finished.is_set()


async def test_nothing_is_polled_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bolt's own runner sleeps 10 ms at a time; a hundred deliveries without one sleep show that ours does not."""
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noting(seconds: float, result: object = None) -> object:
        slept.append(seconds)
        return await sleep(seconds, result)

    async def listener(_: Body, ack: Ack) -> None:
        await sleep(0.001)
        await ack()

    monkeypatch.setattr(asyncio, "sleep", noting)
    async with Bench() as bench:
        bench.listen(listener)
        for _ in range(5):
            assert (await bench.command()).status_code == 200
    assert slept == []


async def test_what_the_acknowledgement_says_reaches_slack() -> None:
    """The mistakes of a form are said in it."""

    async def listener(_: Body, ack: Ack) -> None:
        await ack(response_action="errors", errors={"b": "Wrong."})
        await ack("only the first counts")

    async with Bench() as bench:
        bench.listen(listener)
        answer = await bench.command()
        assert json.loads(answer.text) == {"response_action": "errors", "errors": {"b": "Wrong."}}


async def test_a_listener_that_fails_before_acknowledging_fails_at_once(caplog: pytest.LogCaptureFixture) -> None:
    """Slack shows the person that it failed, without three seconds of waiting; the log has the reason."""

    async def listener(_: Body, __: Ack) -> None:
        raise RuntimeError("a mistake of ours")

    async with Bench(ack_timeout=3600) as bench:
        bench.listen(listener)
        assert (await bench.command()).status_code == 404
    assert "a mistake of ours" in caplog.text


async def test_a_listener_that_fails_afterwards_takes_nothing_back(caplog: pytest.LogCaptureFixture) -> None:
    """Bolt's own runner forgets the acknowledgement of a listener that fails fast."""

    async def listener(_: Body, ack: Ack) -> None:
        await ack()
        raise RuntimeError("later")

    async with Bench() as bench:
        bench.listen(listener)
        assert (await bench.command()).status_code == 200
        await bench.runner.drain(60)
    assert "later" in caplog.text


async def test_a_listener_that_never_acknowledges_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """After the time that Slack waits itself, there is nobody to answer."""
    stuck = asyncio.Event()

    async def listener(_: Body, __: Ack) -> None:
        await stuck.wait()

    async with Bench(ack_timeout=0.01) as bench:
        bench.listen(listener)
        assert (await bench.command()).status_code == 404
        assert "did not acknowledge" in caplog.text
        stuck.set()
        await bench.runner.drain(60)


async def test_what_is_for_nobody_is_refused() -> None:
    """Each delivery reaches the first whom it suits, and no other; what suits none Bolt answers as it does."""
    heard: list[str] = []

    def hearing(name: str) -> Listen:
        async def listener(_: Body, ack: Ack) -> None:
            heard.append(name)
            await ack()

        return listener

    async with Bench() as bench:
        bench.listen(hearing("another's"), "/y")
        assert (await bench.command()).status_code == 404
        bench.listen(hearing("first"))
        bench.listen(hearing("second"))
        assert (await bench.command()).status_code == 200
    assert heard == ["first"]


async def test_the_end_waits_for_listeners_only_so_long() -> None:
    """What is stopped knows it."""
    stopped = asyncio.Event()

    async def listener(_: Body, ack: Ack) -> None:
        await ack()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            stopped.set()
            raise

    async with Bench() as bench:
        bench.listen(listener)
        await bench.command()
        await bench.runner.drain(0)
        assert stopped.is_set()
        await bench.runner.drain(0)


async def test_a_delivery_leaves_the_bots_own_log_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    """Bolt sets levels of loggers at each delivery: none of them may be ours."""
    caplog.set_level(logging.INFO)

    async def listener(_: Body, ack: Ack) -> None:
        await ack()

    async with Bench() as bench:
        bench.listen(listener)
        assert (await bench.command()).status_code == 200
    assert logging.getLogger("harvestbot").level == logging.NOTSET
    logging.getLogger("harvestbot.bot").info("still heard")
    assert "still heard" in caplog.text


async def test_deliveries_at_once_are_answered_each_with_its_own() -> None:
    """No acknowledgement is mixed up with another's."""

    async def listener(body: Body, ack: Ack) -> None:
        await asyncio.sleep(0)
        await ack(body["text"])

    async with Bench() as bench:
        bench.listen(listener)
        answers = await asyncio.gather(*(bench.command(f"t{number}") for number in range(20)))
        assert [answer.text for answer in answers] == [f"t{number}" for number in range(20)]
