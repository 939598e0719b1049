"""Every card in every state, by a name: the snapshots show them, and other tests go through them all."""

from collections.abc import Mapping

import msgspec
from support.card_samples import ANNA, ASKED_AT, CSW, HOSTILE, LONG, NEW, SECRETIVE, confirmation, tombstone
from support.editing_cards import editing_cards
from support.history_cards import history_cards
from support.several_cards import several_cards, several_reports
from support.watching_cards import watching_cards

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.browsing import Browsed
from harvestbot.domain.confirmations import Action, State
from harvestbot.domain.filters import parse_filters
from harvestbot.domain.harvesters import Harvester, Preview, PreviewedDataset, RunErrors
from harvestbot.domain.listing import Listed, Listing, PortalTrouble
from harvestbot.domain.roles import Role, Standing
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.tombstones import Offer
from harvestbot.domain.trail import TrailPage, Wanted
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import ConfirmationOver, NotAllowed, NotFound, PortalUnreachable, WrongPlace
from harvestbot.operations.acting.beginning import ASKING
from harvestbot.operations.upkeep.doctor import Finding
from harvestbot.slack import held
from harvestbot.slack.cards.approval import approval_card, unheard_card
from harvestbot.slack.cards.audit import audit_card
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.confirmation import confirmation_card
from harvestbot.slack.cards.doctor import doctor_card, round_trip_card
from harvestbot.slack.cards.errors import errors_card
from harvestbot.slack.cards.help import help_card, verb_help_card
from harvestbot.slack.cards.list import list_card
from harvestbot.slack.cards.notices import refusal_card, unexpected_card, working_card
from harvestbot.slack.cards.portals import PortalRow, portals_card
from harvestbot.slack.cards.preview import preview_card
from harvestbot.slack.cards.restoring import restorable_card
from harvestbot.slack.cards.run import abort_card, run_card, run_changes_card
from harvestbot.slack.cards.status import status_card
from harvestbot.slack.cards.whoami import whoami_card

with_changes = msgspec.structs.replace
RUNNING = with_changes(CSW, status="processing")
COLLAPSED = with_changes(CSW, remote=12, removes_missing=True)
FAILED = with_changes(CSW, harvester_errors=1)
STATES_AFTER = [state for state in State if state is not State.ASKED]


def _run(phase: Phase, now: Harvester = RUNNING, trouble: str = "", *, then_publish: bool = False) -> Run:
    before = with_changes(CSW, attached=120, published=120, resource_errors=0)
    return Run(
        portal="paris",
        before=before,
        now=now,
        started_by=ANNA,
        began_at=ASKED_AT,
        seen_at=ASKED_AT + 125,
        phase=phase,
        trouble=trouble,
        then_publish=then_publish,
    )


def _statuses() -> Mapping[str, Card]:
    shown = {
        "with errors": CSW,
        "new": NEW,
        "running": RUNNING,
        "aborting": with_changes(CSW, status="aborting"),
        "deleting": with_changes(CSW, status="deleting"),
        "failed": FAILED,
        "well": with_changes(CSW, resource_errors=0, published=128),
        "unknown": with_changes(CSW, status="hibernating"),
        "collapsed": COLLAPSED,
        "hostile": with_changes(CSW, name=HOSTILE),
        "long": with_changes(CSW, name=LONG),
    }
    cards = {f"status, {name}": status_card(harvester, "paris", may=Role.ADMIN) for name, harvester in shown.items()}
    cards |= {f"status, may {role.word}": status_card(CSW, "paris", may=role) for role in Role}
    cards["status, linked and without abort"] = status_card(
        RUNNING, "paris", may=Role.ADMIN, page_url="https://paris.example/backoffice/?id=1&x=<2|3>", lacks=("abort",)
    )
    return cards


def _questions() -> Mapping[str, Card]:
    cards = {f"ask to {ask}": confirmation_card(confirmation(ask)) for ask in (Action.PUBLISH, Action.UNPUBLISH)}
    cards["ask to delete"] = confirmation_card(confirmation(Action.DELETE))
    cards["ask to delete what is empty"] = confirmation_card(confirmation(Action.DELETE, harvester=NEW))
    one = with_changes(CSW, attached=1, published=0)
    cards["ask to delete with 1"] = confirmation_card(confirmation(Action.DELETE, harvester=one))
    cards["ask to publish 1"] = confirmation_card(confirmation(Action.PUBLISH, harvester=one))
    cards["ask to start"] = confirmation_card(confirmation(Action.START, harvester=COLLAPSED))
    cards["ask to start and publish"] = confirmation_card(
        confirmation(Action.START, harvester=COLLAPSED, then_publish=True)
    )
    cards["ask to delete while running"] = confirmation_card(confirmation(Action.DELETE, harvester=RUNNING))
    edited = with_changes(
        CSW, attached=140, remote=None, name="Bathing", removes_missing=True, parameters={"url": "a", "user": "b"}
    )
    cards["ask again after a change"] = confirmation_card(confirmation(Action.DELETE, harvester=edited), before=CSW)
    reworked = with_changes(CSW, type="ckan", status="new", parameters={f"parameter_{n}": n for n in range(9)})
    cards["ask again after much"] = confirmation_card(confirmation(Action.PUBLISH, harvester=reworked), before=CSW)
    cards["ask again after a saving"] = confirmation_card(confirmation(Action.PUBLISH), before=CSW)
    return cards


def _restorations() -> Mapping[str, Card]:
    offers = {
        "kept datasets": Offer(tombstone(), (), can_schedule=True),
        "datasets gone": Offer(tombstone(with_datasets=True, schedules_known=False)),
        "secrets": Offer(tombstone(SECRETIVE), ("timetables", "timetables-2"), can_schedule=False),
        "empty": Offer(tombstone(with_changes(NEW, parameters={f"parameter_{n}": n for n in range(20)}))),
    }
    asked = {name: confirmation(Action.RESTORE, harvester=one.tombstone.harvester) for name, one in offers.items()}
    cards = {f"ask to restore, {name}": confirmation_card(asked[name], offer=one) for name, one in offers.items()}
    cards["second person not to be asked"] = unheard_card("C1", on_home=True)
    cards["second person for restore"] = approval_card(asked["secrets"], offer=offers["secrets"])
    rows = [one.tombstone for one in offers.values()]
    cards["restorable"] = restorable_card(rows, more=True)
    cards["restorable, last page"] = restorable_card(rows[:1], page=2)
    cards["restorable, nothing"] = restorable_card([])
    return cards


def _outcomes() -> Mapping[str, Card]:
    cards = {
        f"{action}, {state}": confirmation_card(
            confirmation(action, state, reason="The portal said no." if state is State.NOT_DONE else "")
        )
        for action in Action
        for state in STATES_AFTER
    }
    again = with_changes(NEW, id="my-harvester-2")
    cards["restore, done, known"] = confirmation_card(confirmation(Action.RESTORE, State.DONE, NEW), now=again)
    cards["restore, done in part"] = confirmation_card(
        confirmation(Action.RESTORE, State.DONE, NEW, reason="It lacks password: set that on the portal."), now=again
    )
    cards["delete, done, nothing attached"] = confirmation_card(confirmation(Action.DELETE, State.DONE, NEW))
    one = with_changes(CSW, attached=1)
    cards["delete, done, 1 kept"] = confirmation_card(confirmation(Action.DELETE, State.DONE, one))
    published = with_changes(CSW, published=128)
    cards["publish, done, counted"] = confirmation_card(confirmation(Action.PUBLISH, State.DONE), now=published)
    partly = with_changes(CSW, published=125)
    cards["publish, done in part"] = confirmation_card(confirmation(Action.PUBLISH, State.DONE), now=partly)
    cards["unpublish, done in part"] = confirmation_card(
        confirmation(Action.UNPUBLISH, State.DONE), now=with_changes(CSW, published=20)
    )
    cards["delete, approved by another"] = confirmation_card(
        confirmation(Action.DELETE, State.APPROVED, action=Action.DELETE_DATASETS, approver="U01BEA")
    )
    return cards


def _runs() -> Mapping[str, Card]:
    ended = with_changes(CSW, remote=138)
    quiet = with_changes(CSW, attached=120, published=120, resource_errors=0)
    runs = {
        "asked": _run(Phase.ASKED),
        "asked, unanswered": _run(Phase.ASKED, trouble=ASKING),
        "going": _run(Phase.GOING),
        "going, then publish": _run(Phase.GOING, then_publish=True),
        "going, unseen lately": _run(Phase.GOING, trouble="The portal does not answer."),
        "going, aborting": _run(Phase.GOING, with_changes(CSW, status="aborting")),
        "followed": msgspec.structs.replace(_run(Phase.GOING), started_by="", followed_by=ANNA),
        "followed, asked": msgspec.structs.replace(_run(Phase.ASKED), followed_by=ANNA),
        "ended": _run(Phase.ENDED, ended),
        "ended, then publish": _run(Phase.ENDED, ended, then_publish=True),
        "ended, nothing new": _run(Phase.ENDED, quiet),
        "ended, source unknown": _run(Phase.ENDED, with_changes(CSW, remote=None)),
        "refused": _run(Phase.REFUSED, CSW, "The portal refused."),
        "uncertain": _run(Phase.UNCERTAIN, CSW, "The portal did not answer."),
        "lost": _run(Phase.LOST, CSW, "The harvester is gone from the portal."),
    }
    cards = {f"run {name}": run_card(run) for name, run in runs.items()}
    cards |= {f"what run {name} changed": run_changes_card(run) for name, run in runs.items() if run.phase.over}
    cards["run going, no abort"] = run_card(_run(Phase.GOING), lacks=("abort",))
    cards["abort"] = abort_card(RUNNING, "paris", by=ANNA)
    return cards


def _browsed(listing: Listing, typed: str = "") -> Browsed:
    filters = parse_filters(typed.split())
    return Browsed(listing=listing, filters=filters, total=99, types=("csw", "ods"), portals=("lyon", "paris"))


def _reads() -> Mapping[str, Card]:
    harvesters = [FAILED, CSW, RUNNING, NEW, with_changes(CSW, resource_errors=0), with_changes(NEW, status="idle")]
    many = tuple(Listed("paris", with_changes(one, id=f"{one.id}-{n}")) for n in range(5) for one in harvesters)
    troubles = tuple(PortalTrouble(f"lyon-{n}", "It did not answer within 10 s.", n * 9.0 or None) for n in range(7))
    failures = RunErrors("Traceback:\n  connection refused", {f"dataset-{n}": f"error {n} `x`" for n in range(12)})
    datasets = tuple(PreviewedDataset(f"d{n}", f"Dataset {n}", "What it holds") for n in range(12))
    row = PortalRow(
        name="paris",
        host="paris.example",
        dialect="management",
        harvesters=harvesters,
        calls_left=812,
        calls_a_day=1000,
        reset_at=ASKED_AT,
    )
    silent = with_changes(row, name="lyon", trouble="It did not answer within 10 s.", harvesters=(), calls_left=0)
    standings = {
        "paris": Standing(Role.ADMIN, ANNA),
        "lyon": Standing(Role.ADMIN, "workspace-admins"),
        "nice": Standing(Role.VIEWER, "everyone"),
        "brest": Standing(Role.OPERATOR, "S123"),
        "lille": Standing(),
    }
    return {
        "list": list_card(_browsed(Listing(many, as_of=ASKED_AT))),
        "list, second page": list_card(_browsed(Listing(many)), held.Page(2)),
        "list, beyond the last page": list_card(_browsed(Listing(many), "csw"), held.Page(99)),
        "list, one": list_card(_browsed(Listing(many[:1]), "is:failing sort:name bathing")),
        "list, nothing": list_card(_browsed(Listing(()))),
        "list, nothing found": list_card(_browsed(Listing(()), "<!here>")),
        "list, silent portals": list_card(_browsed(Listing(many[:2], troubles))),
        "list, as a table": list_card(_browsed(Listing(many[:7])), held.Page(1, table=True)),
        "list, as a table with nothing": list_card(_browsed(Listing(())), held.Page(1, table=True)),
        "errors": errors_card(CSW, "paris", failures),
        "errors of a dataset": errors_card(CSW, "paris", RunErrors("", {"d1": ""})),
        "errors, none": errors_card(CSW, "paris", RunErrors()),
        "preview": preview_card(CSW, "paris", Preview(130, datasets)),
        "preview, nothing": preview_card(CSW, "paris", Preview(0)),
        "preview, untitled": preview_card(CSW, "paris", Preview(1, (PreviewedDataset("d1"),))),
        **_trails(),
        "portals": portals_card([row, silent]),
        "portals, many": portals_card([row] * 30),
        "whoami": whoami_card(standings, user=ANNA),
        "whoami, nobody": whoami_card({"paris": Standing()}, user=ANNA),
        "whoami, many": whoami_card({f"p{n}": Standing(Role.VIEWER, "everyone") for n in range(30)}, user=ANNA),
    }


def _trails() -> Mapping[str, Card]:
    def entry(number: int, outcome: Outcome, **fields: object) -> Entry:
        plain = Entry(
            id=number,
            at=ASKED_AT,
            actor=ANNA,
            verb="publish",
            outcome=outcome,
            channel="C01OPS",
            portal="paris",
            harvester_id="bathing-water",
            permalink="https://paris.slack.com/archives/C01OPS/p1760000000000100",
        )
        return with_changes(plain, **fields)

    each = tuple(entry(99 - number, outcome) for number, outcome in enumerate(Outcome))
    odd = (
        entry(9, Outcome.DONE, actor="U01BEA", requester=ANNA, verb="delete_datasets"),
        entry(8, Outcome.DONE, before={"attached": 120, "published": 0}, after={"attached": 120, "published": 120}),
        entry(7, Outcome.REFUSED, verb="list", portal="", harvester_id="", channel="", permalink="", detail="No role."),
        entry(6, Outcome.NOT_DONE, harvester_id=HOSTILE, detail=LONG, actor="nobody", permalink="javascript:x"),
    )
    narrow = Wanted("paris", "bathing-water", ANNA, ASKED_AT)
    return {
        "audit, each outcome": audit_card(TrailPage(Wanted(), each, older=True)),
        "audit, narrowed": audit_card(TrailPage(narrow, odd, newer=True, older=True)),
        "audit, the oldest": audit_card(TrailPage(Wanted(harvester_id="bathing-water"), odd[:1], newer=True)),
        "audit, nothing": audit_card(TrailPage(Wanted(actor=ANNA), ())),
        "audit, nothing any more": audit_card(TrailPage(Wanted(), (), newer=True)),
    }


def _words() -> Mapping[str, Card]:
    cards = {f"help, may {role.word}": help_card("/harvester", may=role) for role in Role}
    cards |= {f"help {verb.name}": verb_help_card("/harvester", verb, may=Role.OPERATOR) for verb in VERBS.values()}
    near_misses = NotFound(
        "There is no harvester `bathin-water`. Nothing was changed.", ("status bathing-water", "list")
    )
    cards["not found"] = refusal_card(near_misses)
    cards["not allowed"] = refusal_card(NotAllowed("`delete` needs the role admin; you are viewer.\nAsk for it."))
    cards["wrong place"] = refusal_card(WrongPlace("`start` does not work in this channel.", ("C01OPS", "#data-ops")))
    cards["not yours"] = refusal_card(ConfirmationOver("Only the person who asked can answer this.", ANNA))
    cards["too late"] = refusal_card(ConfirmationOver("This has expired. Nothing was done."))
    cards["unreachable"] = refusal_card(PortalUnreachable("The portal did not answer within 10 s."))
    cards["doctor, well"] = doctor_card([Finding("Slack", ok=True, said="the bot is harvestbot in Open Data (0.1 s)")])
    cards["doctor, ill"] = doctor_card(
        [
            Finding("Slack scopes", ok=False, said="the bot lacks links:write.", advice="Install it again."),
            Finding("portal <!channel>", ok=None, said=f"900 calls {'are ' * 300}left today"),
            *(Finding(f"portal {number}", ok=False, said="It did not answer. " * 40) for number in range(200)),
        ]
    )
    cards["round trip"] = round_trip_card(0.2149, 0.08)
    cards["silent refusal"] = refusal_card(NotAllowed(""))
    cards["unexpected"] = unexpected_card("7f3a9c")
    cards["working"] = working_card("status bathing-water")
    return cards


OUTCOMES = {**_outcomes(), **several_reports()}
GALLERY = {
    **_statuses(),
    **_questions(),
    **_restorations(),
    **OUTCOMES,
    **_runs(),
    **_reads(),
    **_words(),
    **watching_cards(),
    **editing_cards(),
    **history_cards(),
    **several_cards(),
}
