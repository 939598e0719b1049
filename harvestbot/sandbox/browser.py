"""Opens a page in the person's browser, where there is one with a window of its own."""

import threading
import webbrowser
from collections.abc import Callable

IN_TERMINALS = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""What Python offers where there is no display: browsers that would take the terminal away from the demo."""


def show(address: str, otherwise: Callable[[], None]) -> None:
    """Open an address in a browser, without waiting for it: starting one may take seconds.

    Args:
        address: the page's.
        otherwise: called, in another thread, where there is no browser to open.
    """
    threading.Thread(target=_show, args=(address, otherwise), daemon=True).start()


def _show(address: str, otherwise: Callable[[], None]) -> None:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        otherwise()
        return
    if browser.name in IN_TERMINALS or not browser.open(address):
        otherwise()
