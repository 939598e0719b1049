"""The whole portal as one ASGI application."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route

from harvestbot.sandbox.portal.automation import AUTOMATION
from harvestbot.sandbox.portal.control import Control
from harvestbot.sandbox.portal.gate import Gate
from harvestbot.sandbox.portal.management import MANAGEMENT
from harvestbot.sandbox.portal.mishaps import LOGIN
from harvestbot.sandbox.portal.portal import SimulatedPortal

LOGIN_PAGE = "<!DOCTYPE html><html><body><h1>Sign in</h1><form method=post><input name=user></form></body></html>"


def create_app(portal: SimulatedPortal) -> Starlette:
    """Serve both dialects and the controls of a portal.

    Args:
        portal: Whose state is served; it stays usable meanwhile.
    """
    return Starlette(
        routes=[
            Route("/", _index),
            Route(LOGIN, _login),
            *(Mount(dialect.prefix, Gate(portal, dialect)) for dialect in (MANAGEMENT, AUTOMATION)),
            Mount("/_sim", routes=Control(portal).routes()),
        ]
    )


async def _index(_request: Request) -> JSONResponse:
    return JSONResponse(
        {
            "about": "A simulated data portal; nothing here is real.",
            "management": f"{MANAGEMENT.prefix}/harvesters/",
            "automation": f"{AUTOMATION.prefix}/harvesters/",
            "controls": "/_sim/state",
        }
    )


async def _login(_request: Request) -> HTMLResponse:
    return HTMLResponse(LOGIN_PAGE)
