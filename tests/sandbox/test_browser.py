"""The demo opens a browser, where there is one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = """
import sys, threading
from harvestbot.sandbox import browser
browser.show("http://127.0.0.1:1/", lambda: print("none"))
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()
"""


def shown(folder: Path, browser: str) -> str:
    """Open a page with this in BROWSER, and nothing else to find; give what was said."""
    environ = {"PATH": str(folder), "BROWSER": browser}
    keep = {name: value for name, value in os.environ.items() if name.startswith(("COV", "PYTHON"))}
    done = subprocess.run(  # noqa: S603  because every word of it is ours
        [sys.executable, "-c", SHOW], env=keep | environ, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize(("name", "said"), [("window", "opened http://127.0.0.1:1/\n"), ("lynx", "none\n")])
def test_a_browser_with_a_window_is_opened(tmp_path: Path, name: str, said: str) -> None:
    """One that would take the terminal is not."""
    program = tmp_path / name
    program.write_text('#!/bin/sh\necho "opened $1"\n')
    program.chmod(0o755)
    assert shown(tmp_path, name) == said


def test_without_a_display_nothing_is_opened(tmp_path: Path) -> None:
    """And that is said."""
    assert shown(tmp_path, "") == "none\n"
