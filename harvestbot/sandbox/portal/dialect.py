"""What the two dialects have in common: from a path to a handler, past credentials, quota and permissions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import parse_qsl

from harvestbot.sandbox.portal.accounts import Account, Accounts, Permission
from harvestbot.sandbox.portal.exchange import Call, Reply, reply
from harvestbot.sandbox.portal.harvester import Harvester
from harvestbot.sandbox.portal.problems import (
    Forbidden,
    KeyInUrl,
    MethodNotAllowed,
    NotSignedIn,
    Problem,
    UnknownPath,
)
from harvestbot.sandbox.portal.quota import Left, Quota
from harvestbot.sandbox.portal.requestlog import Entry
from harvestbot.sandbox.portal.trouble import Trouble
from harvestbot.sandbox.portal.world import World

LISTING = "harvesters/"


class Backend(Protocol):
    """The parts of a portal that a dialect needs."""

    world: World
    accounts: Accounts
    quota: Quota
    trouble: Trouble


Handler = Callable[[Backend, Call], Reply]


def in_list(backend: Backend) -> list[Harvester]:
    """Return the harvesters that a list shows."""
    return [one for one in backend.world.all() if one.uid not in backend.trouble.unlisted]


@dataclass(frozen=True, slots=True)
class Route:
    """What happens at an address with a method.

    Attributes:
        handler: Does it.
        needs: The permissions that it takes; empty for reading, which takes any one.
    """

    handler: Handler
    needs: tuple[Permission, ...] = ()


READ = ()
CREATE = (Permission.CREATE,)
WORK = (Permission.CREATE, Permission.EDIT)
PUBLISH = (Permission.EDIT, Permission.PUBLISH)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One of the portal's two APIs.

    Attributes:
        prefix: Where it lives, without a slash at the end.
        basic: Whether it takes user and password.
        routes: By shape of the path below the prefix (``harvesters/{}/start/``) and method.
        explain: Words a problem in this dialect's error format.
    """

    prefix: str
    basic: bool
    routes: Mapping[str, Mapping[str, Route]]
    explain: Callable[[Problem], Reply]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it came in.

    Attributes:
        method: The HTTP method.
        path: The path below the dialect's prefix, without a leading slash.
        query: The query string.
        authorization: The ``Authorization`` header, kept out of the repr.
        body: The bytes sent.
        address: Scheme, host and whole path.
    """

    method: str
    path: str
    query: str
    authorization: str = field(repr=False)
    body: bytes
    address: str


def respond(dialect: Dialect, backend: Backend, arrival: Arrival, entry: Entry) -> Reply:
    """Answer a request, and write down who called.

    Order: a key in the URL, the credential, the quota, the address, the permission, the call itself.
    """
    left: Left | None = None
    try:
        account = _signed_in(dialect, backend, arrival)
        entry.account = account.name
        left = backend.quota.spend(account.name, exhausted=backend.trouble.over_quota)
        answer = _over_quota(left) if left.spent else _handle(dialect, backend, arrival, account)
    except Problem as problem:
        answer = dialect.explain(problem)
    return answer if left is None else replace(answer, headers={**answer.headers, **_quota_headers(left)})


def _signed_in(dialect: Dialect, backend: Backend, arrival: Arrival) -> Account:
    names = {name.lower() for name, _value in parse_qsl(arrival.query, keep_blank_values=True)}
    if "apikey" in names:
        # The vendor takes it; this portal does not, so that a client that leaks its key into logs is caught.
        raise KeyInUrl("A key in the URL ends up in logs. Send it in the Authorization header.")
    account = backend.accounts.identify(arrival.authorization, basic=dialect.basic)
    if account is None:
        raise NotSignedIn("The credentials are missing or wrong.")
    return account


def _handle(dialect: Dialect, backend: Backend, arrival: Arrival, account: Account) -> Reply:
    shape, uid, part = shape_of(arrival.path)
    methods = dialect.routes.get(shape)
    if methods is None:
        raise UnknownPath("There is nothing at this address.")
    route = methods.get(arrival.method)
    if route is None:
        raise MethodNotAllowed(arrival.method, sorted(methods))
    _check_permission(account, route)
    query = dict(parse_qsl(arrival.query, keep_blank_values=True))
    call = Call(arrival.method, uid, part, query, arrival.body, account, arrival.address)
    return route.handler(backend, call)


def _check_permission(account: Account, route: Route) -> None:
    missing = [permission for permission in route.needs if permission not in account.permissions]
    if missing or not account.permissions:
        raise Forbidden(missing[0] if missing else Permission.EDIT)


def shape_of(path: str) -> tuple[str, str, str]:
    """Take a path apart.

    Args:
        path: Below the dialect's prefix, e.g. ``harvesters/my-harvester/start/``.

    Returns:
        Its shape (``harvesters/{}/start/``), the harvester's id and the schedule's, empty where it names none.
    """
    words = path.split("/")
    names = {1: "", 3: ""}
    for place in names:
        # A slash at the end leaves an empty last word, which names nothing.
        if len(words) > place and words[place]:
            names[place], words[place] = words[place], "{}"
    return "/".join(words), names[1], names[3]


def _over_quota(left: Left) -> Reply:
    """Refuse in the form of the platform's other APIs: the harvesters' own is not documented."""
    said = {
        "error": "Your calls of today are spent.",
        "reset_time": datetime.fromtimestamp(left.reset, UTC).isoformat(),
        "limit_time_unit": "day",
        "call_limit": left.limit,
    }
    return reply(429, said)


def _quota_headers(left: Left) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(left.limit),
        "X-RateLimit-Remaining": str(left.remaining),
        "X-RateLimit-Reset": str(left.reset),
    }
