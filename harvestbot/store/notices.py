"""Questions of the notices: what waits to be told, where it was told, and which troubles are not over yet."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import BindParameter, ColumnElement, RowMapping, and_, delete, func, or_, select, update

from harvestbot.domain.confirmations import Place
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.notices import Notice, Telling, merged, over
from harvestbot.domain.watching.subscriptions import Subscription
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import hand, incident, notice
from harvestbot.store.transactions import Reading, Transaction


class _Body(msgspec.Struct, frozen=True):
    changes: tuple[Change, ...]
    because: tuple[Subscription, ...] = ()
    mentions: tuple[str, ...] = ()
    reminds: bool = False


async def add(tx: Transaction, found: Notice) -> None:
    """Write down what there is to tell, in the transaction of what it follows from; what stands already stays."""
    row = {
        "id": found.id,
        "subscriber": found.subscriber,
        "owner": found.owner,
        "at": found.at,
        "follows": found.follows,
        "body": msgspec.json.encode(_Body(found.changes, found.because, found.mentions, found.reminds)).decode(),
        "state": found.state.value,
        "due_at": found.due_at,
        "tries": found.tries,
        "channel": found.place.channel,
        "message": found.place.message,
    }
    await insert_new(tx, notice, row)


async def find(tx: Reading, notice_id: str) -> Notice | None:
    """Return a notice as it stands, or None if there is none of that id."""
    row = (await tx.connection.execute(select(notice).where(notice.c.id == notice_id))).mappings().first()
    return _notice(row) if row else None


async def message(tx: Reading, notice_id: str) -> Notice | None:
    """Return all that was told in the message of a notice, as one; None if there is none of that id."""
    found = await find(tx, notice_id)
    if found is None or not found.place.message:
        return found
    here = (notice.c.channel == found.place.channel) & (notice.c.message == found.place.message)
    query = select(notice).where(here).order_by(notice.c.at, notice.c.id)
    return merged([_notice(row) for row in (await tx.connection.execute(query)).mappings()])


async def calling(tx: Reading, firsts: Collection[str]) -> list[Notice]:
    """Return what was told in the threads of these and has called somebody."""
    query = select(notice).where(notice.c.follows.in_(firsts), notice.c.state == Telling.TOLD.value)
    rows = (await tx.connection.execute(query.order_by(notice.c.at, notice.c.id))).mappings()
    return [one for one in map(_notice, rows) if one.mentions]


async def ended(tx: Reading, first: str) -> list[Change]:
    """Return what has ended the troubles that a notice told of, as far as that was told in its thread."""
    query = select(notice).where(notice.c.follows == first, notice.c.state == Telling.TOLD.value)
    rows = (await tx.connection.execute(query.order_by(notice.c.at, notice.c.id))).mappings()
    return [change for row in rows for change in _notice(row).changes if over(change)]


async def claim(tx: Transaction, now: float, until: float) -> list[Notice]:
    """Take on what is due, the oldest first; no other caller gets it before ``until``.

    What belongs into the thread of something that was not told yet waits for it.
    """
    first = notice.alias()
    untold = select(first.c.id).where(first.c.state == Telling.WAITING.value)
    ready = and_(
        is_due(now),
        or_(notice.c.follows == "", notice.c.follows.not_in(untold)),
    )
    statement = update(notice).where(ready).values(due_at=until, tries=notice.c.tries + 1).returning(notice)
    rows = (await tx.connection.execute(statement)).mappings().all()
    return [_notice(row) for row in sorted(rows, key=lambda row: (row["at"], row["id"]))]


async def hold(tx: Transaction, ids: Collection[str], until: float, later: float) -> None:
    """Keep those of these that are still taken on ``until`` then, and were not put off or told, until ``later``."""
    still = (notice.c.state == Telling.WAITING.value) & (notice.c.due_at == until) & notice.c.id.in_(ids)
    await tx.connection.execute(update(notice).where(still).values(due_at=later))


async def next_due(tx: Reading) -> float | None:
    """Return when something is due next, None where nothing waits."""
    query = select(func.min(notice.c.due_at)).where(notice.c.state == Telling.WAITING.value)
    due_at: float | None = (await tx.connection.execute(query)).scalar_one_or_none()
    return due_at


async def waiting(tx: Reading) -> int:
    """Return how many wait to be told."""
    query = select(func.count()).select_from(notice).where(notice.c.state == Telling.WAITING.value)
    return int((await tx.connection.execute(query)).scalar_one())


async def told(
    tx: Transaction, ids: Sequence[str], place: Place, now: float, *, mention_again_at: float | None = None
) -> None:
    """Note that these were told, together, and where; what follows on any of them belongs to the first from now on.

    Args:
        tx: a transaction.
        ids: the notices, in the order in which they were put together.
        place: where the message stands.
        now: seconds since the epoch.
        mention_again_at: when groups are called once more, None where none are.
    """
    values = {"state": Telling.TOLD.value, "channel": place.channel, "message": place.message, "told_at": now}
    await tx.connection.execute(update(notice).where(notice.c.id.in_(ids)).values(values))
    if mention_again_at is not None:
        first = update(notice).where(notice.c.id == ids[0])
        await tx.connection.execute(first.values(mention_again_at=mention_again_at))
    if others := ids[1:]:
        await tx.connection.execute(update(incident).where(incident.c.notice.in_(others)).values(notice=ids[0]))
        await tx.connection.execute(update(notice).where(notice.c.follows.in_(others)).values(follows=ids[0]))


async def give_up(tx: Transaction, ids: Collection[str], now: float) -> None:
    """Note that these can be told to nobody: what comes next of the same trouble opens a thread of its own."""
    values = {"state": Telling.GIVEN_UP.value, "told_at": now}
    await tx.connection.execute(update(notice).where(notice.c.id.in_(ids)).values(values))
    await tx.connection.execute(delete(incident).where(incident.c.notice.in_(ids)))


async def drop(tx: Transaction, ids: Collection[str]) -> None:
    """Take back what nobody needs to be told any more."""
    await tx.connection.execute(delete(notice).where(notice.c.id.in_(ids)))


async def mentions_due(tx: Reading, now: float) -> list[str]:
    """Return the notices whose groups are to be called once more at ``now``, where nobody is on it."""
    query = select(notice.c.id).where(calls_again(now)).order_by(notice.c.mention_again_at)
    return list((await tx.connection.execute(query)).scalars())


def calls_again(now: float | BindParameter[float]) -> ColumnElement[bool]:
    """Say of a row that its groups are to be called once more."""
    return notice.c.mention_again_at <= now


def is_due(now: float | BindParameter[float]) -> ColumnElement[bool]:
    """Say of a row that it waits to be told, and that it is time."""
    return and_(notice.c.state == Telling.WAITING.value, notice.c.due_at <= now)


async def claim_mention(tx: Transaction, notice_id: str) -> bool:
    """Take on calling once more; True for exactly one caller."""
    waiting_ = (notice.c.id == notice_id) & notice.c.mention_again_at.is_not(None)
    statement = update(notice).where(waiting_).values(mention_again_at=None).returning(notice.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def put_off(tx: Transaction, ids: Collection[str], due_at: float) -> None:
    """Let these be tried again at ``due_at``."""
    await tx.connection.execute(update(notice).where(notice.c.id.in_(ids)).values(due_at=due_at))


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop what was told before ``at`` and opens the thread of no trouble that goes on; return how much that was."""
    old = and_(notice.c.state != Telling.WAITING.value, notice.c.told_at < at)
    needed = select(incident.c.notice)
    return (await tx.connection.execute(delete(notice).where(old, notice.c.id.not_in(needed)))).rowcount


async def open_incident(tx: Transaction, first: Notice, change: Change) -> None:
    """Note that a notice is the first to tell of a trouble, unless there was one before."""
    row = {
        "id": msgspec.json.encode([first.subscriber, change.portal, change.harvester_id]).decode(),
        "subscriber": first.subscriber,
        "portal": change.portal,
        "harvester_id": change.harvester_id,
        "notice": first.id,
        "opened_at": first.at,
    }
    await insert_new(tx, incident, row)


async def incidents(tx: Reading, portal: str) -> dict[tuple[str, str], str]:
    """Return the troubles of a portal that are not over: by subscriber and harvester, the notice that told it first."""
    query = select(incident).where(incident.c.portal == portal)
    return {(row.subscriber, row.harvester_id): row.notice for row in await tx.connection.execute(query)}


async def close_incidents(tx: Transaction, portal: str, harvesters: Collection[str]) -> None:
    """Note that the troubles of these are over, for everybody who was told."""
    these = and_(incident.c.portal == portal, incident.c.harvester_id.in_(harvesters))
    await tx.connection.execute(delete(incident).where(these))


async def forget_incidents(tx: Transaction, portals: Collection[str]) -> None:
    """Drop the troubles of portals that nobody watches any more: nobody will see whether they are over."""
    await tx.connection.execute(delete(incident).where(incident.c.portal.in_(portals)))
    await tx.connection.execute(delete(hand).where(hand.c.portal.in_(portals)))


def _notice(row: RowMapping) -> Notice:
    body = msgspec.json.decode(row["body"], type=_Body)
    return Notice(
        id=row["id"],
        subscriber=row["subscriber"],
        owner=row["owner"],
        at=row["at"],
        due_at=row["due_at"],
        changes=body.changes,
        because=body.because,
        follows=row["follows"],
        mentions=body.mentions,
        reminds=body.reminds,
        state=Telling(row["state"]),
        tries=row["tries"],
        place=Place(row["channel"], row["message"]),
    )
