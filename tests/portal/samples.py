"""Portals, harvesters and clients for these tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import respx

from harvestbot.domain.types import AUTOMATION as TYPES
from harvestbot.portal.address import Api, ApiKey, Basic, Credentials, PortalAddress
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections

if TYPE_CHECKING:
    from harvestbot.portal.carrier import Call

URL = "https://data.example.org"
KEY = "k3y-0f-the-b0t"
PASSWORD = "p4ss:w0rd-ü"
ROOTS: dict[Api, str] = {
    "management": "/api/management/v2/harvesters",
    "automation": "/api/automation/v1.0/harvesters",
}
APIS = tuple(ROOTS)
NOON = 1_800_014_400.0
"""A day in 2027, at noon UTC."""

DOCUMENTED = Path(__file__).with_name("management.json").read_bytes()
"""The example of the vendor's document on the management API, byte for byte."""

MANAGED = {
    "harvester_id": "x",
    "name": "X",
    "status": "idle",
    "version": 3,
    "fetcher": {"type": "ftp", "label": "FTP", "parameters": []},
    "params": {"host": "ftp.example.org", "password": "s3cr3t-of-x", "unheard_of": [1]},
    "schedules": [{"anything": 1}],
    "errors": {"resources": 2, "harvester": 0},
    "counters": {"attached": 12, "published": 10},
    "created_at": "2019-07-19T14:56:25+00:00",
    "last_modified_at": "2020-01-02T03:04:05Z",
    "last_modified_by": "john.doe",
}

AUTOMATED = {
    "uid": "x",
    "type": "ftp",
    "name": "X",
    "status": "idle",
    "version": 3,
    "restrict_datasets_visibility": False,
    "delete_missing_datasets": True,
    "forced_metas": {"default": {"publisher": "Paris Open Data"}},
    "remote_datasets_count": 14,
    "harvested_datasets_count": 12,
    "attached_datasets_count": 12,
    "published_datasets_count": 10,
    "has_error": False,
    "resource_errors_count": 2,
    "created_at": "2019-07-19T14:56:25+00:00",
    "updated_at": "2020-01-02T03:04:05Z",
    "updated_by": {"username": "john.doe"},
    "last_started_at": "2020-01-02T03:04:05Z",
    "last_success_at": None,
    "host": "ftp.example.org",
    "password": None,
    "unheard_of": [1],
}

ONE: dict[Api, dict[str, object]] = {"management": MANAGED, "automation": AUTOMATED}
LISTS: dict[Api, object] = {
    "management": [MANAGED],
    "automation": {"total_count": "1", "next": None, "previous": None, "results": [AUTOMATED]},
}


def of_type(name: str) -> dict[str, object]:
    """Return a harvester of this type in the automation dialect, each of its parameters set."""
    values: dict[str, object] = {
        "string": f"a {name}",
        "boolean": True,
        "integer": 7,
        "object": {"default": {"a": "b"}},
    }
    own = {one.name: None if one.secret else values[one.type] for one in TYPES[name].fields}
    return {**AUTOMATED, "uid": f"a-{name}", "name": f"A {name}", "type": name, **own}


def address(
    api: Api = "management",
    *,
    credentials: Credentials | None = None,
    url: str = URL,
    timeout: float = 10,
    daily_quota: int = 1000,
) -> PortalAddress:
    """Return the address of a portal named city."""
    return PortalAddress(
        name="city",
        url=url,
        api=api,
        credentials=credentials or ApiKey(KEY),
        timeout=timeout,
        daily_quota=daily_quota,
    )


BASIC = Basic("bot", PASSWORD)


class Portal:
    """A portal made of a respx router, and the client that speaks with it."""

    def __init__(self, where: PortalAddress, http: httpx.AsyncClient, router: respx.Router) -> None:
        self.time = NOON
        self.calls: list[Call] = []
        self.router = router
        self.client = PortalClient(where, http, now=lambda: self.time, jitter=lambda: 0.0, observe=self.calls.append)

    @property
    def requests(self) -> list[httpx.Request]:
        """What went over the wire, in order."""
        return [call.request for call in self.router.calls]

    def answers(self, *answers: httpx.Response | Exception) -> None:
        """Answer whatever is asked with these, in turn."""
        self.router.route().mock(side_effect=list(answers))

    def always(self, answer: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]) -> None:
        """Answer whatever is asked with this."""
        if isinstance(answer, httpx.Response):
            self.router.route().mock(return_value=answer)
        else:
            self.router.route().mock(side_effect=answer)


@asynccontextmanager
async def portal(where: PortalAddress | None = None) -> AsyncIterator[Portal]:
    """Yield a portal that has no answers yet."""
    router = respx.Router(assert_all_called=False)
    async with open_connections(httpx.MockTransport(router.async_handler)) as http:
        yield Portal(where or address(), http, router)
