"""Several harvesters at once: what is chosen and what is left out, and how far a batch has come."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from harvestbot.domain.confirmations import Action, Place, State
from harvestbot.domain.harvesters import DELETING, Harvester
from harvestbot.domain.listing import Listed
from harvestbot.domain.verbs import Verb

MOST = 500
"""Harvesters of one batch: more would take more than a portal allows the bot in a day."""
KEPT = 0.1
"""The share of a portal's calls of a day that a batch leaves to people."""
NAMED = 20
"""Names that are kept of those left out for one reason; the others are counted."""
CALLS = {Action.START: 2, Action.PUBLISH: 3, Action.UNPUBLISH: 3, Action.DELETE: 3, Action.DELETE_DATASETS: 3}
"""Calls that one harvester takes: it is read, changed, and read again."""
IN_A_ROW = 5
"""Harvesters that fail in a row, for the same reason, after which no more of their portal are begun."""
RUNS = "running already"
GOES = "on its way out already"
SHRUNK = "the source has shrunk: start it by itself, which asks you in numbers"
NOTHING_HIDDEN = "no dataset is hidden"
NOTHING_PUBLISHED = "no dataset is published"


class Step(StrEnum):
    """How far one harvester of a batch has come.

    ::

        waiting ──► begun ──► followed ──► done | failed | unsure
           │          └──────────────────► done | failed | unsure | skipped
           └──► skipped

    ``begun`` is written down before anything is sent, and what is begun is never sent again. ``failed`` is the
    portal's word, or a run's end; ``unsure`` means that nobody could tell; ``skipped`` that nothing was sent.
    """

    WAITING = "waiting"
    BEGUN = "begun"
    FOLLOWED = "followed"
    DONE = "done"
    FAILED = "failed"
    UNSURE = "unsure"
    SKIPPED = "skipped"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in (Step.DONE, Step.FAILED, Step.UNSURE, Step.SKIPPED)

    @property
    def under_way(self) -> bool:
        """Whether something was sent, or may have been, and its end is not known."""
        return self in (Step.BEGUN, Step.FOLLOWED)


class Item(Struct, frozen=True, kw_only=True):
    """One harvester of a batch, as it was shown; ``now`` is how it was last seen after something was sent.

    ``position`` is from 0. ``sent_at`` is in seconds since the epoch.
    """

    id: str
    position: int
    portal: str
    harvester: Harvester
    step: Step = Step.WAITING
    reason: str = ""
    sent_at: float | None = None
    now: Harvester | None = None

    @property
    def ref(self) -> str:
        """The harvester as people name it, portal included."""
        return f"{self.portal}/{self.harvester.id}"


class LeftOut(Struct, frozen=True):
    """Harvesters that are not among those chosen: why, how many, and the first of them by ``portal/id``."""

    why: str
    count: int
    refs: tuple[str, ...] = ()


class Batch(Struct, frozen=True, kw_only=True):
    """One question about several harvesters, put to one person, and how far it has come.

    ``ask`` is what was asked for, ``action`` what the press chose (deleting offers two); ``wanted`` is how they were
    chosen, in the words that were typed. ``state`` goes the way of a confirmation's: from ``at_work`` to ``done``.
    ``stopper`` is who stopped it. Times are seconds since the epoch.
    """

    id: str
    ask: Action
    action: Action | None = None
    wanted: str = ""
    count: int
    portals: tuple[str, ...]
    left: tuple[LeftOut, ...] = ()
    requester: str
    place: Place
    asked_at: float
    expires_at: float
    state: State = State.ASKED
    approver: str = ""
    stopper: str = ""
    reason: str = ""
    correlation: str = ""

    @property
    def chosen(self) -> Action:
        """What the press chose, or what was asked for while nobody has pressed."""
        return self.action or self.ask

    @property
    def verb(self) -> Verb:
        """The verb that it carries out."""
        return self.chosen.verb


class Several(Struct, frozen=True):
    """A batch and its harvesters, as they stand."""

    batch: Batch
    items: tuple[Item, ...]

    @property
    def steps(self) -> Counter[Step]:
        """How many have come how far."""
        return Counter(one.step for one in self.items)

    def of(self, *steps: Step) -> tuple[Item, ...]:
        """Return those that have come so far."""
        return tuple(one for one in self.items if one.step in steps)

    @property
    def datasets(self) -> int:
        """How many datasets are at stake."""
        return sum(at_stake(self.batch.ask, one.harvester) for one in self.items)


class Chosen(Struct, frozen=True):
    """What a person has chosen, and what is left out of it."""

    found: tuple[Listed, ...]
    left: tuple[LeftOut, ...] = ()


def choose(action: Action, wanted: Iterable[Listed], may: Collection[str]) -> Chosen:
    """Tell those apart that something can be done to.

    Args:
        action: what is to be done.
        wanted: what a person has chosen, in the order in which it is worked through.
        may: the portals on which they have the role for it.
    """
    found: list[Listed] = []
    left: dict[str, list[str]] = {}
    for one in wanted:
        if one.portal in may:
            why = idle(action, one.harvester)
        else:
            why = f"you have not the role {action.verb.role.word} on {one.portal}"
        if why:
            left.setdefault(why, []).append(f"{one.portal}/{one.harvester.id}")
        else:
            found.append(one)
    return Chosen(tuple(found), tuple(LeftOut(why, len(refs), tuple(refs[:NAMED])) for why, refs in left.items()))


def idle(action: Action, harvester: Harvester) -> str:
    """Say why this is not done to a harvester together with others, "" where it is."""
    if harvester.status == DELETING:
        return GOES
    match action:
        case Action.START if harvester.running:
            return RUNS
        case Action.START if harvester.collapsed:
            return SHRUNK
        case Action.PUBLISH if not harvester.hidden:
            return NOTHING_HIDDEN
        case Action.UNPUBLISH if not harvester.published:
            return NOTHING_PUBLISHED
        case _:
            return ""


def at_stake(action: Action, harvester: Harvester) -> int:
    """Return how many datasets of a harvester something is done to."""
    match action:
        case Action.PUBLISH:
            return harvester.hidden
        case Action.UNPUBLISH:
            return harvester.published
        case Action.START:
            return 0
        case _:
            return harvester.attached


def items_of(batch_id: str, found: Sequence[Listed]) -> tuple[Item, ...]:
    """Return the items of a batch; their ids sort as they are worked through."""
    return tuple(
        Item(
            id=f"{batch_id}-{number:04}",
            position=number,
            portal=one.portal,
            harvester=msgspec.structs.replace(one.harvester, fields=()),  # what a form asks for matters to nobody here
        )
        for number, one in enumerate(found)
    )


def spendable(limit: int, used: int, remaining: int) -> int:
    """Return how many calls of today a batch may still spend on a portal; people keep the rest.

    Args:
        limit: what the bot may spend in a day.
        used: what it has spent.
        remaining: what is left, which is less than the rest where the portal says so: then its day is shorter.
    """
    return max(remaining - int(KEPT * min(limit, used + remaining)), 0)


def short_of(calls: Mapping[str, int], spend: Mapping[str, int], each: int) -> str:
    """Say where today's calls do not suffice, "" where they do.

    Args:
        calls: how many harvesters there are on each portal.
        spend: how many calls may be spent on each.
        each: calls that one harvester takes.
    """
    short = [
        f"{name} for about {spend[name] // each} of {count}"
        for name, count in calls.items()
        if spend[name] < count * each
    ]
    if not short:
        return ""
    return f"Today's calls suffice on {', on '.join(short)}: the rest would not be begun, so that people keep some."


def ended(item: Item, seen: Harvester) -> Item:
    """Return an item whose run is over, with what there is to say about it."""
    step = Step.FAILED if seen.harvester_errors else Step.DONE
    many = f"{seen.errors} errors" if seen.errors != 1 else "1 error"
    reason = f"The run ended with {many}." if seen.errors else ""
    return msgspec.structs.replace(item, step=step, reason=reason, now=seen)


def stuck(items: Iterable[Item], portal: str) -> str:
    """Return the reason for which the last harvesters of a portal all failed in a row, "" where they did not.

    A portal that answers none of them would not answer the rest either.
    """
    last = [one.reason for one in items if one.portal == portal and one.step in (Step.DONE, Step.FAILED, Step.FOLLOWED)]
    tail = last[-IN_A_ROW:]
    return tail[0] if len(tail) == IN_A_ROW and tail[0] and len(set(tail)) == 1 else ""
