"""The types of harvesters, their parameters, and how the two dialects spell them.

The names, which are mandatory and which are secret come from the vendor's descriptions; the labels are ours. Parameters
are kept under the automation dialect's names. Which type says ``portal_url`` and which ``arcgis_url`` in the management
dialect is a guess: only the names themselves are known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a type.

    Attributes:
        name: Its name in the automation dialect.
        label: What people read.
        kind: "string", "boolean", "integer", or "object" (a string that holds JSON in the management dialect).
        mandatory: Whether a run needs it.
        secret: Whether the automation dialect reads it back as null.
        managed: Its name in the management dialect, where that differs.
    """

    name: str
    label: str
    kind: str = "string"
    mandatory: bool = False
    secret: bool = False
    managed: str = ""

    @property
    def management_name(self) -> str:
        """Its name in the management dialect."""
        return self.managed or self.name


@dataclass(frozen=True, slots=True)
class Fetcher:
    """A type of harvester: what it reads from, and its own parameters followed by those of every type."""

    type: str
    label: str
    description: str
    parameters: tuple[Parameter, ...]

    def own(self) -> tuple[Parameter, ...]:
        """Give the parameters that stand flat beside the harvester's fields in the automation dialect."""
        return tuple(parameter for parameter in self.parameters if parameter.name not in SETTINGS)


RESTRICT: Final = Parameter(
    "restrict_datasets_visibility",
    "Restrict new datasets to people who are allowed to see them",
    "boolean",
    managed="restrict_visibility",
)
DELETE_MISSING: Final = Parameter(
    "delete_missing_datasets", "Remove datasets that the source no longer has", "boolean", managed="delete"
)
FORCED: Final = Parameter("forced_metas", "Metadata to set on every dataset, as a JSON object", "object")
SETTINGS: Final = {parameter.name: parameter for parameter in (RESTRICT, DELETE_MISSING, FORCED)}
"""The settings that the automation dialect declares for every harvester."""

METADATA_ONLY: Final = Parameter("metadata_only", "Bring the metadata without the data", "boolean")
DOWNLOAD: Final = Parameter("download_resources", "Keep a copy of the files on this portal", "boolean")


def _url(label: str, managed: str = "") -> Parameter:
    return Parameter("url", label, mandatory=True, managed=managed)


def _ftp(*own: Parameter) -> tuple[Parameter, ...]:
    return (
        Parameter("host", "Server", mandatory=True),
        Parameter("user", "User", mandatory=True),
        Parameter("password", "Password", mandatory=True, secret=True),
        Parameter("directory", "Folder", managed="subdir"),
        *own,
    )


def _fetcher(kind: str, label: str, source: str, own: Iterable[Parameter], *, downloads: bool = True) -> Fetcher:
    common = (*SETTINGS.values(), *((METADATA_ONLY, DOWNLOAD) if downloads else ()))
    return Fetcher(kind, label, f"Brings the datasets of {source}.", (*own, *common))


_ALL: Final = (
    _fetcher(
        "ods",
        "Opendatasoft",
        "another portal of the same maker",
        (
            Parameter("domain", "Portal, as its id or its address", mandatory=True, managed="domain_id"),
            Parameter("refines", "Only datasets with these facets"),
            Parameter("api_key", "API key", secret=True),
        ),
        downloads=False,
    ),
    _fetcher(
        "ckan",
        "CKAN",
        "a CKAN portal",
        (
            _url("Address of the portal", "portal_url"),
            Parameter("limit", "At most so many datasets", "integer"),
            Parameter("offset", "Skip so many datasets", "integer"),
            Parameter("sort", "Order"),
            Parameter("group", "Only this group"),
            Parameter("language", "Language"),
            Parameter("query", "Only what this query finds"),
            Parameter("api_key", "API key", secret=True),
        ),
    ),
    _fetcher(
        "csw",
        "CSW catalogue",
        "a catalogue service for the web",
        (
            _url("Address of the service"),
            Parameter("keywords_thesaurus", "Thesaurus for keywords"),
            Parameter("theme_thesaurus", "Thesaurus for themes"),
            Parameter("constraint_language", "Language of the constraint"),
            Parameter("user", "User"),
            Parameter("password", "Password", secret=True),
        ),
    ),
    _fetcher("arcgis", "ArcGIS", "an ArcGIS service", (_url("Address of the service", "arcgis_url"),)),
    _fetcher(
        "arcgis_opendata",
        "ArcGIS open data",
        "an ArcGIS open data portal",
        (
            _url("Address of the portal", "portal_url"),
            Parameter("compute_geo_area", "Work out the area covered", "boolean"),
            Parameter("fetch_data", "Bring the data too", "boolean"),
        ),
    ),
    _fetcher(
        "datagouv",
        "data.gouv.fr",
        "an organisation on data.gouv.fr",
        (
            Parameter("organization_id", "Organisation", mandatory=True),
            Parameter("attachment", "Keep files as attachments", "boolean"),
            Parameter("filter_name", "Field to filter by"),
            Parameter("filter_value", "Value to keep"),
        ),
    ),
    _fetcher(
        "datajson",
        "data.json",
        "a data.json file",
        (
            _url("Address of the file"),
            Parameter("number_of_datasets", "At most so many datasets", "integer"),
        ),
    ),
    _fetcher("ftp", "FTP", "files on an FTP server", _ftp(Parameter("meta", "Metadata"))),
    _fetcher(
        "ftp_csv",
        "FTP with CSV",
        "CSV files on an FTP server",
        _ftp(
            Parameter("metadata_file", "File of the metadata", mandatory=True),
            Parameter("metadata_join_key", "Column that joins metadata and files"),
        ),
    ),
    _fetcher(
        "ftp_with_meta_csv",
        "FTP with a CSV of metadata",
        "files on an FTP server, described by a CSV file",
        _ftp(
            Parameter("metadata_file", "File of the metadata", mandatory=True),
            Parameter("resource_location_column", "Column of the file's place"),
            Parameter("resource_schema_column", "Column of the schema"),
            Parameter("csv_separator", "Separator"),
        ),
    ),
    _fetcher(
        "junar",
        "Junar",
        "a Junar portal",
        (
            _url("Address of the portal", "portal_url"),
            Parameter("auth_key", "Key", mandatory=True, secret=True),
            Parameter("query_string", "Only what this query finds"),
            Parameter("categories", "Only these categories"),
        ),
    ),
    _fetcher(
        "quandl",
        "Quandl",
        "a Quandl database",
        (
            Parameter("database_code", "Database", mandatory=True),
            Parameter("api_key", "API key", mandatory=True, secret=True),
            Parameter("number_of_datasets", "At most so many datasets", "integer", mandatory=True),
        ),
    ),
    _fetcher("socrata", "Socrata", "a Socrata portal", (_url("Address of the portal", "portal_url"),)),
    _fetcher("wfs", "WFS", "a web feature service", (_url("Address of the service"),)),
    _fetcher("omi_node", "OMI node", "an Open Messaging Interface node", (_url("Address of the node"),)),
)

FETCHERS: Final[Mapping[str, Fetcher]] = {fetcher.type: fetcher for fetcher in _ALL}
"""The types that a harvester can be created with."""

UNHEARD_OF: Final = Fetcher(
    "hyperfeed",
    "Hyperfeed",
    "A type that came after every client was written.",
    (
        Parameter("endpoint", "Endpoint", mandatory=True),
        Parameter("shard_token", "Token", secret=True),
        *SETTINGS.values(),
    ),
)
"""Describes every type that is not in `FETCHERS`: the portal runs such harvesters, but lets nobody create one."""


def fetcher_of(kind: str) -> Fetcher:
    """Describe a type, also one that is not in the table."""
    return FETCHERS.get(kind, UNHEARD_OF)


def missing_parameters(kind: str, params: Mapping[str, object]) -> list[str]:
    """Name the mandatory parameters that have no value."""
    return [
        parameter.name
        for parameter in fetcher_of(kind).parameters
        if parameter.mandatory and params.get(parameter.name) in (None, "")
    ]


def wrong_parameters(kind: str, params: Mapping[str, object]) -> dict[str, list[str]]:
    """Say which values have a wrong type; null is no value, and unknown parameters may hold anything."""
    known = {parameter.name: parameter for parameter in fetcher_of(kind).parameters}
    return {
        name: [f"Not a valid {known[name].kind}."]
        for name, value in params.items()
        if name in known and value is not None and not _fits(known[name].kind, value)
    }


def _fits(kind: str, value: object) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "object":
            return isinstance(value, dict)
        case _:
            return isinstance(value, str)
