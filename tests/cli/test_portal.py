"""``harvestbot portal`` serves the simulated portal."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
from support.commands import run, start


async def test_it_serves_both_dialects_until_it_is_stopped(tmp_path: Path) -> None:
    """It tells where it is, has the harvesters that were asked for, and ends well on SIGTERM."""
    process = await start(tmp_path, "portal", "--port", "0", "--harvesters", "30", "--seed", "7")
    line = (await process.stdout.readline()).decode()
    (base,) = re.findall(r"http://127\.0\.0\.1:\d+", line)
    async with httpx.AsyncClient(base_url=base, trust_env=False) as http:
        listed = await http.get("/api/management/v2/harvesters/", auth=("demo", "demo-password"))
        one = await http.get(
            "/api/automation/v1.0/harvesters/my-harvester/", headers={"Authorization": "apikey demo-key"}
        )
    assert len(listed.json()) == 30
    assert one.json()["uid"] == "my-harvester"
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert process.returncode == 0


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """One line says which port, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = await run(tmp_path, "portal", "--port", port)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"Cannot listen on port {port}: it is taken. Choose another with --port.\n"


def test_a_reader_that_is_gone_is_no_port_that_is_taken() -> None:
    """Where nobody reads what is said, the portal ends without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ended = subprocess.run(
            [sys.executable, "-m", "harvestbot", "portal", "--port", "0"],
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, b"")
