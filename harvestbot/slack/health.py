"""How Slack sees the bot: what ``doctor`` asks of it."""

import asyncio
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import aiohttp
from msgspec import Struct
from slack_sdk.errors import SlackApiError, SlackClientError

from harvestbot.errors import ChatError, SlackUnavailable
from harvestbot.slack.client import said, web_client

PATIENCE = 10.0
"""Seconds that a check waits for Slack."""


class Identity(Struct, frozen=True):
    """Who the bot token belongs to.

    ``scopes`` is None where Slack did not tell; ``offset`` is how many seconds our clock is ahead of Slack's, None
    where Slack did not tell the time; ``seconds`` is how long it took to answer.
    """

    bot: str
    workspace: str
    scopes: frozenset[str] | None
    offset: float | None
    seconds: float


class SlackHealth:
    """Slack, for a check.

    Args:
        session: the connections to use.
        base_url: of the Web API.
        bot_token: the bot's.
        app_token: an app-level token, or "" without Socket Mode.
    """

    def __init__(self, session: aiohttp.ClientSession, *, base_url: str, bot_token: str, app_token: str = "") -> None:
        self._session = session
        self._base_url = base_url
        self._bot_token = bot_token
        self._app_token = app_token

    @property
    def socket_mode(self) -> bool:
        """Whether there is an app-level token to check."""
        return bool(self._app_token)

    async def identify(self) -> Identity:
        """Ask who the bot is (``auth.test``).

        Raises:
            SlackUnavailable: Slack could not be asked.
            ChatError: it does not take the token.
        """
        began = time.monotonic()
        body, headers = await self._call("auth.test", self._bot_token)
        return Identity(
            bot=str(body.get("user", "")),
            workspace=str(body.get("team", "")),
            scopes=_scopes(headers),
            offset=_offset(headers, time.time()),
            seconds=time.monotonic() - began,
        )

    async def connect(self) -> None:
        """Ask for an address of Socket Mode (``apps.connections.open``), without connecting to it.

        Raises:
            SlackUnavailable: Slack could not be asked.
            ChatError: it does not take the token.
        """
        await self._call("apps.connections.open", self._app_token)

    async def _call(self, method: str, token: str) -> tuple[Mapping[str, object], Mapping[str, str]]:
        try:
            async with asyncio.timeout(PATIENCE):
                response = await web_client(token, self._base_url, self._session).api_call(method)
        except SlackApiError as refusal:
            reason = said(refusal)
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            trouble = type(error).__name__
            raise SlackUnavailable(f"Slack gave {method} no answer ({trouble}).") from None
        else:
            body = response.data if isinstance(response.data, dict) else {}
            return body, {name.lower(): value for name, value in response.headers.items()}
        raise ChatError(f"Slack answered {method} with {reason}.")


def _scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    told = headers.get("x-oauth-scopes")
    return None if told is None else frozenset(scope.strip() for scope in told.split(",") if scope.strip())


def _offset(headers: Mapping[str, str], now: float) -> float | None:
    """Return how far ahead our clock is; the header's own resolution is a second."""
    try:
        return now - parsedate_to_datetime(headers.get("date", "")).timestamp()
    except ValueError:
        return None
