"""The controls under ``/_sim/``: for people and tests, without credentials. No client of a portal may rely on them.

Reading:

* ``GET /_sim/state``: everything: clock, durations, trouble, quota, harvesters with what is under way; no secrets.
* ``GET /_sim/log?method=&path=&effect=``: the requests that arrived, oldest first (`requestlog.Entry`).

Changing, with POST and a JSON object (`control_orders` has the fields; those not sent stay as they are):

* ``clock`` ``{"speed": 10, "advance": 60}``: time runs faster, or jumps ahead by seconds.
* ``durations`` ``{"processing": 4}``: how long things take.
* ``trouble`` ``{"latency": 5, "fail_rate": 0.1, "down": "close" | "503" | null, "over_quota": true}``: switches.
* ``next`` ``{"kind": "drop_after", "times": 1, "method": "DELETE", "path": "my-harvester"}``: spoils coming answers.
* ``quota`` ``{"limit": 1000}``: calls an account and day.
* ``harvesters`` ``{"name": "x", "type": "ods", "source": 20, "params": {}}``: somebody else creates a harvester.
* ``harvesters/{id}/edit`` ``{"by": "x", "name": "x", "attached": 3, "status_shown": "paused"}``: changes it.
* ``harvesters/{id}/script`` ``{"brings": 8, "failing": 2, "failure": null, "once": true}``: how the next run goes.
* ``harvesters/{id}/collapse`` ``{"left": 3, "seen": true}``: its source shrinks.
* ``harvesters/{id}/start``: somebody else, or its schedule, starts it.
* ``harvesters/{id}/vanish``: somebody else deletes it with its datasets.

``DELETE /_sim/log`` forgets the requests, ``DELETE /_sim/trouble`` turns all trouble off.

What changes something answers 200 with the state of what it changed; a body that is wrong answers 400 with
``{"error": "…"}``, an unknown harvester 404, a run that cannot start 400.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harvestbot.sandbox.portal.clock import ManualClock, WallClock
from harvestbot.sandbox.portal.control_orders import (
    AddOrder,
    ClockOrder,
    CollapseOrder,
    DurationsOrder,
    EditOrder,
    NextOrder,
    QuotaOrder,
    ScriptOrder,
    TroubleOrder,
    given,
)
from harvestbot.sandbox.portal.fetchers import fetcher_of
from harvestbot.sandbox.portal.harvester import Definition, Harvester, Script
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.problems import Problem, UnknownHarvester

AnyOrder = TypeVar("AnyOrder")


class Control:
    """The endpoints under ``/_sim/``.

    Args:
        portal: What they control.
    """

    def __init__(self, portal: SimulatedPortal) -> None:
        self._portal = portal

    def routes(self) -> list[Route]:
        """Give the routes, for a mount at ``/_sim``."""
        posts: dict[str, Callable[[Request, bytes], object]] = {
            "/clock": self._clock,
            "/durations": self._durations,
            "/trouble": self._set_trouble,
            "/next": self._next,
            "/quota": self._quota,
            "/harvesters": self._add,
            "/harvesters/{uid}/edit": self._edit,
            "/harvesters/{uid}/script": self._script,
            "/harvesters/{uid}/collapse": self._collapse,
            "/harvesters/{uid}/start": self._start,
            "/harvesters/{uid}/vanish": self._vanish,
        }
        return [
            Route("/state", _endpoint(self._state)),
            Route("/log", _endpoint(self._log)),
            Route("/log", _endpoint(self._forget), methods=["DELETE"]),
            Route("/trouble", _endpoint(self._calm), methods=["DELETE"]),
            *(Route(path, _endpoint(handler), methods=["POST"]) for path, handler in posts.items()),
        ]

    def _state(self, _request: Request, _body: bytes) -> object:
        portal = self._portal
        return {
            "now": portal.clock.now(),
            "speed": portal.clock.speed if isinstance(portal.clock, WallClock) else None,
            "durations": asdict(portal.world.durations),
            "trouble": self._trouble(),
            "quota": {
                "limit": portal.quota.limit,
                "used": {account.name: portal.quota.used(account.name) for account in portal.accounts},
            },
            "kept": portal.world.kept,
            "destroyed": portal.world.destroyed,
            "harvesters": [_shown(harvester) for harvester in portal.world.all()],
        }

    def _trouble(self) -> dict[str, object]:
        trouble = self._portal.trouble
        return {
            "latency": trouble.latency,
            "fail_rate": trouble.fail_rate,
            "down": trouble.down,
            "over_quota": trouble.over_quota,
            "total_count_as": trouble.total_count_as,
            "next": trouble.orders,
        }

    def _log(self, request: Request, _body: bytes) -> object:
        query = request.query_params
        return self._portal.log.find(
            method=query.get("method"), path=query.get("path", ""), effect=query.get("effect", "")
        )

    def _forget(self, _request: Request, _body: bytes) -> object:
        self._portal.log.clear()
        return []

    def _clock(self, _request: Request, body: bytes) -> object:
        order, clock = _read(body, ClockOrder), self._portal.clock
        if not isinstance(clock, WallClock | ManualClock):
            raise _WrongOrder("This portal's clock cannot be set.")
        if order.speed is not msgspec.UNSET:
            if not isinstance(clock, WallClock):
                raise _WrongOrder("This portal's clock is moved by hand and has no speed.")
            clock.speed = order.speed
        if order.advance is not msgspec.UNSET:
            clock.advance(order.advance)
        return {"now": clock.now(), "speed": clock.speed if isinstance(clock, WallClock) else None}

    def _durations(self, _request: Request, body: bytes) -> object:
        world = self._portal.world
        world.durations = replace(world.durations, **given(_read(body, DurationsOrder)))
        return world.durations

    def _set_trouble(self, _request: Request, body: bytes) -> object:
        for name, value in given(_read(body, TroubleOrder)).items():
            setattr(self._portal.trouble, name, value)
        return self._trouble()

    def _calm(self, _request: Request, _body: bytes) -> object:
        self._portal.trouble.clear()
        return self._trouble()

    def _next(self, _request: Request, body: bytes) -> object:
        order = _read(body, NextOrder)
        self._portal.trouble.next(order.kind, times=order.times, method=order.method, path=order.path)
        return self._trouble()

    def _quota(self, _request: Request, body: bytes) -> object:
        self._portal.quota.limit = _read(body, QuotaOrder).limit
        return {"limit": self._portal.quota.limit}

    def _add(self, _request: Request, body: bytes) -> object:
        order = _read(body, AddOrder)
        world = self._portal.world
        definition = Definition(order.name, order.type, order.params)
        return _shown(world.create(definition, order.by, complete=False, source=order.source))

    def _edit(self, request: Request, body: bytes) -> object:
        changes = given(_read(body, EditOrder))
        return _shown(self._portal.world.edit(request.path_params["uid"], **changes))

    def _script(self, request: Request, body: bytes) -> object:
        order = _read(body, ScriptOrder)
        script = Script(order.brings, order.failing, order.failure)
        return _shown(self._portal.world.script(request.path_params["uid"], script, once=order.once))

    def _collapse(self, request: Request, body: bytes) -> object:
        order = _read(body, CollapseOrder)
        return _shown(self._portal.world.collapse(request.path_params["uid"], order.left, seen=order.seen))

    def _start(self, request: Request, _body: bytes) -> object:
        return _shown(self._portal.world.start(request.path_params["uid"]))

    def _vanish(self, request: Request, _body: bytes) -> object:
        self._portal.world.vanish(request.path_params["uid"])
        return {}


class _WrongOrder(Exception):
    """The body of a control is wrong."""


def _read(body: bytes, kind: type[AnyOrder]) -> AnyOrder:
    return msgspec.json.decode(body or b"{}", type=kind)


def _endpoint(handler: Callable[[Request, bytes], object]) -> Callable[[Request], Any]:
    """Turn a handler into an endpoint that answers JSON and words what is wrong."""

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        try:
            status, content = 200, handler(request, body)
        except UnknownHarvester as problem:
            status, content = 404, {"error": str(problem)}
        except (msgspec.MsgspecError, Problem, _WrongOrder) as problem:
            status, content = 400, {"error": str(problem)}
        return Response(msgspec.json.encode(content), status, media_type="application/json")

    return endpoint


def _shown(harvester: Harvester) -> dict[str, object]:
    """Give everything about a harvester but the values of its secrets."""
    secrets = {parameter.name for parameter in fetcher_of(harvester.type).parameters if parameter.secret}
    params = {name: "***" if name in secrets else value for name, value in harvester.params.items()}
    return {**asdict(harvester), "params": params, "status": harvester.status, "hidden": harvester.hidden}
