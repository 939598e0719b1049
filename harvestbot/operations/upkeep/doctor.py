"""Is everything as it should be? One finding a check, each with what to do about it.

It runs beside a running bot: it takes no lock, writes nothing, and spends one call (or page) of each portal's day.
"""

import asyncio
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from msgspec import Struct

from harvestbot.domain.harvesters import Harvester
from harvestbot.errors import (
    AnswerUnreadable,
    ChatError,
    CredentialsRefused,
    HarvestbotError,
    PortalError,
    PortalUnreachable,
)
from harvestbot.portal.address import ApiKey, PortalAddress
from harvestbot.portal.quota import Quota
from harvestbot.store import urls
from harvestbot.store.database import Database

CLOCK_TOLERANCE = 60
"""Seconds that clocks may differ: what Slack sends is refused when it looks older than five minutes."""
LOW_QUOTA = 0.1
"""The share of the day's calls below which a finding warns."""
UNTOLD = (
    "Whether the bot may change them, the portal tells only when it does: that needs create_dataset, edit_dataset and "
    "publish_dataset."
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Finding(Struct, frozen=True):
    """What a check found. ``ok`` is None for what is worth knowing and stops nothing, or could not be told."""

    subject: str
    ok: bool | None
    said: str
    advice: str = ""


class Identity(Protocol):
    """Who the bot is in Slack; ``scopes`` and ``offset`` (seconds our clock is ahead) are None where not told."""

    @property
    def bot(self) -> str:
        """The bot's name."""
        ...

    @property
    def workspace(self) -> str:
        """The workspace's name."""
        ...

    @property
    def scopes(self) -> frozenset[str] | None:
        """What the token may do."""
        ...

    @property
    def offset(self) -> float | None:
        """Seconds that our clock is ahead."""
        ...

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        ...


class Chat(Protocol):
    """Slack, as far as it is checked. Both questions raise a ``ChatError`` where the answer is no."""

    @property
    def socket_mode(self) -> bool:
        """Whether there is an app-level token to check."""
        ...

    async def identify(self) -> Identity:
        """Ask who the bot is."""
        ...

    async def connect(self) -> None:
        """Ask whether Socket Mode would let us in."""
        ...


class Portal(Protocol):
    """A portal, as far as it is checked."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def address(self) -> PortalAddress:
        """Where it is."""
        ...

    @property
    def quota(self) -> Quota:
        """The calls of today."""
        ...

    async def list(self) -> Sequence[Harvester]:
        """Return all harvesters, or raise a ``PortalError``."""
        ...


async def examine(database: str, chat: Chat, scopes: Iterable[str], portals: Iterable[Portal]) -> list[Finding]:
    """Check everything at the same time.

    Args:
        database: the database's URL.
        chat: Slack.
        scopes: what the bot token has to be allowed.
        portals: the portals of the settings.

    Returns:
        The findings, in the order in which a person would look for a fault.
    """
    groups = await asyncio.gather(
        examine_database(database), examine_chat(chat, frozenset(scopes)), *(examine_portal(each) for each in portals)
    )
    return [finding for group in groups for finding in group]


async def examine_database(url: str) -> list[Finding]:
    """Check that the database opens, answers and takes writes; one that does not exist yet is not created."""
    try:
        if (missing := _missing_file(url)) is not None:
            return [missing]
        async with await Database.open(url) as database:
            return [await examine_open(database)]
    except HarvestbotError as error:
        return [Finding("database", ok=False, said=str(error))]


async def examine_open(database: Database) -> Finding:
    """Check that an open database answers and takes writes.

    Raises:
        StoreError: it does not.
    """
    await database.ping()
    await database.see_that_it_can_be_written()
    return Finding("database", ok=True, said=f"{database.name} can be read and written")


def _missing_file(url: str) -> Finding | None:
    target = urls.target(url)
    path = target.database or ""
    # Of what may not be looked at, os.path says that it is not there, where Path fails.
    if not urls.is_sqlite(target) or os.path.exists(path):  # noqa: PTH110  because of that
        return None
    if os.access(Path(path).absolute().parent, os.W_OK | os.X_OK):
        return Finding("database", ok=True, said=f"{path} does not exist yet; the bot will make it")
    advice = "Make it, let the bot write there, or name another file in HARVESTBOT_DATABASE_URL."
    return Finding(
        "database", ok=False, said=f"the folder of {path} does not exist, or is closed to the bot.", advice=advice
    )


async def examine_chat(chat: Chat, needed: frozenset[str]) -> list[Finding]:
    """Check the tokens, what they allow, and the clock."""
    try:
        who = await chat.identify()
    except ChatError as error:
        advice = "Check SLACK_BOT_TOKEN, and that this machine reaches SLACK_API_URL."
        findings = [Finding("Slack", ok=False, said=str(error), advice=advice)]
    else:
        said = f"the bot is {who.bot} in {who.workspace} ({who.seconds:.1f} s)"
        findings = [Finding("Slack", ok=True, said=said), _scopes(who.scopes, needed), _clock(who.offset)]
    if chat.socket_mode:
        findings.append(await _socket(chat))
    return findings


def _scopes(granted: frozenset[str] | None, needed: frozenset[str]) -> Finding:
    if granted is None:
        return Finding("Slack scopes", ok=None, said="Slack did not tell what the bot may do")
    if lacking := sorted(needed - granted):
        advice = "Update the app with what `harvestbot manifest` prints, and install it to the workspace again."
        return Finding("Slack scopes", ok=False, said=f"the bot lacks {', '.join(lacking)}.", advice=advice)
    return Finding("Slack scopes", ok=True, said=f"all {len(needed)} are granted")


def _clock(offset: float | None) -> Finding:
    if offset is None:
        return Finding("clock", ok=None, said="Slack did not tell the time")
    if abs(offset) <= CLOCK_TOLERANCE:
        return Finding("clock", ok=True, said="agrees with Slack's")
    way = "ahead of" if offset > 0 else "behind"
    advice = "Set it (NTP): what Slack sends is refused when the clocks differ too much."
    return Finding("clock", ok=False, said=f"this machine is {abs(offset):.0f} s {way} Slack.", advice=advice)


async def _socket(chat: Chat) -> Finding:
    try:
        await chat.connect()
    except ChatError as error:
        advice = "Check SLACK_APP_TOKEN: it needs the scope connections:write, and Socket Mode turned on for the app."
        return Finding("Socket Mode", ok=False, said=str(error), advice=advice)
    return Finding("Socket Mode", ok=True, said="Slack lets the bot connect")


async def examine_portal(portal: Portal) -> list[Finding]:
    """Check that a portal is there, takes the credentials, and has calls left."""
    subject = f"portal {portal.name}"
    began = time.monotonic()
    try:
        harvesters = await portal.list()
    except PortalError as error:
        findings = [Finding(subject, ok=False, said=error.what, advice=_mend(portal.address, error))]
    else:
        took = time.monotonic() - began
        count = "1 harvester" if len(harvesters) == 1 else f"{len(harvesters)} harvesters"
        findings = [
            Finding(subject, ok=True, said=f"{count}, listed in {took:.1f} s.", advice=UNTOLD),
            _calls(subject, portal.quota),
        ]
    return [*findings, *_transport(subject, portal.address.url)]


def _mend(address: PortalAddress, error: PortalError) -> str:
    """Say which setting to look at."""
    own = f"HARVESTBOT_PORTALS__{address.name.upper()}__"
    match error:
        case CredentialsRefused() if isinstance(address.credentials, ApiKey):
            return f"Check {own}API_KEY."
        case CredentialsRefused():
            return f"Check {own}USERNAME and {own}PASSWORD."
        case PortalUnreachable() | AnswerUnreadable():
            return f"Check {own}URL, and that this machine reaches it, through a proxy if there is one."
        case _:
            return error.advice


def _calls(subject: str, quota: Quota) -> Finding:
    said = f"{quota.remaining} calls are left today"
    if quota.remaining >= quota.limit * LOW_QUOTA:
        return Finding(f"{subject}, quota", ok=True, said=said)
    advice = "Until the portal's day begins anew, readings may be refused."
    return Finding(f"{subject}, quota", ok=None, said=f"{said}.", advice=advice)


def _transport(subject: str, url: str) -> list[Finding]:
    """Warn where credentials travel in the clear to another machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname in LOOPBACK:
        return []
    said, advice = "its address begins with http:, so credentials can be read on the way.", "Use https if it can be."
    return [Finding(f"{subject}, TLS", ok=None, said=said, advice=advice)]
