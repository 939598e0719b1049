"""The App Homes: published when somebody opens theirs, and again while they may still look at it."""

import asyncio
import hashlib
from collections.abc import Callable

import msgspec
import structlog

from harvestbot.domain.home import Calls, Home, Wish
from harvestbot.errors import HarvestbotError, PersonUnknown, ViewChanged
from harvestbot.operations.seeing.lookout import Lookout
from harvestbot.operations.seeing.overview import Overview
from harvestbot.slack.cards.blocks import Block
from harvestbot.slack.cards.home import home_view, trouble_view
from harvestbot.slack.sender import Sender

log = structlog.get_logger(__name__)

OPEN = 600.0
"""Seconds for which a Home is taken to be looked at after it was opened, or something was pressed there."""
ONLY_AGES = 60.0
"""Seconds that pass before a Home is published again of which nothing but ages and calls left has changed."""


class Viewer:
    """Somebody who has a Home open, what they look at, and what was published there last.

    ``over`` is Slack's hash of what they see: where another replica has published something else since, that one looks
    after this person. ``view`` and ``core`` are seals of what was published, with ages and without.
    """

    def __init__(self, user: str) -> None:
        self.user = user
        self.until = 0.0
        self.wish = Wish()
        self.due = False
        self.reading = False
        self.over = ""
        self.published_at = 0.0
        self.view = b""
        self.core = b""
        self.turn = asyncio.Lock()


class Homes:
    """Publishes Homes.

    Args:
        sender: the way out to Slack.
        overview: what people see there.
        lookout: notices changes.
        now: seconds since the epoch.
    """

    def __init__(self, sender: Sender, overview: Overview, lookout: Lookout, now: Callable[[], float]) -> None:
        self._sender = sender
        self._overview = overview
        self._lookout = lookout
        self._now = now
        self._viewers: dict[str, Viewer] = {}

    async def open(self, user: str) -> None:
        """Show somebody's Home: at once what is known, and then the rest."""
        viewer = self._looking(user)
        if await self._show(viewer, anyway=True) is None:
            return
        await self._overview.settled()
        home = await self._show(viewer)
        if home is not None and not all(home.links.values()):
            await self._overview.locate([*home.approvals, *home.several])
            await self._show(viewer)

    async def turn(self, user: str, wish: Wish) -> None:
        """Show something else on somebody's Home."""
        viewer = self._looking(user)
        viewer.wish = wish
        await self._show(viewer, anyway=True)

    async def read_anew(self, user: str, wish: Wish) -> None:
        """Ask the portals, and show what they say."""
        viewer = self._looking(user)
        viewer.wish = wish
        if viewer.reading:  # pressed twice: the portals are asked once
            return
        viewer.reading = True
        asking = asyncio.create_task(self._overview.ask_anew(user))
        try:
            await self._show(viewer, anyway=True)
            await asking
        finally:
            viewer.reading = False
            asking.cancel()
        await self._show(viewer, anyway=True)

    async def refresh(self, now: float) -> int:
        """Publish anew what has changed for those who may still look at it; return how many they are."""
        self._viewers = {user: one for user, one in self._viewers.items() if one.until > now}
        if self._viewers and await self._lookout.changed():
            for viewer in self._viewers.values():
                viewer.due = True
        for viewer in [one for one in self._viewers.values() if one.due]:
            await self._again(viewer)
        return len(self._viewers)

    def _looking(self, user: str) -> Viewer:
        viewer = self._viewers.setdefault(user, Viewer(user))
        viewer.until = self._now() + OPEN
        return viewer

    async def _again(self, viewer: Viewer) -> None:
        viewer.due = False
        try:
            await self._show(viewer, spare=True)
        except ViewChanged:
            self._viewers.pop(viewer.user, None)
        except HarvestbotError as error:
            log.info("a Home could not be refreshed", why=str(error))

    async def _show(self, viewer: Viewer, *, anyway: bool = False, spare: bool = False) -> Home | None:
        """Publish a Home unless it says the same as what is there; return it, None where it cannot be put together.

        Args:
            viewer: whose.
            anyway: publish it whatever was there, since somebody waits for it.
            spare: leave it out for now where it would have to wait, or where somebody else has published another.
        """
        async with viewer.turn:
            try:
                home = await self._overview.look(viewer.user, viewer.wish)
            except PersonUnknown as error:
                if anyway:
                    await self._publish(viewer, trouble_view(error))
                return None
            if viewer.reading:
                lines = [msgspec.structs.replace(one, reading=True) for one in home.portals]
                home = msgspec.structs.replace(home, portals=lines)
            view, core = home_view(home, user=viewer.user), _seal(home_view(_ageless(home), user=viewer.user))
            aged = _seal(view) != viewer.view and self._now() - viewer.published_at >= ONLY_AGES
            if anyway or core != viewer.core or aged:
                await self._publish(viewer, view, core, spare=spare)
            return home

    async def _publish(self, viewer: Viewer, view: Block, core: bytes = b"", *, spare: bool = False) -> None:
        said = await self._sender.publish(viewer.user, view, over=viewer.over if spare else "", spare=spare)
        if said is None:
            viewer.due = True
        else:
            viewer.over, viewer.view, viewer.core, viewer.published_at = said, _seal(view), core, self._now()


def _seal(view: Block) -> bytes:
    """Return what tells whether a view is the same as another: many of them are remembered."""
    return hashlib.sha256(msgspec.json.encode(view)).digest()


def _ageless(home: Home) -> Home:
    """Return a Home without what changes by itself: ages, and calls left."""
    lines = [
        msgspec.structs.replace(
            one,
            calls=Calls(1, 1, 0.0),
            counted=msgspec.structs.replace(one.counted, seen_at=one.counted.seen_at and 1.0),
        )
        for one in home.portals
    ]
    return msgspec.structs.replace(home, portals=lines)
