"""``harvestbot doctor``."""

import logging
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from harvestbot.operations.upkeep.doctor import Finding
    from harvestbot.settings import Settings

MARKS = {True: "✓", False: "✗", None: "•"}


def doctor() -> None:
    """Check settings, database, Slack, portals and clock.

    A line for each, with what to do about it; exit 1 if any fails.
    """
    from harvestbot.cli.loop import complete
    from harvestbot.errors import SettingsInvalid
    from harvestbot.operations.upkeep.doctor import Finding
    from harvestbot.settings import load

    try:
        settings = load()
    except SettingsInvalid as error:
        findings = [Finding("settings", ok=False, said=mistake) for mistake in error.mistakes]
    else:
        findings = [Finding("settings", ok=True, said="complete"), *complete(_examine(settings))]
    for finding in findings:
        typer.echo(line(finding))
    raise typer.Exit(int(any(finding.ok is False for finding in findings)))


def line(finding: "Finding") -> str:
    """Return a finding as a line of text."""
    return " ".join(filter(None, (MARKS[finding.ok], f"{finding.subject}:", finding.said, finding.advice)))


async def _examine(settings: "Settings") -> "list[Finding]":
    """Put the parts together that the checks need."""
    from harvestbot.operations.upkeep import logs
    from harvestbot.operations.upkeep.doctor import examine
    from harvestbot.portal.client import PortalClient
    from harvestbot.portal.transport import open_connections
    from harvestbot.slack.client import new_session
    from harvestbot.slack.health import SlackHealth
    from harvestbot.slack.manifest import SCOPES

    logs.set_up(settings.secrets, level=logging.CRITICAL)  # the findings say it all
    async with open_connections() as http, new_session() as session:
        slack = SlackHealth(
            session,
            base_url=settings.slack_api_url,
            bot_token=settings.slack_bot_token.get_secret_value(),
            app_token=settings.slack_app_token.get_secret_value(),
        )
        portals = [PortalClient(address, http) for address in settings.addresses]
        return await examine(settings.database_url.get_secret_value(), slack, SCOPES, portals)
