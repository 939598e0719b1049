"""What somebody's Home is made of: how each portal was last seen, in numbers and in rows, and what they look at.

Ten thousand harvesters are counted once for each time that their portal is seen anew; a person's page is then cut out
of what stands ready.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from heapq import merge
from itertools import islice

from msgspec import Struct

from harvestbot.domain.audit import Entry
from harvestbot.domain.batches import Batch
from harvestbot.domain.confirmations import Confirmation
from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Health
from harvestbot.domain.listing import Listed, need
from harvestbot.domain.roles import Role
from harvestbot.domain.sights import Sight
from harvestbot.domain.tombstones import Offer
from harvestbot.domain.watching.watched import Watches

PAGE_SIZE = 10
"""Harvesters on one page."""
MOST_URGENT = 5
"""Harvesters that are shown among what needs somebody now."""


class Show(StrEnum):
    """Which harvesters somebody looks at; the value is the word that people read."""

    ALL = "all"
    FAILING = "failing"
    RUNNING = "running"
    HIDDEN = "hidden"


class Wish(Struct, frozen=True, array_like=True):
    """What somebody looks at: which harvesters, of which portal ("" for all that they may see), which page from 1."""

    show: Show = Show.ALL
    portal: str = ""
    page: int = 1


class Counted(Struct, frozen=True, kw_only=True):
    """How a portal was last seen, counted.

    ``seen_at`` is in seconds since the epoch, None where it never was. ``by_health`` and ``hidden_datasets`` count all
    of its harvesters, ``stuck`` those whose run takes too long. ``listed`` are those of each kind, the most urgent
    first; ``needy`` those that need somebody now.
    """

    portal: str
    seen_at: float | None = None
    by_health: Mapping[Health, int] = {}
    stuck: int = 0
    hidden_datasets: int = 0
    listed: Mapping[Show, Sequence[Listed]] = {}
    needy: Sequence[Listed] = ()


class Calls(Struct, frozen=True):
    """What may still be asked of a portal: ``left`` of ``limit`` calls until ``reset_at`` (seconds since the epoch)."""

    left: int
    limit: int
    reset_at: float


class PortalLine(Struct, frozen=True, kw_only=True):
    """A portal on somebody's Home: how it was last seen, what ``trouble`` it gives ("" for none), and the calls left.

    ``reading`` tells that it is being read just now.
    """

    counted: Counted
    calls: Calls
    trouble: str = ""
    reading: bool = False


class Home(Struct, frozen=True, kw_only=True):
    """All that somebody sees on their Home.

    Attributes:
        roles: the person's role on each portal that they may see; empty where they may see nothing.
        portals: those portals.
        wish: what they look at; ``page`` is one that there is.
        counts: how many harvesters each choice would show, on the portals looked at.
        rows: the harvesters of the page.
        pages: how many pages there are, at least 1.
        needy: the first of the harvesters that need somebody now.
        needy_count: how many those are.
        approvals: questions that this person may answer as the second one.
        drafts, offers: what those of them are about that save or restore something, by the question's id.
        several: questions about several harvesters that this person may answer as the second one.
        links: addresses of the messages in which those are asked, by the question's id, where they are known.
        watches: what they watch, and what the channels do in which they have asked for it.
        lately: what was done lately, None for those who may not see it.
    """

    roles: Mapping[str, Role]
    portals: Sequence[PortalLine] = ()
    wish: Wish = Wish()
    counts: Mapping[Show, int] = {}
    rows: Sequence[Listed] = ()
    pages: int = 1
    needy: Sequence[Listed] = ()
    needy_count: int = 0
    approvals: Sequence[Confirmation] = ()
    drafts: Mapping[str, Draft] = {}
    offers: Mapping[str, Offer] = {}
    several: Sequence[Batch] = ()
    links: Mapping[str, str] = {}
    watches: Watches = Watches()
    lately: Sequence[Entry] | None = None


def counted(seen: Sight) -> Counted:
    """Count what was seen of a portal, and sort it out by what people look at."""
    by_health: Counter[Health] = Counter()
    hidden_datasets = 0
    failing, running, hidden, needy = [], [], [], []
    for one in seen.listed:
        health = one.harvester.health
        by_health[health] += 1
        if health is Health.FAILED:
            failing.append(one)
        if health is Health.RUNNING:
            running.append(one)
        if health is Health.FAILED or one.stuck:
            needy.append(one)
        if one.harvester.hidden:
            hidden.append(one)
            hidden_datasets += one.harvester.hidden
    return Counted(
        portal=seen.portal,
        seen_at=seen.at,
        by_health=by_health,
        stuck=sum(one.stuck for one in needy),
        hidden_datasets=hidden_datasets,
        listed={Show.ALL: seen.listed, Show.FAILING: failing, Show.RUNNING: running, Show.HIDDEN: hidden},
        needy=needy,
    )


def page(portals: Sequence[Counted], wish: Wish) -> tuple[Wish, Sequence[Listed], int]:
    """Cut out the page that is wished for.

    Args:
        portals: those that somebody may see.
        wish: what they look at; a portal that is not among them is left aside, a page that is not there becomes the
            nearest one.

    Returns:
        What is looked at then, its harvesters, and how many pages there are.
    """
    looked_at = looking_at(portals, wish)
    portal = wish.portal if any(one.portal == wish.portal for one in portals) else ""
    lists = [one.listed.get(wish.show, ()) for one in looked_at]
    pages = max(-(-sum(map(len, lists)) // PAGE_SIZE), 1)
    number = min(max(wish.page, 1), pages)
    found = _first(lists, number * PAGE_SIZE)[(number - 1) * PAGE_SIZE :]
    return Wish(wish.show, portal, number), found, pages


def looking_at(portals: Sequence[Counted], wish: Wish) -> Sequence[Counted]:
    """Return the portals that a wish is about: the one that it names, or all."""
    return [one for one in portals if one.portal == wish.portal] or portals


def counts(portals: Sequence[Counted], wish: Wish) -> dict[Show, int]:
    """Return how many harvesters each choice would show on the portals that a wish is about."""
    looked_at = looking_at(portals, wish)
    return {show: sum(len(one.listed.get(show, ())) for one in looked_at) for show in Show}


def neediest(portals: Sequence[Counted]) -> Sequence[Listed]:
    """Return the first of all that need somebody now."""
    return _first([one.needy for one in portals], MOST_URGENT)


def _first(lists: Sequence[Sequence[Listed]], number: int) -> Sequence[Listed]:
    if len(lists) == 1:
        return lists[0][:number]
    return list(islice(merge(*lists, key=_place), number))


def _place(one: Listed) -> tuple[int, str, str]:
    return need(one), one.portal, one.harvester.id
