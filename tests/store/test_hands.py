"""Who is on which trouble, and which digests are due: each is for exactly one caller, in both databases."""

import asyncio

from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.hands import Hand
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.notices import Notice, Telling
from harvestbot.store import digests, hands, news, notices
from harvestbot.store.database import Database

SUBJECT = ("city", "stops")


def hand(by: str) -> Hand:
    """Return somebody who is on it."""
    return Hand(portal="city", harvester_id="stops", by=by, at=1.0)


async def test_of_many_who_press_at_once_one_is_on_it(database: Database) -> None:
    """And of many who would relieve that person, one does."""

    async def take(by: str, instead_of: str = "") -> bool:
        async with database.write() as tx:
            return await hands.take(tx, hand(by), instead_of)

    assert sum(await asyncio.gather(*(take(f"U{n}") for n in range(6)))) == 1
    async with database.read() as reading:
        first = (await hands.on(reading, [SUBJECT]))[SUBJECT].by
    assert sum(await asyncio.gather(*(take(f"V{n}", first) for n in range(6)))) == 1
    assert not await take("UX", first)
    async with database.write() as tx:
        await hands.let_go(tx, "city", {"stops"})
        assert await hands.on(tx, [SUBJECT]) == {}


async def test_a_trouble_is_found_by_who_was_told_and_in_which_notice(database: Database) -> None:
    """Nothing is asked for nothing, and calling once more is taken on once."""
    change = Change(kind=Kind.FAILED, portal="city", at=1.0, harvester_id="stops")
    first = Notice(id="n1", subscriber="C1", owner="U1", at=1.0, due_at=1.0, changes=(change,), mentions=("S1",))
    async with database.write() as tx:
        await notices.add(tx, first)
        await notices.open_incident(tx, first, change)
        await notices.told(tx, ["n1"], first.place, 1.0, mention_again_at=5.0)
        assert await hands.going_on(tx, "C1", {SUBJECT}, "n1") == {SUBJECT}
        assert await hands.going_on(tx, "C1", {SUBJECT}, "n2") == await hands.going_on(tx, "C1", set()) == set()
        assert await hands.told_in(tx, {SUBJECT}) == ["n1"]
        assert await hands.told_in(tx, set()) == []
        assert (await notices.mentions_due(tx, 4.0), await notices.mentions_due(tx, 5.0)) == ([], ["n1"])
        assert await notices.claim_mention(tx, "n1")
        assert not await notices.claim_mention(tx, "n1")


async def test_a_digest_is_written_down_and_taken_on_once(database: Database) -> None:
    """Whoever is first; the newest of each channel is kept, and so are news that are not old."""

    async def add(moment: float) -> bool:
        async with database.write() as tx:
            return await digests.add(tx, "C1", moment, since=0.0, until=moment)

    assert sum(await asyncio.gather(*(add(10.0) for _ in range(5)))) == 1
    assert await add(20.0)
    async with database.write() as tx:
        claimed = await digests.claim(tx, 30.0, 60.0)
        assert [one.moment for one in claimed] == [10.0, 20.0]
        assert await digests.claim(tx, 30.0, 60.0) == []
        for one in claimed:
            await digests.settle(tx, one.id, Telling.TOLD)
        assert await digests.forget_before(tx, 99.0) == 1
        assert await digests.lasts(tx) == {"C1": digests.Last(20.0, 20.0)}
        await news.keep(tx, "look", "city", [Change(kind=Kind.GONE, portal="city", at=3.0)], 3.0)
        assert len(await news.since(tx, ["city"], 2.0)) == 1
        assert await news.forget_before(tx, 4.0) == 1
