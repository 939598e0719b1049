"""Who may come in, how often, and what is written down, in both dialects."""

import base64
from typing import Any

import httpx
import pytest

from harvestbot.sandbox.portal.accounts import DEFAULT_ACCOUNTS, Account, Accounts, Permission
from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.quota import DAY

MANAGEMENT = "/api/management/v2/harvesters/"
AUTOMATION = "/api/automation/v1.0/harvesters/"


def basic(user: str, password: str) -> str:
    """Make the header of HTTP Basic."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "management", "automation"),
    [
        ("Apikey demo-key", 200, 200),
        ("apikey demo-key", 200, 200),
        (basic("demo", "demo-password"), 200, 401),
        (basic("demo", "wrong"), 401, 401),
        (basic("nobody-known", "demo-password"), 401, 401),
        ("Basic not-base64!", 401, 401),
        ("Apikey wrong", 401, 401),
        ("Bearer demo-key", 401, 401),
        ("", 401, 401),
    ],
)
async def test_only_a_good_credential_comes_in(
    wire: httpx.AsyncClient, authorization: str, management: int, automation: int
) -> None:
    """Management takes user and password or a key, automation a key alone; the rest is a 401 in its format."""
    headers = {"Authorization": authorization} if authorization else {}
    one = await wire.get(MANAGEMENT, headers=headers)
    two = await wire.get(AUTOMATION, headers=headers)
    assert (one.status_code, two.status_code) == (management, automation)
    if management == 401:
        assert one.json()["error_key"] == "AuthenticationFailedException"
        assert one.headers["www-authenticate"].startswith("Basic")
    if automation == 401:
        assert two.json()["error_code"] == "unauthorized"


@pytest.mark.parametrize("path", [MANAGEMENT, AUTOMATION])
async def test_a_key_in_the_url_is_refused_and_not_written_down(
    wire: httpx.AsyncClient, portal: SimulatedPortal, path: str
) -> None:
    """Even with a good header, and the log never holds the key."""
    answer = await wire.get(path, params={"apikey": "demo-key"}, headers={"Authorization": "apikey demo-key"})
    assert answer.status_code == 400
    assert "demo-key" not in repr(portal.log.requests)
    assert portal.log.requests[0].query == "apikey=%2A%2A%2A"


CALLS = {
    "read": ("GET", "", "GET", "", None),
    "start": ("PUT", "my-harvester/start/", "POST", "my-harvester/start/", None),
    "create": ("POST", "", "POST", "", {"fetcher": "ods", "type": "ods", "name": "n", "domain": "d"}),
    "publish": ("PUT", "my-harvester/publish/", "POST", "my-harvester/publish/", None),
    "unpublish": ("PUT", "my-harvester/unpublish/", "POST", "my-harvester/unpublish/", None),
    "delete": (
        "DELETE",
        "my-harvester/?delete_attached_datasets=0",
        "DELETE",
        "my-harvester/?delete_attached_datasets=false",
        None,
    ),
    "delete with datasets": (
        "DELETE",
        "my-harvester/?delete_attached_datasets=1",
        "DELETE",
        "my-harvester/?delete_attached_datasets=true",
        None,
    ),
}
MAY = {
    "demo": set(CALLS),
    "editor": {"read", "start", "create", "delete"},
    "reader": {"read"},
    "nobody": set[str](),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("account", MAY)
async def test_an_account_may_do_what_its_permissions_say(
    wire: httpx.AsyncClient, portal: SimulatedPortal, account: str, call: str
) -> None:
    """A missing permission is a 403, empty in management and JSON in automation, and changes nothing."""
    before = portal.world.all()
    m_method, m_path, a_method, a_path, body = CALLS[call]
    headers = {"Authorization": f"apikey {account}-key"}
    one = await wire.request(m_method, MANAGEMENT + m_path, headers=headers, json=body)
    if call in MAY[account]:
        assert one.is_success
        return
    two = await wire.request(a_method, AUTOMATION + a_path, headers=headers, json=body)
    assert (one.status_code, one.content) == (403, b"")
    assert (two.status_code, two.json()["error_code"]) == (403, "forbidden")
    assert portal.world.all() == before


def test_accounts_come_and_go_and_never_show_their_secrets() -> None:
    """A withdrawn credential is refused; a repr holds no key and no password."""
    accounts = Accounts([])
    fresh = Account("eve", "eve-key", "eve-password", frozenset({Permission.EDIT}))
    accounts.add(fresh)
    assert accounts.identify("Apikey eve-key", basic=False) == fresh
    accounts.remove("eve")
    assert accounts.identify("Apikey eve-key", basic=False) is None
    assert "-key" not in repr(DEFAULT_ACCOUNTS)
    assert "-password" not in repr(DEFAULT_ACCOUNTS)


async def test_the_quota_counts_down_by_account_and_begins_anew_each_day(
    management: httpx.AsyncClient, automation: httpx.AsyncClient, portal: SimulatedPortal, clock: ManualClock
) -> None:
    """Both dialects draw on one quota; a refusal has `reset_time`, no `Retry-After`, and changes nothing."""
    portal.quota.limit = 2
    first = await management.get("")
    limits = [first.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")]
    assert limits == ["2", "1", str(int(clock.now() // DAY + 1) * DAY)]
    assert (await automation.get("")).headers["x-ratelimit-remaining"] == "0"
    refused = await management.put("my-harvester/start/")
    assert (refused.status_code, refused.headers["x-ratelimit-remaining"]) == (429, "0")
    assert refused.json()["reset_time"] == "2026-01-02T00:00:00+00:00"
    assert "retry-after" not in refused.headers
    assert portal.world.get("my-harvester").status == "idle"
    other = await management.get("", auth=httpx.BasicAuth("reader", "reader-password"))
    assert other.status_code == 200, "another account has its own"
    clock.advance(DAY / 2)
    assert (await management.get("")).status_code == 200


async def test_a_quota_can_count_as_spent(automation: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """The switch refuses every account without using its quota up."""
    portal.trouble.over_quota = True
    assert (await automation.get("")).status_code == 429
    assert portal.quota.used("demo") == 0


async def test_errors_carry_the_quota_too(management: httpx.AsyncClient) -> None:
    """The headers are on each answer to somebody who is known."""
    assert "x-ratelimit-remaining" in (await management.get("nothing")).headers


async def test_each_answer_tells_the_portals_time(management: httpx.AsyncClient) -> None:
    """Clients can compare their clocks."""
    assert (await management.get("")).headers["date"] == "Thu, 01 Jan 2026 12:00:00 GMT"


async def test_the_log_tells_what_arrived_and_what_it_did(
    management: httpx.AsyncClient, automation: httpx.AsyncClient, portal: SimulatedPortal
) -> None:
    """Method, path, query, account, status and effect of each request, in order, and never a credential."""
    await management.put("my-harvester/start/")
    await automation.delete("my-harvester/?delete_attached_datasets=false")
    await automation.get("my-harvester/", headers={"Authorization": "apikey wrong-key"})
    rows: list[Any] = [
        (entry.number, entry.method, entry.path, entry.query, entry.account, entry.status, entry.effect)
        for entry in portal.log.requests
    ]
    assert rows == [
        (1, "PUT", f"{MANAGEMENT}my-harvester/start/", "", "demo", 200, "started my-harvester"),
        (2, "DELETE", f"{AUTOMATION}my-harvester/", "delete_attached_datasets=false", "demo", 204,
         "deleted my-harvester keeping datasets"),
        (3, "GET", f"{AUTOMATION}my-harvester/", "", "", 401, ""),
    ]  # fmt: skip
    assert portal.log.count(method="DELETE") == portal.log.count(effect="deleted") == 1
    assert portal.log.count(path="my-harvester") == 3
    portal.log.clear()
    assert portal.log.requests == []
    shown = repr(rows)
    assert "demo-key" not in shown
    assert "wrong-key" not in shown
