"""The types of harvesters that are known, as forms ask for their parameters, in the words of either dialect.

The management API shows a type's parameters with each harvester of it, and this table serves where there is none yet;
the automation API shows none. Names and what is mandatory follow the vendor's descriptions. New types and parameters
appear: both are taken as they come.

Which of the types say ``portal_url`` and which ``arcgis_url`` in the management dialect is inferred: only the names
themselves were seen.
"""

from typing import Final

from harvestbot.domain.harvesters import HarvesterType, ParameterField
from harvestbot.domain.redaction import is_secret

_COMMON: Final = "restrict_datasets_visibility delete_missing_datasets forced_metas"
_FILES: Final = "download_resources metadata_only"
_NO_FILES: Final = frozenset({"ods"})
"""Types whose datasets stay where they are: the documented example of one takes none of ``_FILES``."""
_FTP: Final = "host* user* password* directory"

_TABLE: Final = (
    ("ods", "Opendatasoft", "domain* refines api_key"),
    ("ckan", "CKAN", "url* limit offset sort group language query api_key"),
    ("csw", "CSW", "url* keywords_thesaurus theme_thesaurus constraint_language user password"),
    ("arcgis", "ArcGIS", "url*"),
    ("arcgis_opendata", "ArcGIS Open Data", "url* compute_geo_area fetch_data"),
    ("datagouv", "data.gouv.fr", "organization_id* attachment filter_name filter_value"),
    ("datajson", "data.json", "url* number_of_datasets"),
    ("ftp", "FTP", f"{_FTP} meta"),
    ("ftp_csv", "FTP with CSV files", f"{_FTP} metadata_file* metadata_join_key"),
    (
        "ftp_with_meta_csv",
        "FTP with a CSV of metadata",
        f"{_FTP} metadata_file* resource_location_column resource_schema_column csv_separator",
    ),
    ("junar", "Junar", "url* auth_key* query_string categories"),
    ("quandl", "Quandl", "database_code* api_key* number_of_datasets*"),
    ("socrata", "Socrata", "url*"),
    ("wfs", "WFS", "url*"),
    ("omi_node", "OMI node", "url*"),
)
"""Type, what people call it, and its parameters; a star marks what it cannot do without."""

_KINDS: Final = {
    "attachment": "boolean",
    "compute_geo_area": "boolean",
    "delete_missing_datasets": "boolean",
    "download_resources": "boolean",
    "fetch_data": "boolean",
    "metadata_only": "boolean",
    "restrict_datasets_visibility": "boolean",
    "limit": "integer",
    "number_of_datasets": "integer",
    "offset": "integer",
    "forced_metas": "object",
}
"""What is no string."""

_HINTS: Final = {
    "domain": "The other portal: its id, or its address.",
    "url": "The address of the source, with https://",
    "refines": "Only datasets with these facets.",
    "limit": "At most so many datasets.",
    "offset": "Leave out so many datasets at the beginning.",
    "number_of_datasets": "At most so many datasets.",
    "organization_id": "The organisation whose datasets are brought.",
    "attachment": "Keep the files as attachments.",
    "directory": "The folder on the server.",
    "metadata_file": "The file that describes the datasets.",
    "csv_separator": "What stands between two columns, such as ; or ,",
    "metadata_only": "Bring what describes the datasets, without their data.",
    "download_resources": "Keep a copy of the files on this portal.",
    "restrict_datasets_visibility": "New datasets are seen only by people who are let in; those there already stay.",
    "delete_missing_datasets": "A run removes from this portal what the source no longer has.",
    "forced_metas": 'Metadata for every dataset, as JSON: {"default": {"publisher": "…"}}',
}
"""What a parameter means, in our words."""

_MANAGED: Final = {
    "domain": "domain_id",
    "directory": "subdir",
    "restrict_datasets_visibility": "restrict_visibility",
    "delete_missing_datasets": "delete",
}
_MANAGED_URLS: Final = {
    "arcgis": "arcgis_url",
    "arcgis_opendata": "portal_url",
    "ckan": "portal_url",
    "junar": "portal_url",
    "socrata": "portal_url",
}
"""Names that the management dialect has for the same parameters."""


def _field(word: str, managed_url: str | None = None) -> ParameterField:
    """Return a parameter; with ``managed_url`` under the management dialect's name, which holds JSON in a string."""
    name = word.removesuffix("*")
    kind = _KINDS.get(name, "string")
    called = name
    if managed_url is not None:
        kind = "string" if kind == "object" else kind
        called = managed_url if name == "url" else _MANAGED.get(name, name)
    return ParameterField(
        called,
        name.replace("_", " ").capitalize(),
        kind,
        mandatory=word.endswith("*"),
        secret=is_secret(name),
        hint=_HINTS.get(name, ""),
    )


def _fields(kind: str, own: str, managed_url: str | None = None) -> tuple[ParameterField, ...]:
    words = f"{own} {'' if kind in _NO_FILES else _FILES} {_COMMON}"
    return tuple(_field(word, managed_url) for word in words.split())


AUTOMATION: Final = {name: HarvesterType(name, label, _fields(name, own)) for name, label, own in _TABLE}
"""Each type by the name that the API gives it, in the automation dialect."""
MANAGEMENT: Final = {
    name: HarvesterType(name, label, _fields(name, own, _MANAGED_URLS.get(name, "url"))) for name, label, own in _TABLE
}
"""The same in the management dialect."""
