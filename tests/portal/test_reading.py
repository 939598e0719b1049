"""What the bytes of a success mean, in both dialects, expected or odd."""

import json
from datetime import UTC, datetime

import httpx
import pytest
from portal.samples import APIS, AUTOMATED, DOCUMENTED, MANAGED, ONE, address, of_type, portal

from harvestbot.domain.harvesters import (
    Definition,
    Harvester,
    HarvesterType,
    Health,
    ParameterField,
    Preview,
    PreviewedDataset,
    RunErrors,
    Schedule,
)
from harvestbot.domain.redaction import REDACTED
from harvestbot.domain.types import AUTOMATION as TYPES
from harvestbot.errors import AnswerUnreadable
from harvestbot.portal.address import Api

CREATED = datetime(2019, 7, 19, 14, 56, 25, tzinfo=UTC)
CHANGED = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


async def read(api: Api, document: object) -> Harvester:
    """Return what one harvester's document means."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=document))
        return await city.client.get("x")


async def test_the_documented_example_is_understood() -> None:
    """The example of the vendor's document on the management API, byte for byte."""
    async with portal() as city:
        city.always(httpx.Response(200, content=DOCUMENTED))
        (found,) = await city.client.list()
        types = await city.client.types()
    restrict = (
        "Make the visibility of newly harvested datasets restricted (does not update visibility of existing datasets)"
    )
    fields = (
        ParameterField("api_key", "Api key", secret=True),
        ParameterField("delete", "Delete datasets removed from remote portal", "boolean"),
        ParameterField("domain_id", "Domain (ID or URL)", mandatory=True),
        ParameterField("forced_metas", "Forced metadata as a JSON object"),
        ParameterField("refines", "Refines"),
        ParameterField("restrict_visibility", restrict, "boolean"),
    )
    assert found == Harvester(
        id="my-harvester",
        name="My Harvester",
        type="ods",
        type_label="Opendatasoft",
        status="new",
        version=1,
        created_at=CREATED,
        changed_at=CREATED,
        changed_by="john.doe",
        parameters={"restrict_visibility": True},
        fields=fields,
    )
    assert found.health is Health.NEVER_RUN
    assert types == (HarvesterType("ods", "Opendatasoft", fields),)


async def test_the_types_of_the_management_api_are_those_seen() -> None:
    """Where no list was read yet, one is."""
    async with portal() as city:
        city.always(httpx.Response(200, json=[MANAGED, {**MANAGED, "harvester_id": "y"}, {"harvester_id": "z"}]))
        assert await city.client.types() == (HarvesterType("ftp", "FTP"),)
        await city.client.types()
    assert len(city.requests) == 1


async def test_both_dialects_land_in_one_value() -> None:
    """What one dialect does not tell is None or empty; all else is the same."""
    managed, automated = await read("management", MANAGED), await read("automation", AUTOMATED)
    for one in (managed, automated):
        assert (one.id, one.name, one.type, one.type_label) == ("x", "X", "ftp", "FTP")
        assert (one.status, one.version, one.health) == ("idle", 3, Health.WITH_ERRORS)
        assert (one.attached, one.published, one.hidden) == (12, 10, 2)
        assert (one.harvester_errors, one.resource_errors) == (0, 2)
        assert (one.created_at, one.changed_at, one.changed_by) == (CREATED, CHANGED, "john.doe")
        assert one.secrets == {"password"}
    assert (managed.remote, managed.started_at, managed.succeeded_at) == (None, None, None)
    assert (automated.remote, automated.started_at, automated.succeeded_at) == (14, CHANGED, None)
    assert managed.parameters == {"host": "ftp.example.org", "password": REDACTED, "unheard_of": [1]}
    assert automated.parameters == {
        "restrict_datasets_visibility": False,
        "delete_missing_datasets": True,
        "forced_metas": {"default": {"publisher": "Paris Open Data"}},
        "host": "ftp.example.org",
        "password": None,
        "unheard_of": [1],
    }
    assert automated.removes_missing
    assert not managed.removes_missing
    assert (await read("management", {**MANAGED, "params": {"delete": True}})).removes_missing


@pytest.mark.parametrize("name", TYPES)
async def test_every_type_of_the_automation_api_is_understood(name: str) -> None:
    """Its own parameters are kept, its secrets are named though their values are not told, and its fields are known."""
    found = await read("automation", of_type(name))
    fields = TYPES[name].fields
    assert (found.id, found.type, found.type_label, found.fields) == (f"a-{name}", name, TYPES[name].label, fields)
    assert {one.name for one in fields} <= set(found.parameters)
    assert {one.name for one in fields if one.secret} <= found.secrets


async def test_the_automation_api_knows_its_types() -> None:
    """Forms need not ask the portal."""
    async with portal(address("automation")) as city:
        assert await city.client.types() == tuple(TYPES.values())
    assert city.requests == []
    assert len(TYPES) == 15
    assert [one.name for one in TYPES["quandl"].fields if one.mandatory] == [
        "database_code",
        "api_key",
        "number_of_datasets",
    ]


async def test_unknown_types_are_taken_as_they_are() -> None:
    """New ones appear in either dialect."""
    found = await read("automation", {**AUTOMATED, "type": "hyperfeed", "shard_token": None})
    assert (found.type, found.type_label, found.fields) == ("hyperfeed", "hyperfeed", ())
    assert "shard_token" in found.secrets
    found = await read("management", {**MANAGED, "fetcher": "hyperfeed"})
    assert (found.type, found.type_label, found.fields) == ("hyperfeed", "hyperfeed", ())


@pytest.mark.parametrize(("api", "key"), [("management", "harvester_id"), ("automation", "uid")])
async def test_only_the_id_has_to_be_there(api: Api, key: str) -> None:
    """Everything else has a default."""
    assert await read(api, {key: "x"}) == Harvester(id="x", name="x", type="", status="")


ODD: dict[Api, list[tuple[dict[str, object], dict[str, object]]]] = {
    "management": [
        ({"version": "4"}, {"version": 4}),
        ({"version": "abc"}, {"version": None}),
        ({"status": "defragmenting"}, {"status": "defragmenting"}),
        ({"status": 4}, {"status": ""}),
        ({"name": None}, {"name": "x"}),
        ({"name": ["X"]}, {"name": "x"}),
        ({"counters": None}, {"attached": 0, "published": 0}),
        ({"counters": {"attached": "12", "published": []}}, {"attached": 12, "published": 0}),
        ({"counters": [12]}, {"attached": 0, "published": 0}),
        ({"errors": {"harvester": None, "resources": 1.5}}, {"harvester_errors": 0, "resource_errors": 0}),
        ({"created_at": "yesterday"}, {"created_at": None}),
        ({"created_at": ""}, {"created_at": None}),
        ({"created_at": "2019-07-19T14:56:25"}, {"created_at": CREATED}),
        ({"created_at": 1563548185}, {"created_at": None}),
        ({"params": None}, {"parameters": {}}),
        ({"params": "none"}, {"parameters": {}}),
        ({"fetcher": None}, {"type": "", "type_label": ""}),
        ({"fetcher": {"type": 1, "label": 2}}, {"type": "", "type_label": ""}),
        ({"last_modified_by": {"username": "john"}}, {"changed_by": ""}),
    ],
    "automation": [
        ({"version": "4"}, {"version": 4}),
        ({"version": {}}, {"version": None}),
        ({"has_error": True}, {"harvester_errors": 1}),
        ({"has_error": None}, {"harvester_errors": 0}),
        ({"has_error": "true"}, {"harvester_errors": 1}),
        ({"updated_by": None}, {"changed_by": ""}),
        ({"updated_by": "john"}, {"changed_by": ""}),
        ({"updated_by": {"username": 1}}, {"changed_by": ""}),
        ({"remote_datasets_count": None}, {"remote": None}),
        ({"attached_datasets_count": "many"}, {"attached": 0}),
        ({"last_success_at": "2020-01-02T04:04:05+01:00"}, {"succeeded_at": CHANGED}),
        ({"api_key": ""}, {"secrets": frozenset({"password"})}),
        ({"type": None}, {"type": "", "fields": ()}),
    ],
}


@pytest.mark.parametrize(
    ("api", "odd", "meaning"), [(api, odd, meaning) for api, rows in ODD.items() for odd, meaning in rows]
)
async def test_an_odd_field_costs_nothing_else(api: Api, odd: dict[str, object], meaning: dict[str, object]) -> None:
    """It gets its default, or what it plainly means, and every other field stays as it was."""
    usual, found = await read(api, ONE[api]), await read(api, {**ONE[api], **odd})
    assert {name: getattr(found, name) for name in meaning} == meaning
    touched = set(meaning) | {"parameters", "secrets", "fields", "type_label"}
    assert {name for name in usual.__struct_fields__ if getattr(found, name) != getattr(usual, name)} <= touched


BAD_IDS: list[object] = ["", None, 7, ["x"]]


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("identifier", BAD_IDS)
async def test_what_has_no_id_is_no_harvester(api: Api, identifier: object) -> None:
    """It could not be acted on, and so the whole answer is in doubt."""
    key = "harvester_id" if api == "management" else "uid"
    without = {name: value for name, value in ONE[api].items() if name != key}
    for document in (without, {**without, key: identifier}):
        with pytest.raises(AnswerUnreadable):
            await read(api, document)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"12", b'"x"', b"{}", b"[1]", b"[[]]", b"{", b'{"results": 1}', b"\xff\xfe", b"[" * 100_000],
)
async def test_what_is_no_list_is_told_so(api: Api, content: bytes) -> None:
    """Whatever the bytes are, they end in a typed error, never in a traceback."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, content=content))
        with pytest.raises(AnswerUnreadable):
            await city.client.list()


@pytest.mark.parametrize("content", [b'{"uid": "x", "other": "\xff"}', b'{"uid": "x", "other": ' + b"[" * 50_000])
async def test_parameters_that_are_no_json_are_told_so(content: bytes) -> None:
    """Also where the rest of the harvester could be read."""
    async with portal(address("automation")) as city:
        city.always(httpx.Response(200, content=content))
        with pytest.raises(AnswerUnreadable):
            await city.client.get("x")


@pytest.mark.parametrize("api", APIS)
async def test_names_with_hostile_characters_come_through_unchanged(api: Api) -> None:
    """Escaping is for those who show them."""
    name = "<!channel> *x* <https://evil|Paris>\u202e\n" + "x" * 5000
    assert (await read(api, {**ONE[api], "name": name})).name == name


@pytest.mark.parametrize("api", APIS)
async def test_long_answers_mean_the_same(api: Api) -> None:
    """They are read in a thread, which nobody notices."""
    key = "harvester_id" if api == "management" else "uid"
    many = [{**ONE[api], key: f"x{number}"} for number in range(500)]
    document = many if api == "management" else {"total_count": None, "results": many}
    assert len(json.dumps(document)) > 128 * 1024
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=document))
        assert [one.id for one in await city.client.list()] == [f"x{number}" for number in range(500)]


async def test_errors_of_a_run_are_read_without_credentials_in_addresses() -> None:
    """Texts of errors come from anywhere."""
    document = {
        "harvester": "Cannot open ftp://u:p@ss@example.org/x",
        "resources": {"a": "bad ?apikey=abc", "b": 7},
    }
    async with portal(address("automation")) as city:
        city.always(httpx.Response(200, json=document))
        assert await city.client.errors("x") == RunErrors(
            f"Cannot open ftp://{REDACTED}@example.org/x", {"a": f"bad ?apikey={REDACTED}", "b": "7"}
        )


@pytest.mark.parametrize("document", [{}, {"harvester": 1, "resources": {}}, {"harvester": None, "resources": [1]}])
async def test_no_errors_is_never_guessed(document: object) -> None:
    """An answer of another shape does not mean that all went well."""
    async with portal(address("automation")) as city:
        city.always(httpx.Response(200, json=document))
        with pytest.raises(AnswerUnreadable):
            await city.client.errors("x")


PREVIEWED = [{"id": "a", "title": "A", "description": "of https://u:p@h/"}, {"id": "b"}]


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    ("document", "total"),
    [
        ({"total_count": 42, "results": PREVIEWED}, 42),
        ({"total_count": "42", "results": PREVIEWED}, 42),
        ({"results": PREVIEWED}, 2),
        (PREVIEWED, 2),
    ],
)
async def test_previews_are_understood(api: Api, document: object, total: int) -> None:
    """The management API describes no shape for them: a bare list is taken as well."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=document))
        a = PreviewedDataset("a", "A", f"of https://{REDACTED}@h/")
        assert await city.client.preview("x") == Preview(total, (a, PreviewedDataset("b")))


@pytest.mark.parametrize("document", [{}, {"results": [{"title": "A"}]}, [1], {"total_count": "many"}, 3])
async def test_an_unreadable_preview_is_told_so(document: object) -> None:
    """It is no empty one."""
    async with portal() as city:
        city.always(httpx.Response(200, json=document))
        with pytest.raises(AnswerUnreadable):
            await city.client.preview("x")


async def test_schedules_are_understood() -> None:
    """None, or one."""
    one = {"uid": "sc_1", "cron_schedule": "30 1 * * *", "timezone": None}
    async with portal(address("automation")) as city:
        city.answers(
            httpx.Response(200, json={"total_count": None, "results": [one]}),
            httpx.Response(200, json={"total_count": 0, "results": []}),
            httpx.Response(200, json={"results": [{"uid": "sc_1"}]}),
        )
        assert await city.client.schedules("x") == (Schedule("30 1 * * *", "", "sc_1"),)
        assert await city.client.schedules("x") == ()
        with pytest.raises(AnswerUnreadable):
            await city.client.schedules("x")


@pytest.mark.parametrize("api", APIS)
async def test_an_action_answers_with_the_harvester(api: Api) -> None:
    """Where the dialect's answer carries one; an empty success is a success too."""
    async with portal(address(api)) as city:
        city.answers(httpx.Response(200, json=ONE[api]), httpx.Response(204), httpx.Response(204))
        started = await city.client.start("x")
        assert started is not None
        assert started.id == "x"
        assert await city.client.start("x") is None
        assert await city.client.publish("x") is None


@pytest.mark.parametrize("api", APIS)
async def test_an_update_without_an_answer_of_its_own_is_followed_by_a_reading(api: Api) -> None:
    """Whoever updates gets the harvester as it is."""
    async with portal(address(api)) as city:
        usual = httpx.Response(200, json=ONE[api])
        city.answers(usual, httpx.Response(204), usual)
        assert (await city.client.update("x", Definition("X", "ftp"), expected_version=None)).id == "x"
