"""The portal on real sockets."""

import asyncio
import contextlib
import logging
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.serve import introduction, running, serve
from harvestbot.sandbox.portal.trouble import Down, Kind

LIST = "/api/management/v2/harvesters/"
START = f"{LIST}my-harvester/start/"
KEY = {"Authorization": "Apikey demo-key"}


async def test_a_portal_serves_in_the_same_loop_and_gives_its_port_back(portal: SimulatedPortal) -> None:
    """Many calls at once over real connections; afterwards nobody listens."""
    async with running(portal) as base_url, httpx.AsyncClient(base_url=base_url, headers=KEY) as client:
        answers = await asyncio.gather(*(client.get(LIST) for _ in range(20)))
        assert {answer.status_code for answer in answers} == {200}
    port = int(base_url.rsplit(":", 1)[1])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    async with running(portal, port) as again:
        assert again == base_url


async def test_a_port_that_is_taken_is_said(portal: SimulatedPortal) -> None:
    """Two portals cannot share a port."""
    async with running(portal) as base_url:
        with pytest.raises(OSError, match="in use"):
            async with running(portal, int(base_url.rsplit(":", 1)[1])):
                pass


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.DROP_AFTER, Kind.CUT])
async def test_a_connection_is_closed_under_the_call(portal: SimulatedPortal, kind: Kind) -> None:
    """The client sees the connection end, and the call was carried out or not."""
    portal.trouble.next(kind)
    async with running(portal) as base_url, httpx.AsyncClient(base_url=base_url, headers=KEY) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.put(START)
        assert (portal.world.get("my-harvester").status == "queued") is kind.carried_out
        assert portal.log.requests[0].status == (200 if kind is Kind.CUT else None)
        assert (await client.get(LIST)).status_code == 200, "the next call is well"


@pytest.mark.parametrize("kind", [Kind.HANG, Kind.HANG_AFTER])
async def test_an_answer_never_comes(portal: SimulatedPortal, kind: Kind) -> None:
    """The client gives up by itself, and the call was carried out or not."""
    portal.trouble.next(kind)
    async with running(portal) as base_url, httpx.AsyncClient(base_url=base_url, headers=KEY) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.put(START, timeout=0.2)
        assert (portal.world.get("my-harvester").status == "queued") is kind.carried_out
        assert portal.log.requests[0].status is None


async def test_a_portal_that_is_down_takes_the_connection_and_closes_it(portal: SimulatedPortal) -> None:
    """Down looks like a dead server behind a living address."""
    portal.trouble.down = Down.CLOSE
    async with running(portal) as base_url, httpx.AsyncClient(base_url=base_url, headers=KEY) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(LIST)


@pytest.mark.parametrize("hang", [True, False])
async def test_stopping_cuts_off_who_still_waits_without_a_word_in_the_log(
    portal: SimulatedPortal, caplog: pytest.LogCaptureFixture, *, hang: bool
) -> None:
    """Calls that hang or are delayed end with the portal, and are not taken for failures."""
    if hang:
        portal.trouble.next(Kind.HANG)
    else:
        portal.trouble.latency = 3600
    with caplog.at_level(logging.INFO):
        async with httpx.AsyncClient(headers=KEY, timeout=30) as client:
            async with running(portal) as base_url:
                waiting = asyncio.ensure_future(client.get(base_url + LIST))
                while not portal.log.requests:  # noqa: ASYNC110  because the log is read by tests and tells nobody
                    await asyncio.sleep(0)
            with pytest.raises(httpx.TransportError):
                await waiting
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []


def test_people_are_told_where_who_and_how(portal: SimulatedPortal) -> None:
    """The introduction has the address, each account and calls to try."""
    text = "\n".join(introduction("http://127.0.0.1:8000", portal))
    assert "12 harvesters is at http://127.0.0.1:8000" in text
    assert re.search(r"reader\s+key reader-key\s+password reader-password\s+edit_dataset$", text, re.MULTILINE)
    assert re.search(r"nobody .* no permission$", text, re.MULTILINE)
    assert "curl -u demo:demo-password http://127.0.0.1:8000/api/management/v2/harvesters/" in text


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_alone_it_serves_until_it_is_told_to_stop(sign: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end it cleanly, also while a caller waits for an answer that never comes."""
    code = (
        "from harvestbot.sandbox.portal.portal import Options\n"
        "from harvestbot.sandbox.portal.serve import serve\n"
        "serve(Options(harvesters=3, latency=3600))\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(  # noqa: S603  because the command is this test's own
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        found = re.search(r"3 harvesters is at http://127\.0\.0\.1:(\d+)", first)
        assert found, first
        with socket.create_connection(("127.0.0.1", int(found[1]))) as caller:
            caller.sendall(b"GET /api/management/v2/harvesters/ HTTP/1.1\r\nHost: x\r\n\r\n")
            process.send_signal(sign)
            _out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


def test_a_port_that_is_taken_is_said_to_whoever_serves() -> None:
    """The command line can word it."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(OSError, match="in use"):
        serve(Options(port=taken.getsockname()[1], harvesters=0))
