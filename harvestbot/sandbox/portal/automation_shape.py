"""A harvester in the automation dialect's JSON, flat, and back; and pages of anything."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from harvestbot.sandbox.portal.exchange import Call, Reply, reply
from harvestbot.sandbox.portal.fetchers import DELETE_MISSING, FORCED, RESTRICT, fetcher_of
from harvestbot.sandbox.portal.harvester import Definition, Harvester
from harvestbot.sandbox.portal.moments import moment
from harvestbot.sandbox.portal.problems import REQUIRED, Invalid
from harvestbot.sandbox.portal.trouble import CountAs

DEFAULT_LIMIT = 20
HIGHEST_LIMIT = 1000

Item = TypeVar("Item")


def shaped(harvester: Harvester) -> dict[str, object]:
    """Give a harvester as JSON can hold it: the common fields, then the type's own parameters, secrets as null."""
    params = harvester.params
    fetcher = fetcher_of(harvester.type)
    shown: dict[str, object] = {
        "uid": harvester.uid,
        "type": harvester.type,
        "name": harvester.name,
        "status": harvester.status_shown or harvester.status,
        "version": harvester.version,
        RESTRICT.name: params.get(RESTRICT.name, False),
        DELETE_MISSING.name: params.get(DELETE_MISSING.name, False),
        FORCED.name: params.get(FORCED.name, {}),
        "remote_datasets_count": harvester.remote,
        "harvested_datasets_count": harvester.harvested,
        "attached_datasets_count": harvester.attached,
        "published_datasets_count": harvester.published,
        "has_error": harvester.failure is not None,
        "resource_errors_count": len(harvester.failed_resources),
        "created_at": moment(harvester.created_at),
        "updated_at": moment(harvester.updated_at),
        "updated_by": {"username": harvester.updated_by},
        "last_started_at": None if harvester.last_started_at is None else moment(harvester.last_started_at),
        "last_success_at": None if harvester.last_success_at is None else moment(harvester.last_success_at),
    }
    for parameter in fetcher.own():
        shown[parameter.name] = None if parameter.secret else params.get(parameter.name)
    # Parameters that nobody described: shown as they are.
    shown |= {name: value for name, value in params.items() if name not in shown}
    return shown


def wanted(sent: Mapping[str, Any], stored: Harvester | None = None) -> tuple[Definition, int | None]:
    """Read a definition; fields that only the portal sets, and unknown ones, are passed over.

    Args:
        sent: The body.
        stored: The harvester that it is for: a secret that is null or not sent stays as it is.

    Returns:
        The definition, and the version that it is meant for, where one was sent.

    Raises:
        Invalid: Name or type is missing, or the version is no number.
    """
    detail: dict[str, Sequence[str]] = {
        field: REQUIRED for field in ("name", "type") if not isinstance(sent.get(field), str)
    }
    version = sent.get("version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        detail["version"] = ["An integer is expected."]
    if detail:
        raise Invalid(detail)
    params: dict[str, object] = {}
    for parameter in fetcher_of(sent["type"]).parameters:
        value = sent.get(parameter.name)
        if value is None and parameter.secret and stored is not None:
            value = stored.params.get(parameter.name)
        if value is not None:
            params[parameter.name] = value
    return Definition(sent["name"], sent["type"], params), version


def page(items: Sequence[Item], shape: Callable[[Item], object], call: Call, count_as: CountAs) -> Reply:
    """Give one page of a list, with links to its neighbours.

    Args:
        items: The whole list, in a stable order.
        shape: Makes JSON of an item.
        call: Holds ``limit`` (20 by default, 0 for none, 1000 at most) and ``offset``.
        count_as: How ``total_count`` is written.

    Raises:
        Invalid: Limit or offset is no whole number in its range.
    """
    limit = _whole(call, "limit", DEFAULT_LIMIT, HIGHEST_LIMIT)
    offset = _whole(call, "offset", 0, None)
    total: dict[CountAs, str | int | None] = {
        CountAs.STRING: str(len(items)),
        CountAs.NUMBER: len(items),
        CountAs.NULL: None,
    }
    more = limit and offset + limit < len(items)
    return reply(
        200,
        {
            "total_count": total[count_as],
            "next": _link(call, limit, offset + limit) if more else None,
            "previous": _link(call, limit, max(0, offset - limit)) if limit and offset else None,
            "results": [shape(item) for item in items[offset : offset + limit]],
        },
    )


def _whole(call: Call, name: str, default: int, highest: int | None) -> int:
    given = call.query.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit()):
        raise Invalid({name: ["A whole number of 0 or more is expected."]})
    if highest is not None and int(given) > highest:
        raise Invalid({name: [f"At most {highest} is allowed."]})
    return int(given)


def _link(call: Call, limit: int, offset: int) -> str:
    return f"{call.address}?{urlencode({'limit': limit, 'offset': offset})}"
