"""What makes a definition of a harvester right, and the id that is made from its name."""

import re
import unicodedata
from collections.abc import Container

from harvestbot.sandbox.portal.fetchers import FETCHERS, missing_parameters, wrong_parameters
from harvestbot.sandbox.portal.harvester import Definition, Harvester
from harvestbot.sandbox.portal.problems import REQUIRED, Invalid

LONGEST_SLUG = 60


def check(definition: Definition, stored: Harvester | None = None, *, complete: bool) -> None:
    """See that a definition is right.

    Args:
        definition: What somebody sent.
        stored: The harvester that it is for, None for a new one.
        complete: Whether every mandatory parameter must be there.

    Raises:
        Invalid: The name is empty, the type unknown or another than before, or parameters are missing or wrong.
    """
    detail = wrong_parameters(definition.type, definition.params)
    if not definition.name.strip():
        detail["name"] = ["This field may not be empty."]
    if complete:
        missing = missing_parameters(definition.type, definition.params)
        detail |= {parameter: list(REQUIRED) for parameter in missing}
    if stored is None and definition.type not in FETCHERS:
        detail["type"] = ["There is no such type."]
    if stored is not None and definition.type != stored.type:
        detail["type"] = ["The type of a harvester cannot be changed."]
    if detail:
        raise Invalid(detail)


def slug(name: str) -> str:
    """Make an id from a name: lower case, letters and digits of ASCII, hyphens between words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words)[:LONGEST_SLUG].rstrip("-") or "harvester"


def unique(uid: str, taken: Container[str]) -> str:
    """Make an id unlike those that are taken, by a number at its end."""
    if uid not in taken:
        return uid
    number = 2
    while f"{uid}-{number}" in taken:
        number += 1
    return f"{uid}-{number}"
