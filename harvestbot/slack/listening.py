"""How deliveries reach the bot: Bolt's app, over HTTP or over Socket Mode."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from harvestbot.errors import SlackRefused, SlackUnavailable
from harvestbot.slack.client import FAILURES, proxy_for, said
from harvestbot.slack.workspace import Workspace

log = structlog.get_logger(__name__)

CONNECT_TIMEOUT = 15.0
"""Seconds for a Socket Mode connection."""
REFUSED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
"""Slack's words for a token that will not do, however often it is tried."""


async def learn_workspace(client: AsyncWebClient) -> Workspace:
    """Ask Slack who the bot is (``auth.test``), once, before the first delivery needs to know.

    Raises:
        SlackRefused: Slack does not take the token.
        SlackUnavailable: Slack did not answer.
    """
    answer = await _asked("SLACK_BOT_TOKEN", client.auth_test())
    return Workspace(
        team=str(answer.get("team_id") or ""),
        enterprise=str(answer.get("enterprise_id") or ""),
        bot_user=str(answer.get("user_id") or ""),
    )


async def _asked(variable: str, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await call
    except SlackApiError as error:
        word = said(error)
        if word in REFUSED:
            raise SlackRefused(f"Slack does not take {variable} ({word}). Copy it anew from the app's page.") from None
        raise SlackUnavailable(f"Slack refused to say who the bot is ({word}).") from None
    except FAILURES as error:
        raise SlackUnavailable(f"Slack could not be reached ({type(error).__name__}).") from None


class Authorize(AsyncAuthorize):
    """Tells Bolt who the bot is, without asking Slack for each delivery.

    Args:
        token: the bot's.
        workspace: tells the workspace, once Slack has.
    """

    def __init__(self, token: str | None, workspace: Callable[[], Awaitable[Workspace]]) -> None:
        self._token = token
        self._workspace = workspace

    async def __call__(self, **_: object) -> AuthorizeResult:
        """Return what Bolt wants to know, whoever is the person."""
        here = await self._workspace()
        return AuthorizeResult(
            enterprise_id=here.enterprise or None,
            team_id=here.team,
            bot_token=self._token,
            bot_user_id=here.bot_user,
        )


def bolt_app(client: AsyncWebClient, signing_secret: str, workspace: Callable[[], Awaitable[Workspace]]) -> AsyncApp:
    """Return Bolt's app, which checks signatures and knows who the bot is without asking for each delivery."""
    # Bolt warns that the token is not its own to use, which is meant, and at DEBUG it prints whole requests.
    logger = logging.getLogger("slack_bolt.harvestbot")
    logger.setLevel(logging.ERROR)
    app = AsyncApp(
        # At each delivery Bolt gives the logger of this name that level: with the bot's own, its log would fall silent.
        name=logger.name,
        logger=logger,
        client=client,
        signing_secret=signing_secret,
        authorize=Authorize(client.token, workspace),
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_misshapen)
    return app


async def _misshapen(error: Exception) -> BoltResponse:
    """Refuse what Bolt fails at before a listener has it: it is signed, and has no shape of Slack's."""
    log.error("a delivery has no shape that is known", exc_info=error)
    return BoltResponse(status=400, body="")


class SocketMode:
    """The connection over which Slack delivers without calling us.

    Args:
        app: takes the deliveries.
        app_token: the app-level token.
        client: Slack's Web API, for its address.
        patience: seconds for a connection.
    """

    def __init__(
        self, app: AsyncApp, app_token: str, client: AsyncWebClient, patience: float = CONNECT_TIMEOUT
    ) -> None:
        self._patience = patience
        self._client = client
        self._app_token = app_token
        self._handler = AsyncSocketModeHandler(app, app_token, web_client=client)
        self._handler.client.proxy = proxy_for(client.base_url, self._handler.client.proxy)

    async def connect(self) -> None:
        """Connect.

        Raises:
            SlackRefused: Slack does not take the token.
            SlackUnavailable: no connection came about in time; it may be tried again.
        """
        # Slack's client would try a bad token for ever, so it is asked about first; and it asks no second time.
        answer = await _asked("SLACK_APP_TOKEN", self._client.apps_connections_open(app_token=self._app_token))
        self._handler.client.wss_uri = answer.get("url")
        try:
            async with asyncio.timeout(self._patience):
                await self._handler.connect_async()  # type: ignore[no-untyped-call]  # because Bolt leaves it without types
        except FAILURES as error:
            raise SlackUnavailable(
                f"Socket Mode did not connect ({type(error).__name__}). Check that SLACK_APP_TOKEN has the scope "
                "connections:write, and that Socket Mode is on in the app's settings."
            ) from None

    @property
    def connected(self) -> bool:
        """Whether deliveries can come in."""
        session = self._handler.client.current_session
        return session is not None and not session.closed

    async def close(self) -> None:
        """Disconnect: nothing more comes in."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]  # because Bolt leaves it without types
