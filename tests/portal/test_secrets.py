"""No failure, log line, metric or representation ever holds a credential, or a secret that somebody typed."""

import json
import traceback
from collections.abc import Awaitable, Callable

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from portal.samples import APIS, AUTOMATED, BASIC, KEY, MANAGED, ONE, PASSWORD, address, portal
from structlog.testing import capture_logs

from harvestbot.domain.harvesters import Definition, HarvesterType
from harvestbot.domain.redaction import REDACTED, is_secret
from harvestbot.domain.types import AUTOMATION as TYPES
from harvestbot.errors import InputRefused, PortalError
from harvestbot.portal.address import Api, ApiKey, Basic, PortalAddress, hide
from harvestbot.portal.automation import Automation
from harvestbot.portal.client import PortalClient
from harvestbot.portal.dialect import Dialect
from harvestbot.portal.management import Management

TYPED = "typed-1nt0-a-f0rm"
STORED = "s3cr3t-of-x"
DEFINITION = Definition("New", "ftp", {"host": "h", "password": TYPED, "api_key": "from-the-f0rm"})
SECRETS = (KEY, PASSWORD, *BASIC.secrets, TYPED, STORED, "from-the-f0rm")


def failing(kind: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    """Return a portal that ends in this error of the library, whose request holds the credentials."""

    def fail(request: httpx.Request) -> httpx.Response:
        message = f"{request.url} {dict(request.headers)} {request.content!r}"
        raise kind(message, request=request)

    return fail


def echoing(status: int, shape: str) -> Callable[[httpx.Request], httpx.Response]:
    """Return a portal that repeats all that it was sent in its answer."""

    def echo(request: httpx.Request) -> httpx.Response:
        authorization = request.headers["Authorization"]
        sent = f"{authorization} {PASSWORD if authorization.startswith('Basic') else ''} {request.content.decode()}"
        bodies: dict[str, object] = {
            "management": {"error_key": sent, "message": f"Refused {sent}"},
            "automation": {
                "error_code": "validation_error",
                "message": sent,
                "detail": {"password": [sent], sent: ["x"]},
            },
            "wrapped": {"errors": [{"message": sent}]},
        }
        if shape == "text":
            return httpx.Response(status, text=sent)
        return httpx.Response(status, json=bodies[shape], headers={"Location": f"https://u:{KEY}@x.example/{KEY}"})

    return echo


failures = st.one_of(
    st.sampled_from(
        [
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.ProxyError,
            httpx.UnsupportedProtocol,
            httpx.ReadTimeout,
            httpx.WriteError,
            httpx.RemoteProtocolError,
            httpx.LocalProtocolError,
        ]
    ).map(failing),
    st.builds(
        echoing,
        st.integers(min_value=200, max_value=599),
        st.sampled_from(["management", "automation", "wrapped", "text"]),
    ),
)
USES: dict[str, Callable[[PortalClient], Awaitable[object]]] = {
    "list": lambda client: client.list(),
    "get": lambda client: client.get("x"),
    "start": lambda client: client.start("x"),
    "delete": lambda client: client.delete("x", with_datasets=True),
    "create": lambda client: client.create(DEFINITION),
    "update": lambda client: client.update("x", DEFINITION, expected_version=3),
}


async def failure_of(client: PortalClient, use: str) -> str:
    """Return all that a failure shows, or could show in a log or a debugger; "" where there is none."""
    try:
        await USES[use](client)
    except PortalError as error:
        chain = [error.__cause__, error.__context__]
        told = [*map(repr, chain), str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
        return f"{' '.join(told)} {KEY if chain != [None, None] else ''}"
    return ""


def leaks(text: str) -> list[str]:
    """Return the secrets in a text."""
    return [secret for secret in SECRETS if secret in text]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(api=st.sampled_from(APIS), use=st.sampled_from(list(USES)), fail=failures, basic=st.booleans())
async def test_no_failure_holds_a_secret(
    *, api: Api, use: str, fail: Callable[[httpx.Request], httpx.Response], basic: bool
) -> None:
    """Neither its text, nor what it carries, nor its chain, nor the log, nor the address on the wire."""
    where = address(api, credentials=BASIC if basic and api == "management" else None)
    updating = use == "update"
    urls = []

    def answer(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        # An update reads first; what it writes then holds the secrets that the portal has.
        if updating and request.method == "GET":
            return httpx.Response(200, json=ONE[api])
        return fail(request)

    with capture_logs() as logged:
        async with portal(where) as city:
            city.always(answer)
            failed = await failure_of(city.client, use)
    assert leaks(failed) == []
    assert leaks(repr(logged)) == []
    assert logged
    assert leaks(repr(city.calls)) == []
    assert leaks(" ".join(urls)) == []


@pytest.mark.parametrize("credentials", [ApiKey(KEY), BASIC])
def test_addresses_and_credentials_do_not_show_secrets(credentials: ApiKey | Basic) -> None:
    """They end up in tracebacks and logs of others."""
    assert leaks(f"{credentials!r} {credentials!s} {address(credentials=credentials)!r}") == []


@pytest.mark.parametrize("dialect", [Management(), Automation()])
def test_requests_and_exchanges_do_not_show_what_they_carry(dialect: Dialect) -> None:
    """Neither typed secrets nor those that the portal has."""
    document = MANAGED if isinstance(dialect, Management) else {**AUTOMATED, "host": f"ftp://u:{STORED}@h"}
    stored = dialect.stored("x").read(json.dumps(document).encode())
    update = dialect.update(stored, DEFINITION)
    assert TYPED in update.secrets
    assert leaks(f"{stored!r} {update!r} {update.request!r} {dialect.create(DEFINITION)!r}") == []


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.name)
def test_every_secret_of_every_type_is_known_by_its_name(kind: HarvesterType) -> None:
    """Redaction goes by names, so those that the vendor's table marks must all be known."""
    marked = {"api_key", "auth_key", "password"}
    assert {one.name for one in kind.fields if one.secret} == {one.name for one in kind.fields} & marked
    assert all(is_secret(name) for name in marked)


@pytest.mark.parametrize("key", ["", " k", "k\n", "clé", "k\x00"])
def test_a_key_that_no_header_can_carry_is_refused_unquoted(key: str) -> None:
    """The HTTP library would quote it."""
    with pytest.raises(ValueError, match="printable ASCII") as refused:
        ApiKey(key)
    assert str(refused.value) == "An API key is made of printable ASCII characters, without spaces around it."


@pytest.mark.parametrize("username", ["", "a:b"])
def test_a_name_that_http_basic_cannot_carry_is_refused(username: str) -> None:
    """A colon would move a part of the name into the password."""
    with pytest.raises(ValueError, match="no colon"):
        Basic(username, PASSWORD)


@pytest.mark.parametrize(
    "url",
    [
        "data.example.org",
        "ftp://data.example.org",
        f"https://u:{PASSWORD}@data.example.org",
        f"https://data.example.org/?apikey={KEY}",
        "https://data.example.org/#x",
        "https://",
        "https://data.example.org:port",
        "",
    ],
)
def test_an_address_with_anything_but_a_place_is_refused_unquoted(url: str) -> None:
    """Credentials in it would be logged by everything on the way."""
    with pytest.raises(ValueError, match="without credentials") as refused:
        address(url=url)
    assert leaks(str(refused.value)) == []


def test_the_automation_api_takes_no_password() -> None:
    """Told when the address is made, not at the first call."""
    with pytest.raises(ValueError, match="API key only"):
        PortalAddress(name="city", url="https://data.example.org", api="automation", credentials=BASIC)


def test_hiding_leaves_short_words_alone() -> None:
    """A password of three letters stands in too many ordinary words."""
    assert hide("an apple and a pear", ["an", "pear"]) == f"an apple and a {REDACTED}"


@pytest.mark.parametrize("api", APIS)
async def test_a_placeholder_is_never_written_in_place_of_a_secret(api: Api) -> None:
    """Where somebody changes an address around the hidden password, they are asked to type it whole."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(200, json=ONE[api]))
        changed = Definition("X", "ftp", {"host": f"ftp://{REDACTED}@elsewhere", "unheard_of": [f"{REDACTED}"]})
        uses: list[Callable[[PortalClient], Awaitable[object]]] = [
            lambda client: client.create(changed),
            lambda client: client.update("x", changed, expected_version=3),
        ]
        for use in uses:
            with pytest.raises(InputRefused) as refused:
                await use(city.client)
            assert refused.value.fields == {
                "host": ("Type the whole value anew.",),
                "unheard_of": ("Type the whole value anew.",),
            }
            assert str(refused.value) == (
                f"host, unheard_of still holds {REDACTED} in place of a secret. "
                "Nothing was changed. Correct it and send it again."
            )
    assert {one.method for one in city.requests} == {"GET"}
