"""Who may come in to the demo."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from harvestbot.sandbox.page.door import POLICY, Door, Foyer, refusal

HOST = "127.0.0.1:8000"
OURS = "http://127.0.0.1:8000"


@pytest.mark.parametrize("host", [HOST, "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_this_machines_own_names_are_served(host: str) -> None:
    """Loopback by any of its names, with or without a port."""
    assert refusal("GET", "/", Headers({"host": host})) == ""


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1.evil.example", "evil.example:8000", "localhost.evil.example", "[", "[::2]:80"],
)
def test_a_name_that_was_made_to_point_here_is_not(host: str) -> None:
    """DNS rebinding comes with its own host."""
    assert refusal("GET", "/", Headers({"host": host}))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8001"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": OURS, "sec-fetch-site": "cross-site"},
    ],
)
def test_what_a_page_of_another_site_sends_is_refused(headers: dict[str, str]) -> None:
    """By its origin, or by what the browser says of it."""
    assert refusal("POST", "/page/act", Headers({"host": HOST, **headers}))


@pytest.mark.parametrize(
    "headers", [{}, {"origin": OURS}, {"sec-fetch-site": "same-origin", "origin": OURS}, {"sec-fetch-site": "none"}]
)
def test_our_own_page_and_programs_are_let_in(headers: dict[str, str]) -> None:
    """Programs send neither; our page sends our origin."""
    assert refusal("POST", "/page/act", Headers({"host": HOST, **headers})) == ""


def test_a_link_on_another_site_may_lead_here() -> None:
    """Only to the page itself, and only by following it."""
    followed = Headers({"host": HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    embedded = Headers({"host": HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"})
    assert refusal("GET", "/", followed) == ""
    assert refusal("GET", "/", embedded)
    assert refusal("GET", "/_sim/", followed)
    assert refusal("POST", "/", followed)


async def greet(_: Request) -> PlainTextResponse:
    """Answer."""
    return PlainTextResponse("hello", headers={"referrer-policy": "origin"})


APP = Starlette(routes=[Route("/", greet), Route("/page/act", greet, methods=["POST"])])


async def test_everything_goes_out_with_a_policy() -> None:
    """What is let in is answered with the policy; what the application itself has said stays."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Door(APP)), base_url=OURS) as http:
        answer = await http.get("/")
        refused = await http.get("/", headers={"host": "evil.example"})
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["referrer-policy"] == "origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert refused.status_code == 403


async def test_a_socket_from_elsewhere_is_closed() -> None:
    """A WebSocket of another site is refused before it begins."""
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(b"host", HOST.encode()), (b"origin", b"http://evil.example")]
    await Door(APP)({"type": "websocket", "path": "/link/", "headers": headers}, receive, send)
    assert [message["type"] for message in said] == ["websocket.close"]


async def test_other_events_pass_the_door() -> None:
    """What is no request is not the door's business."""
    passed: list[str] = []

    async def inside(scope: dict[str, str], _receive: object, _send: object) -> None:
        passed.append(scope["type"])

    await Door(inside)({"type": "lifespan"}, None, None)  # type: ignore[arg-type]  # nothing of it is used
    assert passed == ["lifespan"]


async def test_what_people_do_waits_for_the_bot() -> None:
    """Looking is possible at once; doing waits in the foyer."""
    open_ = asyncio.Event()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Foyer(APP, open_)), base_url=OURS) as http:
        doing = asyncio.create_task(http.post("/page/act"))
        assert (await http.get("/")).text == "hello"
        assert not doing.done()
        open_.set()
        assert (await doing).text == "hello"
