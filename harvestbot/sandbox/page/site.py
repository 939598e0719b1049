"""The page's part of the server: the page itself, its stream, what is done on it, and its files."""

import asyncio
import secrets
from importlib.resources import files

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from harvestbot.sandbox.page.acts import Acts, read
from harvestbot.sandbox.page.completion import completed
from harvestbot.sandbox.page.conversation import Conversation
from harvestbot.sandbox.page.door import Door, Foyer
from harvestbot.sandbox.page.drawing import Easel
from harvestbot.sandbox.page.place import HOME, Place, found, open_to
from harvestbot.sandbox.page.portal_pane import BASE, PortalPane
from harvestbot.sandbox.page.programme import Programme
from harvestbot.sandbox.page.scenery import Scenery
from harvestbot.sandbox.page.slack_weather import SlackWeather
from harvestbot.sandbox.page.stream import Marks, Stream
from harvestbot.sandbox.portal.control import Control
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.ids import BOT
from harvestbot.sandbox.slack.world import World

STATIC = files("harvestbot.sandbox.page") / "static"
_NOT_KEPT = {"cache-control": "no-store"}
_MARKS = {"public": "#", "private": "◆"}


class Site:
    """The page.

    Args:
        world: The workspace that it shows.
        portal: The portal beside it.
        programme: What is told of the bot, and who is on the stage.
    """

    def __init__(self, world: World, portal: SimulatedPortal, programme: Programme) -> None:
        self._world = world
        self._portal = portal
        self._programme = programme
        self._easel = Easel(world.workspace)
        self._slack = SlackWeather(world.state)
        self._pane = PortalPane(portal, self._slack, self._easel)
        self._acts = Acts(world, self._easel)
        self._marks = Marks(secrets.token_hex(4))
        self._open = asyncio.Event()
        self._closing = False

    def routes(self) -> list[BaseRoute]:
        """The routes, to be asked before those of the simulated Slack."""
        return [
            Route("/", self.page),
            Route("/page/stream", self.stream),
            Route("/page/act", self.act, methods=["POST"]),
            Route("/page/completions", self.completions),
            Route("/page/traffic/{number:int}", self.exchange),
            Route("/page/slack", self.slack, methods=["POST"]),
            Mount(BASE, routes=Control(self._portal).routes()),
            Mount("/page/static", StaticFiles(directory=str(STATIC))),
        ]

    def guarded(self, inside: ASGIApp) -> ASGIApp:
        """Put the door before an application, and the foyer behind it."""
        return Door(Foyer(inside, self._open))

    def open(self) -> None:
        """Say that the bot is there: what people have done meanwhile is now done."""
        self._open.set()

    def close(self) -> None:
        """End all streams; browsers are told nothing more."""
        self._closing = True
        self._open.set()
        self._world.state.pulse.beat("state", closing=True)

    async def page(self, request: Request) -> Response:
        """The page, for one person in one place."""
        return HTMLResponse(self._page(self._place(request)), headers=_NOT_KEPT)

    async def stream(self, request: Request) -> Response:
        """Its stream of server-sent events."""
        place = self._place(request)
        conversation = Conversation(self._world, self._easel, place)
        scenery = Scenery(self._world, self._pane, self._easel, place)
        stream = Stream(self._world.state.pulse, conversation, scenery, self._marks, lambda: self._closing)
        since = request.headers.get("last-event-id") or request.query_params.get("since", "")
        return StreamingResponse(stream.events(since), media_type="text/event-stream", headers=_NOT_KEPT)

    async def act(self, request: Request) -> Response:
        """Something that a person does."""
        try:
            return JSONResponse(await self._acts.do(read(await request.body())))
        except msgspec.MsgspecError as wrong:
            return JSONResponse({"failure": str(wrong)}, 400)
        except CannotDo as said:
            return JSONResponse({"failure": str(said)}, 409)

    async def completions(self, request: Request) -> Response:
        """What the composer offers."""
        offered = completed(request.query_params.get("typed", ""), self._programme, self._pane.known())
        return Response(msgspec.json.encode(offered), media_type="application/json", headers=_NOT_KEPT)

    async def exchange(self, request: Request) -> Response:
        """One exchange between Slack and the bot, in full."""
        number = request.path_params["number"]
        entry = next(iter(self._world.traffic.entries(number - 1)), None)
        if entry is None or entry.number != number:
            return PlainTextResponse("This is no longer kept.", 404)
        return HTMLResponse(self._easel.exchange_whole(entry), headers=_NOT_KEPT)

    async def slack(self, request: Request) -> Response:
        """Change what goes wrong at Slack."""
        try:
            self._slack.turn(str((await request.json()).get("weather")))
        except (ValueError, AttributeError, LookupError) as wrong:
            return JSONResponse({"error": str(wrong)}, 400)
        return JSONResponse({})

    def _place(self, request: Request) -> Place:
        return found(request.query_params, self._world.workspace, list(self._programme.cast))

    def _page(self, place: Place) -> str:
        workspace, easel = self._world.workspace, self._easel
        conversation = Conversation(self._world, easel, place)
        channels = open_to(place.user, workspace)
        at_home = place.channel == HOME
        here = None if at_home else workspace.channels[place.channel]
        bot_name = workspace.person(BOT).name
        return easel.draw(
            "page",
            place=place,
            since=self._marks.of(self._world.state.pulse.number),
            me=workspace.person(place.user),
            workspace=workspace.name,
            cast=[(user, workspace.person(user).real_name, part) for user, part in self._programme.cast.items()],
            command=self._programme.command,
            title=easel.names.title(here, place.user) if here else f"Home of {bot_name}",
            mark=_MARKS.get(here.kind, "") if here else "",
            note=f"{len(here.members)} members" if here else "What the bot shows to you alone",
            at_home=at_home,
            home_address=place.at(HOME).address,
            bot_name=bot_name,
            shortcuts=sorted(workspace.shortcuts.items()),
            channels=[easel.channel(one, place, news=False) for one in channels if one.kind != "im"],
            directs=[easel.channel(one, place, news=False) for one in channels if one.kind == "im"],
            messages=conversation.messages(),
            replies=conversation.replies(),
            thread_closed=place.beside().address,
            home=easel.home(self._world.home(place.user)) if at_home else "",
            weather=self._pane.weather(),
            calls=self._pane.calls(),
            harvesters=[self._pane.entry(uid) for uid in self._pane.harvesters()],
            sheets=SHEETS,
        )


SHEETS = ("page.css", "blocks.css", "pane.css")
