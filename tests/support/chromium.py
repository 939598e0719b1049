"""Finds a Chromium for the tests: the machine's own, or the one that Playwright keeps.

`tests/run` runs this file: it prints where the browser is, and ends with 1 where there is none.
"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNWANTED = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "HttpsUpgrades", "MediaRouter", "OptimizationHints")
"""The address bar's list, a page with a process of its own for each window; http that is turned into https; what
asks the network. Playwright's own list is replaced by it."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-site-isolation-trials",
    "--renderer-process-limit=1",
    f"--disable-features={','.join(UNWANTED)}",
)
"""So that it runs as root, in a container, keeps to itself, and starts no process for each window."""


def found() -> str | None:
    """Return where a Chromium is, None where there is none."""
    own = next((path for name in NAMES if (path := shutil.which(name))), None)
    return own or _playwrights()


def must_be_there() -> bool:
    """Whether the lack of one is a failure: on machines that check for others."""
    return bool(os.environ.get("CI"))


def _playwrights() -> str | None:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  because it is slow to load and seldom needed
    except ModuleNotFoundError:  # asked before anything is installed
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    where = found()
    print(where or "there is no Chromium")  # noqa: T201  because this is a program here
    sys.exit(where is None)
