"""Plays the tour: sets the stage, takes the steps in turn, and says how it came out."""

import asyncio
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import structlog
from rich.console import Console

from harvestbot.sandbox.logbook import logging_to, secrets_of
from harvestbot.sandbox.portal.clock import WallClock
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.slack.world import World
from harvestbot.sandbox.stage import PORTAL, Stage, staged
from harvestbot.sandbox.tour.company import Company, WentWrong
from harvestbot.sandbox.tour.faults import FAULTS
from harvestbot.sandbox.tour.screen import Screen, terminal
from harvestbot.sandbox.tour.story import STORY, Step

SPEED = 4.0
"""The portal's clock runs so many times faster: a run of five seconds is over in little more than one."""
ENVIRONMENT = {"HARVESTBOT_POLL_INTERVAL": "0.2", f"HARVESTBOT_PORTALS__{PORTAL.upper()}__DAILY_QUOTA": "1000000"}
PATIENCE = 5.0
"""Seconds that people of the tour wait for anything."""
SETTING = 3
"""So many times their patience the setting of the stage may take."""
GRACE = 0.3
"""Seconds that the bot gets at the end; where all went well it has nothing left to do."""
LAST_LINES = 5
LONGEST_LINE = 400
"""What is shown of the log; a line with an exception in it is many times as long."""

log = structlog.get_logger(__name__)


async def run_tour(
    *,
    portal: SimulatedPortal | None = None,
    world: World | None = None,
    fault: str = "",
    console: Console | None = None,
    patience: float = PATIENCE,
    records: Path | None = None,
) -> int:
    """Play the story in the terminal and return the exit code: 0 only if every step came out as told, else 1.

    Args:
        portal: the portal; a seeded one whose clock runs fast if None.
        world: the workspace; the usual one if None.
        fault: what goes wrong on purpose, a name from ``faults.FAULTS``; "" for nothing.
        console: where it is told; standard output if None.
        patience: seconds that anything may take; the setting of the stage, ``SETTING`` times as many.
        records: the folder in which the bot's log is left where it has warnings; the temporary one if None.
    """
    portal = portal or SimulatedPortal.seeded(Options(), clock=WallClock(SPEED))
    world = world or World()
    screen = Screen(console or terminal())
    screen.note("A tour of harvestbot: a simulated portal, a simulated Slack, and the real bot between them.", "bold")
    if fault:
        FAULTS[fault].inject(portal, world)
        screen.note(f"Something goes wrong on purpose: {FAULTS[fault].about}.")
    with _recorded(screen, world, records):
        done, missed = await _played(portal, world, screen, patience)
        if missed is None:
            screen.heading(f"The tour is over: all {done} steps came out as told.")
            return 0
        screen.heading(f"The tour went wrong at {missed}; {done} of {len(STORY)} steps came out as told.")
        return 1


async def _played(portal: SimulatedPortal, world: World, screen: Screen, patience: float) -> tuple[int, str | None]:
    """Play as far as it goes; return how many steps came out as told, and which did not."""
    async with AsyncExitStack() as stack:
        try:
            stage = await _set(stack, portal, world, patience)
        except WentWrong as wrong:
            screen.heading("Setting the stage")
            screen.wrong(wrong.expected, wrong.seen)
            return 0, "setting the stage"
        company = Company(stage, screen, patience)
        for number, step in enumerate(STORY, 1):
            screen.heading(f"{number}. {step.title}")
            try:
                await _take(step, company)
            except WentWrong as wrong:
                screen.wrong(wrong.expected, wrong.seen)
                return number - 1, f"step {number}, “{step.title}”"
    return len(STORY), None


async def _set(stack: AsyncExitStack, portal: SimulatedPortal, world: World, patience: float) -> Stage:
    try:
        async with asyncio.timeout(patience * SETTING):
            return await stack.enter_async_context(staged(portal=portal, world=world, environ=ENVIRONMENT, grace=GRACE))
    except TimeoutError:
        raise WentWrong(f"the bot is ready within {patience * SETTING:g} s", ["it is not"]) from None
    except Exception as error:
        log.exception("the stage could not be set")
        raise WentWrong("the bot starts", [_named(error)]) from error


async def _take(step: Step, company: Company) -> None:
    """Take one step.

    Raises:
        WentWrong: it did not come out as told, for whatever reason.
    """
    company.begin()
    try:
        await step.play(company)
    except WentWrong:
        raise
    except Exception as error:
        log.exception("a step broke off", step=step.title)
        raise WentWrong("the step can be taken to its end", [_named(error)]) from error
    company.end()


@contextmanager
def _recorded(screen: Screen, world: World, folder: Path | None) -> Iterator[None]:
    """Keep the bot's log in a file; where it has warnings to tell, say where it is and how it ends."""
    handle, name = tempfile.mkstemp(prefix="harvestbot-tour-", suffix=".log", dir=folder)
    os.close(handle)
    record = Path(name)
    try:
        with logging_to(record, secrets_of(world), level=logging.WARNING):
            yield
    finally:
        lines = record.read_text(encoding="utf-8").splitlines()
        if not lines:
            record.unlink()
    if not lines:
        return
    screen.note("The bot's log ends with the lines below; all of it is in")
    screen.verbatim(str(record))
    for line in lines[-LAST_LINES:]:
        screen.note(f"  {line[:LONGEST_LINE]}", "dim")


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
