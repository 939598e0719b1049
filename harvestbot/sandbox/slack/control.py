"""The world over HTTP, at `/_sim/`, for tests in another process and for the page.

    GET  /_sim/                                who and what there is, and the problems that people saw
    GET  /_sim/traffic?since=N                 Web API calls and deliveries after number N, without secrets
    GET  /_sim/changes?since=N&wait=S          changes after number N; waits up to S seconds for the first
    GET  /_sim/conversation?channel=C&user=U   what a person sees in a channel
    GET  /_sim/views?user=U                    the modals before a person and their App Home
    POST /_sim/do                              {"do": "command", "user": U, "channel": C, "typed": "/harvester list"}
    POST /_sim/fail                            {"method": "chat.update", "trouble": "ratelimited", "seconds": 2}
    POST /_sim/setup                           {"request_url": …, "options_url": …, "scopes": […], "disconnect": …,
                                                "unknown_blocks": ["data_table", …]}

`do` takes the names and arguments of `world.World`: command, press, choose, suggest, submit, close, shortcut,
message_action, say, mention, dm, open_home, join, leave, verify_url. A message is named by `channel` and `ts`, a view
by `view_id`. What a person cannot do is answered with status 409 and a sentence.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.traffic import redact
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.world import Where, World

LONGEST_WAIT: Final = 30.0
"""Seconds that a reader of changes may wait in one request."""


class Control:
    """The endpoints.

    Args:
        world: What they show and drive.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """All routes below `/_sim/`."""
        return [
            Route("/_sim/", self.overview),
            Route("/_sim/traffic", self.traffic),
            Route("/_sim/changes", self.changes),
            Route("/_sim/conversation", self.conversation),
            Route("/_sim/views", self.views),
            Route("/_sim/do", self.do, methods=["POST"]),
            Route("/_sim/fail", self.fail, methods=["POST"]),
            Route("/_sim/setup", self.setup, methods=["POST"]),
        ]

    async def overview(self, _: Request) -> JSONResponse:
        """Who and what there is."""
        workspace = self._world.workspace
        return JSONResponse(
            {
                "team": workspace.team_wire(),
                "people": [person.wire() for person in workspace.people.values()],
                "channels": [
                    {**channel.wire(ids.BOT), "members": channel.members} for channel in workspace.channels.values()
                ],
                "groups": [group.wire(with_users=True) for group in workspace.groups.values()],
                "commands": sorted(workspace.commands),
                "scopes": sorted(workspace.scopes),
                "problems": [asdict(problem) for problem in self._world.problems],
                "changes": self._world.state.pulse.number,
            }
        )

    async def traffic(self, request: Request) -> JSONResponse:
        """Calls and deliveries."""
        entries = self._world.traffic.entries(_number(request, "since"))
        return JSONResponse({"entries": [entry.wire() for entry in entries]})

    async def changes(self, request: Request) -> JSONResponse:
        """Changes, at once or as soon as there is one."""
        pulse = self._world.state.pulse
        since = _number(request, "since")
        wait = min(LONGEST_WAIT, _number(request, "wait"))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await pulse.beyond(since)
        return JSONResponse({"number": pulse.number, "changes": [asdict(change) for change in pulse.since(since)]})

    async def conversation(self, request: Request) -> JSONResponse:
        """What a person sees in a channel."""
        channel, user = request.query_params.get("channel", ""), request.query_params.get("user", "")
        return JSONResponse({"messages": [message_json(m) for m in self._world.conversation(channel, user)]})

    async def views(self, request: Request) -> JSONResponse:
        """What a person has open."""
        user = request.query_params.get("user", "")
        home = self._world.home(user)
        stack = [view_json(view) for view in self._world.views_of(user)]
        return JSONResponse({"views": stack, "home": view_json(home) if home else None})

    async def do(self, request: Request) -> JSONResponse:
        """Let a person do something."""
        asked: Json = await request.json()
        action = self._actions().get(str(asked.get("do")))
        if action is None:
            return JSONResponse({"error": f"nobody can {asked.get('do')!r}"}, 400)
        try:
            return JSONResponse({"result": await action(asked)})
        except CannotDo as said:
            return JSONResponse({"error": str(said)}, 409)
        except KeyError as missing:
            return JSONResponse({"error": f"missing or unknown: {missing.args[0]}"}, 400)

    async def fail(self, request: Request) -> JSONResponse:
        """Order trouble; with an empty method, forget all orders."""
        asked: Json = await request.json()
        if not asked.get("method"):
            self._world.state.faults.clear()
            return JSONResponse({})
        self._world.fail(
            str(asked["method"]),
            str(asked.get("trouble", "http_500")),
            times=int(asked.get("times", 1)),
            seconds=int(asked.get("seconds", 1)),
            channel=asked.get("channel"),
        )
        return JSONResponse({})

    async def setup(self, request: Request) -> JSONResponse:
        """Change how the app is set up."""
        asked: Json = await request.json()
        if "request_url" in asked:
            self._world.request_url = asked["request_url"]
        if "options_url" in asked:
            self._world.options_url = asked["options_url"]
        if "scopes" in asked:
            self._world.workspace.scopes = set(asked["scopes"])
        if "unknown_blocks" in asked:
            self._world.state.unknown_blocks = frozenset(asked["unknown_blocks"])
        if "disconnect" in asked:
            await self._world.disconnect(str(asked["disconnect"]))
        return JSONResponse({})

    def _actions(self) -> dict[str, Callable[[Json], Awaitable[object]]]:
        world = self._world

        async def told(coming: Awaitable[Delivery | None]) -> object:
            delivery = await coming
            return delivery_json(delivery) if delivery else None

        async def say(a: Json) -> object:
            deliveries = await world.say(a["user"], a["channel"], a["text"], thread_ts=a.get("thread_ts"))
            return [delivery_json(delivery) for delivery in deliveries]

        return {
            "command": lambda a: told(world.command(a["user"], a["channel"], a["typed"], thread_ts=a.get("thread_ts"))),
            "press": lambda a: told(
                world.press(a["user"], self._where(a), a["name"], value=a.get("value"), confirm=a.get("confirm", True))
            ),
            "choose": lambda a: told(
                world.choose(a["user"], self._where(a), a["name"], a["option"], confirm=a.get("confirm", True))
            ),
            "suggest": lambda a: world.suggest(a["user"], self._where(a), a["name"], a["typed"]),
            "submit": lambda a: told(world.submit(a["user"], self._view(a), a.get("values", {}))),
            "close": lambda a: told(world.close(a["user"], self._view(a), everything=a.get("everything", False))),
            "shortcut": lambda a: told(world.shortcut(a["user"], a["callback_id"])),
            "message_action": lambda a: told(world.message_action(a["user"], self._message(a), a["callback_id"])),
            "say": say,
            "mention": lambda a: told(world.mention(a["user"], a["channel"], a["text"], thread_ts=a.get("thread_ts"))),
            "dm": lambda a: told(world.dm(a["user"], a["text"])),
            "open_home": lambda a: told(world.open_home(a["user"])),
            "join": lambda a: told(world.join(a["user"], a["channel"])),
            "leave": lambda a: told(world.leave(a["user"], a["channel"])),
            "verify_url": lambda _: told(world.verify_url()),
        }

    def _where(self, asked: Json) -> Where:
        return self._view(asked) if "view_id" in asked else self._message(asked)

    def _message(self, asked: Json) -> Message:
        found = self._world.state.book.find(asked["channel"], asked["ts"])
        if found is None:
            raise CannotDo(f"there is no message {asked['ts']} in {asked['channel']}")
        return found

    def _view(self, asked: Json) -> View:
        found = self._world.state.views.find(asked["view_id"], None)
        if found is None:
            raise CannotDo(f"view {asked['view_id']} is not open")
        return found


def message_json(message: Message) -> Json:
    """A message with what a reader of the screen would know of it."""
    return {
        **message.wire(),
        "channel": message.channel,
        "ephemeral_to": message.ephemeral_to,
        "via": message.via,
        "bot": message.bot,
        "state": message.state,
        "unfurls": message.unfurls,
        "mentions": asdict(message.mentions),
        "plain": World.plain(message),
    }


def view_json(view: View) -> Json:
    """A view with what a reader of the screen would know of it."""
    return {
        **view.wire(),
        "user": view.user,
        "errors": view.errors,
        "trouble": view.trouble,
        "plain": World.plain(view),
    }


def delivery_json(delivery: Delivery) -> Json:
    """What came of a delivery, without secrets."""
    told = asdict(delivery)
    told.pop("headers")
    return {**{name: redact(value) for name, value in told.items()}, "ok": delivery.ok}


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isdigit() else 0
