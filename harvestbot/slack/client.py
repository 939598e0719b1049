"""The one client for Slack's Web API, on one shared session."""

import asyncio
import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

TIMEOUT = 30
"""Seconds that a call of Slack may take."""
RATE_LIMIT_RETRIES = 3
"""How often a call is made again after Slack asked to wait, as long as it asked."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")

FAILURES = (
    SlackClientError,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    asyncio.IncompleteReadError,
    ValueError,
    AttributeError,
)
"""What a call of Slack fails with; the last two come from slack_sdk where an answer is no JSON object."""

log = logging.getLogger("harvestbot.slack.client")
log.setLevel(logging.INFO)  # slack_sdk prints whole requests at DEBUG, and a response_url is a capability


def new_session() -> aiohttp.ClientSession:
    """Open the session that every call of Slack shares: one for each call costs five times the processor time."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))


def web_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return the client for methods that only ask: it asks again by itself."""
    client = asking_client(token, base_url, session)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES))
    return client


def asking_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return the client for methods that only ask, whose calls are paced (``Paced``)."""
    client = writing_client(token, base_url, session)
    client.retry_handlers.append(AsyncConnectionErrorRetryHandler())
    return client


def writing_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return the client for methods that say something: each call is made once.

    slack_sdk would send a message again whose connection was cut, though it may have been posted: that is decided by
    whoever insists on it.
    """
    client = AsyncWebClient(token=token, base_url=base_url, timeout=TIMEOUT, session=session, logger=log)
    client.retry_handlers = []
    client.proxy = proxy_for(base_url, client.proxy)
    return client


def webhook_client(url: str, session: aiohttp.ClientSession) -> AsyncWebhookClient:
    """Return the client for one response_url."""
    client = AsyncWebhookClient(url, timeout=TIMEOUT, session=session, logger=log)
    client.proxy = proxy_for(url, client.proxy)
    return client


def said(error: SlackApiError) -> str:
    """Return Slack's word for what went wrong; an answer that is none of Slack's has none."""
    return str(answered(error).get("error") or "no error named")


def asks_to_wait(error: SlackApiError) -> bool:
    """Tell whether Slack, or whoever answers in its place, asks to come again later."""
    response = error.response
    status = getattr(response, "status_code", getattr(response, "status", None))  # of slack_sdk's answer, or aiohttp's
    return said(error) == "ratelimited" or status == HTTPStatus.TOO_MANY_REQUESTS


def retry_after(error: SlackApiError) -> float:
    """Return the seconds that Slack asks to wait for; a second where it does not say."""
    headers = getattr(error.response, "headers", None)
    told = {str(name).lower(): value for name, value in headers.items()} if isinstance(headers, Mapping) else {}
    try:
        seconds = float(told.get("retry-after", 1))
    except ValueError:
        return 1.0
    return max(seconds, 0.0) if math.isfinite(seconds) else 1.0


def answered(error: SlackApiError) -> Mapping[str, Any]:
    """Return what Slack answered; {} for what is no JSON object, such as a proxy's page."""
    answer = getattr(error.response, "data", None)
    return answer if isinstance(answer, Mapping) else {}


def proxy_for(url: str, proxy: str | None) -> str | None:
    """Return the proxy of the environment, unless the address is local or excepted: slack_sdk ignores NO_PROXY."""
    host = urlsplit(url).hostname or ""
    return None if host in LOOPBACK or proxy_bypass(host) else proxy
