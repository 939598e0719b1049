"""The stage: a simulated portal and a simulated Slack, and the real bot, unchanged, in between.

The demo, the tour and the tests stand on it. Everything runs in one event loop and talks over real sockets of this
machine; nothing leaves it.
"""

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec import Struct

from harvestbot import bot
from harvestbot.building import GRACE, QUEUE, Tuning
from harvestbot.sandbox.portal import serve as portal_serve
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.slack import ids, serve
from harvestbot.sandbox.slack.world import World
from harvestbot.settings import Settings, load

PORTAL = "city"
"""What the people of the demo call their portal."""
API_KEY = "demo-key"


class Stage(Struct):
    """What stands on the stage.

    ``address`` is where the simulated Slack listens, ``portal_url`` where the portal does.
    """

    portal: SimulatedPortal
    world: World
    bot: bot.Bot
    settings: Settings
    address: serve.Address
    portal_url: str


def environment(
    world: World, slack_api: str, portal_url: str, database: Path, *, socket_mode: bool, api: str
) -> dict[str, str]:
    """Return the variables with which the bot comes to stand between the two."""
    slack = {
        "SLACK_BOT_TOKEN": world.bot_token,
        "SLACK_SIGNING_SECRET": world.signing_secret,
        "SLACK_API_URL": slack_api,
    }
    return {
        **slack,
        **({"SLACK_APP_TOKEN": world.app_token} if socket_mode else {}),
        f"HARVESTBOT_PORTALS__{PORTAL.upper()}__URL": portal_url,
        f"HARVESTBOT_PORTALS__{PORTAL.upper()}__API_KEY": API_KEY,
        f"HARVESTBOT_PORTALS__{PORTAL.upper()}__API": api,
        "HARVESTBOT_ROLES__OPERATOR": f'["{ids.OPERATOR}"]',
        "HARVESTBOT_DATABASE_URL": f"sqlite:///{database}",
        "HARVESTBOT_PORT": "0",
    }


@asynccontextmanager
async def staged(
    *,
    portal: SimulatedPortal | None = None,
    world: World | None = None,
    slack_port: int = 0,
    address: serve.Address | None = None,
    socket_mode: bool = False,
    api: str = "management",
    environ: Mapping[str, str] | None = None,
    grace: float = GRACE,
    queue: float = QUEUE,
    pages: bool = False,
) -> AsyncIterator[Stage]:
    """Set the stage, and clear it afterwards.

    Args:
        portal: the portal; a seeded one if None.
        world: the workspace; the usual one if None.
        slack_port: where the simulated Slack listens; 0 for a free port.
        address: where the simulated Slack is served already; it then stays when the stage is cleared.
        socket_mode: deliver over Socket Mode instead of HTTP.
        api: the dialect in which the bot speaks with the portal.
        environ: variables that are set besides, or instead.
        grace: seconds that the bot's work under way may take at the end.
        queue: seconds between two looks of the bot into its queue.
        pages: whether cards link to what the portal holds: it has no pages for people, and this is the next best.
    """
    portal = portal or SimulatedPortal.seeded(Options())
    world = world or World()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="harvestbot-")))
        portal_url = await stack.enter_async_context(portal_serve.running(portal))
        where = await stack.enter_async_context(serve.running(world, slack_port)) if address is None else address
        variables = environment(
            world, where.api_url, portal_url, folder / "harvestbot.db", socket_mode=socket_mode, api=api
        )
        if pages:
            variables[f"HARVESTBOT_PORTALS__{PORTAL.upper()}__PAGE_URL"] = f"{portal_url}/_sim/state?harvester={{id}}"
        tuning = Tuning(grace=grace, acknowledgement=world.state.patience, queue=queue)
        settings = load({**variables, **(environ or {})})
        running = await stack.enter_async_context(bot.running(settings, tuning))
        if socket_mode:
            await world.until_connected()
        else:
            world.request_url = f"{running.address}/slack/events"
        yield Stage(portal, world, running, settings, where, portal_url)
