"""The workspace that the bot is installed in: not known until Slack has told it, and the same from then on."""

import asyncio
from contextlib import suppress

from msgspec import Struct

from harvestbot.errors import SlackUnavailable

PATIENCE = 10.0
"""Seconds for which what was left under way is carried on a little later, rather than refused, after a start."""


class Workspace(Struct, frozen=True):
    """The workspace, as ``auth.test`` tells."""

    team: str
    enterprise: str = ""
    bot_user: str = ""


class Introduction:
    """Waits for Slack to tell which workspace this is."""

    def __init__(self) -> None:
        self._workspace: Workspace | None = None
        self._made = asyncio.Event()

    @property
    def made(self) -> bool:
        """Whether Slack has told it."""
        return self._made.is_set()

    def make(self, workspace: Workspace) -> None:
        """Note what Slack has told."""
        self._workspace = workspace
        self._made.set()

    async def workspace(self) -> Workspace:
        """Return the workspace, waiting until Slack has told it."""
        await self._made.wait()
        return self.known()

    async def soon(self) -> Workspace:
        """Return the workspace; where the bot has just begun, give Slack a moment to tell it.

        Raises:
            SlackUnavailable: Slack has not told it within ``PATIENCE``.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._made.wait()
        return self.known()

    def known(self) -> Workspace:
        """Return the workspace.

        Raises:
            SlackUnavailable: Slack has not told it yet.
        """
        if self._workspace is None:
            raise SlackUnavailable("Slack has not answered yet. Nothing was changed. Try again in a moment.")
        return self._workspace
