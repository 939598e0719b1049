"""The management dialect, `/api/management/v2`: calls and their answers. Its JSON is in `management_shape`.

What is not known of the vendor's is strict here: an update with a stale version, a deletion that does not say what
becomes of the datasets, and an action without its slash are refused. Abort, schedules and errors do not exist.
"""

from collections.abc import Callable
from typing import Any, Final

from harvestbot.sandbox.portal.accounts import Permission
from harvestbot.sandbox.portal.dialect import CREATE, PUBLISH, READ, WORK, Backend, Dialect, Route, in_list
from harvestbot.sandbox.portal.exchange import Call, Reply, nothing, reply
from harvestbot.sandbox.portal.harvester import Definition, Harvester
from harvestbot.sandbox.portal.management_errors import explain
from harvestbot.sandbox.portal.management_shape import kept_params, kept_schedule, listed, shaped
from harvestbot.sandbox.portal.preview import preview
from harvestbot.sandbox.portal.problems import Forbidden, Invalid
from harvestbot.sandbox.portal.world import World


def _list(backend: Backend, _call: Call) -> Reply:
    return Reply(200, listed(in_list(backend)))


def _one(backend: Backend, call: Call) -> Reply:
    return reply(200, shaped(backend.world.get(call.uid)))


def _action(act: Callable[[World, str], Harvester], effect: str) -> Callable[[Backend, Call], Reply]:
    def handle(backend: Backend, call: Call) -> Reply:
        return reply(200, shaped(act(backend.world, call.uid)), f"{effect} {call.uid}")

    return handle


def _create(backend: Backend, call: Call) -> Reply:
    sent = call.json()
    name, kind = _text(sent, "name"), _text(sent, "fetcher")
    definition = Definition(name, kind, kept_params(kind, _params(sent)))
    harvester = backend.world.create(definition, call.account.name, complete=False)
    return reply(200, shaped(harvester), f"created {harvester.uid}")


def _update(backend: Backend, call: Call) -> Reply:
    """Replace name, version and parameters whole; schedules only where they are sent."""
    world, sent = backend.world, call.json()
    kind = world.get(call.uid).type
    version = sent.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise Invalid({"version": ["An integer is expected."]})
    schedule = kept_schedule(sent["schedules"]) if "schedules" in sent else None
    definition = Definition(_text(sent, "name"), kind, kept_params(kind, _params(sent)))
    world.update(call.uid, definition, call.account.name, version=version, complete=False)
    if "schedules" in sent:
        world.reschedule(call.uid, *(schedule or (None,)))
    return reply(200, shaped(world.get(call.uid)), f"updated {call.uid}")


def _delete(backend: Backend, call: Call) -> Reply:
    asked = call.query.get("delete_attached_datasets")
    if asked not in {"0", "1"}:
        raise Invalid({"delete_attached_datasets": ["0 or 1 is expected."]})
    with_datasets = asked == "1"
    if with_datasets and Permission.PUBLISH not in call.account.permissions:
        raise Forbidden(Permission.PUBLISH)
    backend.world.delete(call.uid, with_datasets=with_datasets)
    return nothing(f"deleted {call.uid} {'with its' if with_datasets else 'keeping'} datasets")


def _preview(backend: Backend, call: Call) -> Reply:
    return reply(200, preview(backend.world.get(call.uid)))


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str):
        raise Invalid({name: ["A string is expected."]})
    return value


def _params(sent: dict[str, Any]) -> dict[str, Any]:
    params = sent.get("params", {})
    if not isinstance(params, dict):
        raise Invalid({"params": ["An object is expected."]})
    return params


_HARVESTER: Final = {"GET": Route(_one, READ), "PUT": Route(_update, WORK), "DELETE": Route(_delete, WORK)}

MANAGEMENT: Final = Dialect(
    prefix="/api/management/v2",
    basic=True,
    explain=explain,
    routes={
        "harvesters/": {"GET": Route(_list, READ), "POST": Route(_create, CREATE)},
        # The vendor's document shows no slash here, public clients send one: both are taken.
        "harvesters/{}": _HARVESTER,
        "harvesters/{}/": _HARVESTER,
        "harvesters/{}/start/": {"PUT": Route(_action(World.start, "started"), WORK)},
        "harvesters/{}/publish/": {"PUT": Route(_action(World.publish, "published"), PUBLISH)},
        "harvesters/{}/unpublish/": {"PUT": Route(_action(World.unpublish, "unpublished"), PUBLISH)},
        "harvesters/{}/preview/": {"GET": Route(_preview, READ)},
    },
)
