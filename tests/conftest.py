"""What any test may ask for."""

import gc
import importlib
import os
import pkgutil
from typing import TYPE_CHECKING

import pytest
import structlog
import uvloop
from coverage import Coverage
from hypothesis import is_hypothesis_test, settings

import harvestbot

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Generator, Iterator

    from support.postgres import Postgres

settings.register_profile("whole", deadline=None)  # how quick things are, the benchmarks measure
settings.register_profile("quick", parent=settings.get_profile("whole"), max_examples=50)
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


MEASURED = pytest.StashKey[bool]()
"""Set where a test is measured for coverage."""
UNMEASURED = (
    "bot/",
    "browser/",
    "cli/test_audit.py",
    "conversations/test_confirmations.py",
    "conversations/test_editing.py",
    "conversations/test_finding.py",
    "conversations/test_restoring.py",
    "conversations/test_runs.py",
    "conversations/test_second_person.py",
    "conversations/test_watching.py",
    "failures/",
    "operations/test_carried_on.py",
    "operations/test_ledger.py",
    "operations/test_mentions.py",
    "operations/test_recording.py",
    "operations/test_simulated_day.py",
    "operations/test_watching.py",
    "portal/test_parity.py",
    "sandbox/portal/test_seeds.py",
    "sandbox/test_tour.py",
    "slack/test_repeated.py",
    "store/test_confirmations.py",
    "store/test_moves.py",
    "store/test_runs.py",
)
"""Which tests are not measured for coverage: they take long for the few lines that no other test runs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin what takes longest first, one in each worker's share: none is left alone with it at the end.

    What waits for processes and for people stands among what computes all the time: neither has the machine alone.
    """
    measured = {one.nodeid.partition("[")[0]: one for one in reversed(items) if _is_measured(one)}
    for first in measured.values():
        first.stash[MEASURED] = True
    long = [one for one in items if one.get_closest_marker("long")]
    parts = {one: _part(one) for one in items if one not in long}
    items[:] = _spread([[one for one, part in parts.items() if part == each] for each in dict.fromkeys(parts.values())])
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    share = -(-len(items) // workers)
    for number, one in enumerate(long):
        items.insert(number % workers * share, one)


def _part(one: pytest.Item) -> str:
    """Return what sort of test it is: one that waits much, or any other."""
    return next((name for name in ("failures", "conversations") if f"/{name}/" in one.nodeid), "")


def _spread(parts: list[list[pytest.Item]]) -> list[pytest.Item]:
    """Put all into one list, each part in its order, and each evenly spread over the whole of it."""
    places = [(number / len(part), one) for part in parts for number, one in enumerate(part)]
    return [one for _, one in sorted(places, key=lambda place: place[0])]


def _is_measured(one: pytest.Item) -> bool:
    """Tell whether a test is one of those whose first case is measured for coverage.

    Being measured costs a test half as much time again. Further cases run the same over another way in or with other
    values, and so do the hundred cases of a property.
    """
    is_property = isinstance(one, pytest.Function) and is_hypothesis_test(one.obj)
    return not is_property and not any(part in one.nodeid for part in UNMEASURED)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what stays to the end: thousands of tests, and all modules."""
    gc.collect()
    gc.freeze()


MEASURING = pytest.StashKey[Coverage]()
"""What measures coverage in this process, where anything does."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Measure what importing the package runs, and no more until a test begins: collecting would take twice as long."""
    measuring = Coverage.current()
    if measuring is None:
        return
    hands_out = session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput")
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0" and not hands_out:  # one of the workers is enough for it
        for module in pkgutil.walk_packages(harvestbot.__path__, "harvestbot."):
            if ".migrations." not in module.name:  # scripts, which Alembic runs
                importlib.import_module(module.name)
    measuring.stop()
    session.config.stash[MEASURING] = measuring


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> "Generator[None, object, object]":
    """Measure the test and the processes that it starts, or neither."""
    measuring = item.config.stash.get(MEASURING, None)
    if measuring is None:
        return (yield)
    if MEASURED in item.stash:
        measuring.start()
        try:
            return (yield)
        finally:
            measuring.stop()
    with pytest.MonkeyPatch.context() as environ:
        environ.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have measured; they put them into ``record_property``."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
