"""How often a request is sent, what it counts for, and what is told of it."""

import threading

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st
from portal.samples import APIS, NOON, ONE, URL, address, portal
from structlog.testing import capture_logs

from harvestbot.domain.harvesters import Definition
from harvestbot.errors import (
    CredentialsRefused,
    OutcomeUnknown,
    PortalError,
    PortalFailed,
    PortalUnreachable,
    QuotaSpent,
)
from harvestbot.portal.address import Api
from harvestbot.portal.carrier import LONG, TRIES, Carrier
from harvestbot.portal.dialect import Exchange, Operation, Request
from harvestbot.portal.quota import DAY, Ledger, Quota, moment
from harvestbot.portal.transport import only_slash, open_connections

GOOD = httpx.Response(200, json=ONE["management"])
PASSING: list[httpx.Response | Exception] = [
    httpx.ConnectError("x"),
    httpx.ConnectTimeout("x"),
    httpx.RemoteProtocolError("x"),
    httpx.ReadError("x"),
    httpx.Response(408),
    httpx.Response(502),
    httpx.Response(503),
    httpx.Response(504),
]
LASTING: list[httpx.Response | Exception] = [
    httpx.ReadTimeout("x"),
    httpx.Response(500),
    httpx.Response(400),
    httpx.Response(401),
    httpx.Response(403),
    httpx.Response(404),
    httpx.Response(429),
    httpx.Response(302),
    httpx.Response(200, text="<html>"),
]


@pytest.mark.parametrize("bad", PASSING)
async def test_a_reading_is_tried_again_where_that_may_help(bad: httpx.Response | Exception) -> None:
    """Two bad moments of a portal are not told to anybody."""
    async with portal() as city:
        city.answers(bad, bad, GOOD)
        assert (await city.client.get("x")).id == "x"
        assert city.client.quota.used == TRIES == 3


@pytest.mark.parametrize("bad", PASSING)
async def test_a_reading_is_not_tried_for_ever(bad: httpx.Response | Exception) -> None:
    """What goes on is told."""
    async with portal() as city:
        city.always(bad)
        with pytest.raises((PortalUnreachable, PortalFailed)):
            await city.client.get("x")
        assert city.client.quota.used == TRIES


@pytest.mark.parametrize("bad", LASTING)
async def test_a_reading_is_sent_once_where_trying_again_does_not_help(bad: httpx.Response | Exception) -> None:
    """A refusal stays one, and each call counts against the quota."""
    async with portal() as city:
        city.always(bad)
        with pytest.raises(PortalError):
            await city.client.get("x")
        assert city.client.quota.used == 1


@pytest.mark.parametrize("bad", [*PASSING, *LASTING])
@pytest.mark.parametrize("api", APIS)
async def test_a_write_is_never_sent_twice(api: Api, bad: httpx.Response | Exception) -> None:
    """Not even where it cannot have arrived: people decide that."""
    async with portal(address(api)) as city:
        city.always(bad)
        for number, write in enumerate((city.client.start, city.client.publish, city.client.unpublish), start=1):
            with pytest.raises(PortalError):
                await write("x")
            assert city.client.quota.used == number
        if api == "automation":
            with pytest.raises(PortalError):
                await city.client.unsaved_preview("x", Definition("X", "ods"))
            assert city.client.quota.used == 4


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/api/management/v2/harvesters/x/", "/api/management/v2/harvesters/x/"),
        ("/api/management/v2/harvesters/x/", f"{URL}/api/management/v2/harvesters/x/?lang=en"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_reading_follows_a_redirect_to_the_other_slash(path: str, location: str, status: int) -> None:
    """Some portals want one and some do not."""
    async with portal() as city:
        city.answers(httpx.Response(status, headers={"Location": location}), GOOD)
        assert (await city.client.get("x")).id == "x"
        assert [one.url.raw_path.decode() for one in city.requests] == [path.removesuffix("/"), path]


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example.org/api/management/v2/harvesters/x/",
        "http://data.example.org/api/management/v2/harvesters/x/",
        "https://data.example.org:8443/api/management/v2/harvesters/x/",
        "/api/management/v2/harvesters/x",
        "/api/management/v2/harvesters/y/",
        "/login/",
    ],
)
async def test_credentials_go_nowhere_else(location: str) -> None:
    """Any other redirect leads to a login page, or to somebody else's host."""
    async with portal() as city:
        city.always(httpx.Response(302, headers={"Location": location}))
        with pytest.raises(CredentialsRefused):
            await city.client.get("x")
        assert len(city.requests) == 1


def test_a_redirect_to_no_address_leads_nowhere() -> None:
    """What cannot be read as an address is no other slash."""
    assert not only_slash(httpx.URL(f"{URL}/x"), "https://x.example:port/x/")


async def test_slashes_are_not_followed_in_circles() -> None:
    """Once is enough to know."""
    async with portal() as city:
        city.answers(
            httpx.Response(301, headers={"Location": "/api/management/v2/harvesters/x/"}),
            httpx.Response(301, headers={"Location": "/api/management/v2/harvesters/x"}),
        )
        with pytest.raises(CredentialsRefused):
            await city.client.get("x")


async def test_a_write_follows_no_redirect() -> None:
    """It would be sent twice."""
    async with portal() as city:
        city.always(httpx.Response(307, headers={"Location": "/api/management/v2/harvesters/x/start"}))
        with pytest.raises(CredentialsRefused):
            await city.client.start("x")
        assert len(city.requests) == 1


async def test_no_session_of_a_portal_is_kept() -> None:
    """Cookies of one answer would speak for somebody else in the next request."""
    async with portal() as city:
        city.always(httpx.Response(200, json=[], headers={"Set-Cookie": "sessionid=1; Path=/"}))
        await city.client.list()
        await city.client.list()
    assert all("cookie" not in one.headers for one in city.requests)


@pytest.mark.parametrize("limit", [0, 1, 2])
async def test_the_bots_own_share_ends_before_anything_is_sent(limit: int) -> None:
    """People keep what the settings leave them."""
    async with portal(address(daily_quota=limit)) as city:
        city.always(httpx.Response(200, json=[]))
        for _ in range(limit):
            await city.client.list()
        with pytest.raises(QuotaSpent) as read:
            await city.client.list()
        with pytest.raises(QuotaSpent) as written:
            await city.client.start("x")
        assert city.client.quota == Quota(limit=limit, used=limit, remaining=0, reset_at=NOON + 43_200)
        assert len(city.requests) == limit
        city.time += 43_200
        assert city.client.quota.used == 0
    what = f"The bot has used up its {limit} calls a day to portal city."
    then = "Calls are possible again when the portal's day begins anew."
    assert str(read.value) == f"{what} {then}"
    assert str(written.value) == f"{what} Nothing was changed. {then}"
    assert written.value.reset_at == NOON + 43_200


async def test_tries_end_with_the_share() -> None:
    """The failure is told, not the bookkeeping."""
    async with portal(address(daily_quota=2)) as city:
        city.always(httpx.Response(503))
        with pytest.raises(PortalFailed):
            await city.client.list()
        assert len(city.requests) == 2


async def test_the_portals_own_count_is_heeded() -> None:
    """Others may use the same key."""
    headers = {"X-RateLimit-Limit": "500", "X-RateLimit-Remaining": "7", "X-RateLimit-Reset": str(int(NOON) + 60)}
    async with portal(address(daily_quota=100)) as city:
        city.answers(httpx.Response(200, json=[], headers=headers), httpx.Response(200, json=[]))
        await city.client.list()
        assert city.client.quota == Quota(limit=100, used=1, remaining=7, reset_at=NOON + 60)
        await city.client.list()
        assert city.client.quota == Quota(limit=100, used=2, remaining=6, reset_at=NOON + 60)
        city.time = NOON + 60
        assert city.client.quota == Quota(limit=100, used=2, remaining=98, reset_at=NOON + 43_200)


@pytest.mark.parametrize("value", ["", "-1", "many", "nan", "inf", "9" * 5000, "1e300"])
async def test_odd_counts_of_a_portal_are_ignored(value: str) -> None:
    """A header never stops the bot."""
    headers = {"X-RateLimit-Remaining": value, "X-RateLimit-Reset": value}
    async with portal(address(daily_quota=100)) as city:
        city.always(httpx.Response(200, json=[], headers=headers))
        await city.client.list()
        assert city.client.quota == Quota(limit=100, used=1, remaining=99, reset_at=NOON + 43_200)


@given(
    st.lists(
        st.tuples(st.sampled_from(["count", "heed", "exhaust", "pass"]), st.integers(min_value=0, max_value=3 * DAY)),
        max_size=30,
    )
)
def test_a_quota_never_promises_what_is_not_there(steps: list[tuple[str, int]]) -> None:
    """What remains is between nothing and the bot's own share, and the next reset is ahead."""
    time = NOON
    ledger = Ledger(20, lambda: time)
    for step, number in steps:
        match step:
            case "count":
                ledger.count()
            case "heed":
                ledger.heed({"x-ratelimit-remaining": str(number), "x-ratelimit-reset": str(NOON + number)})
            case "exhaust":
                ledger.exhaust(NOON + number)
            case _:
                time += number / 3
        quota = ledger.quota
        assert 0 <= quota.remaining <= max(20 - quota.used, 0)
        assert quota.reset_at > time
        assert ledger.spent == (quota.used >= 20)


def test_what_was_told_without_an_end_ends_with_the_day() -> None:
    """A portal that says how many are left, and not until when."""
    time = NOON
    ledger = Ledger(20, lambda: time)
    ledger.heed({"x-ratelimit-remaining": "3"})
    assert ledger.quota.remaining == 3
    time += DAY
    assert ledger.quota.remaining == 20


@pytest.mark.parametrize(("told", "limit"), [("10", 10), ("300", 20), ("2", 20), ("", 20), ("0", 20), ("soon", 20)])
def test_a_portal_that_allows_less_than_the_settings_is_believed(told: str, limit: int) -> None:
    """What is left is told of the lower limit, unless that cannot be one of a day: fewer than were counted."""
    ledger = Ledger(20, lambda: NOON)
    for _ in range(4):
        ledger.count()
    ledger.heed({"x-ratelimit-remaining": "6", "x-ratelimit-limit": told})
    assert (ledger.quota.limit, ledger.quota.remaining) == (limit, 6)


@pytest.mark.parametrize("value", [None, True, 60, "60", "soon", [], {}, "nan"])
def test_what_is_no_moment_is_none(value: object) -> None:
    """Whatever a portal writes there."""
    assert moment(value) is None


async def test_every_call_is_counted_and_logged() -> None:
    """Portal, operation, status and time; each try is a line of the log, each call one of the metrics."""
    with capture_logs() as logged:
        async with portal() as city:
            city.answers(httpx.Response(503), GOOD, httpx.ReadTimeout("x"))
            await city.client.get("x")
            with pytest.raises(OutcomeUnknown):
                await city.client.start("x")
            with pytest.raises(PortalError):
                await city.client.abort("x")
    assert [(one.portal, one.operation, one.outcome) for one in city.calls] == [
        ("city", "get", "ok"),
        ("city", "start", "outcome_unknown"),
    ]
    assert all(one.seconds >= 0 for one in city.calls)
    told = [(one["event"], one["portal"], one["operation"], one["status"], one["log_level"]) for one in logged]
    assert told == [
        ("portal call", "city", "get", 503, "debug"),
        ("portal call", "city", "get", 200, "debug"),
        ("portal call", "city", "start", "timed out", "debug"),
    ]
    assert all({"event", "portal", "operation", "status", "milliseconds", "log_level"} == set(one) for one in logged)


async def test_what_is_no_error_of_a_portal_is_counted_too() -> None:
    """Somebody who goes away while waiting, or a fault of ours."""
    async with portal() as city:
        city.always(RuntimeError("a fault of ours"))
        with pytest.raises(RuntimeError):
            await city.client.get("x")
    assert [one.outcome for one in city.calls] == ["runtime_error"]


async def read_in(body: bytes) -> int:
    """Return the thread in which an answer is read."""
    router = respx.Router()
    router.route().mock(return_value=httpx.Response(200, content=body))
    exchange = Exchange(operation=Operation.GET, request=Request("GET", "/"), read=lambda _body: threading.get_ident())
    async with open_connections(httpx.MockTransport(router.async_handler)) as http:
        carrier = Carrier(address(), http, now=lambda: NOON, jitter=lambda: 0, observe=lambda _call: None)
        return await carrier.carry(exchange)


async def test_long_answers_are_read_away_from_the_event_loop() -> None:
    """Ten thousand harvesters hold nobody up; a single one is read at once."""
    assert await read_in(b"x" * LONG) != threading.get_ident()
    assert await read_in(b"x" * (LONG - 1)) == threading.get_ident()
