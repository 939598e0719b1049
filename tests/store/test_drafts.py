"""Drafts come back as they were written, and are dropped once nobody can need them."""

from support.editing_cards import TYPED, draft

from harvestbot.domain.confirmations import Action
from harvestbot.store import drafts
from harvestbot.store.database import Database


async def test_a_draft_comes_back_whole(database: Database) -> None:
    """With what was typed, who holds the secrets, and what was created; written down once."""
    opened = draft(Action.CREATE, like="timetables", guessed=True)
    async with database.write() as tx:
        assert await drafts.add(tx, opened)
        assert not await drafts.add(tx, opened)
        assert await drafts.find(tx, opened.id) == opened
        assert await drafts.find(tx, "another") is None
        await drafts.wish(tx, opened.id, TYPED, "me")
        await drafts.alike(tx, opened.id, ("a", "b"))
        await drafts.created(tx, opened.id, "c")
        kept = await drafts.find(tx, opened.id)
    assert kept is not None
    assert (kept.wish, kept.holder, kept.alike, kept.created) == (TYPED, "me", ("a", "b"), "c")


async def test_old_drafts_are_dropped(database: Database) -> None:
    """Those that were opened before a moment, and no others."""
    async with database.write() as tx:
        await drafts.add(tx, draft(id="old", opened_at=1.0))
        await drafts.add(tx, draft(id="new", opened_at=3.0))
        assert await drafts.forget_before(tx, 2.0) == 1
        assert await drafts.find(tx, "old") is None
        assert await drafts.find(tx, "new") is not None
