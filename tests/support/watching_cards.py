"""Cards of watching, for the gallery: every kind of news, and the list of what is watched."""

from collections.abc import Mapping

from msgspec import structs
from support.card_samples import ANNA, ASKED_AT, HOSTILE, LONG

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.harvesters import Health
from harvestbot.domain.watching.changes import Change, Edit
from harvestbot.domain.watching.digest import Digest, DigestSet, Standing
from harvestbot.domain.watching.hands import Hand, Taken
from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind
from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.planning import DigestPlan, Plan
from harvestbot.domain.watching.quiet import parse_quiet
from harvestbot.domain.watching.seen import Counts, Going, Seen, Tracked, Trouble
from harvestbot.domain.watching.subscriptions import Mute, Subscription, Target
from harvestbot.domain.watching.watched import Watched, Watches
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.digest import digest_card, digest_set_card
from harvestbot.slack.cards.notice import notice_card
from harvestbot.slack.cards.watches import watched_card, watches_card
from harvestbot.slack.cards.why import taken_card, why_card

OPS = "C0OPS"
HAND = Hand(portal="paris", harvester_id="bathing-water", by=ANNA, at=ASKED_AT + 60)
EVERYTHING, PORTAL, ONE = Target(), Target("paris"), Target("paris", "bathing-water")


def subscription(target: Target = PORTAL, kinds: frozenset[Kind] = DEFAULT_KINDS, quiet: str = "") -> Subscription:
    """Return a wish of Anna's for the channel."""
    return Subscription(
        id=str(target),
        subscriber=OPS,
        target=target,
        kinds=kinds,
        quiet=parse_quiet(quiet) if quiet else None,
        created_by=ANNA,
        created_at=ASKED_AT,
    )


def change(kind: Kind, name: str = "Bathing water", /, **more: object) -> Change:
    """Return news of this kind with all that there may be to it."""
    about = {} if kind.of_portal else {"harvester_id": "bathing-water", "name": name}
    facts: dict[str, object] = {
        "since": ASKED_AT - 7_300,
        "lasted": 7_300.0,
        "usual": 600.0,
        "before": Counts(120, 120, 120),
        "after": Counts(128, 120, 12, 1, 2),
        "by": "john.doe",
        "edits": tuple(Edit(f"parameter_{number}", number, None) for number in range(10)),
        "again": True,
        "was": "idle",
        "now": "hibernating",
        "why": "The portal did not answer.",
    }
    return Change(kind=kind, portal="paris", at=ASKED_AT, **about, **(facts | more))  # type: ignore[arg-type]  # because the facts are of many types


def tracked(name: str) -> Tracked:
    """Return a harvester of this name in every kind of trouble, as watching remembers it."""
    seen = Seen(id="bathing-water", name=name, type="ods", status="idle", attached=9, published=2, harvester_errors=1)
    trouble = Trouble(Health.FAILED, ASKED_AT - 3_600)
    return Tracked(seen=seen, trouble=trouble, going=Going(since=ASKED_AT - 900, exact=True))


def notice(*changes: Change) -> Notice:
    """Return a notice for the channel."""
    return Notice(
        id="n", subscriber=OPS, owner=ANNA, at=ASKED_AT, due_at=ASKED_AT, changes=changes, because=(subscription(),)
    )


def watching_cards() -> Mapping[str, Card]:
    """Return the cards by name."""
    mute = Mute(subscriber=OPS, target=ONE, until=ASKED_AT + 7_200, by=ANNA, at=ASKED_AT)
    unknown = dict.fromkeys(("since", "lasted", "usual", "before", "after"))
    bare: dict[str, object] = {**unknown, "by": "", "edits": (), "why": ""}
    cards = {f"news, {kind}": notice_card(notice(change(kind))) for kind in Kind}
    cards |= {f"news, {kind}, nothing known": notice_card(notice(change(kind, **bare))) for kind in Kind}
    cards["news, several"] = notice_card(notice(change(Kind.FAILED), change(Kind.STUCK, "Trees", edits=())))
    cards["news, very many"] = notice_card(notice(*(change(Kind.FAILED) for _ in range(100))))
    cards["news, hostile"] = notice_card(notice(change(Kind.FAILED, HOSTILE), change(Kind.EDITED, LONG)))
    cards["news, without a name"] = notice_card(notice(change(Kind.FAILED, "")))
    cards["news, a group is called"] = notice_card(structs.replace(notice(change(Kind.FAILED)), mentions=("S0ONCALL",)))
    again = structs.replace(notice(change(Kind.FAILED)), mentions=("S0ONCALL",), reminds=True)
    cards["news, a group is called again"] = notice_card(again)
    cards["news, somebody is on it"] = notice_card(again, [HAND])
    cards["news, some of it over"] = notice_card(
        notice(change(Kind.FAILED), structs.replace(change(Kind.FAILED, "Lanes"), harvester_id="lanes")),
        ended=[change(Kind.RECOVERED)],
    )
    cards["news, all of it over"] = notice_card(again, [HAND], [change(Kind.GONE)])
    cards["news, in a thread"] = notice_card(notice(change(Kind.FAILED)), button_for_hands=False)
    standing = [Standing("paris", tracked(HOSTILE if n == 1 else LONG if n == 2 else f"Source {n}")) for n in range(40)]
    done = Entry(at=ASKED_AT, actor=ANNA, verb="publish", outcome=Outcome.DONE, portal="paris", harvester_id="trees")
    full = Digest(
        since=ASKED_AT - 86_400,
        until=ASKED_AT,
        total=400,
        runs=31,
        failing=tuple(standing),
        with_errors=tuple(standing[:2]),
        stuck=tuple(standing[:1]),
        hidden=tuple(standing[:3]),
        changed=tuple(change(kind) for kind in (Kind.GONE, Kind.EDITED, Kind.COUNTS, Kind.UNREACHABLE)) * 9,
        done=(done,) * 40,
        unseen=("lyon",),
    )
    plan = DigestPlan(subscriber=OPS, plan=Plan(510, 4, "Europe/Paris"), set_by=ANNA, set_at=ASKED_AT)
    cards["digest, very much"] = digest_card(full, wish=plan, next_at=ASKED_AT + 86_400)
    cards["digest, for a channel"] = digest_card(full, wish=plan, names={ANNA: "Anna <!channel>"})
    cards["digest, nothing wrong"] = digest_card(Digest(since=0.0, until=ASKED_AT, total=1, runs=0), wish=None)
    cards["digest, set"] = digest_set_card(DigestSet(ANNA, OPS, plan))
    cards["digest, off"] = digest_set_card(DigestSet(ANNA, ANNA))
    cards["why"] = why_card(notice(change(Kind.FAILED)), {str(PORTAL)}, may_change=True)
    cards["why, no longer"] = why_card(notice(change(Kind.UNREACHABLE)), {str(PORTAL)}, may_change=False)
    many = tuple(structs.replace(subscription(quiet="22-7 UTC"), id=str(n), mention="S0ONCALL") for n in range(12))
    cards["why, many"] = why_card(structs.replace(notice(change(Kind.FAILED)), because=many), (), may_change=True)
    cards["on it, already"] = taken_card(Taken(notice="n", mine=(HAND,)))
    cards["on it, somebody else"] = taken_card(Taken(notice="n", others=(HAND,)))
    cards["on it, over"] = taken_card(Taken(notice="n"))
    cards["watched, with a mention"] = watched_card(
        Watched(ANNA, OPS, ONE, subscription=structs.replace(subscription(ONE), mention="S0ONCALL"))
    )
    cards["watched"] = watched_card(Watched(ANNA, OPS, ONE, subscription=subscription(ONE)))
    cards["watched, everything"] = watched_card(
        Watched(ANNA, ANNA, EVERYTHING, subscription=subscription(EVERYTHING, frozenset(Kind), "22:00-07:00 UTC"))
    )
    cards["watched, some"] = watched_card(
        Watched(ANNA, OPS, PORTAL, subscription=subscription(kinds=frozenset({Kind.NEW, Kind.FAILED})))
    )
    cards["muted"] = watched_card(Watched(ANNA, OPS, ONE, mute=mute))
    cards["unwatched"] = watched_card(Watched(ANNA, OPS, PORTAL, ends="unwatch"))
    cards["unmuted"] = watched_card(Watched(ANNA, OPS, ONE, ends="unmute"))
    cards["watches, none"] = watches_card(Watches(), channel=OPS)
    cards["watches"] = watches_card(Watches((subscription(), subscription(ONE)), (mute,)), channel=OPS)
    cards["watches, elsewhere"] = watches_card(Watches((subscription(),), (mute,)), channel=ANNA)
    return cards
