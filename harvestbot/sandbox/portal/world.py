"""All harvesters of the portal, brought up to now whenever somebody looks."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from harvestbot.sandbox.portal import transitions
from harvestbot.sandbox.portal.clock import Clock
from harvestbot.sandbox.portal.definitions import check, slug, unique
from harvestbot.sandbox.portal.harvester import Definition, Durations, Harvester, Schedule, Script
from harvestbot.sandbox.portal.problems import StaleVersion, UnknownHarvester


class World:
    """The state behind both dialects.

    What the API does raises `problems.Problem`s; what "somebody else" does always succeeds on a harvester that exists.

    Args:
        clock: What time it is.
        harvesters: The harvesters at the beginning, in the order in which lists give them.
        durations: How long things take; may be replaced at any time and holds for what begins later.

    Attributes:
        kept: Datasets left behind by each deleted harvester, by its id.
        destroyed: Datasets deleted with each harvester, by its id.
    """

    def __init__(self, clock: Clock, harvesters: Iterable[Harvester] = (), durations: Durations | None = None) -> None:
        self.clock = clock
        self.durations = durations or Durations()
        self.kept: Counter[str] = Counter()
        self.destroyed: Counter[str] = Counter()
        self._harvesters: dict[str, Harvester] = {}
        self._pending: set[str] = set()
        self._schedules = 0
        for harvester in harvesters:
            self._put(harvester)

    def __len__(self) -> int:
        return len(self.all())

    # Reading

    def all(self) -> list[Harvester]:
        """Give every harvester that callers can see, in the order in which they were created."""
        self._settle()
        now = self.clock.now()
        return [harvester for harvester in self._harvesters.values() if harvester.visible_at <= now]

    def get(self, uid: str) -> Harvester:
        """Give one harvester as it is now.

        Raises:
            UnknownHarvester: There is none, or no longer, or it cannot be seen yet.
        """
        self._settle()
        harvester = self._harvesters.get(uid)
        if harvester is None or harvester.visible_at > self.clock.now():
            raise UnknownHarvester(uid)
        return harvester

    # What the API does

    def start(self, uid: str) -> Harvester:
        """Begin a run. Raises `WrongStatus` and `UnknownHarvester`."""
        return self._change(uid, transitions.start)

    def abort(self, uid: str) -> Harvester:
        """Stop a run. Raises `WrongStatus` and `UnknownHarvester`."""
        return self._change(uid, transitions.abort)

    def publish(self, uid: str) -> Harvester:
        """Show all attached datasets. Raises `WrongStatus` and `UnknownHarvester`."""
        return self._change(uid, transitions.publish)

    def unpublish(self, uid: str) -> Harvester:
        """Hide all attached datasets. Raises `WrongStatus` and `UnknownHarvester`."""
        return self._change(uid, transitions.unpublish)

    def delete(self, uid: str, *, with_datasets: bool) -> Harvester:
        """Delete a harvester, and its datasets or not, and give it as it last was.

        Raises:
            UnknownHarvester: There is none.
            WrongStatus: It is being deleted already.
        """
        harvester = transitions.delete(self.get(uid), self.clock.now(), self.durations)
        self._put(harvester)
        (self.destroyed if with_datasets else self.kept)[uid] += harvester.attached
        self._settle()
        return harvester

    def create(self, definition: Definition, by: str, *, complete: bool = True, source: int = 20) -> Harvester:
        """Create a harvester; its id is made from the name and is unique.

        Args:
            definition: Name, type and parameters.
            by: The account that creates it.
            complete: Whether every mandatory parameter must be there.
            source: Datasets that its source has.

        Raises:
            Invalid: The name is empty, the type unknown, or parameters are missing or wrong.
        """
        check(definition, complete=complete)
        now = self.clock.now()
        harvester = Harvester(
            uid=unique(slug(definition.name), self._harvesters),
            name=definition.name,
            type=definition.type,
            created_at=now,
            updated_at=now,
            updated_by=by,
            params=dict(definition.params),
            source=source,
            visible_at=now + self.durations.appearing,
        )
        return self._put(harvester)

    def update(
        self, uid: str, definition: Definition, by: str, *, version: int | None = None, complete: bool = True
    ) -> Harvester:
        """Change the definition of a harvester, but never its type; the version goes up by one.

        Raises:
            UnknownHarvester: There is none.
            StaleVersion: A version was given and is not the current one.
            Invalid: The name is empty, the type another, or parameters are missing (where `complete`) or wrong.
        """
        harvester = self.get(uid)
        if version is not None and version != harvester.version:
            raise StaleVersion(harvester.version, version)
        check(definition, harvester, complete=complete)
        return self._edited(replace(harvester, name=definition.name, params=dict(definition.params)), by)

    def reschedule(self, uid: str, cron_schedule: str | None, timezone: str = "UTC") -> Harvester:
        """Set the one schedule of a harvester, or take it away with None. Its id stays while there is one."""
        harvester = self.get(uid)
        if cron_schedule is None:
            return self._put(replace(harvester, schedule=None))
        if harvester.schedule is None:
            self._schedules += 1
            return self._put(
                replace(harvester, schedule=Schedule(f"sc_{self._schedules:06d}", cron_schedule, timezone))
            )
        schedule = replace(harvester.schedule, cron_schedule=cron_schedule, timezone=timezone)
        return self._put(replace(harvester, schedule=schedule))

    # What somebody else does

    def add(self, harvester: Harvester) -> Harvester:
        """Put a harvester in as it is, or in the place of the one with its id."""
        return self._put(harvester)

    def edit(self, uid: str, by: str = "somebody.else", **changes: object) -> Harvester:
        """Set any fields of a harvester, as a colleague in the back office would; the version goes up by one.

        Args:
            uid: The harvester's id.
            by: Who did it.
            **changes: Fields of `Harvester` and their new values.
        """
        return self._edited(replace(self.get(uid), **changes), by)  # type: ignore[arg-type]  # the caller names the fields

    def rename(self, uid: str, name: str, by: str = "somebody.else") -> Harvester:
        """Give a harvester another name; its id stays."""
        return self.edit(uid, by, name=name)

    def vanish(self, uid: str) -> None:
        """Delete a harvester with its datasets at once, whatever it is doing."""
        self.destroyed[uid] += self.get(uid).attached
        self._pending.discard(uid)
        del self._harvesters[uid]

    def collapse(self, uid: str, left: int = 0, *, seen: bool = True) -> Harvester:
        """Let the source shrink to so many datasets; where `seen`, the remote count already tells."""
        harvester = replace(self.get(uid), source=left)
        return self._put(replace(harvester, remote=left) if seen else harvester)

    def script(self, uid: str, script: Script, *, once: bool = True) -> Harvester:
        """Say how the next run goes, or every later one."""
        harvester = self.get(uid)
        return self._put(replace(harvester, next_script=script) if once else replace(harvester, habit=script))

    # Inside

    def _change(self, uid: str, transition: Callable[[Harvester, float, Durations], Harvester]) -> Harvester:
        self._put(transition(self.get(uid), self.clock.now(), self.durations))
        return self.get(uid)

    def _edited(self, harvester: Harvester, by: str) -> Harvester:
        now = self.clock.now()
        return self._put(replace(harvester, version=harvester.version + 1, updated_at=now, updated_by=by))

    def _put(self, harvester: Harvester) -> Harvester:
        self._harvesters[harvester.uid] = harvester
        if harvester.pending:
            self._pending.add(harvester.uid)
        else:
            self._pending.discard(harvester.uid)
        return harvester

    def _settle(self) -> None:
        now = self.clock.now()
        for uid in list(self._pending):
            harvester = transitions.advance(self._harvesters[uid], now)
            if harvester is None:
                self._pending.discard(uid)
                del self._harvesters[uid]
            else:
                self._put(harvester)
