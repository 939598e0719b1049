"""Keeps the bot's log out of the terminal while the tour or the demo has it."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from harvestbot.operations.upkeep import logs
from harvestbot.sandbox.slack.world import World
from harvestbot.sandbox.stage import API_KEY


@contextmanager
def logging_to(path: Path, secrets: Iterable[str], *, level: int = logging.INFO) -> Iterator[None]:
    """Send the log to a file while the block runs, and then to where it went before.

    Args:
        path: the file; lines are added at its end.
        secrets: values that no line may hold.
        level: the lowest level that is kept.
    """
    root = logging.getLogger()
    handlers, old_level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    before = structlog.get_config() if structlog.is_configured() else None
    with path.open("a", encoding="utf-8") as file:
        logs.set_up(secrets, stream=file, level=level)
        try:
            yield
        finally:
            root.handlers[:] = handlers
            root.setLevel(old_level)
            for name, was in levels.items():
                logging.getLogger(name).setLevel(was)
            structlog.reset_defaults()
            if before is not None:
                structlog.configure(**before)


def secrets_of(world: World) -> list[str]:
    """Return what the bot is given on the stage and what its log may not hold."""
    return [world.bot_token, world.app_token, world.signing_secret, API_KEY]
