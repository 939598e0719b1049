"""The same deeds in both dialects, on the simulated portal: what comes back is the same in the domain's terms."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from portal.samples import APIS, address

from harvestbot.domain.harvesters import Definition, Harvester, Preview, RunErrors, Schedule
from harvestbot.domain.redaction import REDACTED
from harvestbot.errors import (
    CredentialsRefused,
    EditedMeanwhile,
    InputRefused,
    PermissionMissing,
    PortalError,
    QuotaSpent,
    UnknownHarvester,
    WrongState,
)
from harvestbot.portal.address import Api, ApiKey, Basic, Credentials
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.serve import running

DIALECTS_OWN = {
    "parameters",
    "secrets",
    "fields",
    "type_label",
    "remote",
    "started_at",
    "succeeded_at",
    "harvester_errors",
    "schedules",
}
"""What the dialects name differently, or only one of them tells."""


@dataclass(frozen=True)
class World:
    """A simulated portal, its clock, and a client that speaks one dialect with it."""

    portal: SimulatedPortal
    clock: ManualClock
    client: PortalClient


@asynccontextmanager
async def world(api: Api, credentials: Credentials | None = None, harvesters: int = 40) -> AsyncIterator[World]:
    """Yield the same world for either dialect."""
    clock = ManualClock()
    portal = SimulatedPortal.seeded(Options(harvesters=harvesters, seed=1), clock=clock)
    async with running(portal) as url, open_connections() as http:
        where = address(api, url=url, credentials=credentials or ApiKey("demo-key"))
        yield World(portal, clock, PortalClient(where, http, now=clock.now, jitter=lambda: 0.0))


def common(value: object) -> object:
    """Return what both dialects tell of a value."""
    if isinstance(value, Harvester):
        return {name: getattr(value, name) for name in value.__struct_fields__ if name not in DIALECTS_OWN} | {
            "failed": bool(value.harvester_errors),
            "health": value.health,
        }
    if isinstance(value, list):
        return [common(one) for one in value]
    return value


async def run_and_read(one: World) -> list[Harvester]:
    """Follow a run from its start to its end."""
    seen = []
    await one.client.start("my-harvester")
    for seconds in (0.5, 1, 2, 60):
        seen.append(await one.client.get("my-harvester"))
        one.clock.advance(seconds)
    return [*seen, await one.client.get("my-harvester")]


async def publish_and_read(one: World) -> list[Harvester]:
    """Publish, then unpublish."""
    await one.client.publish("my-harvester")
    published = await one.client.get("my-harvester")
    await one.client.unpublish("my-harvester")
    return [published, await one.client.get("my-harvester")]


async def start_anew(one: World) -> object:
    """Start one that never ran."""
    return await one.client.start("tree-survey")


async def preview(one: World) -> Preview:
    """Preview a harvester."""
    return await one.client.preview("my-harvester")


async def create(one: World) -> list[Harvester]:
    """Create a harvester."""
    made = await one.client.create(Definition("A new one", "wfs", {"url": "https://u:p@wfs.example.org/"}))
    assert one.portal.world.get(made.id).params["url"] == "https://u:p@wfs.example.org/"
    assert made.parameters["url"] == f"https://{REDACTED}@wfs.example.org/"
    # The version tells in how many calls it was made.
    return [
        Harvester(id=each.id, name=each.name, type=each.type, status=each.status)
        for each in (made, await one.client.get(made.id))
    ]


async def rename(one: World) -> Harvester:
    """Rename a harvester that has a secret, giving back all that was shown."""
    before = one.portal.world.get("city-budget")
    shown = await one.client.get("city-budget")
    await one.client.update(
        "city-budget", Definition("Budget", "ckan", shown.parameters), expected_version=shown.version
    )
    after = one.portal.world.get("city-budget")
    assert after.name == "Budget"
    assert {name: after.params.get(name) for name in before.params} == dict(before.params)
    assert after.params["api_key"] == "ckan-secret-key"
    return await one.client.get("city-budget")


Deed = Callable[[World], Awaitable[object]]

DEEDS: dict[str, Deed] = {
    "list": lambda one: one.client.list(),
    "get": lambda one: one.client.get("geo-catalogue"),
    "run": run_and_read,
    "publish": publish_and_read,
    "start": start_anew,
    "preview": preview,
    "create": create,
    "rename": rename,
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_both_dialects_tell_the_same(deed: str) -> None:
    """Whoever uses a portal need not know which one it speaks."""
    async with world("management") as one, world("automation") as other:
        first = await DEEDS[deed](one)
        second = await DEEDS[deed](other)
    assert first
    assert common(first) == common(second)


REFUSED: dict[str, tuple[Deed, type[PortalError]]] = {
    "get an unknown one": (lambda one: one.client.get("nobody"), UnknownHarvester),
    "start an unknown one": (lambda one: one.client.start("nobody"), UnknownHarvester),
    "delete an unknown one": (lambda one: one.client.delete("nobody", with_datasets=False), UnknownHarvester),
    "create nothing": (lambda one: one.client.create(Definition("", "ods", {"domain": "x"})), InputRefused),
    "create an unheard of type": (lambda one: one.client.create(Definition("x", "nonsense")), InputRefused),
    "edit an older version": (
        lambda one: one.client.update("city-budget", Definition("x", "ckan"), expected_version=99),
        EditedMeanwhile,
    ),
}


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("deed", REFUSED)
async def test_both_dialects_refuse_in_the_same_terms(api: Api, deed: str) -> None:
    """The error's type is what the bot acts on."""
    do, kind = REFUSED[deed]
    async with world(api) as one:
        with pytest.raises(kind):
            await do(one)
        assert one.portal.log.count(effect=" ") == 0


@pytest.mark.parametrize("api", APIS)
async def test_a_run_under_way_cannot_be_started(api: Api) -> None:
    """A wrong state is a 400 in both."""
    async with world(api) as one:
        await one.client.start("my-harvester")
        with pytest.raises(WrongState) as told:
            await one.client.start("my-harvester")
    assert "queued" in str(told.value)
    assert "Nothing was changed." in str(told.value)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("with_datasets", [False, True])
async def test_a_deletion_does_what_was_asked(api: Api, *, with_datasets: bool) -> None:
    """One DELETE; the datasets go or stay as said, and the harvester is gone."""
    async with world(api) as one:
        await one.client.delete("my-harvester", with_datasets=with_datasets)
        with pytest.raises(UnknownHarvester):
            await one.client.get("my-harvester")
        assert one.portal.log.count(method="DELETE") == 1
        assert one.portal.world.destroyed["my-harvester"] == (120 if with_datasets else 0)
        assert one.portal.world.kept["my-harvester"] == (0 if with_datasets else 120)


@pytest.mark.parametrize("api", APIS)
async def test_credentials_and_permissions_are_told_apart(api: Api) -> None:
    """Who runs the bot has to do different things about them."""
    async with world(api, ApiKey("wrong-key")) as one:
        with pytest.raises(CredentialsRefused):
            await one.client.list()
    async with world(api, ApiKey("nobody-key")) as one:
        with pytest.raises(PermissionMissing):
            await one.client.list()
    async with world(api, ApiKey("editor-key")) as one:
        with pytest.raises(PermissionMissing) as told:
            await one.client.publish("my-harvester")
    assert "Nothing was changed." in str(told.value)


async def test_a_name_and_password_open_the_management_api() -> None:
    """As in the user's own description."""
    async with world("management", Basic("demo", "demo-password")) as one:
        assert len(await one.client.list()) == 40


@pytest.mark.parametrize("api", APIS)
async def test_a_spent_quota_is_told_with_its_end(api: Api) -> None:
    """As the portal's answer has it."""
    async with world(api) as one:
        await one.client.list()
        reset = one.client.quota.reset_at
        assert one.client.quota.remaining == 999
        one.portal.trouble.over_quota = True
        with pytest.raises(QuotaSpent) as told:
            await one.client.list()
        assert told.value.reset_at == reset
        assert one.client.quota.remaining == 0


@pytest.mark.parametrize("api", APIS)
async def test_a_new_harvester_that_appears_late_is_created_all_the_same(api: Api) -> None:
    """Seen on portals: a new harvester is not always visible at once."""
    portal = SimulatedPortal.seeded(Options(harvesters=1))
    portal.world.durations = replace(portal.world.durations, appearing=0.3)
    async with running(portal) as url, open_connections() as http:
        client = PortalClient(address(api, url=url, credentials=ApiKey("demo-key")), http)
        made = await client.create(Definition("Late", "wfs", {"url": "https://wfs.example.org/"}))
        assert made.parameters["url"] == "https://wfs.example.org/"


async def test_what_only_the_automation_api_has() -> None:
    """Abort, errors, schedules and previews of changes."""
    async with world("automation") as one:
        client = one.client
        await client.start("my-harvester")
        aborted = await client.abort("my-harvester")
        assert aborted is not None
        assert aborted.status == "aborting"
        assert await client.errors("city-budget") == RunErrors("The source refused the API key.", {})
        assert len((await client.errors("geo-catalogue")).resources) == 7
        with pytest.raises(WrongState):
            await client.errors("tree-survey")

        shown = await client.get("city-budget")
        assert shown.version is not None
        assert (await client.unsaved_preview("city-budget", Definition("Budget", "ckan", shown.parameters))).total == 64
        assert (await client.get("city-budget")).version == shown.version

        assert await client.schedules("tree-survey") == ()
        first = await client.set_schedule("tree-survey", Schedule("30 1 * * *", "Europe/Berlin"))
        second = await client.set_schedule("tree-survey", Schedule("0 2 * * *"))
        assert (first.cron, first.timezone) == ("30 1 * * *", "Europe/Berlin")
        assert second == Schedule("0 2 * * *", "UTC", first.id)
        assert await client.schedules("tree-survey") == (second,)
        await client.remove_schedule("tree-survey")
        await client.remove_schedule("tree-survey")
        assert await client.schedules("tree-survey") == ()
        with pytest.raises(InputRefused) as refused:
            await client.set_schedule("tree-survey", Schedule("whenever"))
        assert set(refused.value.fields) == {"cron_schedule"}


async def test_18500_harvesters_of_a_portal_come_once_each() -> None:
    """Over real sockets, in pages."""
    async with world("automation", harvesters=18_500) as one:
        found = await one.client.list()
        assert [each.id for each in found] == [each.uid for each in one.portal.world.all()]
        assert one.client.quota.used == 19
