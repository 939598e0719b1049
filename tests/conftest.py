"""What any test may ask for."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """A PostgreSQL server, started when a test first asks for it."""
    from support.postgres import serving  # noqa: PLC0415  because most tests need none of it

    with serving() as server:
        yield server
