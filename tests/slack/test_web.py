"""The HTTP side: deliveries at one path, health, readiness and numbers beside it, nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest
from prometheus_client import CollectorRegistry

from harvestbot.operations.upkeep.telemetry import Telemetry
from harvestbot.sandbox.slack.serve import listening
from harvestbot.sandbox.slack.signing import signature
from harvestbot.slack.client import new_session, web_client
from harvestbot.slack.listening import bolt_app
from harvestbot.slack.web import EVENTS_PATH, LARGEST_DELIVERY, web_app
from harvestbot.slack.workspace import Workspace

SECRET = "secret"


@pytest.fixture
def reasons() -> list[str]:
    """Why the bot is not ready."""
    return []


@pytest.fixture
async def browser(reasons: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who looks at it over a real socket."""

    async def why() -> str:
        return " ".join(reasons)

    async def workspace() -> Workspace:
        return Workspace("T1")

    telemetry = Telemetry()
    telemetry.acknowledged("read", 0.001)
    session = new_session()
    bolt = bolt_app(web_client("xoxb-1", "http://127.0.0.1:1/", session), SECRET, workspace)
    async with (
        session,
        listening(web_app(bolt, telemetry.registry, why)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


async def test_it_is_alive_whatever_else_is_wrong(browser: httpx.AsyncClient, reasons: list[str]) -> None:
    """A bot that waits for Slack must not be restarted for it."""
    reasons.append("Slack has not answered yet.")
    answer = await browser.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


async def test_readiness_is_told_with_the_reason(browser: httpx.AsyncClient, reasons: list[str]) -> None:
    """Whoever looks sees what is missing."""
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "why": ""})
    reasons.append("Socket Mode is not connected.")
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "why": "Socket Mode is not connected."})


async def test_the_numbers_are_prometheus_text(browser: httpx.AsyncClient) -> None:
    """As scrapers read it."""
    answer = await browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert 'harvestbot_acknowledgement_seconds_count{kind="read"} 1.0' in answer.text


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/", "/slack/install", "/docs", "/healthz/x"])
async def test_there_is_nothing_else(browser: httpx.AsyncClient, path: str) -> None:
    """Bolt's own pages are not there either."""
    assert (await browser.get(path)).status_code == 404
    assert (await browser.post(path)).status_code == 404


async def test_only_deliveries_are_taken_at_their_path(browser: httpx.AsyncClient) -> None:
    """A browser that looks there finds nothing."""
    assert (await browser.get(EVENTS_PATH)).status_code == 404
    assert (await browser.post("/readyz")).status_code == 405


async def test_an_unsigned_delivery_is_refused(browser: httpx.AsyncClient) -> None:
    """401, as to everybody who is not Slack."""
    assert (await browser.post(EVENTS_PATH, content="command=%2Fharvester")).status_code == 401


def signed(body: bytes, kind: str) -> dict[str, str]:
    """Return the headers with which Slack would send a body."""
    now = str(int(time.time()))
    return {
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature(SECRET, now, body),
        "Content-Type": kind,
    }


JSON, FORM = "application/json", "application/x-www-form-urlencoded"
JUNK = {
    "broken JSON": (b'{"type":', JSON),
    "no object": (b"[1]", JSON),
    "nothing": (b"null", JSON),
    "depths": (b"[" * 100_000, JSON),
    "no text": (b"\xff\xfe=%ff", FORM),
    "a payload that is none": (b"payload=%7B", FORM),
    "an event that is none": (b'{"type": "event_callback", "event": "x"}', JSON),
    "a person that is none": (b'{"type": "event_callback", "event": {"type": "app_home_opened", "user": 5}}', JSON),
    "presses that are none": (b"payload=" + quote('{"type": "block_actions", "actions": "x"}').encode(), FORM),
}


@pytest.mark.parametrize(("body", "kind"), JUNK.values(), ids=JUNK)
async def test_what_cannot_be_read_is_refused_and_is_no_failure_of_ours(
    browser: httpx.AsyncClient, body: bytes, kind: str
) -> None:
    """400 where it is signed; where it is not, any refusal, since Bolt reads before it checks."""
    assert (await browser.post(EVENTS_PATH, content=body, headers=signed(body, kind))).status_code == 400
    assert (await browser.post(EVENTS_PATH, content=body, headers={"content-type": kind})).status_code in {400, 401}


@pytest.mark.parametrize("moment", ["abc", "9" * 5_000, "-1", "0"])
@pytest.mark.parametrize("signed_with", [b"v0=1", "v0=é".encode()])
async def test_a_signature_of_any_shape_is_only_refused(
    browser: httpx.AsyncClient, moment: str, signed_with: bytes
) -> None:
    """A time that is no number and signs that no signature has are a 401 like any other."""
    headers = [(b"X-Slack-Request-Timestamp", moment.encode()), (b"X-Slack-Signature", signed_with)]
    assert (await browser.post(EVENTS_PATH, content="x=1", headers=headers)).status_code == 401


async def test_what_is_too_large_is_not_read(browser: httpx.AsyncClient) -> None:
    """Slack's own payloads stay far below; a stranger's are not kept in memory."""
    assert (await browser.post(EVENTS_PATH, content=b"x" * (LARGEST_DELIVERY + 1))).status_code == 413
    assert (await browser.post(EVENTS_PATH, content=b"x" * 1_000)).status_code == 401


async def test_what_is_too_large_and_does_not_say_so_is_not_read_either(browser: httpx.AsyncClient) -> None:
    """A body without a length is counted while it comes."""

    async def body() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_DELIVERY // 50_000 + 1):
            yield b"x" * 50_000
            await asyncio.sleep(0)

    assert (await browser.post(EVENTS_PATH, content=body())).status_code == 413


async def test_in_socket_mode_no_delivery_is_taken_over_http() -> None:
    """The rest is served all the same."""

    async def why() -> str:
        return ""

    transport = httpx.ASGITransport(web_app(None, CollectorRegistry(), why))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.post(EVENTS_PATH)).status_code == 404
        for path in ("/healthz", "/readyz", "/metrics"):
            assert (await client.get(path)).status_code == 200
