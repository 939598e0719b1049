"""The page served for tests, and a reader of its stream."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
from sandbox.slack.bench import Bot, heard_by

from harvestbot.sandbox.page.place import Place
from harvestbot.sandbox.page.programme import Programme, Word
from harvestbot.sandbox.page.site import Site
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.slack import ids, serve
from harvestbot.sandbox.slack.clock import Clock
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.world import World

PROGRAMME = Programme(
    words=(Word("list", "list", "The harvesters"), Word("status", "status <harvester>", "One of them", True)),  # noqa: FBT003  because the fields of a word read well in their order
    cast={ids.ADMIN: "admin", ids.VIEWER: "viewer", ids.STRANGER: "of another organisation"},
)
HERE = Place(ids.ADMIN, ids.DATA_OPS)


class Reader:
    """Somebody who reads a stream.

    Args:
        lines: the lines of the response.
    """

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self._left: list[list[str]] = []
        self.mark = ""

    async def event(self) -> list[list[str]]:
        """Wait for the next event."""
        async with asyncio.timeout(30):
            async for line in self._lines:
                if line.startswith("id: "):
                    self.mark = line.removeprefix("id: ")
                if line.startswith("data: "):
                    patches: list[list[str]] = json.loads(line.removeprefix("data: "))
                    return patches
        raise AssertionError("the stream has ended")

    async def until(self, deed: str, target: str, words: str = "") -> list[str]:
        """Wait for a patch that does this to this, with these words in it."""
        async with asyncio.timeout(30):
            while True:
                while self._left:
                    patch = self._left.pop(0)
                    if patch[0] == deed and target in patch[1:3] and words in patch[-1]:
                        return patch
                self._left = await self.event()

    async def ended(self) -> bool:
        """Wait for the end of the stream."""
        async with asyncio.timeout(30):
            async for line in self._lines:
                assert not line.startswith('data: [["reload'), line
        return True


@dataclass
class House:
    """What is served."""

    site: Site
    world: World
    portal: SimulatedPortal
    bot: Bot
    base: str
    http: httpx.AsyncClient

    async def page(self, place: Place = HERE) -> str:
        """The page as it is sent."""
        return (await self.http.get(place.address)).text

    async def act(self, do: str, user: str = ids.ADMIN, **told: object) -> Json:
        """Do something as the script does, and give the answer."""
        answer: Json = (await self.http.post("/page/act", json={"do": do, "user": user, **told})).json()
        return answer

    def post(self, text: str = "", blocks: list[Json] | None = None, **more: object) -> Message:
        """Let the bot post a message."""
        message = Message(ids.DATA_OPS, self.world.state.stamp(), ids.BOT, text, blocks or [], bot=True)
        for name, value in more.items():
            setattr(message, name, value)
        return self.world.state.post(message)

    @contextlib.asynccontextmanager
    async def reading(self, place: Place = HERE, since: str | None = None) -> AsyncIterator[Reader]:
        """Read the stream of a page, from when the page was made."""
        if since is None:
            since = (await self.page(place)).partition("since=")[2].partition('"')[0]
        async with self.http.stream("GET", f"/page/stream?{place.query}&since={since}", timeout=None) as answer:
            yield Reader(answer.aiter_lines())


@contextlib.asynccontextmanager
async def opened(clock: Clock | None = None) -> AsyncIterator[House]:
    """Serve a page.

    Args:
        clock: the workspace's time; real time if None.
    """
    world, portal, bot = World(rates="off", clock=clock), SimulatedPortal.seeded(), Bot()
    site = Site(world, portal, PROGRAMME)
    async with (
        serve.running(world, more=site.routes(), around=site.guarded) as address,
        heard_by(bot) as url,
        httpx.AsyncClient(base_url=address.base, trust_env=False) as http,
    ):
        world.request_url = url
        site.open()
        yield House(site, world, portal, bot, address.base, http)
        site.close()
