"""The tour tells what people see, and believes it only where the portal agrees."""

import io
import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from rich.cells import cell_len
from rich.console import Console

from harvestbot.sandbox.logbook import logging_to
from harvestbot.sandbox.portal.clock import WallClock
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.world import World
from harvestbot.sandbox.tour.faults import FAULTS
from harvestbot.sandbox.tour.play import run_tour
from harvestbot.sandbox.tour.story import STORY

SPEED = 20.0
"""So many times faster the portal's clock runs here."""

Spoil = Callable[[SimulatedPortal, World], None]


async def toured(
    records: Path, *, fault: str = "", spoil: Spoil | None = None, patience: float = 5.0
) -> tuple[int, str]:
    """Play the tour, and return its exit code and what was printed."""
    # Without Slack's rate limits, which only make people wait; the tour as a command has them.
    portal, world = SimulatedPortal.seeded(clock=WallClock(SPEED)), World(rates="off")
    if spoil:
        spoil(portal, world)
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False, markup=False, emoji=False)
    code = await run_tour(portal=portal, world=world, fault=fault, console=console, patience=patience, records=records)
    return code, out.getvalue()


def kept(folder: Path) -> list[Path]:
    """Return what was left in a folder."""
    return list(folder.iterdir())


def read(record: Path) -> str:
    """Return what was written to a file."""
    return record.read_text(encoding="utf-8")


def flat(text: str) -> str:
    """Undo what the width of the terminal did to the lines."""
    return re.sub(r"\s+", " ", text.replace("│", ""))


async def test_every_step_comes_out_as_told(tmp_path: Path) -> None:
    """The story is played to its end, told as people see it, and confirmed by the portal's own log."""
    code, told = await toured(tmp_path)
    assert code == 0
    assert told.splitlines()[-1] == f"The tour is over: all {len(STORY)} steps came out as told.", told
    said = flat(told)
    in_order = [
        "> /harvester list",
        "only visible to you: @vera",
        "[ Refresh ] [ Start ] [ Publish ] [ Unpublish ]",
        "run over after",
        "attached 120 → 128",
        "> [ Publish 16 datasets ]",
        "✓ writes that reached the portal: PUT my-harvester/publish",
        "delete needs the role admin",
        "[ Delete, keep 412 datasets ] [ Delete with 412 datasets ] [ Cancel ]",
        "Not deleted",
        "✓ on the portal: 412 datasets attached",
        "412 datasets are kept",
        "✓ writes that reached the portal: DELETE bus-stops?delete_attached_datasets=0",
        "✓ on the portal: 412 datasets kept, 0 deleted",
        "Type the id of the harvester: [ air ]",
        "! That is not the id.",
        "Deleted Air quality with its 102 datasets",
        "✓ writes that reached the portal: DELETE air-quality?delete_attached_datasets=1",
        "name: Geo catalogue → Geo catalogue of the city",
        "#data-ops watches everything on city",
        "My Harvester failed",
        "@olive is on it since",
        "My Harvester is well again",
        "> [ Publish 80 datasets of 4 harvesters ]",
        "✓ harvesters with hidden datasets: 0",
        "the Home of @vera",
        "City budget city-budget on city [ Open ]",
    ]
    at = 0
    for words in in_order:
        assert words in said[at:], words
        at = said.index(words, at)
    assert "✗" not in told
    assert kept(tmp_path) == []


async def test_a_pipe_of_80_columns_can_be_read(tmp_path: Path) -> None:
    """No control code reaches it, not even from a harvester's name, and no line is longer than the terminal is wide."""

    def name_it(portal: SimulatedPortal, _: World) -> None:
        portal.world.rename("my-harvester", "\x1b[31mMy [bold]Harvester\x07\u202e " + "x" * 200)

    code, told = await toured(tmp_path, spoil=name_it)
    assert code == 0
    assert all(one == "\n" or one.isprintable() for one in told)
    assert max(map(cell_len, told.splitlines())) <= 80
    assert "[31mMy [bold]Harvester" in told


@pytest.mark.parametrize(
    ("fault", "patience", "step", "seen"),
    [
        ("portal-silent", 2, 1, "GET the list → hang"),
        ("portal-fails-delete", 2, 7, "DELETE bus-stops?delete_attached_datasets=0 → 500"),
        ("portal-loses-answer", 5, 7, "DELETE bus-stops?delete_attached_datasets=0 → drop_after"),
        ("portal-forgets-delete", 5, 7, "412 datasets attached, 412 published"),
        ("portal-deletes-datasets", 5, 7, "0 datasets kept, 412 deleted"),
        ("slack-drops-messages", 2, 2, "Slack: chat.postMessage failed: drop"),
        ("slack-opens-no-form", 2, 8, "Slack: views.open failed: internal_error"),
        ("slack-silent", 0.3, 0, "it is not"),
    ],
)
async def test_a_fault_is_noticed_where_it_strikes(
    tmp_path: Path, fault: str, patience: float, step: int, seen: str
) -> None:
    """The exit code is 1, and the tour says at which step and what was seen instead; it never hangs."""
    code, told = await toured(tmp_path, fault=fault, patience=patience)
    assert code == 1
    where = f"step {step}, “{STORY[step - 1].title}”" if step else "setting the stage"
    assert f"The tour went wrong at {where};" in flat(told)
    assert f"{max(step - 1, 0)} of {len(STORY)} steps came out as told." in flat(told)
    assert seen in flat(told.partition("Seen instead:")[2])
    assert FAULTS[fault].about in flat(told)
    assert "Traceback" not in told


def test_every_fault_is_tried() -> None:
    """No fault can be chosen that the tour was not seen to notice."""
    (tried,) = test_a_fault_is_noticed_where_it_strikes.pytestmark  # type: ignore[attr-defined]  # pytest puts it there
    assert {case[0] for case in tried.args[1]} == set(FAULTS)


def nobody_may_type(_: SimulatedPortal, world: World) -> None:
    """Take Vera out of the channel."""
    world.workspace.channels[ids.DATA_OPS].members.remove(ids.VIEWER)


def nothing_is_hidden(portal: SimulatedPortal, _: World) -> None:
    """Publish all, so that there is nothing to publish."""
    portal.world.edit("my-harvester", published=120)


def it_is_gone(portal: SimulatedPortal, _: World) -> None:
    """Take the harvester of the story away."""
    portal.world.vanish("my-harvester")


def the_command_is_not_known(_: SimulatedPortal, world: World) -> None:
    """Take the slash command away."""
    world.workspace.commands.clear()


def the_token_is_refused(_: SimulatedPortal, world: World) -> None:
    """Take the bot's token away."""
    world.fail("auth.test", "invalid_auth", times=1000)


@pytest.mark.parametrize(
    ("spoil", "step", "expected", "seen"),
    [
        (nobody_may_type, "step 1", "the step can be taken to its end", "CannotDo: U0VIEWER01 is not in C0DATAOPS1"),
        (the_command_is_not_known, "step 1", "the bot acknowledges it within 3 s", "not_sent"),
        (it_is_gone, "step 1", "the portal has the harvester my-harvester", "it is gone"),
        (nothing_is_hidden, "step 2", "there is a button [ Publish ]", "[ Refresh ] [ Start ]"),
        (the_token_is_refused, "setting the stage", "the bot starts", "Slack does not take SLACK_BOT_TOKEN"),
    ],
)
async def test_what_cannot_go_on_is_told_like_any_other_failure(
    tmp_path: Path, spoil: Spoil, step: str, expected: str, seen: str
) -> None:
    """Whatever breaks a step off, the tour says what it expected, what it saw, and where; there is no traceback."""
    code, told = await toured(tmp_path, spoil=spoil)
    assert code == 1
    assert f"The tour went wrong at {step}" in flat(told)
    assert f"✗ Expected: {expected}" in flat(told)
    assert seen in flat(told.partition("Seen instead:")[2])
    assert "Traceback" not in told


async def test_what_the_bot_logs_is_kept_in_a_file(tmp_path: Path) -> None:
    """The log never mixes with the story; where it has warnings its last lines are shown, without secrets."""
    tokens = []

    def refuse(portal: SimulatedPortal, world: World) -> None:
        tokens.append(world.bot_token)
        the_token_is_refused(portal, world)

    code, told = await toured(tmp_path, spoil=refuse)
    assert code == 1
    (record,) = kept(tmp_path)
    before, _, after = told.partition("all of it is in\n")
    assert "logger" not in before
    assert after.splitlines()[0] == str(record)
    assert '"level": "error"' in flat(after)
    assert "the stage could not be set" in read(record)
    assert tokens[0] not in read(record)


def test_the_log_goes_back_to_where_it_went(tmp_path: Path) -> None:
    """After the tour the log is what it was before, whether it was set up or not."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    level, configured = root.level, structlog.get_config()
    record = tmp_path / "record"
    with logging_to(record, ["hide-me"], level=logging.WARNING):
        with logging_to(tmp_path / "inner", []):
            structlog.get_logger("x").info("inside")
        structlog.get_logger("x").warning("outside", said="hide-me")
        structlog.get_logger("x").info("not loud enough")
    assert (root.handlers, root.level) == (before, level)
    assert structlog.get_config() == configured
    assert "inside" in (tmp_path / "inner").read_text()
    lines = record.read_text().splitlines()
    assert len(lines) == 1
    assert "outside" in lines[0]
    assert "hide-me" not in lines[0]
