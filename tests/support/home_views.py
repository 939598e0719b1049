"""The App Home of everybody, and the modal in which a harvester is looked at, by a name."""

from collections.abc import Mapping

import msgspec
from support import several_cards
from support.card_samples import ANNA, ASKED_AT, CSW, HOSTILE, LONG, NEW, confirmation

from harvestbot.domain import home
from harvestbot.domain.asks import parse
from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Action, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.home import Calls, Counted, Home, PortalLine, Show, Wish
from harvestbot.domain.roles import Role
from harvestbot.domain.sights import sight
from harvestbot.domain.watching.subscriptions import Subscription, Target
from harvestbot.domain.watching.watched import Watches
from harvestbot.errors import NotFound, PersonUnknown
from harvestbot.slack import held
from harvestbot.slack.cards.blocks import Block
from harvestbot.slack.cards.home import home_view, no_role_view, trouble_view
from harvestbot.slack.cards.notices import refusal_card
from harvestbot.slack.cards.status import status_card
from harvestbot.slack.cards.window import reading_card, taken_card, window_view

with_changes = msgspec.structs.replace
CALLS = Calls(812, 1000, ASKED_AT + 9_000)
FAILED = with_changes(CSW, id="air", name="Air quality", harvester_errors=1)
ENDLESS = with_changes(CSW, id="noise", name="Noise", status="processing")


def line(name: str, *harvesters: Harvester, **changes: object) -> PortalLine:
    """Return a portal with these harvesters; one that is called ``noise`` takes too long."""
    counted = home.counted(sight(name, harvesters, ASKED_AT + 30, {"noise"}))
    return with_changes(PortalLine(counted=counted, calls=CALLS), **changes)


def homely(*lines: PortalLine, wish: Wish | None = None, **changes: object) -> Home:
    """Return a Home with these portals."""
    counted = [one.counted for one in lines]
    wish, rows, pages = home.page(counted, wish or Wish())
    told = Home(
        roles=dict.fromkeys((one.counted.portal for one in lines), Role.VIEWER),
        portals=lines,
        wish=wish,
        counts=home.counts(counted, wish),
        rows=rows,
        pages=pages,
        needy=home.neediest(counted),
        needy_count=sum(len(one.needy) for one in counted),
    )
    return with_changes(told, **changes)


def watch(subscriber: str, target: Target) -> Subscription:
    """Return what Anna has asked for."""
    return Subscription(
        id=f"{subscriber} {target}", subscriber=subscriber, target=target, created_by=ANNA, created_at=ASKED_AT
    )


def many(number: int, **changes: object) -> list[Harvester]:
    """Return so many harvesters."""
    return [with_changes(CSW, id=f"h-{one:05}", name=f"Harvester {one}", **changes) for one in range(number)]


PARIS = line("paris", CSW, FAILED, ENDLESS, NEW)
SEA = line("sea", with_changes(CSW, resource_errors=0, published=128))
WAITING = [
    confirmation(Action.DELETE, State.WAITING, action=Action.DELETE_DATASETS),
    with_changes(confirmation(Action.PUBLISH, State.WAITING), id="c0ffe2"),
]
WATCHES = Watches((watch(ANNA, Target("paris", "air")), watch("C0OPS", Target("sea"))))
ENTRIES = [
    Entry(id=2, at=ASKED_AT, actor=ANNA, verb="start", outcome=Outcome.DONE, portal="paris", harvester_id="air"),
    Entry(id=1, at=ASKED_AT, actor=ANNA, verb="watch", outcome=Outcome.ASKED, channel="C1"),
]


def _homes() -> Mapping[str, Home]:
    return {
        "viewer": homely(PARIS, watches=WATCHES),
        "operator": homely(PARIS, SEA, roles={"paris": Role.OPERATOR, "sea": Role.VIEWER}, watches=WATCHES),
        "admin": homely(
            PARIS,
            SEA,
            roles={"paris": Role.ADMIN, "sea": Role.ADMIN},
            approvals=WAITING,
            several=[several_cards.WAITING.batch],
            links={"c0ffe2": "https://example.slack.com/archives/C1/p1"},
            watches=WATCHES,
            lately=ENTRIES,
        ),
        "all is well": homely(SEA, lately=[]),
        "nothing known yet": homely(PortalLine(counted=Counted(portal="paris"), calls=CALLS, reading=True)),
        "nothing known at all": homely(
            PortalLine(counted=Counted(portal="paris"), calls=Calls(0, 10, ASKED_AT), trouble="It does not answer.")
        ),
        "known and silent": homely(with_changes(PARIS, trouble="It refuses the bot's credentials.", reading=True)),
        "one portal of two": homely(PARIS, SEA, wish=Wish(Show.HIDDEN, "sea")),
        "running": homely(PARIS, wish=Wish(Show.RUNNING)),
        "second page": homely(line("paris", *many(25)), wish=Wish(page=2)),
        "hostile": homely(line(HOSTILE, with_changes(CSW, id=HOSTILE, name=HOSTILE), with_changes(CSW, name=LONG))),
        "full": homely(
            *(line(f"portal-{number:02}", *many(30, harvester_errors=1)) for number in range(20)),
            wish=Wish(Show.FAILING, "portal-03", 2),
            roles={f"portal-{number:02}": Role(1 + number % 3) for number in range(20)},
            approvals=[with_changes(WAITING[0], id=f"c{number}") for number in range(9)],
            watches=Watches(tuple(watch(ANNA, Target("paris", f"h-{number}")) for number in range(30))),
            lately=[with_changes(ENTRIES[0], id=number, detail="x" * 900) for number in range(20)],
        ),
    }


HOMES: Mapping[str, Block] = {
    **{name: home_view(told, user=ANNA) for name, told in _homes().items()},
    "no role": home_view(Home(roles={}), user=ANNA),
    "nobody": no_role_view(),
    "person unknown": trouble_view(PersonUnknown("Slack did not tell who you are. Nothing was changed.")),
}
"""What each person's Home shows."""

WINDOWS: Mapping[str, Block] = {
    "find": window_view(),
    "reading": window_view(reading_card(held.Target("paris", "bathing-water"))),
    "card": window_view(status_card(CSW, "paris", may=Role.ADMIN)),
    "taken in": window_view(taken_card(parse("start paris/bathing-water"))),
    "taken in, no harvester": window_view(taken_card(parse("watches"))),
    "refused": window_view(
        refusal_card(NotFound("There is no harvester `x`.", ("status paris/y", "list"), verb="status"))
    ),
}
"""What the modal shows."""
