"""Where the database is: one address in the settings, two kinds of database behind it."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from harvestbot.errors import SettingsInvalid

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def target(raw: str) -> URL:
    """Return what SQLAlchemy connects to.

    Args:
        raw: ``sqlite:///file.db``, ``postgresql://…`` or ``postgres://…``, sockets (``?host=/dir``) included.

    Raises:
        SettingsInvalid: it is no address of a database that the bot can use. The text never repeats the address, which
            may hold a password.
    """
    try:
        url = make_url(raw)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _DRIVERS:
        # Raised out here so that no cause is attached: the parser's own words may quote the address.
        raise SettingsInvalid(["HARVESTBOT_DATABASE_URL must begin with sqlite:///, postgresql:// or postgres://."])
    if "@" in f"{url.host}{url.database}" and not is_sqlite(url):  # a part of the password: it would be shown
        raise SettingsInvalid(["HARVESTBOT_DATABASE_URL has an @ too many: one in a password is written %40."])
    url = url.set(drivername=_DRIVERS[url.drivername])
    if is_sqlite(url) and (not url.database or url.database == ":memory:" or url.database.startswith("file:")):
        raise SettingsInvalid(["HARVESTBOT_DATABASE_URL must name a file, as in sqlite:///harvestbot.db."])
    return url


def for_engine(raw: str) -> str:
    """Return the same address as the engine takes it, password included: it connects by itself, without asyncio."""
    url = target(raw)
    plain = url.set(drivername="sqlite") if is_sqlite(url) else url
    return plain.render_as_string(hide_password=False)


def is_sqlite(url: URL) -> bool:
    """Tell whether the database is a file of ours, and not a server."""
    return url.drivername.startswith("sqlite")


def shown(url: URL) -> str:
    """Return the database as people may read it: neither a user name nor a password nor an option is in it."""
    if is_sqlite(url):
        return f"SQLite file {url.database}"
    host = url.host or url.query.get("host") or "this machine"
    return f"PostgreSQL database {url.database or 'of the default name'} on {host}"


def without_secrets(text: str, url: URL) -> str:
    """Return a driver's words with the address's passwords taken out, should it quote them."""
    named = (url.query.get(name) for name in ("password", "sslpassword", "passfile"))
    for secret in filter(None, (url.password, *named)):
        text = text.replace(str(secret), "•••")
    return text
