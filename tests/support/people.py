"""People at work through a day on which the bot keeps dying: they ask, press, and press again when something failed.

Each has a lane of harvesters, one for each thing they do, so that what reached the portal can be counted for each.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from support.scene import Scene

from harvestbot.sandbox.portal.harvester import Harvester
from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.ids import DATA_OPS
from harvestbot.sandbox.slack.messages import Message

TRIES = 8
"""How often somebody tries before giving up."""
LOOK = 1.0
"""Seconds that somebody waits to see something before trying again."""
ATTACHED, PUBLISHED, SOURCE = 20, 12, 22

Act = Callable[["Person", str], Awaitable[None]]


def harvester(number: int) -> Harvester:
    """Return a harvester for one thing that somebody does."""
    return Harvester(
        uid=f"day-{number:04d}",
        name=f"Day {number:04d}",
        type="ods",
        created_at=1e9,
        updated_at=1e9,
        updated_by="john.doe",
        params={"domain": "documentation"},
        remote=ATTACHED,
        harvested=ATTACHED,
        attached=ATTACHED,
        published=PUBLISHED,
        source=SOURCE,
        last_started_at=1e9,
        last_success_at=1e9,
    )


class Person:
    """Somebody, and somebody else who approves.

    Args:
        scene: where they are.
        user, other: their ids.
        up: set while the bot is ready.
    """

    def __init__(self, scene: Scene, user: str, other: str, up: asyncio.Event) -> None:
        self._scene = scene
        self._user = user
        self._other = other
        self._up = up

    async def asks(self, words: str, uid: str, button: str) -> Message | None:
        """Type a command until its question is there; None for somebody who has given up."""
        for _ in range(TRIES):
            await self._insists(lambda: self._scene.types(f"{words} {uid}", self._user))
            with suppress(AssertionError):
                return await self._sees(uid, button)
        return None

    async def types(self, words: str) -> None:
        """Type a command until it is acknowledged."""
        await self._insists(lambda: self._scene.types(words, self._user))

    async def presses(self, where: Message | None, button: str, *, other: bool = False) -> bool:
        """Press a button until that is acknowledged; False where it is gone."""
        if where is None:
            return False
        who = self._other if other else self._user
        return await self._insists(lambda: self._scene.presses(button, where, who))

    async def types_in_form(self, where: Message | None, button: str, uid: str) -> None:
        """Open the form behind a button, type the id and send it, until that is acknowledged or the button is gone."""
        world = self._scene.world
        for _ in range(TRIES):
            if not await self.presses(where, button):
                return
            with suppress(AssertionError, CannotDo):  # no form came, or it is gone again
                form = await world.until(lambda: world.open_view(self._user), LOOK)
                if (await world.submit(self._user, form, {"Type the id of the harvester": uid})).ok:
                    return
                await world.close(self._user, form)

    async def approves(self, uid: str, button: str = "Approve") -> None:
        """Answer as the second person."""
        with suppress(AssertionError):
            await self.presses(await self._sees(uid, button), button, other=True)

    async def _sees(self, uid: str, button: str) -> Message:
        world = self._scene.world
        name = uid.replace("day-", "Day ")

        def found() -> Message | None:
            shown = (one for one in world.conversation(DATA_OPS, self._user) if one.via != "person")
            return next((one for one in shown if name in (said := world.plain(one)) and f"[{button}" in said), None)

        return await world.until(found, LOOK)

    async def _insists(self, act: Callable[[], Awaitable[Delivery]]) -> bool:
        for _ in range(TRIES):
            await self._up.wait()
            try:
                if (await act()).ok:
                    return True
            except CannotDo:
                return False
        return False


async def delete(person: Person, uid: str) -> None:
    """Delete, and keep the datasets."""
    await person.presses(await person.asks("delete", uid, "Delete, keep"), f"Delete, keep {ATTACHED} datasets")


async def delete_with(person: Person, uid: str) -> None:
    """Delete with the datasets: the id is typed."""
    await person.types_in_form(await person.asks("delete", uid, "Delete with"), f"Delete with {ATTACHED} datasets", uid)


async def publish(person: Person, uid: str) -> None:
    """Publish what is hidden."""
    await person.presses(await person.asks("publish", uid, "Publish"), f"Publish {ATTACHED - PUBLISHED} datasets")


async def unpublish(person: Person, uid: str) -> None:
    """Take offline, which a second person approves."""
    await person.presses(await person.asks("unpublish", uid, "Unpublish"), f"Unpublish {PUBLISHED} datasets")
    await person.approves(uid)


async def unpublish_rejected(person: Person, uid: str) -> None:
    """Ask to take offline, which a second person rejects."""
    await person.presses(await person.asks("unpublish", uid, "Unpublish"), f"Unpublish {PUBLISHED} datasets")
    await person.approves(uid, "Reject")


async def start(person: Person, uid: str) -> None:
    """Start."""
    await person.types(f"start {uid}")


async def start_and_publish(person: Person, uid: str) -> None:
    """Start, and publish when the run has ended well."""
    await person.types(f"start {uid} and publish")


async def abort(person: Person, uid: str) -> None:
    """Start and abort at once."""
    await person.types(f"start {uid}")
    await person.types(f"abort {uid}")


async def cancel(person: Person, uid: str) -> None:
    """Ask and withdraw."""
    await person.presses(await person.asks("delete", uid, "Cancel"), "Cancel")


async def forget(person: Person, uid: str) -> None:
    """Ask and never answer."""
    await person.asks("publish", uid, "Publish")


ANYBODY: tuple[Act, ...] = (publish, unpublish, unpublish_rejected, start, start_and_publish, abort, forget)
ADMINS: tuple[Act, ...] = (delete, delete, delete_with, delete_with, cancel, *ANYBODY)
