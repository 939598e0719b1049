"""A harvester in the management dialect's JSON, exactly as the vendor's document shows it, and back.

Known from the document: every field, and that ``schedules`` is null where there is none. Guessed: what ``schedules`` is
where there is one (here a list of the automation dialect's schedules).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

from harvestbot.sandbox.portal.fetchers import Parameter, fetcher_of
from harvestbot.sandbox.portal.harvester import Harvester
from harvestbot.sandbox.portal.moments import moment
from harvestbot.sandbox.portal.problems import Invalid


def listed(harvesters: Iterable[Harvester]) -> bytes:
    """Encode a list: a bare array."""
    return msgspec.json.encode([shaped(harvester) for harvester in harvesters])


def shaped(harvester: Harvester) -> dict[str, object]:
    """Give a harvester as JSON can hold it."""
    schedule = harvester.schedule
    return {
        "status": harvester.status_shown or harvester.status,
        "fetcher": _fetcher(harvester.type),
        "last_modified_by": harvester.updated_by,
        "schedules": schedule and [{"cron_schedule": schedule.cron_schedule, "timezone": schedule.timezone}],
        "errors": {"resources": len(harvester.failed_resources), "harvester": int(harvester.failure is not None)},
        "name": harvester.name,
        "harvester_id": harvester.uid,
        "last_modified_at": moment(harvester.updated_at),
        "version": harvester.version,
        "params": _shown_params(harvester),
        "created_at": moment(harvester.created_at),
        "counters": {"attached": harvester.attached, "published": harvester.published},
    }


@cache
def _fetcher(kind: str) -> msgspec.Raw:
    """Encode the description of a type, once."""
    fetcher = fetcher_of(kind)
    described = {
        "type": kind,
        "label": fetcher.label,
        "description": fetcher.description,
        "parameters": sorted(
            (_described(parameter) for parameter in fetcher.parameters), key=lambda one: str(one["name"])
        ),
    }
    return msgspec.Raw(msgspec.json.encode(described))


def _described(parameter: Parameter) -> dict[str, object]:
    return {
        "is_mandatory": parameter.mandatory,
        # Known is that secrets and JSON objects are declared as plain strings.
        "type": "string" if parameter.kind == "object" else parameter.kind,
        "name": parameter.management_name,
        "label": parameter.label,
    }


def _shown_params(harvester: Harvester) -> dict[str, object]:
    """Give the parameters that are set, under this dialect's names, secrets as they are stored."""
    names = {parameter.name: parameter for parameter in fetcher_of(harvester.type).parameters}
    shown: dict[str, object] = {}
    for name, value in harvester.params.items():
        parameter = names.get(name)
        if parameter is None:
            shown[name] = value
        elif parameter.kind == "object":
            shown[parameter.management_name] = msgspec.json.encode(value).decode()
        else:
            shown[parameter.management_name] = value
    return shown


def kept_params(kind: str, sent: Mapping[str, Any]) -> dict[str, object]:
    """Translate parameters into the names under which they are kept; null is no value.

    Raises:
        Invalid: A JSON object is none.
    """
    names = {parameter.management_name: parameter for parameter in fetcher_of(kind).parameters}
    kept: dict[str, object] = {}
    for name, value in sent.items():
        parameter = names.get(name)
        if value is None:
            continue
        if parameter is None:
            kept[name] = value
        elif parameter.kind == "object":
            kept[parameter.name] = _object(name, value)
        else:
            kept[parameter.name] = value
    return kept


def _object(name: str, value: object) -> dict[str, object]:
    try:
        return msgspec.json.decode(str(value), type=dict[str, object])
    except msgspec.MsgspecError as error:
        raise Invalid({name: ["A JSON object in a string is expected."]}) from error


def kept_schedule(sent: object) -> tuple[str, str] | None:
    """Read what ``schedules`` holds: null, or one schedule in a list.

    Raises:
        Invalid: It holds something else.
    """
    match sent:
        case None | []:
            return None
        case [{"cron_schedule": str(cron), "timezone": str(timezone)}]:
            return cron, timezone
        case _:
            raise Invalid({"schedules": ["Null or one schedule in a list is expected."]})
