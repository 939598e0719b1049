"""A change that people may be told of."""

from typing import TypedDict

from msgspec import Struct

from harvestbot.domain.watching.kinds import RANK, Kind
from harvestbot.domain.watching.seen import Counts


class Edit(Struct, frozen=True, gc=False):
    """One thing that somebody changed in a harvester's definition: a parameter, or ``name``, ``type``, ``schedule``.

    The values are JSON, secrets redacted; None where there was, or is, none.
    """

    name: str
    before: object = None
    after: object = None


class Change(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One thing that happened, with all that a message says of it. Times are seconds since the epoch.

    Args:
        at: the poll that showed it.
        harvester_id: "" for what concerns a portal as a whole.
        since: when it began: the run, the trouble that is over, the scheduled moment that passed without a run.
        lasted: seconds: how long the run took (``STUCK``: has taken so far), or how long the trouble lasted.
        usual: seconds that a run of this harvester usually takes, where it is known (``STUCK``).
        before, after: the numbers when it was last at rest, and now.
        by: who edited it, as the portal names people.
        edits: what was edited; empty where it is something that no list shows, such as a secret.
        closes: the kinds of trouble that are over with it: who was told of one of them is told of this too. Every end
            of a run that was stuck closes ``STUCK``.
        again: whether the run before went wrong in the same way (``FAILED``, ``WITH_ERRORS``).
        was, now: the status before and after (``STATUS``).
        why: what the portal's answers said, in a sentence, without secrets (kinds of a portal).
    """

    kind: Kind
    portal: str
    at: float
    harvester_id: str = ""
    name: str = ""
    since: float | None = None
    lasted: float | None = None
    usual: float | None = None
    before: Counts | None = None
    after: Counts | None = None
    by: str = ""
    edits: tuple[Edit, ...] = ()
    closes: tuple[Kind, ...] = ()
    again: bool = False
    was: str = ""
    now: str = ""
    why: str = ""

    @property
    def order(self) -> tuple[int, str, str]:
        """Where it stands among others: what is broken first, then by portal and id."""
        return RANK[self.kind], self.portal, self.harvester_id

    @property
    def subject(self) -> tuple[str, str]:
        """Portal and harvester that it is about: what ties the follow-ups of a failure to its message."""
        return self.portal, self.harvester_id


class Details(TypedDict, total=False):
    """What a change says beyond its kind and subject: the fields of ``Change`` by their names."""

    since: float | None
    lasted: float | None
    usual: float | None
    before: Counts | None
    after: Counts | None
    by: str
    edits: tuple[Edit, ...]
    closes: tuple[Kind, ...]
    again: bool
    was: str
    now: str
