"""A failure is a sentence and an exit code."""

import logging
from collections.abc import Iterator

import pytest

from harvestbot.cli.failures import told
from harvestbot.errors import NotFound, SettingsInvalid, UnknownHarvester


@pytest.fixture
def root_log() -> Iterator[logging.Logger]:
    """The root logger as a process that has set none up finds it; what it had comes back afterwards."""
    root = logging.getLogger()
    had = list(root.handlers)
    root.handlers.clear()
    yield root
    root.handlers[:] = had


def test_what_is_known_is_its_own_text() -> None:
    """Every error of ours says itself what happened and what to do; it is no more than that."""
    error = UnknownHarvester("The portal knows no harvester of this id.")
    assert told(error) == (str(error), 1)
    assert told(NotFound("There is none."))[1] == 1


def test_mistakes_in_the_settings_are_listed() -> None:
    """Each stands on a line of its own."""
    assert told(SettingsInvalid(["A: expected a.", "B: expected b."])) == (
        "The settings have mistakes:\n  A: expected a.\n  B: expected b.",
        2,
    )


def test_the_unexpected_goes_to_the_log_where_there_is_one(root_log: logging.Logger) -> None:
    """The line at the terminal has a reference and not the error's text, which may hold anything."""
    seen: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record)

    root_log.addHandler(Kept())
    text, code = told(RuntimeError("hidden"))
    assert code == 70
    assert "hidden" not in text
    (record,) = seen
    assert record.getMessage().split()[-1] in text
    assert record.exc_info is not None
