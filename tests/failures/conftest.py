"""Each failure is shown on both kinds of database."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.fresh import fresh_database

if TYPE_CHECKING:
    from support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of its own."""
    if request.param == "sqlite":
        return fresh_database(tmp_path / "bot.db")
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.fresh()
