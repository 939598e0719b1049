"""Questions of the digests: who wants one, which are due, and which were sent."""

from collections.abc import Collection

import msgspec
from msgspec import Struct
from sqlalchemy import BindParameter, ColumnElement, and_, delete, func, select, update

from harvestbot.domain.watching.notices import Telling
from harvestbot.domain.watching.planning import DigestPlan
from harvestbot.store.inserting import insert_new, put
from harvestbot.store.tables import digest, digest_plan
from harvestbot.store.transactions import Reading, Transaction


class Due(Struct, frozen=True, kw_only=True):
    """A digest that is due at a planned ``moment``, about what happened after ``since`` and up to ``until``.

    Times are seconds since the epoch.
    """

    id: str
    subscriber: str
    moment: float
    since: float
    until: float
    tries: int = 0


class Last(Struct, frozen=True):
    """The planned moment of a subscriber's last digest, and up to when it told."""

    moment: float
    until: float


async def plan(tx: Transaction, wish: DigestPlan) -> None:
    """Write down that somebody wants a digest, in the place of an earlier wish."""
    await put(tx, digest_plan, {"id": wish.subscriber, "body": msgspec.json.encode(wish).decode()})


async def drop(tx: Transaction, subscriber: str) -> bool:
    """Take a wish away; False where there was none."""
    statement = delete(digest_plan).where(digest_plan.c.id == subscriber).returning(digest_plan.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def plans(tx: Reading) -> list[DigestPlan]:
    """Return every wish, in an order that stays."""
    bodies = (await tx.connection.execute(select(digest_plan.c.body).order_by(digest_plan.c.id))).scalars()
    return [msgspec.json.decode(body, type=DigestPlan) for body in bodies]


async def plan_of(tx: Reading, subscriber: str) -> DigestPlan | None:
    """Return the wish of a channel or a person, None where there is none."""
    query = select(digest_plan.c.body).where(digest_plan.c.id == subscriber)
    body = (await tx.connection.execute(query)).scalar_one_or_none()
    return None if body is None else msgspec.json.decode(body, type=DigestPlan)


async def lasts(tx: Reading) -> dict[str, Last]:
    """Return the last digest of each subscriber that had one; a later one tells of a later time."""
    query = select(digest.c.subscriber, func.max(digest.c.moment), func.max(digest.c.until)).group_by(
        digest.c.subscriber
    )
    return {row[0]: Last(row[1], row[2]) for row in await tx.connection.execute(query)}


async def add(tx: Transaction, subscriber: str, moment: float, *, since: float, until: float) -> bool:
    """Note that a digest is due; True for exactly one caller, in whichever replica."""
    row = {
        "id": msgspec.json.encode([subscriber, moment]).decode(),
        "subscriber": subscriber,
        "moment": moment,
        "since": since,
        "until": until,
        "state": Telling.WAITING.value,
        "due_at": until,
        "tries": 0,
    }
    return await insert_new(tx, digest, row)


async def waiting(tx: Reading, now: float) -> bool:
    """Tell whether any is to be sent at ``now``."""
    return (await tx.connection.execute(select(digest.c.id).where(is_due(now)).limit(1))).first() is not None


async def claim(tx: Transaction, now: float, until: float) -> list[Due]:
    """Take on what is to be sent; no other caller gets it before ``until``."""
    statement = update(digest).where(is_due(now)).values(due_at=until, tries=digest.c.tries + 1).returning(digest)
    rows = (await tx.connection.execute(statement)).mappings()
    found = [Due(**{name: row[name] for name in Due.__struct_fields__}) for row in rows]
    return sorted(found, key=lambda one: (one.moment, one.id))


async def hold(tx: Transaction, ids: Collection[str], until: float, later: float) -> None:
    """Keep those of these that are still taken on ``until`` then, and were not put off or settled, until ``later``."""
    still = (digest.c.state == Telling.WAITING.value) & (digest.c.due_at == until) & digest.c.id.in_(ids)
    await tx.connection.execute(update(digest).where(still).values(due_at=later))


async def settle(tx: Transaction, digest_id: str, state: Telling) -> None:
    """Note that one was told, or given up."""
    await tx.connection.execute(update(digest).where(digest.c.id == digest_id).values(state=state.value))


async def put_off(tx: Transaction, digest_id: str, due_at: float) -> None:
    """Let one be tried again at ``due_at``."""
    await tx.connection.execute(update(digest).where(digest.c.id == digest_id).values(due_at=due_at))


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop what was sent before ``at``, but for each subscriber's last one; return how much that was."""
    later = digest.alias()
    newest = select(func.max(later.c.moment)).where(later.c.subscriber == digest.c.subscriber).scalar_subquery()
    old = and_(digest.c.state != Telling.WAITING.value, digest.c.until < at, digest.c.moment < newest)
    return (await tx.connection.execute(delete(digest).where(old))).rowcount


def is_due(now: float | BindParameter[float]) -> ColumnElement[bool]:
    """Say of a row that it is to be sent, and that it is time."""
    return and_(digest.c.state == Telling.WAITING.value, digest.c.due_at <= now)
