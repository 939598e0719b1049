"""Each check of ``doctor`` tells well from ill, and says what to do."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec import Struct

from harvestbot.domain.harvesters import Harvester
from harvestbot.errors import (
    ChatError,
    CredentialsRefused,
    PermissionMissing,
    PortalError,
    PortalUnreachable,
    SlackUnavailable,
)
from harvestbot.operations.upkeep.doctor import Finding, examine, examine_chat, examine_database, examine_portal
from harvestbot.portal.address import ApiKey, Basic, PortalAddress
from harvestbot.portal.quota import Quota
from harvestbot.store.database import Database

SCOPES = frozenset({"chat:write", "commands"})


class Who(Struct, frozen=True):
    """Who the bot is."""

    bot: str = "harvestbot"
    workspace: str = "Open Data"
    scopes: frozenset[str] | None = SCOPES
    offset: float | None = 0.4
    seconds: float = 0.2


class Slack(Struct, frozen=True):
    """A Slack that answers as told."""

    who: Who | ChatError = Who()
    lets_in: ChatError | None = None
    socket_mode: bool = False

    async def identify(self) -> Who:
        """Answer, or refuse."""
        if isinstance(self.who, ChatError):
            raise self.who
        return self.who

    async def connect(self) -> None:
        """Let the bot in, or refuse."""
        if self.lets_in is not None:
            raise self.lets_in


class Portal(Struct, frozen=True):
    """A portal that answers as told."""

    answer: Sequence[Harvester] | PortalError = ()
    remaining: int = 900
    url: str = "https://city.example.org"
    name: str = "city"
    credentials: ApiKey | Basic = ApiKey("hidden")

    @property
    def address(self) -> PortalAddress:
        """Where it is."""
        return PortalAddress(name=self.name, url=self.url, credentials=self.credentials)

    @property
    def quota(self) -> Quota:
        """The calls of today."""
        return Quota(limit=1000, used=1000 - self.remaining, remaining=self.remaining, reset_at=0)

    async def list(self) -> Sequence[Harvester]:
        """Answer, or refuse."""
        if isinstance(self.answer, PortalError):
            raise self.answer
        return self.answer


def verdicts(findings: list[Finding]) -> dict[str, bool | None]:
    """Return what was found of each subject."""
    return {finding.subject: finding.ok for finding in findings}


def contents(folder: Path) -> list[Path]:
    """Return what is in a folder."""
    return list(folder.iterdir())


async def test_everything_is_checked_in_the_order_of_a_search_for_a_fault(tmp_path: Path) -> None:
    """The bot's own things come first, then Slack, then each portal."""
    findings = await examine(f"sqlite:///{tmp_path}/bot.db", Slack(), SCOPES, [Portal(), Portal(name="town")])
    assert list(verdicts(findings)) == [
        "database",
        "Slack",
        "Slack scopes",
        "clock",
        "portal city",
        "portal city, quota",
        "portal town",
        "portal town, quota",
    ]
    assert all(finding.ok for finding in findings)


async def test_the_database_is_read_and_written_beside_a_running_bot(tmp_path: Path) -> None:
    """The lock that the bot holds keeps nobody from looking."""
    url = f"sqlite:///{tmp_path}/bot.db"
    async with await Database.open(url, exclusive=True):
        (finding,) = await examine_database(url)
    assert finding.ok
    assert finding.said.endswith("can be read and written")


async def test_a_database_that_does_not_exist_yet_is_not_made(tmp_path: Path) -> None:
    """A look leaves nothing behind; a folder that is missing is told, since the bot would not make it."""
    (finding,) = await examine_database(f"sqlite:///{tmp_path}/bot.db")
    (lost,) = await examine_database(f"sqlite:///{tmp_path}/none/bot.db")
    assert finding.ok
    assert lost.ok is False
    assert "HARVESTBOT_DATABASE_URL" in lost.advice
    assert contents(tmp_path) == []


async def test_a_folder_that_takes_no_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot could not make its file there; what may not even be looked at is no accident of ours."""
    (odd,) = await examine_database(f"sqlite:///{tmp_path}/{'x' * 300}/bot.db")
    monkeypatch.setattr("os.access", lambda _path, _mode: False)  # because root may do everything
    (shut,) = await examine_database(f"sqlite:///{tmp_path}/bot.db")
    assert (odd.ok, shut.ok) == (False, False)
    assert "HARVESTBOT_DATABASE_URL" in shut.advice


async def test_a_database_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    """A file that is no database, and a server that is not there, fail with their own words and no password."""
    (tmp_path / "bot.db").write_text("no database at all, but long enough to be taken for one's header" * 20)
    (file,) = await examine_database(f"sqlite:///{tmp_path}/bot.db")
    (server,) = await examine_database("postgresql://bot:hidden@127.0.0.1:1/bot")
    assert (file.ok, server.ok) == (False, False)
    assert "hidden" not in server.said


async def test_scopes_that_are_lacking_are_named() -> None:
    """What is missing is named in order, with the way to get it; more than needed is no trouble."""
    few = await examine_chat(Slack(Who(scopes=frozenset({"admin"}))), SCOPES)
    more = await examine_chat(Slack(Who(scopes=SCOPES | {"files:read"})), SCOPES)
    untold = await examine_chat(Slack(Who(scopes=None)), SCOPES)
    assert [verdicts(found)["Slack scopes"] for found in (few, more, untold)] == [False, True, None]
    assert few[1].said == "the bot lacks chat:write, commands."
    assert "harvestbot manifest" in few[1].advice


@pytest.mark.parametrize(
    ("offset", "ok", "words"),
    [
        (60, True, "agrees"),
        (-60, True, "agrees"),
        (61, False, "61 s ahead of Slack"),
        (-400, False, "400 s behind Slack"),
        (None, None, "did not tell"),
    ],
)
async def test_a_clock_that_is_off_fails(offset: float | None, words: str, *, ok: bool | None) -> None:
    """Beyond a minute deliveries are on their way to be refused."""
    clock = (await examine_chat(Slack(Who(offset=offset)), SCOPES))[2]
    assert (clock.subject, clock.ok) == ("clock", ok)
    assert words in clock.said


async def test_slack_that_refuses_says_so_once() -> None:
    """Without an answer nothing is said about scopes and clock; the app token is checked all the same."""
    slack = Slack(
        SlackUnavailable("Slack gave no answer."), ChatError("Slack answered with invalid_auth."), socket_mode=True
    )
    findings = await examine_chat(slack, SCOPES)
    assert verdicts(findings) == {"Slack": False, "Socket Mode": False}
    assert all(finding.advice for finding in findings)


async def test_socket_mode_is_checked_only_where_it_is_used() -> None:
    """Over HTTP there is no app token to check."""
    assert "Socket Mode" not in verdicts(await examine_chat(Slack(), SCOPES))
    assert verdicts(await examine_chat(Slack(socket_mode=True), SCOPES))["Socket Mode"] is True


async def test_a_portal_tells_what_it_has_and_what_is_left() -> None:
    """Harvesters are counted in words, and few calls left are a warning, not a failure."""
    one = Harvester(id="a", name="A", type="ods", status="idle")
    (listed, quota) = await examine_portal(Portal(answer=[one], remaining=99))
    assert listed.said.startswith("1 harvester, listed in ")
    assert (quota.ok, quota.said) == (None, "99 calls are left today.")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (PermissionMissing("It refuses to list."), PermissionMissing.advice),
        (CredentialsRefused("It takes no key."), "Check HARVESTBOT_PORTALS__CITY__API_KEY."),
        (PortalUnreachable("It is not there."), "Check HARVESTBOT_PORTALS__CITY__URL, and that"),
    ],
)
async def test_a_portal_that_refuses_says_so_and_names_what_to_check(error: PortalError, advice: str) -> None:
    """What happened, and the setting that has to do with it; quota is not guessed at."""
    (found,) = await examine_portal(Portal(answer=error))
    assert (found.subject, found.ok, found.said) == ("portal city", False, error.what)
    assert found.advice.startswith(advice)


async def test_a_user_is_checked_with_both_of_its_settings() -> None:
    """Either may be the wrong one."""
    user = Portal(answer=CredentialsRefused("It takes no password."), credentials=Basic("ada", "hidden"))
    (found,) = await examine_portal(user)
    assert found.advice == "Check HARVESTBOT_PORTALS__CITY__USERNAME and HARVESTBOT_PORTALS__CITY__PASSWORD."


@pytest.mark.parametrize(
    ("url", "warned"),
    [("http://city.example.org", True), ("https://city.example.org", False), ("http://127.0.0.1:8001", False)],
)
async def test_credentials_in_the_clear_are_warned_of(url: str, *, warned: bool) -> None:
    """Plain http to another machine is worth a warning, and stops nothing."""
    found = verdicts(await examine_portal(Portal(url=url)))
    assert found.get("portal city, TLS", "none") == (None if warned else "none")
