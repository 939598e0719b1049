"""``harvestbot doctor`` checks a real set-up, line by line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.commands import run, run_cold

from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.serve import running as portal_running
from harvestbot.sandbox.slack.serve import running as slack_running
from harvestbot.sandbox.slack.world import World
from harvestbot.store.database import Database


@asynccontextmanager
async def set_up(world: World) -> AsyncIterator[dict[str, str]]:
    """A simulated Slack and a simulated portal, and the settings that lead to them."""
    async with slack_running(world) as slack, portal_running(SimulatedPortal.seeded()) as portal:
        yield {
            "SLACK_BOT_TOKEN": world.bot_token,
            "SLACK_APP_TOKEN": world.app_token,
            "SLACK_API_URL": slack.api_url,
            "HARVESTBOT_PORTALS__CITY__URL": portal,
            "HARVESTBOT_PORTALS__CITY__API_KEY": "demo-key",
        }


def subjects(out: str) -> list[str]:
    """Return the mark and the subject of each line."""
    return [line.split(":")[0] for line in out.splitlines()]


async def test_a_good_set_up_is_well_beside_a_running_bot(tmp_path: Path) -> None:
    """Every check has a line, all are well, and the lock that a running bot holds is no trouble."""
    async with (
        set_up(World()) as variables,
        await Database.open(f"sqlite:///{tmp_path}/harvestbot.db", exclusive=True),
    ):
        ended = await run(tmp_path, "doctor", **variables)
    assert (ended.code, ended.err) == (0, "")
    assert subjects(ended.out) == [
        "✓ settings",
        "✓ database",
        "✓ Slack",
        "✓ Slack scopes",
        "✓ clock",
        "✓ Socket Mode",
        "✓ portal city",
        "✓ portal city, quota",
    ]


async def test_what_fails_has_a_line_and_a_way_out(tmp_path: Path) -> None:
    """Each failure is marked and says what to do; the exit code tells a script; no secret is shown."""
    world = World()
    world.workspace.scopes.discard("im:write")
    wrong = {
        "SLACK_APP_TOKEN": "xapp-hidden",
        "HARVESTBOT_PORTALS__CITY__API_KEY": "hidden",
        "HARVESTBOT_DATABASE_URL": "sqlite:///none/bot.db",
    }
    async with set_up(world) as variables:
        ended = await run(tmp_path, "doctor", **variables | wrong)
    assert (ended.code, ended.err) == (1, "")
    assert subjects(ended.out) == [
        "✓ settings",
        "✗ database",
        "✓ Slack",
        "✗ Slack scopes",
        "✓ clock",
        "✗ Socket Mode",
        "✗ portal city",
    ]
    assert "the bot lacks im:write. Update the app with what `harvestbot manifest` prints" in ended.out
    assert "hidden" not in ended.out


async def test_mistakes_in_the_settings_are_findings(tmp_path: Path) -> None:
    """A check of the settings that fails is a failed check."""
    ended = await run(tmp_path, "doctor", HARVESTBOT_PORT="x", SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")
    assert (ended.code, ended.err) == (1, "")
    assert subjects(ended.out) == ["✗ settings"] * 2


@pytest.mark.parametrize(
    "surroundings", [{"all_proxy": "socks5://ada:hidden@127.0.0.1:9"}, {"SSL_CERT_FILE": "/nowhere/hidden.pem"}]
)
async def test_surroundings_that_cannot_be_used_are_named(tmp_path: Path, surroundings: dict[str, str]) -> None:
    """Not every mistake is in a setting of ours; the way out names the variable, and not what is in it."""
    variables = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "HARVESTBOT_PORTALS__CITY__URL": "http://127.0.0.1:9",
        "HARVESTBOT_PORTALS__CITY__API_KEY": "k",
    }
    ended = await run_cold(tmp_path, "doctor", **variables, **surroundings)  # what is read of them once stays read
    (name,) = surroundings
    assert ended.code == 2
    assert name.upper() in ended.err
    assert "hidden" not in ended.err
