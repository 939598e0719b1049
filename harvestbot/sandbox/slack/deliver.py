"""Carries deliveries to the bot, signed over HTTP or in an envelope over Socket Mode, and waits three seconds."""

import asyncio
import json
import ssl
import time
import uuid
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

import httpx

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.signing import signature
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.wire import Json

Channel = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True, slots=True)
class Retry:
    """That an event is delivered again.

    Attributes:
        number: 1 for the first repetition.
        reason: `http_timeout`, `http_error` or `connection_failed`.
    """

    number: int
    reason: str


@dataclass(slots=True)
class Delivery:
    """Something a person did, as it was brought to the bot, and what came of it.

    Attributes:
        kind: `command`, `block_actions`, `view_submission`, `view_closed`, `block_suggestion`, `shortcut`,
            `message_action` or the type of an event.
        payload: What the bot was sent.
        status: The HTTP status; 200 for an acknowledgement over Socket Mode; None where none came.
        seconds: Real seconds until the acknowledgement.
        body: The body of the acknowledgement: parsed JSON, or text.
        failure: Slack's word for what went wrong: `operation_timeout`, `dispatch_failed`, `http_client_error`,
            `http_service_error`, `invalid_response`, or `not_sent` where the person's own client refused.
        errors: What a submission was told at its fields, by block_id.
        again: The repetitions of an event.
    """

    kind: str
    payload: Json
    status: int | None = None
    seconds: float = 0.0
    body: object = None
    failure: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    again: list["Delivery"] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether it was acknowledged in time and refused at no field."""
        return not self.failure and not self.errors


class Courier:
    """Brings deliveries to the bot.

    Args:
        state: The workspace.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._client: httpx.AsyncClient | None = None

    async def bring(self, kind: str, by: Channel, payload: Json, retry: Retry | None = None) -> Delivery:
        """Deliver once and wait for the acknowledgement."""
        delivery = Delivery(kind, payload)
        entry = self._state.traffic.begin("delivery", kind, payload, self._state.now())
        self._state.pulse.beat("delivery", of=kind, begun=True)
        began = time.perf_counter()
        work = asyncio.ensure_future(self._carry(delivery, by, retry))
        bell = asyncio.ensure_future(self._state.clock.sleep(self._state.patience))
        try:
            await asyncio.wait({work, bell}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                delivery.failure = "operation_timeout"
        finally:
            delivery.seconds = time.perf_counter() - began
            for task in (work, bell):
                task.cancel()
            await asyncio.gather(work, bell, return_exceptions=True)
        self._state.traffic.end(
            entry,
            at=entry.at + delivery.seconds,
            status=delivery.status,
            response=delivery.body,
            failure=delivery.failure,
        )
        self._state.pulse.beat("delivery", of=kind, failure=delivery.failure)
        return delivery

    async def verify_url(self) -> Delivery:
        """Slack's handshake with a request URL: the challenge must come back."""
        challenge = uuid.uuid4().hex
        told = {"type": "url_verification", "token": self._state.verification_token, "challenge": challenge}
        delivery = await self.bring("url_verification", "events_api", told)
        said = delivery.body.get("challenge") if isinstance(delivery.body, dict) else delivery.body
        if not delivery.failure and said != challenge:
            delivery.failure = "invalid_response"
        return delivery

    async def aclose(self) -> None:
        """Close the connections to the bot."""
        if self._client is not None:
            await self._client.aclose()

    async def _carry(self, delivery: Delivery, by: Channel, retry: Retry | None) -> None:
        if self._state.request_url is None:
            await self._over_socket(delivery, by, retry)
        else:
            await self._over_http(delivery, by, retry)

    async def _over_socket(self, delivery: Delivery, by: Channel, retry: Retry | None) -> None:
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": by,
            "payload": delivery.payload,
            "accepts_response_payload": by != "events_api",
        }
        if by == "events_api":
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        try:
            answer = await self._state.sockets.next().exchange(envelope)
        except (SlackError, ConnectionError):
            delivery.failure = "dispatch_failed"
            return
        delivery.status = 200
        delivery.body = answer.get("payload")

    async def _over_http(self, delivery: Delivery, by: Channel, retry: Retry | None) -> None:
        url = self._state.request_url or ""
        if delivery.kind == "block_suggestion":
            url = self._state.options_url or url
        if self._client is None:
            # A proxy of the environment must not stand between the simulator and a bot on the same machine.
            # Patience is counted on the workspace's clock; the hour only bounds a request that was forgotten.
            # Nothing is encrypted on one machine, so that no certificates are read, which would take 50 ms.
            self._client = httpx.AsyncClient(
                trust_env=False,
                timeout=3600,
                limits=httpx.Limits(max_connections=None),
                verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            )
        body, content_type = _encoded(by, delivery.payload)
        try:
            response = await self._client.post(url, content=body, headers=self._headers(body, content_type, retry))
        except httpx.HTTPError:
            delivery.failure = "dispatch_failed"
            return
        delivery.status = response.status_code
        delivery.headers = dict(response.headers)
        delivery.body = _decoded(response)
        if not response.is_success:
            client_error = response.is_client_error or response.is_redirect
            delivery.failure = "http_client_error" if client_error else "http_service_error"

    def _headers(self, body: bytes, content_type: str, retry: Retry | None) -> dict[str, str]:
        # The wall clock, whatever the workspace's clock says: the receiver compares it with its own.
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._state.signing_secret, timestamp, body),
        }
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        return headers


def _encoded(by: Channel, payload: Json) -> tuple[bytes, str]:
    if by == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if by == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _decoded(response: httpx.Response) -> object:
    if response.headers.get("content-type", "").startswith("application/json") and response.content:
        try:
            return response.json()
        except ValueError:
            return response.text
    return response.text
