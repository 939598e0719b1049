"""The demo and its tour, as people run them from a terminal."""

import asyncio
import signal
from pathlib import Path

import pytest
from support.commands import run, start

from harvestbot.cli import app

NOWHERE = "http://127.0.0.1:9"
PROXIES = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), NOWHERE)
"""A proxy that nothing reaches: what goes to this machine itself has to go past it."""


def kept(folder: Path) -> list[str]:
    """Return the names of what was left in a folder."""
    return [path.name for path in folder.iterdir()]


async def test_the_tour_ends_with_0_past_a_dead_proxy(tmp_path: Path) -> None:
    """It is played in a pipe, without colours, and neither a proxy nor settings of the machine disturb it."""
    (tmp_path / ".env").write_text("HARVESTBOT_COMMAND=wrong\n")
    ended = await run(tmp_path, "demo", "--tour", **PROXIES, NO_COLOR="1", HARVESTBOT_PORT="wrong")
    assert (ended.code, ended.err) == (0, "")
    assert "came out as told." in ended.out.splitlines()[-1]
    assert all(one == "\n" or one.isprintable() for one in ended.out)
    assert kept(tmp_path) == [".env"]


async def test_a_terminal_that_knows_no_tick_is_no_reason_to_stop(tmp_path: Path) -> None:
    """What cannot be encoded becomes a question mark; a fault ends the tour with 1 and without a traceback."""
    ended = await run(tmp_path, "demo", "--tour", "--fault", "portal-forgets-delete", PYTHONIOENCODING="ascii")
    assert (ended.code, ended.err) == (1, "")
    assert "The tour went wrong at step 7" in ended.out
    assert "? Expected: on the portal: gone" in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tour", "--fault", "?"], "portal-deletes-datasets: the portal deletes datasets that it was asked to keep"),
        (["--fault", "portal-silent"], "it goes with --tour."),
        (["--tour", "--api", "automation"], "the tour is played with management."),
    ],
)
def test_what_cannot_be_is_a_mistake(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 2, and the answer tells which there are, or where it belongs."""
    assert app.main(["demo", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_ends_well_when_told_to(told: signal.Signals, tmp_path: Path) -> None:
    """It says where everything is at once, also into a pipe, and leaves nothing behind."""
    process = await start(tmp_path, "demo", "--port", "0", "--no-browser", TMPDIR=str(tmp_path), **PROXIES)
    said = ""
    while "Ctrl-C" not in said:
        line = await process.stdout.readline()
        assert line, said
        said += line.decode()
    process.send_signal(told)
    async with asyncio.timeout(30):
        assert await process.communicate() == (b"", b"")
    assert process.returncode == 0
    assert kept(tmp_path) == []
    assert "browser" not in said
