"""Whatever a portal says can be written down, in both databases."""

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store import samples

from harvestbot.domain.audit import Filter
from harvestbot.store import audit
from harvestbot.store.database import Database
from harvestbot.store.texts import storable

if TYPE_CHECKING:
    from support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, url: str) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return url
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


async def test_characters_that_a_database_refuses_are_left_out(address: str) -> None:
    """NUL, and half of a surrogate pair: the rest of the text stays."""
    async with await Database.open(address) as database:
        async with database.write() as tx:
            await audit.record(tx, msgspec.structs.replace(samples.entry(), detail="a\0b\ud83dc", correlation="x\0"))
        async with database.read() as reading:
            (read,) = await audit.entries(reading, Filter(correlation="x\0"))
    assert (read.detail, read.correlation) == ("ab?c", "x")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_other_text_stays_as_it_is(text: str) -> None:
    """Emoji and all."""
    assert storable(text) == text
