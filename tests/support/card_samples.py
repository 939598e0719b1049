"""Harvesters for the tests of cards: ordinary ones, and any that a portal could come up with."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import cycle, islice

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.domain.harvesters import Harvester, ParameterField, Schedule
from harvestbot.domain.listing import Listed, Listing, PortalTrouble
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.tombstones import Offer, Tombstone

ANNA = "U01ANNA"
ASKED_AT = 1_760_000_000.0
HOSTILE = "<!channel> *x* <https://evil|Paris>"
LONG = "Bathing water quality & more " * 180

CSW = Harvester(
    id="bathing-water",
    name="Bathing water",
    type="csw",
    type_label="CSW catalog",
    status="idle",
    version=7,
    attached=128,
    published=120,
    remote=130,
    resource_errors=2,
    schedules=(Schedule("30 1 * * *", "Europe/Paris"),),
    created_at=datetime(2024, 1, 5, 9, 0, tzinfo=UTC),
    changed_at=datetime(2025, 3, 4, 5, 6, tzinfo=UTC),
    changed_by="john.doe",
    started_at=datetime(2025, 10, 9, 1, 30, tzinfo=UTC),
    succeeded_at=datetime(2025, 10, 8, 1, 34, tzinfo=UTC),
)
SECRETIVE = Harvester(
    id="timetables",
    name="Timetables",
    type="ftp",
    type_label="FTP",
    status="idle",
    attached=45,
    published=45,
    parameters={
        "host": "ftp.example.org",
        "password": "••••••",
        "limit": 20,
        "mirror": "https://••••••@mirror.example.org",
        "forced_metas": {"token": "••••••"},
        "meta": None,
    },
    secrets=frozenset({"password"}),
    fields=(
        ParameterField("host", "Server", mandatory=True),
        ParameterField("password", "Password", mandatory=True, secret=True),
    ),
    schedules=(Schedule("30 1 * * *", "Europe/Berlin"),),
)
NEW = Harvester(id="my-harvester", name="My Harvester", type="ods", status="new")


def confirmation(
    ask: Action, state: State = State.ASKED, harvester: Harvester = CSW, **changes: object
) -> Confirmation:
    """Return a confirmation that Anna has been asked for."""
    return Confirmation(
        id="c0ffee",
        ask=ask,
        portal="paris",
        harvester=harvester,
        requester=ANNA,
        place=Place("C1"),
        asked_at=ASKED_AT,
        expires_at=ASKED_AT + 600,
        state=state,
        **changes,  # type: ignore[arg-type]  # because a test names the fields that it is about
    )


FAMILY, FLAG = "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f1eb\U0001f1f7"
MENTIONS = ("<!channel>", "<@U024BE7LH>", "<https://evil|Paris>", "@here", "#general")
MARKS = ("&amp;", "&lt", "*", "_", "~", "`", "```", "\n", ">", ":tada:", "{name}", "%s", "deleted")
UNSEEN = ("\u202e", "\u2066", "\u200b", "\x00", "\ud800", "\u0301" * 40, FAMILY, FLAG)
HOSTILE_PIECES = (*MENTIONS, *MARKS, *UNSEEN)
ANY_TEXT = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(st.sampled_from(HOSTILE_PIECES), st.text(max_size=5)), max_size=12).map("".join),
    st.sampled_from(HOSTILE_PIECES).map(lambda piece: piece * (5_000 // len(piece))),
)
ANY_COUNT = st.integers(min_value=0, max_value=10**18) | st.integers(min_value=0, max_value=3)
ANY_MOMENT = st.none() | st.datetimes() | st.datetimes(timezones=st.just(timezone(timedelta(hours=14))))
ANY_STATUS = st.sampled_from(("new", "idle", "queued", "processing", "aborting", "deleting")) | ANY_TEXT


def any_harvester() -> SearchStrategy[Harvester]:
    """Return a strategy for whatever a portal may answer."""
    return st.builds(
        Harvester,
        id=ANY_TEXT,
        name=ANY_TEXT,
        type=ANY_TEXT,
        type_label=ANY_TEXT,
        status=ANY_STATUS,
        version=st.none() | st.integers(),
        attached=ANY_COUNT,
        published=ANY_COUNT,
        remote=st.none() | ANY_COUNT,
        harvester_errors=ANY_COUNT,
        resource_errors=ANY_COUNT,
        schedules=st.lists(st.builds(Schedule, ANY_TEXT, ANY_TEXT), max_size=5).map(tuple),
        created_at=ANY_MOMENT,
        changed_at=ANY_MOMENT,
        changed_by=ANY_TEXT,
        started_at=ANY_MOMENT,
        succeeded_at=ANY_MOMENT,
        removes_missing=st.booleans(),
        parameters=st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=8),
    )


def any_confirmation() -> SearchStrategy[Confirmation]:
    """Return a strategy for a confirmation about any harvester, in any state."""
    return st.builds(
        Confirmation,
        id=st.just("c0ffee"),
        ask=st.sampled_from(Action),
        action=st.none() | st.sampled_from(Action),
        portal=ANY_TEXT,
        harvester=any_harvester(),
        requester=st.just(ANNA) | ANY_TEXT,
        place=st.just(Place("C1")),
        asked_at=st.just(ASKED_AT),
        expires_at=st.floats(0, 1e12),
        state=st.sampled_from(State),
        approver=st.just("U01BEA") | ANY_TEXT,
        reason=ANY_TEXT,
        then_publish=st.booleans(),
    )


def tombstone(harvester: Harvester = CSW, **changes: object) -> Tombstone:
    """Return what is kept of a harvester that Anna had deleted."""
    known: dict[str, object] = {
        "id": "dead",
        "portal": "paris",
        "harvester": harvester,
        "schedules_known": True,
        "with_datasets": False,
        "deleted_by": ANNA,
        "approver": ANNA,
        "deleted_at": ASKED_AT,
    }
    return Tombstone(**(known | changes))  # type: ignore[arg-type]  # because a test names the fields that it is about


def any_offer() -> SearchStrategy[Offer]:
    """Return a strategy for an offer to restore whatever there was."""
    kept = st.builds(
        Tombstone,
        id=st.just("dead"),
        portal=ANY_TEXT,
        harvester=any_harvester(),
        schedules_known=st.booleans(),
        with_datasets=st.booleans(),
        deleted_by=ANY_TEXT,
        approver=ANY_TEXT,
        deleted_at=st.none() | st.floats(0, 1e12),
    )
    return st.builds(Offer, kept, st.lists(ANY_TEXT, max_size=5).map(tuple), st.booleans())


def any_run() -> SearchStrategy[Run]:
    """Return a strategy for a run of any harvester, in any phase."""
    return st.builds(
        Run,
        portal=ANY_TEXT,
        before=any_harvester(),
        now=any_harvester(),
        started_by=st.just(ANNA) | ANY_TEXT,
        began_at=st.just(ASKED_AT),
        seen_at=st.floats(0, 1e12),
        phase=st.sampled_from(Phase),
        trouble=ANY_TEXT,
        then_publish=st.booleans(),
    )


def any_entry() -> SearchStrategy[Entry]:
    """Return a strategy for a line of the audit trail."""
    counts = st.none() | st.dictionaries(st.sampled_from(("attached", "published", "id")), ANY_COUNT | ANY_TEXT)
    return st.builds(
        Entry,
        id=st.integers(1, 2**60),
        at=st.floats(0, 1e12),
        actor=st.just(ANNA) | ANY_TEXT,
        requester=st.just("") | ANY_TEXT,
        verb=st.sampled_from(("delete", "delete_datasets")) | ANY_TEXT,
        outcome=st.sampled_from(Outcome),
        channel=ANY_TEXT,
        portal=ANY_TEXT,
        harvester_id=ANY_TEXT,
        before=counts,
        after=counts,
        detail=ANY_TEXT,
        permalink=ANY_TEXT.map("https://x.slack.com/{}".format) | ANY_TEXT,
    )


def _many(few: list[Listed], number: int) -> tuple[Listed, ...]:
    found = islice(enumerate(cycle(few)), number)
    return tuple(
        replace(one, harvester=replace(one.harvester, id=f"{one.harvester.id}{place}")) for place, one in found
    )


def any_listing() -> SearchStrategy[Listing]:
    """Return a strategy for a list of any harvesters, with any portals that could not be asked.

    Lists of more than a page say the same of several: to draw that many anew takes Hypothesis minutes at times.
    """
    few = st.lists(st.builds(Listed, ANY_TEXT, any_harvester()), min_size=1, max_size=3)
    return st.builds(
        Listing,
        found=st.builds(_many, few, st.integers(0, 14)),
        troubles=st.lists(st.builds(PortalTrouble, ANY_TEXT, ANY_TEXT), max_size=7).map(tuple),
    )
