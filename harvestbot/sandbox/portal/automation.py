"""The automation dialect, `/api/automation/v1.0`: calls and their answers. Its JSON is in `automation_shape`.

What is not known of the vendor's is strict here: a PUT replaces every setting that is not a secret, a deletion must say
what becomes of the datasets, a version that is sent must be the current one, and the errors of a harvester that never
ran are refused with the status error that the description has for that call.
"""

from collections.abc import Callable
from typing import Final

from harvestbot.sandbox.portal.accounts import Permission
from harvestbot.sandbox.portal.automation_errors import explain
from harvestbot.sandbox.portal.automation_shape import page, shaped, wanted
from harvestbot.sandbox.portal.definitions import check
from harvestbot.sandbox.portal.dialect import CREATE, PUBLISH, READ, WORK, Backend, Dialect, Route, in_list
from harvestbot.sandbox.portal.exchange import Call, Reply, nothing, reply
from harvestbot.sandbox.portal.harvester import Harvester, Status
from harvestbot.sandbox.portal.preview import preview
from harvestbot.sandbox.portal.problems import REQUIRED, Forbidden, Invalid, WrongStatus
from harvestbot.sandbox.portal.schedules import SCHEDULE_ROUTES
from harvestbot.sandbox.portal.world import World


def _list(backend: Backend, call: Call) -> Reply:
    return page(in_list(backend), shaped, call, backend.trouble.total_count_as)


def _one(backend: Backend, call: Call) -> Reply:
    return reply(200, shaped(backend.world.get(call.uid)))


def _create(backend: Backend, call: Call) -> Reply:
    definition, _version = wanted(call.json())
    harvester = backend.world.create(definition, call.account.name)
    return reply(201, shaped(harvester), f"created {harvester.uid}")


def _update(backend: Backend, call: Call) -> Reply:
    definition, version = wanted(call.json(), backend.world.get(call.uid))
    harvester = backend.world.update(call.uid, definition, call.account.name, version=version)
    return reply(200, shaped(harvester), f"updated {call.uid}")


def _delete(backend: Backend, call: Call) -> Reply:
    asked = call.query.get("delete_attached_datasets")
    if asked is None:
        raise Invalid({"delete_attached_datasets": REQUIRED})
    if asked not in {"true", "false"}:
        raise Invalid({"delete_attached_datasets": ["true or false is expected."]})
    with_datasets = asked == "true"
    if with_datasets and Permission.PUBLISH not in call.account.permissions:
        raise Forbidden(Permission.PUBLISH)
    backend.world.delete(call.uid, with_datasets=with_datasets)
    return nothing(f"deleted {call.uid} {'with its' if with_datasets else 'keeping'} datasets")


Act = Callable[[World, str], Harvester]


def _action(act: Act, effect: str) -> Callable[[Backend, Call], Reply]:
    """Answer an action with the harvester."""

    def handle(backend: Backend, call: Call) -> Reply:
        return reply(200, shaped(act(backend.world, call.uid)), f"{effect} {call.uid}")

    return handle


def _acknowledged(act: Act, effect: str) -> Callable[[Backend, Call], Reply]:
    """Answer an action with "ok"."""

    def handle(backend: Backend, call: Call) -> Reply:
        act(backend.world, call.uid)
        return reply(200, {"detail": "ok"}, f"{effect} {call.uid}")

    return handle


def _errors(backend: Backend, call: Call) -> Reply:
    harvester = backend.world.get(call.uid)
    if harvester.status in {Status.NEW, Status.DELETING}:
        raise WrongStatus(harvester.status, "errors")
    return reply(200, {"harvester": harvester.failure, "resources": harvester.failed_resources})


def _preview(backend: Backend, call: Call) -> Reply:
    return reply(200, preview(backend.world.get(call.uid)))


def _unsaved_preview(backend: Backend, call: Call) -> Reply:
    harvester = backend.world.get(call.uid)
    # What is sent is merged with what is saved, as the vendor's description says.
    definition, _version = wanted({**shaped(harvester), **call.json()}, harvester)
    check(definition, harvester, complete=True)
    return reply(200, preview(harvester))


AUTOMATION: Final = Dialect(
    prefix="/api/automation/v1.0",
    basic=False,
    explain=explain,
    routes={
        "harvesters/": {"GET": Route(_list, READ), "POST": Route(_create, CREATE)},
        "harvesters/{}/": {"GET": Route(_one, READ), "PUT": Route(_update, WORK), "DELETE": Route(_delete, WORK)},
        "harvesters/{}/start/": {"POST": Route(_action(World.start, "started"), WORK)},
        "harvesters/{}/abort/": {"POST": Route(_action(World.abort, "aborted"), WORK)},
        "harvesters/{}/publish/": {"POST": Route(_acknowledged(World.publish, "published"), PUBLISH)},
        "harvesters/{}/unpublish/": {"POST": Route(_acknowledged(World.unpublish, "unpublished"), PUBLISH)},
        "harvesters/{}/errors/": {"GET": Route(_errors, READ)},
        "harvesters/{}/preview/": {"GET": Route(_preview, READ)},
        "harvesters/{}/unsaved_preview/": {"POST": Route(_unsaved_preview, READ)},
        **SCHEDULE_ROUTES,
    },
)
