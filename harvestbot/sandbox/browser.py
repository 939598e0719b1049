"""Opens a page in the person's browser, where there is one with a window of its own."""

import asyncio
import webbrowser


async def show(address: str) -> bool:
    """Open an address in a browser.

    Returns:
        Whether one was asked to; where there is no display, none is.
    """
    return await asyncio.to_thread(_show, address)


def _show(address: str) -> bool:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    # Without a display Python offers browsers that run in the terminal; they would take it away from the demo.
    if type(browser) is webbrowser.GenericBrowser:
        return False
    return browser.open(address)
