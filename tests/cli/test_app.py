"""Every command ends in a way that people and scripts understand."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from support.commands import OURS, run, run_cold, start

from harvestbot.cli import app

HEAVY = {"dbos", "httpx", "pydantic", "slack_bolt", "slack_sdk", "sqlalchemy", "starlette"}
COMMANDS = ("run", "demo", "portal", "doctor", "audit", "history", "manifest")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    """They are quick because none of the libraries that the bot runs on is loaded."""
    code = "import sys; from harvestbot.cli import app; app.main(sys.argv[1:]); print(*sys.modules)"
    ran = subprocess.run(  # noqa: S603  because every word of it is ours
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert "harvestbot.cli.app" in ran.stdout
    assert HEAVY.isdisjoint(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks sees all that there is, and the exit is a good one."""
    assert app.main([option]) == 0
    said = capsys.readouterr().out
    rows = said.partition("Commands:\n")[2].splitlines()
    assert [row.split()[0] for row in rows] == list(COMMANDS)
    assert not any(row.endswith("...") for row in rows)  # each is told whole


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed is what pip installed."""
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == f"harvestbot {version('harvestbot')}\n"


@pytest.mark.parametrize(("typed", "meant"), [("runn", "run"), ("manifesto", "manifest"), ("docter", "doctor")])
def test_an_unknown_command_gets_the_nearest_one(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip is a mistake of usage, and the answer offers what may be meant."""
    assert app.main([typed]) == 2
    assert f"No such command '{typed}'. Did you mean '{meant}'?" in capsys.readouterr().err


def test_the_console_script_is_the_command_line() -> None:
    """What pip puts beside Python runs the same commands, with their exit codes."""
    script = Path(sys.executable).with_name("harvestbot")
    assert subprocess.run([script, "runn"], capture_output=True, check=False).returncode == 2  # noqa: S603  because the script is ours


async def test_python_m_is_the_same_command(tmp_path: Path) -> None:
    """``python -m harvestbot`` runs the command line and ends with its exit code."""
    assert (await run_cold(tmp_path, "--version")).out == f"harvestbot {version('harvestbot')}\n"
    assert (await run_cold(tmp_path, "runn")).code == 2


async def test_mistakes_in_the_settings_end_it_with_2(tmp_path: Path) -> None:
    """All of them stand on standard error, each on its line, and there is no traceback."""
    (tmp_path / ".env").write_text("HARVESTBOT_COMMAND=harvester\n")
    ended = await run(tmp_path, "run", SLACK_BOT_TOKEN="hidden", HARVESTBOT_PORT="x")
    assert (ended.code, ended.out) == (2, "")
    lines = ended.err.splitlines()
    assert lines[0] == "The settings have mistakes:"
    assert [line.split()[0].rstrip(":") for line in lines[1:]] == [
        "HARVESTBOT_COMMAND",
        "HARVESTBOT_PORT",
        "HARVESTBOT_PORTALS__<NAME>__URL",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]
    assert "hidden" not in ended.err


def test_the_unexpected_ends_it_with_70_and_a_reference(tmp_path: Path) -> None:
    """One line with a reference reaches the terminal; the traceback is in a file that only its owner may read."""
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "harvestbot", "manifest"],
            env=os.environ | {"TMPDIR": str(tmp_path)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 70
    (record,) = tmp_path.glob("harvestbot-*.log")
    (reference,) = re.findall(r"\(OSError, reference ([0-9a-f]{8})\)", ended.stderr)
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.endswith(f"The details are in {record}.\n")
    assert reference in record.name
    assert record.stat().st_mode & 0o077 == 0
    assert "Traceback" in record.read_text()


def test_a_closed_stream_is_no_trouble(tmp_path: Path) -> None:
    """Some starters of services close what they do not need: what is said goes nowhere, and the exit is the same."""
    bash = shutil.which("bash") or "bash"
    script = 'exec "$0" -m harvestbot run 0<&- 1>&- 2>&-'
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    ended = subprocess.run([bash, "-c", script, sys.executable], cwd=tmp_path, env=clean, check=False)  # noqa: S603  because every word of it is ours
    assert ended.returncode == 2  # no settings


async def test_ctrl_c_ends_a_command_silently_with_130(tmp_path: Path) -> None:
    """Whoever interrupts a command wants no words about it."""
    asked = asyncio.Event()

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()  # to the end: until the command has gone
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(never, "127.0.0.1") as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        process = await start(
            tmp_path,
            "doctor",
            SLACK_BOT_TOKEN="xoxb-1",
            SLACK_APP_TOKEN="xapp-1",
            SLACK_API_URL=address,
            HARVESTBOT_PORTALS__CITY__URL=address,
            HARVESTBOT_PORTALS__CITY__API_KEY="k",
        )
        await asked.wait()
        process.send_signal(signal.SIGINT)
        assert await process.communicate() == (b"", b"")
        assert process.returncode == 130
