"""The types of harvesters that the automation API describes, as forms ask for them.

The management API shows a type's parameters with each harvester of it; this one does not, so they stand here. Both keep
unknown types and unknown parameters as they are.
"""

from typing import Final

from harvestbot.domain.harvesters import HarvesterType, ParameterField
from harvestbot.domain.redaction import is_secret

_BOOLEANS: Final = frozenset(
    {
        "compute_geo_area",
        "delete_missing_datasets",
        "download_resources",
        "fetch_data",
        "metadata_only",
        "restrict_datasets_visibility",
    }
)
_INTEGERS: Final = frozenset({"limit", "number_of_datasets", "offset"})
_OBJECTS: Final = frozenset({"forced_metas"})

_COMMON: Final = "download_resources metadata_only restrict_datasets_visibility delete_missing_datasets forced_metas"
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


def _kind(name: str) -> str:
    if name in _BOOLEANS:
        return "boolean"
    if name in _INTEGERS:
        return "integer"
    return "object" if name in _OBJECTS else "string"


def _field(word: str) -> ParameterField:
    name = word.removesuffix("*")
    return ParameterField(
        name, name.replace("_", " ").capitalize(), _kind(name), mandatory=word.endswith("*"), secret=is_secret(name)
    )


_COMMON_FIELDS: Final = tuple(_field(word) for word in _COMMON.split())

TYPES: Final = {
    name: HarvesterType(name, label, tuple(_field(word) for word in own.split()) + _COMMON_FIELDS)
    for name, label, own in _TABLE
}
"""Each type by the name that the API gives it."""
