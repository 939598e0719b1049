"""Each failure is shown on both kinds of database."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import forked
from support.fresh import fresh_database

if TYPE_CHECKING:
    from support.postgres import Postgres


@pytest.fixture(scope="session")
def warm(postgres: "Postgres") -> None:
    """Bots are forked from a parent that has talked on PostgreSQL as well: each would compile its SQL anew."""
    forked.rehearse_on(postgres.fresh())


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path, warm: None) -> str:  # noqa: ARG001  because it only has to be there
    """The address of a database of its own."""
    if request.param == "sqlite":
        return fresh_database(tmp_path / "bot.db")
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.fresh()
