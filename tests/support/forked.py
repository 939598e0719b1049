"""Processes forked from a warmed parent, which has no thread, loop or engine: Python's fork server."""

import multiprocessing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

forking = multiprocessing.get_context("forkserver")
"""How such a process is made."""
forking.set_forkserver_preload(["support.warmth"])

THERE = "REHEARSED_ON"
"""The variable that names a PostgreSQL database in which the warmed parent rehearses as well."""
_there: list[str] = []


def rehearse_on(url: str) -> None:
    """Have the warmed parent rehearse in this database as well, if it does not live yet."""
    _there[:] = [url]


def start(process: "ForkServerProcess") -> None:
    """Start it, and the warmed parent where there is none; nobody measures coverage there, which would slow it down."""
    with pytest.MonkeyPatch.context() as environ:
        environ.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        for url in _there:
            environ.setenv(THERE, url)
        environ.setenv("PYTHONPATH", str(Path(__file__).parents[1]))  # the fork server knows no other of our paths
        process.start()
