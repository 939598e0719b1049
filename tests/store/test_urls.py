"""Which addresses lead to which database, and that no password is repeated."""

import pytest

from harvestbot.errors import SettingsInvalid
from harvestbot.store import urls


@pytest.mark.parametrize(
    ("raw", "connected"),
    [
        ("sqlite:///harvestbot.db", "sqlite+aiosqlite:///harvestbot.db"),
        ("sqlite:////data/harvestbot.db", "sqlite+aiosqlite:////data/harvestbot.db"),
        ("sqlite+aiosqlite:///harvestbot.db", "sqlite+aiosqlite:///harvestbot.db"),
        ("postgresql://bot:pw@db.example:5433/bot", "postgresql+psycopg://bot:pw@db.example:5433/bot"),
        ("postgres://bot:pw@db.example/bot", "postgresql+psycopg://bot:pw@db.example/bot"),
        ("postgresql+psycopg://db.example/bot", "postgresql+psycopg://db.example/bot"),
        ("postgresql://bot:p%40w@/bot?host=/run/pg", "postgresql+psycopg://bot:p%40w@/bot?host=%2Frun%2Fpg"),
        ("postgres:///bot?host=/run/pg", "postgresql+psycopg:///bot?host=%2Frun%2Fpg"),
    ],
)
def test_an_address_leads_to_the_driver_and_keeps_all_else(raw: str, connected: str) -> None:
    """Only the driver is put in: user, password, host, port, socket and name stay what they were."""
    assert urls.target(raw).render_as_string(hide_password=False) == connected


def test_a_socket_is_the_host_that_the_driver_is_given() -> None:
    """A server on a unix socket is reached through the folder named by ``?host=``."""
    url = urls.target("postgresql://bot@/records?host=/run/pg")
    assert (url.query["host"], url.database, url.username) == ("/run/pg", "records", "bot")


@pytest.mark.parametrize(
    "raw",
    ["", "hunter2", "mysql://bot:hunter2@db.example/bot", "postgresql://bot:hunter2@db:port/bot", "sqlite+x:///a"],
)
def test_an_address_that_is_none_is_named_without_being_repeated(raw: str) -> None:
    """The sentence names the setting and what is expected, and holds nothing of what was typed."""
    with pytest.raises(SettingsInvalid, match="HARVESTBOT_DATABASE_URL must begin with") as refused:
        urls.target(raw)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__context__ is None


@pytest.mark.parametrize("raw", ["postgresql://bot:x@hunter2@db/bot", "postgresql://bot:x@y/hunter2@db/bot"])
def test_a_password_with_an_at_is_not_taken_for_the_servers_name(raw: str) -> None:
    """It would be shown; the sentence says how it is written, and repeats nothing."""
    with pytest.raises(SettingsInvalid, match="%40") as refused:
        urls.target(raw)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("raw", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:bot.db?uri=true"])
def test_a_database_that_would_be_forgotten_is_refused(raw: str) -> None:
    """Only a file will do: each connection would have a memory of its own."""
    with pytest.raises(SettingsInvalid, match="must name a file"):
        urls.target(raw)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("sqlite:///harvestbot.db", "SQLite file harvestbot.db"),
        ("postgres://bot:hunter2@db.example/bot", "PostgreSQL database bot on db.example"),
        ("postgres://bot:hunter2@/bot?host=/run/pg&password=hunter2", "PostgreSQL database bot on /run/pg"),
        ("postgres://", "PostgreSQL database of the default name on this machine"),
    ],
)
def test_people_read_which_database_it_is_and_no_secret(raw: str, shown: str) -> None:
    """Neither user names nor passwords nor options are shown."""
    assert urls.shown(urls.target(raw)) == shown


def test_a_driver_that_quotes_passwords_is_not_believed() -> None:
    """Passwords are taken out of a driver's words, wherever in the address they stood."""
    url = urls.target("postgres://bot:hun%40ter2@db.example/bot?sslpassword=swordfish")
    assert urls.without_secrets("bad: hun@ter2, swordfish", url) == "bad: •••, •••"
