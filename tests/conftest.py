"""What any test may ask for."""

import gc
import os
from typing import TYPE_CHECKING

import pytest
import structlog
import uvloop
from hypothesis import settings

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Iterator

    from support.postgres import Postgres

settings.register_profile("whole", deadline=None)  # how quick things are, the benchmarks measure
settings.register_profile("quick", parent=settings.get_profile("whole"), max_examples=25)
pytest.register_assert_rewrite("support")  # so that what it asserts is shown as a test's own is


def _but_debugging(_: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Drop what is for debugging: a line for each call to a portal, which would be carried from process to process."""
    if method == "debug":
        raise structlog.DropEvent
    return event


structlog.configure(
    processors=[
        _but_debugging,
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,  # its own way draws all that every frame holds, and takes seconds for it
        structlog.processors.KeyValueRenderer(key_order=["level", "event"], sort_keys=True),
    ],
)


KILLS = 25
"""How often the bot is killed on a random day, where ``tests/run --full`` does not ask for more."""


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """A PostgreSQL server, started when a test first asks for it."""
    from support.postgres import serving  # noqa: PLC0415  because most tests need none of it

    with serving() as server:
        yield server


def pytest_configure(config: pytest.Config) -> None:
    """Let properties have as many examples as there is time for, and what a test has compiled of SQL serve the next."""
    settings.load_profile("whole" if config.getoption("--kills") > KILLS else "quick")
    from support import compiled  # noqa: PLC0415  because its asserts would not be rewritten if it were imported above

    compiled.share()


def pytest_asyncio_loop_factories() -> "dict[str, Callable[[], AbstractEventLoop]]":
    """Let tests run in the kind of event loop in which the bot runs."""
    return {"uvloop": uvloop.new_event_loop}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``tests/run --full`` kill the bot more often."""
    parser.addoption("--kills", type=int, default=KILLS, help="how often the bot is killed on a random day")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin what takes longest first, one in each worker's share: none is left alone with it at the end.

    What waits for processes and for people stands among what computes all the time: neither has the machine alone. The
    browser's tests begin the last share, where no other worker takes them away: each would start a browser of its own.
    """
    long = [one for one in items if one.get_closest_marker("long")]
    parts: dict[str, list[pytest.Item]] = {"browser": []}
    for one in items:
        if one not in long:
            parts.setdefault(_part(one), []).append(one)
    browser = parts.pop("browser")
    items[:] = _spread(list(parts.values()))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    share = -(-(len(items) + len(browser) + len(long)) // workers)
    last = max(0, (workers - 1) * share - len(long))
    items[last:last] = browser
    for number, one in enumerate(long):
        items.insert(number % workers * share, one)


def _part(one: pytest.Item) -> str:
    """Return what sort of test it is: one that waits much, one of the browser's, or any other."""
    return next((name for name in ("browser", "failures", "conversations") if f"/{name}/" in one.nodeid), "")


def _spread(parts: list[list[pytest.Item]]) -> list[pytest.Item]:
    """Put all into one list, each part in its order, and each evenly spread over the whole of it."""
    places = [(number / len(part), one) for part in parts for number, one in enumerate(part)]
    return [one for _, one in sorted(places, key=lambda place: place[0])]


def pytest_collection_finish() -> None:
    """Let the collector leave alone what stays to the end: thousands of tests, and all modules."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have measured; they put them into ``record_property``."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
