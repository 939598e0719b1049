"""Harvesters as the management API writes them, and what they mean."""

from msgspec import Raw, Struct

from harvestbot.domain.harvesters import Harvester, ParameterField
from harvestbot.domain.redaction import is_secret, redact_object
from harvestbot.portal import wire
from harvestbot.portal.parameters import secret_names
from harvestbot.portal.taking import Body

_NULL = Raw(b"null")


class ParameterWire(Struct, gc=False):
    """One parameter that a fetcher takes."""

    name: str
    label: str | None = None
    type: str | None = None
    is_mandatory: bool | None = None


class FetcherWire(Struct, gc=False):
    """The type of a harvester."""

    type: str | None = None
    label: str | None = None
    parameters: list[ParameterWire] | None = None


class CountersWire(Struct, gc=False):
    """Numbers of datasets."""

    attached: int | None = None
    published: int | None = None


class ErrorsWire(Struct, gc=False):
    """Numbers of errors of the last or current run."""

    harvester: int | None = None
    resources: int | None = None


class HarvesterWire(Struct, gc=False):
    """One harvester; only its id has to be there."""

    harvester_id: str
    name: str | None = None
    status: str | None = None
    version: int | None = None
    fetcher: Raw = _NULL
    params: Raw = _NULL
    errors: ErrorsWire | None = None
    counters: CountersWire | None = None
    created_at: str | None = None
    last_modified_at: str | None = None
    last_modified_by: str | None = None


class Fetcher(Struct, frozen=True):
    """A type as people see it."""

    type: str = ""
    label: str = ""
    fields: tuple[ParameterField, ...] = ()


class Fetchers:
    """Reads each type once: in a long list the same few are repeated with every harvester."""

    def __init__(self) -> None:
        self._seen: dict[bytes, Fetcher] = {}

    def __getitem__(self, raw: Raw) -> Fetcher:
        """Return the type that these bytes describe."""
        key = bytes(raw)
        if key not in self._seen:
            self._seen[key] = _fetcher(raw)
        return self._seen[key]


def read_harvester(data: Body | Raw, fetchers: Fetchers | None = None) -> Harvester:
    """Read one harvester.

    Raises:
        wire.Unreadable: it is none.
    """
    one = wire.read(HarvesterWire, data)
    if not one.harvester_id:
        raise wire.Unreadable
    fetcher = (fetchers or Fetchers())[one.fetcher]
    counters = one.counters or CountersWire()
    errors = one.errors or ErrorsWire()
    parameters = read_parameters(one.params)
    return Harvester(
        id=one.harvester_id,
        name=one.name or one.harvester_id,
        type=fetcher.type,
        type_label=fetcher.label,
        status=wire.word(one.status),
        version=one.version,
        attached=counters.attached or 0,
        published=counters.published or 0,
        harvester_errors=errors.harvester or 0,
        resource_errors=errors.resources or 0,
        created_at=wire.moment(one.created_at),
        changed_at=wire.moment(one.last_modified_at),
        changed_by=wire.word(one.last_modified_by),
        removes_missing=parameters.get("delete") is True,
        parameters=redact_object(parameters),
        secrets=secret_names(parameters, null_may_be_set=False),
        fields=fetcher.fields,
    )


def read_parameters(raw: Raw) -> dict[str, object]:
    """Read a harvester's parameters; anything but an object counts as none."""
    loose = wire.read_any(raw)
    return loose if isinstance(loose, dict) else {}


def _fetcher(raw: Raw) -> Fetcher:
    loose = wire.read_any(raw)
    if isinstance(loose, str):
        return Fetcher(loose, loose)
    if not isinstance(loose, dict):
        return Fetcher()
    read = wire.read(FetcherWire, raw)
    fields = tuple(
        ParameterField(
            name=one.name,
            label=one.label or one.name,
            type=one.type or "string",
            mandatory=bool(one.is_mandatory),
            secret=is_secret(one.name),
        )
        for one in read.parameters or ()
    )
    return Fetcher(read.type or "", read.label or read.type or "", fields)
