"""The Web API and the response URLs over HTTP: what comes in becomes a call, what comes out is Slack's answer."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.types import ASGIApp

from harvestbot.sandbox.slack import answers
from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.faults import TROUBLES, Fault
from harvestbot.sandbox.slack.lines import Lines, Silence
from harvestbot.sandbox.slack.methods.call import Call, Method
from harvestbot.sandbox.slack.methods.registry import METHODS
from harvestbot.sandbox.slack.ratelimits import too_many
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.wire import Json


class WebApi:
    """The endpoints.

    Args:
        state: The workspace.
        lines: The connections, so that one can be cut.
    """

    def __init__(self, state: State, lines: Lines) -> None:
        self._state = state
        self._lines = lines

    async def method(self, request: Request) -> ASGIApp:
        """`GET` or `POST /api/<method>`."""
        name = request.path_params["method"]
        args = await arguments(request)
        token = _token(request, args)
        return await self._answer(name, args, lambda: self._run(name, token, args))

    async def response_url(self, request: Request) -> ASGIApp:
        """`POST /commands/<secret>` and `POST /actions/<secret>`."""
        payload = await arguments(request)
        key = request.path_params["key"]
        return await self._answer("response_url", payload, lambda: answers.at_response_url(self._state, key, payload))

    async def _answer(self, name: str, args: Json, work: Callable[[], Json]) -> ASGIApp:
        state = self._state
        entry = state.traffic.begin("call", name, args, state.now())
        state.pulse.beat("call", name=name, begun=True)
        fault = state.faults.take(name, str(args.get("channel", "")))
        response, status, answer, failure = await self._tried(name, fault, work)
        state.traffic.end(entry, at=state.now(), status=status, response=answer, failure=failure)
        state.pulse.beat("call", name=name, failure=failure)
        return response

    async def _tried(
        self, name: str, fault: Fault | None, work: Callable[[], Json]
    ) -> tuple[ASGIApp, int | None, Json | None, str]:
        """Do the work, or what was ordered in its place: the response, its status, the answer and the failure."""
        trouble = fault.trouble if fault else ""
        if fault and trouble == "slow":
            await self._state.clock.sleep(fault.seconds)
        if trouble in ("http_500", "http_503"):
            status = int(trouble.removeprefix("http_"))
            return HTMLResponse("<html><body>Oops, something went wrong.</body></html>", status), status, None, trouble
        if trouble in ("drop", "hang"):
            return Silence(self._lines if trouble == "drop" else None), None, None, trouble
        try:
            _refuse(fault)
            answer: Json = {"ok": True, **work()}
            status, headers = 200, self._headers(name)
        except SlackError as refused:
            answer = {"ok": False, "error": refused.code, **refused.more}
            status, headers = refused.status, {**self._headers(name), **refused.headers}
        if trouble == "drop_after":
            return Silence(self._lines), None, answer, trouble
        return JSONResponse(answer, status, headers), status, answer, str(answer.get("error", ""))

    def _run(self, name: str, token: str, args: Json) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", {"req_method": name})
        self._authenticate(method, token)
        self._state.rates.spend(name, method.limit, str(args.get("channel", "")), self._state.now())
        call = Call(self._state, args)
        if method.scope:
            call.require(method.scope)
        return method.handler(call)

    def _authenticate(self, method: Method, token: str) -> None:
        if method.open:
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (self._state.bot_token, self._state.app_token):
            raise SlackError("invalid_auth")
        if (token == self._state.app_token) != method.app_token:
            raise SlackError("not_allowed_token_type")

    def _headers(self, name: str) -> dict[str, str]:
        method = METHODS.get(name)
        return {
            "x-oauth-scopes": ",".join(sorted(self._state.workspace.scopes)),
            "x-accepted-oauth-scopes": method.scope if method else "",
        }


async def arguments(request: Request) -> Json:
    """The arguments of a call: query, then form or JSON body."""
    args: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            told = json.loads(body or b"{}")
        except ValueError:
            told = None
        return {**args, **told} if isinstance(told, dict) else args
    return {**args, **dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))}


def _refuse(fault: Fault | None) -> None:
    """Refuse in Slack's own words, where that was ordered."""
    if fault and fault.trouble == "ratelimited":
        raise too_many(fault.seconds)
    if fault and fault.trouble not in TROUBLES:
        raise SlackError(fault.trouble)


def _token(request: Request, args: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else str(args.get("token", ""))


async def nothing(_: Request) -> PlainTextResponse:
    """What Slack's own pages would be."""
    return PlainTextResponse("This is a simulated Slack.")
