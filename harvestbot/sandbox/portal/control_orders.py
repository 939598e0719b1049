"""The bodies of the calls under ``/_sim/``; what is not sent stays as it is."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from harvestbot.sandbox.portal.trouble import CountAs, Down, Kind

Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body; a field that it does not know is refused, so that a typing error does not pass."""


def given(order: Order) -> dict[str, Any]:
    """Give the fields that were sent."""
    values = {name: getattr(order, name) for name in order.__struct_fields__}
    return {name: value for name, value in values.items() if value is not UNSET}


class ClockOrder(Order, frozen=True):
    """How time goes on; times in seconds."""

    speed: Positive | UnsetType = UNSET
    advance: NotNegative | UnsetType = UNSET


class DurationsOrder(Order, frozen=True):
    """How long things take, in seconds (`harvester.Durations`)."""

    queued: NotNegative | UnsetType = UNSET
    processing: NotNegative | UnsetType = UNSET
    aborting: NotNegative | UnsetType = UNSET
    deleting: NotNegative | UnsetType = UNSET
    publishing: NotNegative | UnsetType = UNSET
    publishing_shows: bool | UnsetType = UNSET
    appearing: NotNegative | UnsetType = UNSET


class TroubleOrder(Order, frozen=True):
    """Switches (`trouble.Trouble`)."""

    latency: NotNegative | UnsetType = UNSET
    fail_rate: Share | UnsetType = UNSET
    down: Down | UnsetType | None = UNSET
    over_quota: bool | UnsetType = UNSET
    total_count_as: CountAs | UnsetType = UNSET


class NextOrder(Order, frozen=True):
    """Answers to spoil (`trouble.Trouble.next`)."""

    kind: Kind
    times: Annotated[int, Meta(ge=1)] = 1
    method: str | None = None
    path: str = ""


class QuotaOrder(Order, frozen=True):
    """Calls an account and day."""

    limit: Count


class AddOrder(Order, frozen=True):
    """A harvester that somebody else creates; `source` is the number of datasets at its source."""

    name: str
    type: str = "ods"
    source: Count = 20
    params: dict[str, Any] = {}
    by: str = "somebody.else"


class EditOrder(Order, frozen=True):
    """Fields of a harvester that somebody else changes."""

    by: str = "somebody.else"
    name: str | UnsetType = UNSET
    params: dict[str, Any] | UnsetType = UNSET
    source: Count | UnsetType = UNSET
    growth: Count | UnsetType = UNSET
    attached: Count | UnsetType = UNSET
    published: Count | UnsetType = UNSET
    status_shown: str | UnsetType | None = UNSET


class ScriptOrder(Order, frozen=True):
    """How the next run goes, or every later one (`harvester.Script`)."""

    brings: Count | None = None
    failing: Count = 0
    failure: str | None = None
    once: bool = True


class CollapseOrder(Order, frozen=True):
    """How many datasets stay at the source, and whether the remote count tells already."""

    left: Count = 0
    seen: bool = True
