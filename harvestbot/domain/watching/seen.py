"""What is remembered of a portal from one poll to the next.

Ten thousand harvesters go through here at every poll. So the values are small, out of the garbage collector's sight,
and kept as they are where nothing has changed: what is new since the last poll is another object.

Times are seconds since the epoch, except those that the portal itself gave.
"""

from datetime import datetime

from msgspec import Struct, field

from harvestbot.domain.harvesters import Harvester, Health, Schedule


class Counts(Struct, frozen=True, gc=False, omit_defaults=True):
    """The numbers of one harvester at one moment; ``remote`` is None where the dialect does not tell."""

    attached: int = 0
    published: int = 0
    remote: int | None = None
    harvester_errors: int = 0
    resource_errors: int = 0

    @property
    def hidden(self) -> int:
        """Datasets that are attached and not published."""
        return max(self.attached - self.published, 0)

    @property
    def errors(self) -> int:
        """All errors of the last run."""
        return self.harvester_errors + self.resource_errors


class Seen(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What of one harvester is compared, as the list of the portal had it.

    ``parameters`` are redacted, as in ``Harvester``. ``schedules`` is None where they are not known: no list has them.
    """

    id: str
    name: str
    type: str
    status: str
    version: int | None = None
    attached: int = 0
    published: int = 0
    remote: int | None = None
    harvester_errors: int = 0
    resource_errors: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""
    started_at: datetime | None = None
    succeeded_at: datetime | None = None
    removes_missing: bool = False
    parameters: dict[str, object] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] | None = None

    @property
    def harvester(self) -> Harvester:
        """The harvester again, as far as it is remembered: its type's label and form fields are not."""
        return Harvester(
            id=self.id,
            name=self.name,
            type=self.type,
            status=self.status,
            version=self.version,
            attached=self.attached,
            published=self.published,
            remote=self.remote,
            harvester_errors=self.harvester_errors,
            resource_errors=self.resource_errors,
            schedules=self.schedules or (),
            changed_at=self.changed_at,
            changed_by=self.changed_by,
            started_at=self.started_at,
            succeeded_at=self.succeeded_at,
            removes_missing=self.removes_missing,
            parameters=self.parameters,
        )

    @property
    def counts(self) -> Counts:
        """Its numbers."""
        return Counts(self.attached, self.published, self.remote, self.harvester_errors, self.resource_errors)


class Going(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A run that is under way.

    ``exact`` tells that the portal said when it began; else it began at some moment before ``since``, after the poll
    before (``after``), or nobody knows when, where the first poll of all showed it. ``stuck_since`` is when people were
    told that it takes too long.
    """

    since: float
    exact: bool = False
    after: float | None = None
    aborting: bool = False
    stuck_since: float | None = None


class Trouble(Struct, frozen=True, gc=False):
    """How the last run that was not aborted went wrong, and since when runs have."""

    health: Health
    since: float


class Tracked(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One harvester as last seen, and what has to be remembered to understand what comes next.

    ``settled`` are the numbers when it was last at rest; None while it is, since ``seen`` has them then. ``durations``
    are those of its last runs that finished, in seconds. ``due`` is when its schedule next wants a run. ``wake`` is
    when it has to be looked at though nothing may have changed, because a run takes too long or has not begun.
    """

    seen: Seen
    going: Going | None = None
    settled: Counts | None = None
    trouble: Trouble | None = None
    durations: tuple[float, ...] = ()
    due: float | None = None
    wake: float | None = None

    @property
    def rest(self) -> Counts:
        """Its numbers when it was last at rest."""
        return self.settled or self.seen.counts


class Snapshot(Struct, frozen=True, kw_only=True, gc=False):
    """A portal's harvesters by id, as of one poll.

    ``source`` names the list that they came from (address and dialect). Another source under the same name is another
    portal: nothing is compared with it.
    """

    portal: str
    source: str
    at: float
    harvesters: dict[str, Tracked]

    @property
    def stuck(self) -> frozenset[str]:
        """The ids of those whose run takes too long, as people were told."""
        taking = ((name, one.going) for name, one in self.harvesters.items())
        return frozenset(name for name, going in taking if going is not None and going.stuck_since is not None)


def seen(harvester: Harvester, schedules: tuple[Schedule, ...] | None = None) -> Seen:
    """Return what is remembered of a harvester, and of the schedules where they are known."""
    return Seen(
        id=harvester.id,
        name=harvester.name,
        type=harvester.type,
        status=harvester.status,
        version=harvester.version,
        attached=harvester.attached,
        published=harvester.published,
        remote=harvester.remote,
        harvester_errors=harvester.harvester_errors,
        resource_errors=harvester.resource_errors,
        changed_at=harvester.changed_at,
        changed_by=harvester.changed_by,
        started_at=harvester.started_at,
        succeeded_at=harvester.succeeded_at,
        removes_missing=harvester.removes_missing,
        parameters=harvester.parameters,
        schedules=harvester.schedules or schedules,
    )
