"""Creating and changing harvesters: nothing unchanged is lost, secrets above all, and nothing moved is overwritten."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portal.samples import APIS, AUTOMATED, MANAGED, ONE, address, portal

from harvestbot.domain.harvesters import Definition, Schedule
from harvestbot.domain.redaction import REDACTED, redact_object
from harvestbot.errors import EditedMeanwhile, HalfDone, OutcomeUnknown, PortalError, PortalFailed, WrongState
from harvestbot.portal.address import Api
from harvestbot.portal.parameters import merged

FTP = Definition("New", "ftp", {"host": "h"})


def sent(request: httpx.Request) -> dict[str, object]:
    """Return the parameters that an update wrote."""
    body = json.loads(request.content)
    return dict(body.get("params", body))


@pytest.mark.parametrize("api", APIS)
async def test_what_is_shown_can_be_given_back_unchanged(api: Api) -> None:
    """A form that only renames leaves every parameter as the portal has it, hidden parts included."""
    secret_host = {
        **MANAGED,
        "params": {"host": "ftp://u:p@h", "password": "s3cr3t", "meta": None, "other": {"token": "t"}},
    }
    flat = {**AUTOMATED, "host": "ftp://u:p@h", "meta": None, "other": {"token": "t"}}
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=secret_host if api == "management" else flat))
        shown = await city.client.get("x")
        assert shown.parameters["host"] == f"ftp://{REDACTED}@h"
        await city.client.update("x", Definition("New", "ftp", shown.parameters), expected_version=3)
    written = sent(city.requests[-1])
    assert (written["host"], written["meta"], written["other"]) == ("ftp://u:p@h", None, {"token": "t"})
    if api == "management":
        assert written["password"] == "s3cr3t"
    else:
        assert "password" not in written


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(("typed", "written"), [("another", "another"), ("", "")])
async def test_a_typed_secret_replaces_the_old_one(api: Api, typed: str, written: str) -> None:
    """And an empty one clears it."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=ONE[api]))
        await city.client.update("x", Definition("New", "ftp", {"password": typed}), expected_version=3)
    assert sent(city.requests[-1])["password"] == written


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("version", [4, 2, "4", None, "abc"])
async def test_a_harvester_that_was_changed_meanwhile_is_left_alone(api: Api, version: object) -> None:
    """Somebody else's edit is not overwritten unseen: nothing is sent but the reading."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json={**ONE[api], "version": version}))
        with pytest.raises(EditedMeanwhile) as told:
            await city.client.update("x", FTP, expected_version=3)
    found = {"4": 4, "abc": None}.get(version, version) if isinstance(version, str) else version
    assert str(told.value) == (
        f"x has been changed since it was read: its version was 3 and is {found}. "
        "Nothing was changed. Look at it as it is now, and make your change again."
    )
    assert isinstance(told.value, WrongState)
    assert [one.method for one in city.requests] == ["GET"]


@pytest.mark.parametrize("api", APIS)
async def test_without_a_version_whatever_is_there_is_changed(api: Api) -> None:
    """For harvesters whose portal tells none."""
    without = {name: value for name, value in ONE[api].items() if name != "version"}
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=without))
        await city.client.update("x", FTP, expected_version=None)
    assert [one.method for one in city.requests] == ["GET", "PUT"]


@pytest.mark.parametrize("api", APIS)
async def test_an_update_without_an_answer_is_unknown(api: Api) -> None:
    """The reading before it is tried again, the write is not."""
    async with portal(address(api)) as city:
        city.answers(httpx.Response(503), httpx.Response(200, json=ONE[api]), httpx.Response(503))
        with pytest.raises(OutcomeUnknown):
            await city.client.update("x", FTP, expected_version=3)
    assert [one.method for one in city.requests] == ["GET", "GET", "PUT"]


HALVES: list[tuple[httpx.Response | Exception, str]] = [
    (
        httpx.Response(400, json={"message": "Bad host."}),
        (
            "Portal city refused (400): Bad host. The harvester x was created, but it has none of its parameters yet. "
            "Look at the harvester before trying again."
        ),
    ),
    (
        httpx.ReadTimeout("x"),
        (
            "Portal city did not answer within 10 s. The harvester x was created, "
            "but whether it has its parameters is not known. Look at the harvester before trying again."
        ),
    ),
]


@pytest.mark.parametrize(("second", "text"), HALVES)
async def test_half_a_creation_is_told_as_such(second: httpx.Response | Exception, text: str) -> None:
    """The management API creates in two calls; whoever tries again would make another harvester."""
    async with portal() as city:
        city.answers(httpx.Response(200, json=MANAGED), second)
        with pytest.raises(HalfDone) as told:
            await city.client.create(FTP)
    assert str(told.value) == text
    assert told.value.__context__ is None


async def test_an_update_that_cannot_be_read_back_is_told_as_done() -> None:
    """Nobody is sent to do it again."""
    async with portal() as city:
        city.answers(httpx.Response(200, json=MANAGED), httpx.Response(204), httpx.Response(500))
        with pytest.raises(HalfDone) as told:
            await city.client.update("x", FTP, expected_version=3)
    assert str(told.value) == (
        "Portal city failed (500). x was changed, but could not be read back. "
        "Look at the harvester before trying again."
    )


async def test_a_creation_that_failed_at_once_is_told_as_any_write() -> None:
    """There is no half of it."""
    async with portal() as city:
        city.always(httpx.Response(502))
        with pytest.raises(OutcomeUnknown):
            await city.client.create(FTP)
    assert len(city.requests) == 1


async def test_a_new_harvester_may_need_a_moment_to_be_known() -> None:
    """Seen on portals: the call after the creation is answered 404, which changes nothing, and soon no more."""
    async with portal() as city:
        made = httpx.Response(200, json=MANAGED)
        city.answers(made, httpx.Response(404), made)
        assert (await city.client.create(FTP)).id == "x"
    assert [one.method for one in city.requests] == ["POST", "PUT", "PUT"]


async def test_a_new_harvester_that_stays_unknown_is_half_done() -> None:
    """Waiting ends with the time-out."""
    async with portal(address(timeout=0.3)) as city:
        city.answers(httpx.Response(200, json=MANAGED), httpx.Response(404))
        with pytest.raises(HalfDone):
            await city.client.create(FTP)
    assert [one.method for one in city.requests] == ["POST", "PUT"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "ftp://u:p@h/", "https://h/?token=t"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "password"]), inner, max_size=2)
    ),
    max_leaves=6,
)
parameters = st.dictionaries(st.sampled_from(["url", "password", "api_key", "refines", "new"]), values, max_size=5)


@given(parameters, st.sets(st.sampled_from(["url", "password", "api_key", "refines", "new"])))
def test_giving_back_any_part_of_what_was_shown_changes_nothing(current: dict[str, object], part: set[str]) -> None:
    """Whatever stood in the parameters, and however much of it a form gives back."""
    shown = redact_object(current)
    assert merged(current, {name: value for name, value in shown.items() if name in part}) == current


@given(parameters, parameters)
def test_whatever_is_typed_is_written_and_the_rest_stays(current: dict[str, object], typed: dict[str, object]) -> None:
    """Only None under a secret's name means "as it is"."""
    result = merged(current, typed)
    for name, value in result.items():
        kept = name not in typed or (typed[name] is None and name in {"password", "api_key"})
        assert value == (current[name] if kept else typed[name])
    assert set(current) <= set(result)


@pytest.mark.parametrize("api", APIS)
async def test_the_portals_own_fields_are_never_written(api: Api) -> None:
    """A definition cannot change a status or a count."""
    own = {"uid": "y", "status": "idle", "published_datasets_count": 0, "version": 99}
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=ONE[api]))
        await city.client.update("x", Definition("New", "ftp", own), expected_version=3)
    body = json.loads(city.requests[-1].content)
    assert body["version"] == 3
    if api == "automation":
        assert not {"uid", "status", "published_datasets_count", "updated_by"} & set(body)


@pytest.mark.parametrize("api", APIS)
async def test_a_harvester_that_is_gone_cannot_be_changed(api: Api) -> None:
    """The reading tells."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(404))
        with pytest.raises(PortalError) as told:
            await city.client.update("x", FTP, expected_version=3)
    assert str(told.value) == (
        "Portal city knows no such harvester. Nothing was changed. The list shows the harvesters that there are."
    )


async def test_a_schedule_that_cannot_be_read_is_not_changed() -> None:
    """The failure of the reading before it says so."""
    async with portal(address("automation")) as city:
        city.always(httpx.Response(500))
        change = city.client.set_schedule("x", Schedule("0 0 * * *"))
        for use in (change, city.client.remove_schedule("x")):
            with pytest.raises(PortalFailed) as told:
                await use
            assert str(told.value) == "Portal city failed (500). Nothing was changed. Try again in a moment."
    assert {one.method for one in city.requests} == {"GET"}
