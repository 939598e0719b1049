"""The simulated Slack as an ASGI application; the page of `demo` adds its own routes to these."""

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute

from harvestbot.sandbox.slack.control import Control
from harvestbot.sandbox.slack.lines import Lines
from harvestbot.sandbox.slack.link import Link
from harvestbot.sandbox.slack.webapi import WebApi, nothing
from harvestbot.sandbox.slack.world import World


def routes(world: World, lines: Lines) -> list[BaseRoute]:
    """The routes of Slack itself and of `/_sim/`."""
    api = WebApi(world.state, lines)
    return [
        Route("/api/{method}", api.method, methods=["GET", "POST"]),
        Route("/commands/{key}", api.response_url, methods=["POST"]),
        Route("/actions/{key}", api.response_url, methods=["POST"]),
        WebSocketRoute("/link/", Link(world.state).connect),
        *Control(world).routes(),
        Route("/", nothing),
    ]


def create_app(world: World, lines: Lines, *, more: list[BaseRoute] | None = None) -> Starlette:
    """The application.

    Args:
        world: The workspace it shows.
        lines: The connections, so that one can be cut.
        more: Further routes, asked before ours.
    """
    return Starlette(routes=[*(more or []), *routes(world, lines)])
