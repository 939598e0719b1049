"""Calling once more where nobody took a failure."""

from collections.abc import Sequence

from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.subscriptions import Wanted

AGAIN_AFTER = 900.0
"""Seconds after which a group is mentioned once more, if nobody is on it."""


def calls_again(notice: Notice) -> bool:
    """Tell whether its groups are to be called once more: it tells of a failure that they were not called for yet."""
    new = not notice.follows or any(change.kind is Kind.FAILED and not change.again for change in notice.changes)
    return bool(notice.mentions) and not notice.reminds and new


def reminder(first: Notice, still: Sequence[Wanted], now: float) -> Notice | None:
    """Return what calls once more, None where nobody is to be called any more.

    Its id is made of the first one's, so that there is one at most.

    Args:
        first: the notice with the first mention.
        still: what of it is not over, held by nobody, and still wanted now; mutes and quiet hours are in it.
        now: seconds since the epoch.
    """
    called = [one for one in still if one.mentions]
    if not called:
        return None
    return Notice(
        id=f"{first.id}-again",
        subscriber=first.subscriber,
        owner=first.owner,
        at=now,
        due_at=min(one.not_before for one in called),
        changes=tuple(one.change for one in called),
        because=tuple({why.id: why for one in called for why in one.because}.values()),
        follows=first.follows or first.id,
        mentions=tuple(sorted({group for one in called for group in one.mentions})),
        reminds=True,
    )
