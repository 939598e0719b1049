"""What is due is due from its moment on, and nothing else with it."""

from collections.abc import Awaitable, Callable

import msgspec
import pytest
from store.samples import confirmation
from support.several_cards import several
from support.watching_cards import change, notice, subscription

from harvestbot.domain.batches import Step
from harvestbot.domain.confirmations import Action
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.planning import DigestPlan, parse_plan
from harvestbot.domain.watching.subscriptions import Target
from harvestbot.store import batches, confirmations, digests, dues, notices, polls, subscriptions
from harvestbot.store.database import Database
from harvestbot.store.dues import Dues
from harvestbot.store.transactions import Transaction

DUE = 1_000.0
FAILED = msgspec.structs.replace(notice(change(Kind.FAILED)), id="n1", due_at=DUE)


async def ask(tx: Transaction) -> None:
    """Put a question."""
    await confirmations.add(tx, msgspec.structs.replace(confirmation(), expires_at=DUE))


async def ask_about_several(tx: Transaction) -> None:
    """Put a question about several harvesters."""
    await batches.add(tx, several(Action.START, Step.WAITING, expires_at=DUE))


async def find_out(tx: Transaction) -> None:
    """Have something to tell."""
    await notices.add(tx, FAILED)


async def tell(tx: Transaction) -> None:
    """Have told it, and somebody to call again."""
    await find_out(tx)
    await notices.told(tx, [FAILED.id], FAILED.place, DUE, mention_again_at=DUE)


async def miss(tx: Transaction) -> None:
    """Have a digest to send."""
    await digests.add(tx, "C1", DUE, since=0.0, until=DUE)


async def plan(tx: Transaction) -> None:
    """Want digests."""
    wish = DigestPlan(subscriber="C1", target=Target(), plan=parse_plan(["daily"]), set_by="U1", set_at=0.0)
    await digests.plan(tx, wish)


async def watch(tx: Transaction) -> None:
    """Want news."""
    await subscriptions.keep(tx, subscription())


async def look(tx: Transaction) -> None:
    """Have looked at a portal, which nobody watches any more."""
    assert await polls.claim(tx, "city", token="t", now=0.0, until=DUE)


CASES = [
    pytest.param(ask, {"questions"}, set(), id="a question"),
    pytest.param(ask_about_several, {"questions"}, set(), id="a question about several"),
    pytest.param(find_out, {"notices"}, set(), id="a notice"),
    pytest.param(tell, {"notices"}, set(), id="a second call"),
    pytest.param(miss, {"digests"}, set(), id="a digest"),
    pytest.param(plan, set(), {"watching", "digests"}, id="a plan for digests"),
    pytest.param(watch, set(), {"watching"}, id="a subscription"),
    pytest.param(look, set(), {"watching"}, id="a portal that was watched"),
]
"""What stands, what is due from then on, and what always is."""


@pytest.mark.parametrize(("stands", "then", "always"), CASES)
async def test_each_thing_is_due_from_its_moment_on(
    database: Database, stands: Callable[[Transaction], Awaitable[None]], then: set[str], always: set[str]
) -> None:
    """And nothing is in an empty database."""
    async with database.write() as tx:
        assert await dues.due(tx, DUE) == _only(set())
        await stands(tx)
        assert await dues.due(tx, DUE - 0.1) == _only(always)
        assert await dues.due(tx, DUE) == _only(always | then)


def _only(names: set[str]) -> Dues:
    return Dues(**{name: name in names for name in Dues.__struct_fields__})
