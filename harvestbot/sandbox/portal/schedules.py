"""The schedule of a harvester in the automation dialect: a list that holds one at most."""

from collections.abc import Mapping
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from harvestbot.sandbox.portal.automation_shape import page
from harvestbot.sandbox.portal.dialect import READ, WORK, Backend, Route
from harvestbot.sandbox.portal.exchange import Call, Reply, nothing, reply
from harvestbot.sandbox.portal.harvester import Harvester, Schedule
from harvestbot.sandbox.portal.problems import REQUIRED, Invalid, UnknownSchedule

CRON_WORDS = 5


def _list(backend: Backend, call: Call) -> Reply:
    schedule = backend.world.get(call.uid).schedule
    return page([] if schedule is None else [schedule], _shaped, call, backend.trouble.total_count_as)


def _create(backend: Backend, call: Call) -> Reply:
    if backend.world.get(call.uid).schedule is not None:
        raise Invalid({"non_field_errors": ["A harvester can have one schedule only."]})
    harvester = backend.world.reschedule(call.uid, *_sent(call))
    return reply(201, _shaped(_found(harvester)), f"scheduled {call.uid}")


def _one(backend: Backend, call: Call) -> Reply:
    return reply(200, _shaped(_found(backend.world.get(call.uid), call.part)))


def _update(backend: Backend, call: Call) -> Reply:
    _found(backend.world.get(call.uid), call.part)
    harvester = backend.world.reschedule(call.uid, *_sent(call))
    return reply(200, _shaped(_found(harvester)), f"rescheduled {call.uid}")


def _delete(backend: Backend, call: Call) -> Reply:
    _found(backend.world.get(call.uid), call.part)
    backend.world.reschedule(call.uid, None)
    return nothing(f"unscheduled {call.uid}")


def _found(harvester: Harvester, uid: str | None = None) -> Schedule:
    if harvester.schedule is None or uid not in {None, harvester.schedule.uid}:
        raise UnknownSchedule(uid or "")
    return harvester.schedule


def _shaped(schedule: Schedule) -> dict[str, object]:
    return {"uid": schedule.uid, "cron_schedule": schedule.cron_schedule, "timezone": schedule.timezone}


def _sent(call: Call) -> tuple[str, str]:
    """Read cron expression and time zone from the body."""
    sent = call.json()
    cron, timezone = sent.get("cron_schedule"), sent.get("timezone")
    detail: dict[str, list[str]] = {}
    if not isinstance(cron, str):
        detail["cron_schedule"] = list(REQUIRED)
    elif len(cron.split()) != CRON_WORDS:
        detail["cron_schedule"] = ["Five words of cron are expected."]
    if not isinstance(timezone, str):
        detail["timezone"] = list(REQUIRED)
    elif not _known(timezone):
        detail["timezone"] = ["There is no such time zone."]
    if detail:
        raise Invalid(detail)
    return str(cron), str(timezone)


def _known(timezone: str) -> bool:
    # A machine without a time zone database knows none, and lets all pass.
    zones = _zones()
    return timezone in zones or not zones


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


SCHEDULE_ROUTES: Final[Mapping[str, Mapping[str, Route]]] = {
    "harvesters/{}/schedules/": {"GET": Route(_list, READ), "POST": Route(_create, WORK)},
    "harvesters/{}/schedules/{}/": {
        "GET": Route(_one, READ),
        "PUT": Route(_update, WORK),
        "DELETE": Route(_delete, WORK),
    },
}
