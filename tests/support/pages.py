"""The demo's page in a real browser, as people use it."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Locator, Page, ViewportSize, expect

from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.slack.world import World

WIDE: ViewportSize = {"width": 1600, "height": 1000}
NARROW: ViewportSize = {"width": 400, "height": 800}


class Screen:
    """One page of the demo.

    Args:
        page: Playwright's page.
        base: the address of the demo, without a slash at the end.
    """

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", self._failed)

    async def look(self, query: str = "") -> None:
        """Open the page and wait until its script listens."""
        await self.page.goto(f"{self._base}/{query}")
        await expect(self.page.locator("body[data-listening]")).to_be_attached()

    async def be(self, name: str) -> None:
        """Switch to another person."""
        person = self.page.get_by_label("You are")
        option = person.locator("option", has_text=name)
        await person.select_option(await option.get_attribute("value"))
        await expect(person.locator("option:checked")).to_contain_text(name)
        await expect(self.page.locator("body[data-listening]")).to_be_attached()

    async def types(self, text: str) -> None:
        """Type into the composer and press Enter."""
        composer = self.page.get_by_label("Message")
        await composer.fill(text)
        await composer.press("Enter")

    def said(self, words: str | re.Pattern[str]) -> Locator:
        """The newest message of the conversation with these words."""
        return self.page.locator("#messages .message", has_text=words).last

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """The button with exactly these words."""
        return (within or self.page.locator("body")).get_by_role("button", name=name, exact=True)

    async def sees(self, words: str | re.Pattern[str]) -> Locator:
        """Wait until a message with these words is seen."""
        message = self.said(words)
        await expect(message).to_be_visible()
        return message

    async def leave(self) -> None:
        """Leave the window empty, for whoever comes next."""
        self.page.remove_listener("console", self._heard)
        self.page.remove_listener("pageerror", self._failed)
        await self.page.goto("about:blank")

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


class Theatre:
    """A demo and the pages that are open on it.

    Args:
        context: has the window in which the first page is shown, since one of its own costs a second of processor time;
            pages keep nothing that another port's would find there.
        base: the address of the demo.
        world: the workspace.
        portal: the portal.
    """

    def __init__(self, context: BrowserContext, base: str, world: World, portal: SimulatedPortal) -> None:
        self.base = base
        self.world = world
        self.portal = portal
        self._context = context
        self._screens: list[Screen] = []
        self._stack = AsyncExitStack()

    async def open(
        self,
        query: str = "",
        *,
        viewport: ViewportSize = WIDE,
        **options: Any,  # noqa: ANN401  because they are Playwright's
    ) -> Screen:
        """Open another window.

        Args:
            query: where the page begins.
            viewport: its size.
            options: of Playwright's context, such as its colour scheme.
        """
        page = self._context.pages[0]
        alone = bool(options or self._screens)  # a second one would lie on the first, which then draws nothing
        if alone:
            assert self._context.browser is not None
            context = await self._stack.enter_async_context(await self._context.browser.new_context(**options))
            page = await context.new_page()
        page.set_default_timeout(30_000)
        await page.set_viewport_size(viewport)
        screen = Screen(page, self.base)
        self._stack.push_async_callback(page.close if alone else screen.leave)
        self._screens.append(screen)
        await screen.look(query)
        return screen

    async def close(self) -> None:
        """Close all windows; none may have had an error or broken the policy of the page."""
        await self._stack.aclose()
        assert [complaint for screen in self._screens for complaint in screen.complaints] == []


@asynccontextmanager
async def theatre(context: BrowserContext, base: str, world: World, portal: SimulatedPortal) -> AsyncIterator[Theatre]:
    """Give a demo whose pages are closed afterwards, and had nothing to complain about."""
    opened = Theatre(context, base, world, portal)
    try:
        yield opened
    finally:
        await opened.close()
