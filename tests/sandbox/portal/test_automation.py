"""The automation dialect on the wire."""

from typing import Any

import httpx
import pytest

from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.fetchers import FETCHERS
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.trouble import CountAs, Kind

MOMENT = (str, type(None))
COMMON: dict[str, type | tuple[type, ...]] = {
    "uid": str,
    "type": str,
    "name": str,
    "status": str,
    "version": int,
    "restrict_datasets_visibility": bool,
    "delete_missing_datasets": bool,
    "forced_metas": dict,
    "remote_datasets_count": int,
    "harvested_datasets_count": int,
    "attached_datasets_count": int,
    "published_datasets_count": int,
    "has_error": bool,
    "resource_errors_count": int,
    "created_at": str,
    "updated_at": str,
    "updated_by": dict,
    "last_started_at": MOMENT,
    "last_success_at": MOMENT,
}


def is_harvester(content: dict[str, Any], *own: str) -> bool:
    """Say whether an object has the described fields with the described types, and a type's own beside them."""
    assert content.keys() >= {*COMMON, *own}
    for name, kind in COMMON.items():
        assert isinstance(content[name], kind), name
    assert content["updated_by"].keys() == {"username"}
    assert content["status"] in {"idle", "queued", "aborting", "processing", "deleting", "new"}
    return True


def is_error(answer: httpx.Response, status: int, code: str) -> bool:
    """Say whether an answer is an error in the described format."""
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    assert answer.json()["message"]
    return True


def is_invalid(answer: httpx.Response, *fields: str) -> bool:
    """Say whether an answer is a validation error that names these fields."""
    assert is_error(answer, 400, "validation_error")
    assert answer.json()["detail"].keys() == set(fields)
    assert all(isinstance(said, list) and said for said in answer.json()["detail"].values())
    return True


async def test_the_list_comes_in_pages(automation: httpx.AsyncClient) -> None:
    """A page has the described fields, and its links lead to its neighbours."""
    first = (await automation.get("?limit=5")).json()
    assert first.keys() == {"total_count", "next", "previous", "results"}
    assert (first["total_count"], first["previous"], len(first["results"])) == ("12", None, 5)
    second = (await automation.get(first["next"])).json()
    third = (await automation.get(second["next"])).json()
    assert (len(third["results"]), third["next"]) == (2, None)
    assert (await automation.get(second["previous"])).json() == first
    uids = [harvester["uid"] for page in (first, second, third) for harvester in page["results"]]
    assert len(set(uids)) == 12


async def test_a_page_has_20_unless_told_and_none_with_limit_0(
    automation: httpx.AsyncClient, controls: httpx.AsyncClient
) -> None:
    """The default is 20; a limit of 0 gives the count alone."""
    for number in range(15):
        await controls.post("harvesters", json={"name": f"More {number}"})
    assert len((await automation.get("")).json()["results"]) == 20
    empty = (await automation.get("?limit=0")).json()
    assert empty == {"total_count": "27", "next": None, "previous": None, "results": []}


@pytest.mark.parametrize(("count_as", "count"), [(CountAs.STRING, "12"), (CountAs.NUMBER, 12), (CountAs.NULL, None)])
async def test_the_total_can_be_written_in_three_ways(
    automation: httpx.AsyncClient, portal: SimulatedPortal, count_as: CountAs, count: object
) -> None:
    """The description declares a string or null, and gives a number as its example."""
    portal.trouble.total_count_as = count_as
    assert (await automation.get("")).json()["total_count"] == count


@pytest.mark.parametrize(
    ("query", "field"), [("limit=1001", "limit"), ("limit=-1", "limit"), ("limit=x", "limit"), ("offset=1.5", "offset")]
)
async def test_a_wrong_page_is_refused(automation: httpx.AsyncClient, query: str, field: str) -> None:
    """Above 1000, below 0 or no number: a validation error."""
    assert is_invalid(await automation.get(f"?{query}"), field)


async def test_each_harvester_has_the_described_shape(automation: httpx.AsyncClient) -> None:
    """All fields with their types, and the type's own beside them."""
    for harvester in (await automation.get("")).json()["results"]:
        own = FETCHERS.get(harvester["type"])
        assert is_harvester(harvester, *(parameter.name for parameter in own.own()) if own else ())


async def test_both_dialects_show_one_state(automation: httpx.AsyncClient, management: httpx.AsyncClient) -> None:
    """The same harvester under two spellings."""
    one = (await automation.get("nightly-timetables/")).json()
    two = (await management.get("nightly-timetables/")).json()
    assert (one["uid"], one["name"], one["status"]) == (two["harvester_id"], two["name"], two["status"])
    assert one["directory"] == two["params"]["subdir"] == "/out"
    assert two["params"]["forced_metas"] == '{"default":{"publisher":"City Transport"}}'
    assert one["forced_metas"] == {"default": {"publisher": "City Transport"}}
    assert (one["password"], two["params"]["password"]) == (None, "ftp-secret-password")


@pytest.mark.parametrize(
    ("uid", "has_error", "count"), [("city-budget", True, 0), ("geo-catalogue", False, 7), ("my-harvester", False, 0)]
)
async def test_errors_show_in_two_fields(
    automation: httpx.AsyncClient, management: httpx.AsyncClient, uid: str, *, has_error: bool, count: int
) -> None:
    """A failed run is idle with the error fields set, in both dialects."""
    one, two = (await automation.get(f"{uid}/")).json(), (await management.get(f"{uid}/")).json()
    assert (one["status"], one["has_error"], one["resource_errors_count"]) == ("idle", has_error, count)
    assert two["errors"] == {"resources": count, "harvester": int(has_error)}


async def test_a_run_from_start_to_published(automation: httpx.AsyncClient, clock: ManualClock) -> None:
    """Start answers with the harvester, publish and unpublish with "ok"; counters move."""
    started = await automation.post("my-harvester/start/")
    assert started.status_code == 200
    assert is_harvester(started.json())
    assert started.json()["status"] == "queued"
    clock.advance(5)
    published = await automation.post("my-harvester/publish/")
    assert (published.status_code, published.json()) == (200, {"detail": "ok"})
    shown = (await automation.get("my-harvester/")).json()
    assert (shown["attached_datasets_count"], shown["published_datasets_count"]) == (128, 128)
    assert shown["last_success_at"] == "2026-01-01T12:00:05+00:00"
    assert (await automation.post("my-harvester/unpublish/")).json() == {"detail": "ok"}
    assert (await automation.get("my-harvester/")).json()["published_datasets_count"] == 0


async def test_an_abort_stops_a_run_and_only_a_run(automation: httpx.AsyncClient, clock: ManualClock) -> None:
    """Aborting shows, then rests; without a run it is refused."""
    refused = await automation.post("my-harvester/abort/")
    assert is_error(refused, 400, "invalid_harvester_status")
    assert refused.json()["message"] == "Invalid transition from idle to aborting"
    await automation.post("my-harvester/start/")
    assert (await automation.post("my-harvester/abort/")).json()["status"] == "aborting"
    clock.advance(1)
    assert (await automation.get("my-harvester/")).json()["status"] == "idle"


async def test_a_start_while_processing_is_the_documented_refusal(
    automation: httpx.AsyncClient, clock: ManualClock
) -> None:
    """The words are those of the vendor's example."""
    await automation.post("my-harvester/start/")
    clock.advance(2)
    answer = await automation.post("my-harvester/start/")
    assert answer.json() == {
        "error_code": "invalid_harvester_status",
        "message": "Invalid transition from processing to processing",
    }


@pytest.mark.parametrize(("word", "kept", "destroyed"), [("false", 120, 0), ("true", 0, 120)])
async def test_a_deletion_says_what_becomes_of_the_datasets(
    automation: httpx.AsyncClient, portal: SimulatedPortal, word: str, kept: int, destroyed: int
) -> None:
    """204, an empty body, and the datasets kept or gone."""
    answer = await automation.delete(f"my-harvester/?delete_attached_datasets={word}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (portal.world.kept["my-harvester"], portal.world.destroyed["my-harvester"]) == (kept, destroyed)
    assert is_error(await automation.get("my-harvester/"), 404, "not_found")


@pytest.mark.parametrize("query", ["", "?delete_attached_datasets=1"])
async def test_a_deletion_that_does_not_say_is_refused(
    automation: httpx.AsyncClient, portal: SimulatedPortal, query: str
) -> None:
    """The parameter is required, and is true or false."""
    assert is_invalid(await automation.delete(f"my-harvester/{query}"), "delete_attached_datasets")
    assert len(portal.world) == 12


async def test_the_errors_of_a_run(automation: httpx.AsyncClient) -> None:
    """One text for the harvester or null, and one for each dataset that failed."""
    failed = (await automation.get("city-budget/errors/")).json()
    assert failed == {"harvester": "The source refused the API key.", "resources": {}}
    with_errors = (await automation.get("geo-catalogue/errors/")).json()
    assert (with_errors["harvester"], len(with_errors["resources"])) == (None, 7)
    assert is_error(await automation.get("tree-survey/errors/"), 400, "invalid_harvester_status")


async def test_creating_answers_201_and_hides_the_secret(
    automation: httpx.AsyncClient, management: httpx.AsyncClient
) -> None:
    """A set secret reads back as null here, and is stored all the same."""
    body = {"type": "ods", "name": "Fresh Data", "domain": "d", "api_key": "k", "status": "processing", "uid": "mine"}
    answer = await automation.post("", json=body)
    assert answer.status_code == 201
    assert is_harvester(answer.json(), "domain", "refines", "api_key")
    assert (answer.json()["uid"], answer.json()["status"], answer.json()["api_key"]) == ("fresh-data", "new", None)
    assert (await management.get("fresh-data")).json()["params"]["api_key"] == "k"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ("name", "type")),
        ({"type": "ods", "name": "x"}, ("domain",)),
        ({"type": "ods", "name": "x", "domain": 1}, ("domain",)),
        ({"type": "ods", "name": "x", "domain": "d", "version": "1"}, ("version",)),
        ({"type": "ods", "name": "", "domain": "d"}, ("name",)),
        ({"type": "wfs", "name": "x", "url": "u", "delete_missing_datasets": 1}, ("delete_missing_datasets",)),
    ],
)
async def test_a_wrong_definition_names_its_fields(
    automation: httpx.AsyncClient, body: dict[str, Any], fields: tuple[str, ...]
) -> None:
    """A validation error has a list of sentences for each field."""
    assert is_invalid(await automation.post("", json=body), *fields)


async def test_the_required_field_is_said_in_the_documented_words(automation: httpx.AsyncClient) -> None:
    """As in the vendor's example."""
    answer = await automation.post("", json={"type": "ods", "domain": "d"})
    assert answer.json()["detail"] == {"name": ["This field is required"]}


@pytest.mark.parametrize(("sent", "stored"), [({}, "ckan-secret-key"), ({"api_key": None}, "ckan-secret-key"),
                                             ({"api_key": "new"}, "new")])  # fmt: skip
async def test_an_update_keeps_a_secret_that_is_not_sent(
    automation: httpx.AsyncClient, portal: SimulatedPortal, sent: dict[str, Any], stored: str
) -> None:
    """Null and left out keep the secret; everything else that is left out is reset."""
    body = {"type": "ckan", "name": "Renamed", "url": "https://x.example", **sent}
    answer = await automation.put("city-budget/", json=body)
    assert (answer.status_code, answer.json()["name"], answer.json()["version"]) == (200, "Renamed", 2)
    assert answer.json()["limit"] is None
    assert portal.world.get("city-budget").params == {"url": "https://x.example", "api_key": stored}


async def test_an_update_of_a_stale_version_or_another_type_is_refused(automation: httpx.AsyncClient) -> None:
    """Both are validation errors, and nothing changes."""
    body = {"type": "ods", "name": "x", "domain": "d"}
    assert is_invalid(await automation.put("my-harvester/", json={**body, "version": 7}), "version")
    wrong_type = {"type": "wfs", "name": "x", "url": "u"}
    assert is_invalid(await automation.put("my-harvester/", json=wrong_type), "type")
    assert (await automation.get("my-harvester/")).json()["version"] == 1


async def test_a_preview_describes_the_first_datasets(automation: httpx.AsyncClient) -> None:
    """The count is of all, the results are the first of them."""
    shown = (await automation.get("my-harvester/preview/")).json()
    assert shown["total_count"] == 128
    assert len(shown["results"]) == 10
    assert all(result.keys() == {"id", "title", "description"} for result in shown["results"])


async def test_a_definition_can_be_previewed_before_it_is_saved(automation: httpx.AsyncClient) -> None:
    """It is checked like an update, and nothing is changed."""
    body = {"type": "ods", "name": "x", "domain": "other"}
    answer = await automation.post("my-harvester/unsaved_preview/", json=body)
    assert (answer.status_code, answer.json()["total_count"]) == (200, 128)
    assert is_invalid(await automation.post("my-harvester/unsaved_preview/", json={**body, "domain": None}), "domain")
    assert (await automation.get("my-harvester/")).json()["version"] == 1


@pytest.mark.parametrize("path", ["my-harvester", "my-harvester/start", "elsewhere/", "my-harvester/nonsense/"])
async def test_unknown_addresses_are_a_404(automation: httpx.AsyncClient, path: str) -> None:
    """Every address has its slash at the end here."""
    assert is_error(await automation.get(path), 404, "not_found")


async def test_a_wrong_method_is_a_405(automation: httpx.AsyncClient) -> None:
    """Actions are POSTs, not PUTs as in the other dialect."""
    answer = await automation.put("my-harvester/start/")
    assert is_error(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


async def test_a_failure_of_the_portal_has_a_trace(automation: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """As in the vendor's example of an internal error."""
    portal.trouble.next(Kind.FAIL_500)
    answer = await automation.get("")
    assert is_error(answer, 500, "internal_error")
    assert answer.json()["trace_id"]


async def test_a_body_that_is_no_object_is_refused(automation: httpx.AsyncClient) -> None:
    """A broken body is a bad request."""
    assert is_error(await automation.post("", content=b"{"), 400, "bad_request")


async def test_a_harvester_has_one_schedule_at_most(automation: httpx.AsyncClient) -> None:
    """Create, read, change, delete; a second one is refused."""
    at = "my-harvester/schedules/"
    body = {"cron_schedule": "30 1 * * *", "timezone": "Europe/Berlin"}
    assert (await automation.get(at)).json()["results"] == []
    created = await automation.post(at, json=body)
    schedule = created.json()
    assert (created.status_code, schedule.keys()) == (201, {"uid", "cron_schedule", "timezone"})
    assert is_invalid(await automation.post(at, json=body), "non_field_errors")
    assert (await automation.get(at)).json()["results"] == [schedule]
    one = f"{at}{schedule['uid']}/"
    changed = await automation.put(one, json={"cron_schedule": "0 5 * * 1", "timezone": "UTC"})
    assert changed.json() == {"uid": schedule["uid"], "cron_schedule": "0 5 * * 1", "timezone": "UTC"}
    assert (await automation.get(one)).json() == changed.json()
    deleted = await automation.delete(one)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert is_error(await automation.get(one), 404, "not_found")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ("cron_schedule", "timezone")),
        ({"cron_schedule": "daily", "timezone": "UTC"}, ("cron_schedule",)),
        ({"cron_schedule": "0 5 * * *", "timezone": "Moon/Crater"}, ("timezone",)),
    ],
)
async def test_a_wrong_schedule_is_refused(
    automation: httpx.AsyncClient, body: dict[str, Any], fields: tuple[str, ...]
) -> None:
    """Five words of cron and a time zone that exists."""
    assert is_invalid(await automation.post("my-harvester/schedules/", json=body), *fields)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_a_schedule_of_another_id_is_unknown(automation: httpx.AsyncClient, method: str) -> None:
    """The id must be that of the harvester's schedule."""
    assert is_error(await automation.request(method, "nightly-timetables/schedules/other/"), 404, "not_found")
