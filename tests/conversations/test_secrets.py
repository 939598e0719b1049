"""No secret of any harvester is written anywhere: not into the database, the log, or what goes to Slack."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs
from support.talk import Talk, talking

from harvestbot import bot
from harvestbot.building import Tuning
from harvestbot.sandbox.portal import serve as portal_serve
from harvestbot.sandbox.portal.fetchers import FETCHERS
from harvestbot.sandbox.portal.harvester import Harvester
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack import serve
from harvestbot.sandbox.slack.ids import ADMIN, SECOND_ADMIN
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.world import World
from harvestbot.sandbox.stage import PORTAL, environment
from harvestbot.settings import load

KNOWN = (
    "ckan-secret-key",
    "csw-secret-password",
    "hyperfeed-secret-token",
    "junar-secret-key",
    "ftp-secret-password",
    "url-secret-password",
)
"""The secrets that the portal's harvesters have."""
TYPED = ('typed «new» "secret" \\ ключ', "typed-plain-secret")
MIRROR = "https://user:typed-url-secret@mirror.example.org"


def spelled(secret: str) -> Iterator[bytes]:
    """Give every way in which a file may spell a secret."""
    for text in (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret)):
        yield text.encode()
        yield base64.b64encode(text.encode()).rstrip(b"=")[:-1]


def found_in(data: bytes, secrets: tuple[str, ...]) -> list[str]:
    """Return the secrets that some bytes hold."""
    return [secret for secret in secrets if any(one in data for one in spelled(secret))]


def harvester(uid: str, kind: str, params: dict[str, object]) -> Harvester:
    """Return a harvester without datasets."""
    return Harvester(
        uid=uid, name=uid.title(), type=kind, created_at=1.0, updated_at=1.0, updated_by="anna", params=params
    )


def portal_label(kind: str) -> str:
    """Return what the management dialect calls the address of a source."""
    return next(one.label for one in FETCHERS[kind].parameters if one.name == "url")


async def restored(talk: Talk, harvester: str, values: dict[str, str], *, second: bool = False) -> None:
    """Let a harvester go and restore it, with values typed into the form."""
    await talk.types(f"delete {harvester}")
    question = await talk.sees("only they can press")
    await talk.presses(
        next(one for one in ("Delete, keep 3 datasets", "Delete") if one in talk.look(question)), question
    )
    await talk.world.until(lambda: "Deleted" in talk.look(question))
    await talk.types(f"restore {harvester}")
    await talk.presses("Restore", await talk.sees("only they can press"))
    view = await talk.world.until(lambda: talk.world.open_view(ADMIN))
    assert (await talk.world.submit(ADMIN, view, values)).ok
    if second:
        await talk.presses("Approve", await talk.sees("has to approve it"), SECOND_ADMIN)
    await talk.sees(f"it stands as {harvester}")


@pytest.mark.parametrize("api", ["management", "automation"])
async def test_no_secret_is_written_anywhere(tmp_path: Path, api: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither those that the portal has, nor those that are typed: the raw bytes of the files are looked through."""
    database = f"sqlite:///{tmp_path / 'bot.db'}"
    caplog.set_level("INFO")
    with capture_logs() as logged:
        await _converse(tmp_path, api, database)
    _see_that_nothing_is_written(tmp_path)
    assert found_in((repr(logged) + caplog.text).encode(), (*KNOWN, *TYPED, "typed-url-secret")) == []


async def _converse(tmp_path: Path, api: str, database: str) -> None:
    async with talking(api=api, DATABASE_URL=database, SECOND_APPROVER='["restore"]') as talk:
        params: dict[str, object] = {"host": "ftp.example.org", "user": "u", "password": KNOWN[4], "directory": "/out"}
        url = f"https://user:{KNOWN[5]}@mirror.example.org"
        talk.portal.world.add(harvester("one", "ftp", params))
        talk.portal.world.add(harvester("two", "wfs", {"url": url}))
        await talk.types("list")
        await talk.sees("Page 1")
        await restored(talk, "one", {"Password": TYPED[0]}, second=True)
        label = "Url" if api == "automation" else portal_label("wfs")
        talk.portal.trouble.next(Kind.DROP_AFTER, method="POST")
        await restored(talk, "two", {label: MIRROR}, second=True)
        assert talk.portal.world.get("one").params["password"] == TYPED[0]
        _see_that_nothing_is_written(tmp_path)
        seen = [one for one in talk.world.traffic.entries() if one.name != "view_submission"]
        assert seen
        assert found_in(repr(seen).encode(), (*KNOWN, *TYPED, "typed-url-secret")) == []


def _see_that_nothing_is_written(folder: Path) -> None:
    files = list(folder.iterdir())
    assert any(b"ftp.example.org" in one.read_bytes() for one in files)  # else this would look in the wrong place
    for one in files:
        assert found_in(one.read_bytes(), (*KNOWN, *TYPED, "typed-url-secret")) == []


async def test_what_was_typed_is_gone_with_the_process_and_asked_for_anew(tmp_path: Path) -> None:
    """The bot stops between the decision and the request: nothing is sent, and the next start says so and asks."""
    portal, world = SimulatedPortal.seeded(Options()), World(rates="off")
    async with portal_serve.running(portal) as portal_url, serve.running(world) as address:
        variables = environment(
            world, address.api_url, portal_url, tmp_path / "bot.db", socket_mode=False, api="management"
        )
        settings = load(variables | {f"HARVESTBOT_PORTALS__{PORTAL.upper()}__TIMEOUT": "5"})
        async with bot.running(settings, Tuning(grace=0.1)) as running:
            world.request_url = f"{running.address}/slack/events"
            question = await _asked(world)
            await world.press(ADMIN, question, "Restore")
            view = await world.until(lambda: world.open_view(ADMIN))
            portal.trouble.next(Kind.HANG, method="GET", times=9)
            assert (await world.submit(ADMIN, view, {"Password": TYPED[1]})).ok
        portal.trouble.clear()
        async with bot.running(settings) as running:
            world.request_url = f"{running.address}/slack/events"
            told = await world.until_sees(ADMIN, question.channel, "What was typed into the form is gone", 10)
            assert "Not restored" in world.plain(told)
            fresh = await world.until_sees(ADMIN, question.channel, "only they can press", 10)
            assert portal.log.count(method="POST") == 0
            await world.press(ADMIN, fresh, "Restore")
            view = await world.until(lambda: world.open_view(ADMIN))
            assert (await world.submit(ADMIN, view, {"Password": TYPED[1]})).ok
            await world.until_sees(ADMIN, question.channel, "it stands as nightly-timetables", 10)
    assert portal.log.count(method="POST") == 1


async def _asked(world: World) -> Message:
    """Let a harvester go, and ask for it to be restored."""
    channel = "C0DATAOPS1"
    await world.command(ADMIN, channel, "/harvester delete nightly-timetables")
    question = await world.until_sees(ADMIN, channel, "only they can press", 10)
    await world.press(ADMIN, question, "Delete, keep 45 datasets")
    await world.until_sees(ADMIN, channel, "Deleted", 10)
    await world.command(ADMIN, channel, "/harvester restore nightly-timetables")
    return await world.until_sees(ADMIN, channel, "only they can press", 10)
