"""The management dialect on the wire."""

from typing import Any

import httpx
import pytest

from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.fetchers import FETCHERS
from harvestbot.sandbox.portal.portal import SimulatedPortal

# The example of the vendor's document, as types.
FIELDS: dict[str, type | tuple[type, ...]] = {
    "status": str,
    "fetcher": dict,
    "last_modified_by": str,
    "schedules": (list, type(None)),
    "errors": dict,
    "name": str,
    "harvester_id": str,
    "last_modified_at": str,
    "version": int,
    "params": dict,
    "created_at": str,
    "counters": dict,
}


def is_harvester(content: dict[str, Any]) -> bool:
    """Say whether an object has the documented fields with the documented types, and no others."""
    assert content.keys() == FIELDS.keys()
    assert all(isinstance(content[name], kind) for name, kind in FIELDS.items())
    assert content["fetcher"].keys() == {"type", "label", "description", "parameters"}
    for parameter in content["fetcher"]["parameters"]:
        assert parameter.keys() == {"is_mandatory", "type", "name", "label"}
    assert content["errors"].keys() == {"resources", "harvester"}
    assert content["counters"].keys() == {"attached", "published"}
    return True


def is_error(answer: httpx.Response, status: int, key: str, /, **params: str) -> bool:
    """Say whether an answer is an error in the documented format."""
    said = answer.json()
    assert said.keys() == {"status_code", "error_key", "message", "raw_message", "raw_params"}
    assert (answer.status_code, said["status_code"], said["error_key"]) == (status, status, key)
    assert said["raw_message"].format(**said["raw_params"]) == said["message"]
    assert params.items() <= said["raw_params"].items()
    return True


async def test_the_list_is_a_bare_array_of_all(management: httpx.AsyncClient) -> None:
    """There is no paging; every harvester has the documented shape."""
    answer = await management.get("")
    assert answer.status_code == 200
    assert len(answer.json()) == 12
    assert all(is_harvester(harvester) for harvester in answer.json())


async def test_my_harvester_is_the_example_of_the_document(management: httpx.AsyncClient) -> None:
    """Name, id, author, moments, version and parameters are those of the document, some runs later."""
    shown = (await management.get("my-harvester")).json()
    example = {
        "name": "My Harvester",
        "harvester_id": "my-harvester",
        "version": 1,
        "schedules": None,
        "errors": {"resources": 0, "harvester": 0},
        "created_at": "2019-07-19T14:56:25+00:00",
        "last_modified_at": "2019-07-19T14:56:25+00:00",
        "last_modified_by": "john.doe",
    }
    assert example.items() <= shown.items()
    assert [(one["name"], one["type"], one["is_mandatory"]) for one in shown["fetcher"]["parameters"]] == [
        ("api_key", "string", False),
        ("delete", "boolean", False),
        ("domain_id", "string", True),
        ("forced_metas", "string", False),
        ("refines", "string", False),
        ("restrict_visibility", "boolean", False),
    ]
    assert shown["params"] == {"restrict_visibility": True, "domain_id": "documentation"}
    assert shown["counters"] == {"attached": 120, "published": 112}


async def test_one_is_found_with_and_without_a_slash(management: httpx.AsyncClient) -> None:
    """Both spellings give the same harvester."""
    assert (await management.get("air-quality")).json() == (await management.get("air-quality/")).json()


async def test_an_unknown_one_is_a_404_that_names_it(management: httpx.AsyncClient) -> None:
    """The error names the id."""
    assert is_error(await management.get("nothing"), 404, "UnknownHarvesterException", harvester_id="nothing")
    answer = await management.put("nothing/start/")
    assert is_error(answer, 404, "UnknownHarvesterException", harvester_id="nothing")


async def test_start_publish_and_unpublish_answer_with_the_harvester(
    management: httpx.AsyncClient, clock: ManualClock
) -> None:
    """The whole story of a run: queued, processing, idle, published, unpublished."""
    statuses = [(await management.put("my-harvester/start/")).json()["status"]]
    clock.advance(2)
    statuses.append((await management.get("my-harvester/")).json()["status"])
    clock.advance(3)
    rested = (await management.get("my-harvester/")).json()
    assert [*statuses, rested["status"]] == ["queued", "processing", "idle"]
    assert rested["counters"] == {"attached": 128, "published": 112}
    published = await management.put("my-harvester/publish/")
    assert is_harvester(published.json())
    assert published.json()["counters"] == {"attached": 128, "published": 128}
    unpublished = await management.put("my-harvester/unpublish/")
    assert (unpublished.status_code, unpublished.json()["counters"]) == (200, {"attached": 128, "published": 0})


async def test_a_wrong_status_is_a_400_that_names_the_current_one(management: httpx.AsyncClient) -> None:
    """Starting twice is refused, and nothing changes."""
    await management.put("my-harvester/start/")
    answer = await management.put("my-harvester/start/")
    assert is_error(answer, 400, "InvalidHarvesterStatusPreconditionException", status="queued")


@pytest.mark.parametrize(("word", "kept", "destroyed"), [("0", 120, 0), ("1", 0, 120)])
async def test_a_deletion_is_a_204_without_a_body(
    management: httpx.AsyncClient, portal: SimulatedPortal, word: str, kept: int, destroyed: int
) -> None:
    """The datasets are kept or go, as the parameter says; the harvester is unknown at once."""
    answer = await management.delete(f"my-harvester/?delete_attached_datasets={word}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (portal.world.kept["my-harvester"], portal.world.destroyed["my-harvester"]) == (kept, destroyed)
    assert (await management.get("my-harvester")).status_code == 404


@pytest.mark.parametrize("query", ["", "?delete_attached_datasets=true", "?delete_attached_datasets="])
async def test_a_deletion_must_say_what_becomes_of_the_datasets(management: httpx.AsyncClient, query: str) -> None:
    """Without 0 or 1 nothing is deleted."""
    answer = await management.delete(f"my-harvester/{query}")
    assert is_error(answer, 400, "InvalidParameterException", parameter="delete_attached_datasets")
    assert (await management.get("my-harvester")).status_code == 200


async def test_creating_answers_200_and_makes_the_id_from_the_name(management: httpx.AsyncClient) -> None:
    """The parameters may come later; a name may be used twice, an id may not."""
    answer = await management.post("", json={"fetcher": "ods", "name": "Fresh Data"})
    assert (answer.status_code, answer.json()["harvester_id"], answer.json()["status"]) == (200, "fresh-data", "new")
    assert is_harvester(answer.json())
    assert answer.json()["last_modified_by"] == "demo"
    again = await management.post("", json={"fetcher": "ods", "name": "Fresh Data"})
    assert again.json()["harvester_id"] == "fresh-data-2"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"fetcher": "ods"},
        {"fetcher": "new-kind", "name": "x"},
        {"fetcher": "ods", "name": "x", "params": []},
        {"fetcher": "ods", "name": "x", "params": {"delete": "yes"}},
        {"fetcher": "ods", "name": "x", "params": {"forced_metas": "[1]"}},
    ],
)
async def test_a_wrong_definition_is_refused(management: httpx.AsyncClient, body: dict[str, Any]) -> None:
    """What is wrong is a 400 in the documented format."""
    assert is_error(await management.post("", json=body), 400, "InvalidParameterException")


async def test_several_wrong_fields_come_wrapped(management: httpx.AsyncClient) -> None:
    """More than one mistake is a list under "errors"."""
    answer = await management.post("", json={"fetcher": "?", "name": " "})
    assert answer.status_code == 400
    assert [error["raw_params"]["parameter"] for error in answer.json()["errors"]] == ["name", "type"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3"])
async def test_a_body_that_is_no_object_is_refused(management: httpx.AsyncClient, body: bytes) -> None:
    """Bytes that are no JSON object are a 400, never a failure."""
    assert is_error(await management.post("", content=body), 400, "BadRequestException")


async def test_an_update_replaces_the_parameters_whole(management: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """What is not sent is gone, secrets too; both dialects' names are translated; the version goes up."""
    params = {
        "portal_url": "https://new.example",
        "delete": True,
        "forced_metas": '{"default":{"a":"b"}}',
        "sort": None,
    }
    body = {"schedules": None, "name": "Renamed", "version": 1, "params": params}
    answer = await management.put("city-budget", json=body)
    assert (answer.status_code, answer.json()["name"], answer.json()["version"]) == (200, "Renamed", 2)
    assert answer.json()["params"] == {name: value for name, value in params.items() if value is not None}
    assert portal.world.get("city-budget").params == {
        "url": "https://new.example",
        "delete_missing_datasets": True,
        "forced_metas": {"default": {"a": "b"}},
    }


async def test_secrets_and_unknown_parameters_are_shown_as_they_are_stored(management: httpx.AsyncClient) -> None:
    """The vendor declares secrets as plain strings."""
    assert (await management.get("city-budget")).json()["params"]["api_key"] == "ckan-secret-key"
    body = {"name": "S", "version": 1, "params": {"endpoint": "e", "brand_new": [1]}}
    assert (await management.put("sensor-feed", json=body)).json()["params"] == {"endpoint": "e", "brand_new": [1]}


async def test_an_update_of_a_stale_version_changes_nothing(
    management: httpx.AsyncClient, portal: SimulatedPortal
) -> None:
    """Who edits what somebody else has edited meanwhile is told so."""
    portal.world.rename("my-harvester", "Theirs")
    answer = await management.put("my-harvester", json={"name": "Mine", "version": 1, "params": {}})
    assert is_error(answer, 400, "InvalidVersionPreconditionException", version="2", given="1")
    assert portal.world.get("my-harvester").name == "Theirs"


@pytest.mark.parametrize("version", [None, "1", True])
async def test_an_update_needs_a_version(management: httpx.AsyncClient, version: object) -> None:
    """A version that is no number is refused."""
    answer = await management.put("my-harvester", json={"name": "x", "version": version, "params": {}})
    assert is_error(answer, 400, "InvalidParameterException", parameter="version")


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ({}, [{"cron_schedule": "30 1 * * *", "timezone": "Europe/Berlin"}]),
        ({"schedules": None}, None),
        ({"schedules": []}, None),
        (
            {"schedules": [{"cron_schedule": "0 5 * * *", "timezone": "UTC"}]},
            [{"cron_schedule": "0 5 * * *", "timezone": "UTC"}],
        ),
    ],
)
async def test_an_update_touches_schedules_only_where_they_are_sent(
    management: httpx.AsyncClient, sent: dict[str, Any], left: object
) -> None:
    """A client that sends null without having read takes a schedule away, as it would at the vendor's."""
    body = {"name": "N", "version": 1, "params": {}, **sent}
    assert (await management.put("nightly-timetables", json=body)).json()["schedules"] == left


async def test_schedules_of_another_shape_are_refused(management: httpx.AsyncClient) -> None:
    """A wrong schedule changes nothing else either."""
    body = {"name": "N", "version": 1, "params": {}, "schedules": ["daily"]}
    answer = await management.put("my-harvester", json=body)
    assert is_error(answer, 400, "InvalidParameterException", parameter="schedules")
    assert (await management.get("my-harvester")).json()["version"] == 1


async def test_a_preview_shows_the_source_as_it_is_now(management: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """A collapse is seen before the next run."""
    shown = (await management.get("bus-stops/preview/")).json()
    assert (shown["total_count"], len(shown["results"])) == (3, 3)
    assert portal.world.get("bus-stops").remote == 412


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "my-harvester/abort/"),
        ("GET", "my-harvester/errors/"),
        ("GET", "my-harvester/schedules/"),
        ("PUT", "my-harvester/start"),
        ("PUT", "my-harvester//"),
        ("GET", "a/b/c/d/e"),
    ],
)
async def test_what_the_dialect_lacks_is_a_404(management: httpx.AsyncClient, method: str, path: str) -> None:
    """Abort, errors and schedules do not exist here, nor do actions without their slash."""
    assert is_error(await management.request(method, path), 404, "UnknownPathException")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "my-harvester/start/", "PUT"),
        ("PATCH", "my-harvester/", "DELETE, GET, PUT"),
        ("DELETE", "", "GET, POST"),
    ],
)
async def test_a_wrong_method_is_a_405(management: httpx.AsyncClient, method: str, path: str, allowed: str) -> None:
    """The answer names the methods that there are."""
    answer = await management.request(method, path)
    assert is_error(answer, 405, "MethodNotAllowedException", method=method)
    assert answer.headers["allow"] == allowed


async def test_every_type_is_described(management: httpx.AsyncClient) -> None:
    """Each type can be created, and its mandatory parameters are declared under this dialect's names."""
    for kind, fetcher in FETCHERS.items():
        answer = (await management.post("", json={"fetcher": kind, "name": kind})).json()
        declared = {one["name"] for one in answer["fetcher"]["parameters"] if one["is_mandatory"]}
        assert declared == {one.management_name for one in fetcher.parameters if one.mandatory}
        assert answer["fetcher"]["label"]
