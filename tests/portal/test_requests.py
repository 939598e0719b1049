"""Every operation in both dialects, as it goes over the wire."""

import base64
import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from portal.samples import APIS, BASIC, KEY, LISTS, ONE, PASSWORD, ROOTS, URL, address, portal

from harvestbot.domain.harvesters import Definition, Schedule
from harvestbot.errors import NotSupported, UnknownHarvester
from harvestbot.portal.address import Api
from harvestbot.portal.client import PortalClient
from harvestbot.portal.dialect import EXTRAS, Operation

Use = Callable[[PortalClient], Awaitable[object]]

FTP = Definition("New", "ftp", {"host": "h", "password": "s3cr3t"})
WEEKLY = Schedule("30 1 * * 0", "Europe/Berlin")
PREVIEW = {"total_count": 0, "results": []}
SCHEDULE = {"uid": "sc_1", "cron_schedule": "30 1 * * 0", "timezone": "Europe/Berlin"}
ONE_SCHEDULE = {"total_count": "1", "results": [SCHEDULE]}
NO_SCHEDULE = {"total_count": "0", "results": []}
OK = {"detail": "ok"}
M, A = ONE["management"], ONE["automation"]

Wire = tuple[str, str, object]
"""Method, path and query behind the dialect's own, and body."""

TABLE: list[tuple[Api, str, Use, list[tuple[int, object]], list[Wire]]] = [
    ("management", "list", lambda c: c.list(), [(200, [])], [("GET", "/", None)]),
    ("management", "get", lambda c: c.get("x"), [(200, M)], [("GET", "/x", None)]),
    ("management", "start", lambda c: c.start("x"), [(200, M)], [("PUT", "/x/start/", None)]),
    ("management", "publish", lambda c: c.publish("x"), [(200, M)], [("PUT", "/x/publish/", None)]),
    ("management", "unpublish", lambda c: c.unpublish("x"), [(200, M)], [("PUT", "/x/unpublish/", None)]),
    (
        "management",
        "delete, keep datasets",
        lambda c: c.delete("x", with_datasets=False),
        [(204, None)],
        [("DELETE", "/x/?delete_attached_datasets=0", None)],
    ),
    (
        "management",
        "delete with datasets",
        lambda c: c.delete("x", with_datasets=True),
        [(204, None)],
        [("DELETE", "/x/?delete_attached_datasets=1", None)],
    ),
    ("management", "preview", lambda c: c.preview("x"), [(200, PREVIEW)], [("GET", "/x/preview/", None)]),
    (
        "management",
        "create without parameters",
        lambda c: c.create(Definition("New", "ods")),
        [(200, M)],
        [("POST", "/", {"fetcher": "ods", "name": "New"})],
    ),
    (
        "management",
        "create",
        lambda c: c.create(FTP),
        [(200, {**M, "params": {"delete": False}, "schedules": None}), (200, M)],
        [
            ("POST", "/", {"fetcher": "ftp", "name": "New"}),
            (
                "PUT",
                "/x",
                {
                    "schedules": None,
                    "name": "New",
                    "version": 3,
                    "params": {"delete": False, "host": "h", "password": "s3cr3t"},
                },
            ),
        ],
    ),
    (
        "management",
        "update",
        lambda c: c.update("x", Definition("New", "ftp", {"host": "h"}), expected_version=3),
        [(200, M), (200, M)],
        [
            ("GET", "/x", None),
            (
                "PUT",
                "/x",
                {
                    "schedules": [{"anything": 1}],
                    "name": "New",
                    "version": 3,
                    "params": {"host": "h", "password": "s3cr3t-of-x", "unheard_of": [1]},
                },
            ),
        ],
    ),
    (
        "automation",
        "list",
        lambda c: c.list(),
        [(200, LISTS["automation"])],
        [("GET", "/?limit=1000&offset=0", None)],
    ),
    ("automation", "get", lambda c: c.get("x"), [(200, A)], [("GET", "/x/", None)]),
    ("automation", "start", lambda c: c.start("x"), [(200, A)], [("POST", "/x/start/", None)]),
    ("automation", "abort", lambda c: c.abort("x"), [(200, A)], [("POST", "/x/abort/", None)]),
    ("automation", "publish", lambda c: c.publish("x"), [(200, OK)], [("POST", "/x/publish/", None)]),
    ("automation", "unpublish", lambda c: c.unpublish("x"), [(200, OK)], [("POST", "/x/unpublish/", None)]),
    (
        "automation",
        "delete, keep datasets",
        lambda c: c.delete("x", with_datasets=False),
        [(204, None)],
        [("DELETE", "/x/?delete_attached_datasets=false", None)],
    ),
    (
        "automation",
        "delete with datasets",
        lambda c: c.delete("x", with_datasets=True),
        [(204, None)],
        [("DELETE", "/x/?delete_attached_datasets=true", None)],
    ),
    (
        "automation",
        "create",
        lambda c: c.create(FTP),
        [(201, A)],
        [("POST", "/", {"host": "h", "password": "s3cr3t", "type": "ftp", "name": "New"})],
    ),
    (
        "automation",
        "update",
        lambda c: c.update("x", Definition("New", "ftp", {"host": "h"}), expected_version=3),
        [(200, A), (200, A)],
        [
            ("GET", "/x/", None),
            (
                "PUT",
                "/x/",
                {
                    "restrict_datasets_visibility": False,
                    "delete_missing_datasets": True,
                    "forced_metas": {"default": {"publisher": "Paris Open Data"}},
                    "host": "h",
                    "unheard_of": [1],
                    "type": "ftp",
                    "name": "New",
                    "version": 3,
                },
            ),
        ],
    ),
    (
        "automation",
        "errors",
        lambda c: c.errors("x"),
        [(200, {"harvester": None, "resources": {}})],
        [("GET", "/x/errors/", None)],
    ),
    ("automation", "preview", lambda c: c.preview("x"), [(200, PREVIEW)], [("GET", "/x/preview/", None)]),
    (
        "automation",
        "unsaved preview",
        lambda c: c.unsaved_preview("x", Definition("New", "ftp", {"host": "h", "password": None})),
        [(200, PREVIEW)],
        [("POST", "/x/unsaved_preview/", {"host": "h", "type": "ftp", "name": "New"})],
    ),
    (
        "automation",
        "schedules",
        lambda c: c.schedules("x"),
        [(200, ONE_SCHEDULE)],
        [("GET", "/x/schedules/", None)],
    ),
    (
        "automation",
        "first schedule",
        lambda c: c.set_schedule("x", WEEKLY),
        [(200, NO_SCHEDULE), (201, SCHEDULE)],
        [
            ("GET", "/x/schedules/", None),
            ("POST", "/x/schedules/", {"cron_schedule": "30 1 * * 0", "timezone": "Europe/Berlin"}),
        ],
    ),
    (
        "automation",
        "another schedule",
        lambda c: c.set_schedule("x", Schedule("0 2 * * *")),
        [(200, ONE_SCHEDULE), (200, SCHEDULE)],
        [
            ("GET", "/x/schedules/", None),
            ("PUT", "/x/schedules/sc_1/", {"cron_schedule": "0 2 * * *", "timezone": "UTC"}),
        ],
    ),
    (
        "automation",
        "no schedule any more",
        lambda c: c.remove_schedule("x"),
        [(200, ONE_SCHEDULE), (204, None)],
        [("GET", "/x/schedules/", None), ("DELETE", "/x/schedules/sc_1/", None)],
    ),
    (
        "automation",
        "no schedule as before",
        lambda c: c.remove_schedule("x"),
        [(200, NO_SCHEDULE)],
        [("GET", "/x/schedules/", None)],
    ),
]


@pytest.mark.parametrize(
    ("api", "use", "answers", "wanted"),
    [(api, use, answers, wanted) for api, _, use, answers, wanted in TABLE],
    ids=[f"{api}: {name}" for api, name, *_ in TABLE],
)
async def test_each_operation_goes_out_as_documented(
    api: Api, use: Use, answers: list[tuple[int, object]], wanted: list[Wire]
) -> None:
    """Method, path, query, credentials and body are those of the portal's documents, and nothing more is sent."""
    async with portal(address(api)) as city:
        city.answers(
            *(httpx.Response(code) if body is None else httpx.Response(code, json=body) for code, body in answers)
        )
        await use(city.client)
    sent = [
        (
            one.method,
            one.url.raw_path.decode().removeprefix(ROOTS[api]),
            json.loads(one.content) if one.content else None,
        )
        for one in city.requests
    ]
    assert sent == wanted
    assert {one.headers["Authorization"] for one in city.requests} == {f"Apikey {KEY}"}
    assert all(
        one.headers.get("Content-Type") == ("application/json" if one.content else None) for one in city.requests
    )
    assert all(str(one.url).startswith(URL) for one in city.requests)


async def test_a_name_and_password_go_out_as_http_basic() -> None:
    """In UTF-8 (RFC 7617), since passwords may hold any character."""
    async with portal(address(credentials=BASIC)) as city:
        city.always(httpx.Response(200, json=[]))
        await city.client.list()
    scheme, encoded = city.requests[0].headers["Authorization"].split()
    assert (scheme, base64.b64decode(encoded).decode()) == ("Basic", f"bot:{PASSWORD}")


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    ("identifier", "quoted"),
    [
        ("a/b", "a%2Fb"),
        ("a?delete_attached_datasets=1#", "a%3Fdelete_attached_datasets%3D1%23"),
        ("../x", "..%2Fx"),
        ("a%2Fb", "a%252Fb"),
        ("ä b", "%C3%A4%20b"),
        ("...", "..."),
    ],
)
async def test_no_id_leads_to_another_path(api: Api, identifier: str, quoted: str) -> None:
    """Whatever somebody types is one segment of the path."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(204))
        await city.client.delete(identifier, with_datasets=False)
    assert city.requests[0].url.raw_path.decode().startswith(f"{ROOTS[api]}/{quoted}/?delete_attached_datasets=")


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("identifier", ["", ".", "..", "\ud800"])
async def test_impossible_ids_are_never_sent(api: Api, identifier: str) -> None:
    """They would lead to the list, or nowhere."""
    async with portal(address(api)) as city:
        for use in (city.client.get, city.client.start):
            with pytest.raises(UnknownHarvester):
                await use(identifier)
        with pytest.raises(UnknownHarvester):
            await city.client.delete(identifier, with_datasets=True)
    assert city.requests == []


async def test_a_portal_below_a_path_keeps_it() -> None:
    """The API's path comes behind the address's own."""
    async with portal(address(url=f"{URL}/below/")) as city:
        city.always(httpx.Response(200, json=[]))
        await city.client.list()
    assert str(city.requests[0].url) == f"{URL}/below/api/management/v2/harvesters/"


CANNOT: dict[Operation, tuple[Use, str]] = {
    Operation.ABORT: (lambda c: c.abort("x"), "abort a run"),
    Operation.ERRORS: (lambda c: c.errors("x"), "tell a run's errors"),
    Operation.UNSAVED_PREVIEW: (lambda c: c.unsaved_preview("x", FTP), "preview changes before they are saved"),
    Operation.SCHEDULES: (lambda c: c.schedules("x"), "tell a harvester's schedule"),
    Operation.SET_SCHEDULE: (lambda c: c.set_schedule("x", WEEKLY), "set a harvester's schedule"),
    Operation.REMOVE_SCHEDULE: (lambda c: c.remove_schedule("x"), "remove a harvester's schedule"),
}


@pytest.mark.parametrize("operation", CANNOT)
async def test_what_the_management_api_lacks_is_said_plainly(operation: Operation) -> None:
    """Nothing is sent, and the person reads where it can be done."""
    use, phrase = CANNOT[operation]
    async with portal() as city:
        with pytest.raises(NotSupported) as refused:
            await use(city.client)
    unchanged = " Nothing was changed." if operation.changes else ""
    text = f"The API of portal city cannot {phrase}.{unchanged} It can be done on the portal's own pages."
    assert str(refused.value) == text
    assert city.requests == []


async def test_each_dialect_tells_what_it_supports() -> None:
    """Forms and cards offer only what works."""
    assert set(CANNOT) == EXTRAS
    async with portal(address("management")) as one, portal(address("automation")) as other:
        assert {operation for operation in Operation if not one.client.supports(operation)} == EXTRAS
        assert all(other.client.supports(operation) for operation in Operation)
        assert one.client.name == "city"
