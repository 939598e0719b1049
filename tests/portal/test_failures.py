"""Every bad answer becomes one typed error, whose text says what happened, whether anything changed, and what to do."""

import json

import httpx
import pytest
from portal.samples import APIS, NOON, ONE, address, portal

from harvestbot.domain.harvesters import Definition
from harvestbot.errors import (
    AnswerUnreadable,
    CredentialsRefused,
    InputRefused,
    OutcomeUnknown,
    PermissionMissing,
    PortalError,
    PortalFailed,
    PortalRefused,
    PortalUnreachable,
    QuotaSpent,
    UnknownHarvester,
    WrongState,
)
from harvestbot.portal.address import Api

Bad = httpx.Response | Exception

PAGE = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


def managed(status: int, key: str, message: str) -> httpx.Response:
    """Return an error as the management API documents it."""
    body = {
        "status_code": status,
        "error_key": key,
        "message": message,
        "raw_message": "… {x}",
        "raw_params": {"x": "y"},
    }
    return httpx.Response(status, json=body)


def automated(status: int, code: str, message: str, **more: object) -> httpx.Response:
    """Return an error as the automation API documents it."""
    return httpx.Response(status, json={"error_code": code, "message": message, **more})


UNKNOWN = "Whether it was done is not known yet. Look at the harvester before trying again."
UNCHANGED = "Nothing was changed."
AGAIN = "Try again in a moment."
ADDRESS = "If it goes on, check the portal's address in the settings, and any proxy in between."
CREDENTIALS = "Whoever runs the bot has to check this portal's credentials in the settings."
PERMISSION = "The bot's user or key needs create_dataset, edit_dataset and publish_dataset on this portal."
STATE = "Look at its status, and try again when it has settled."
NEW_DAY = "Calls are possible again when the portal's day begins anew."
LIST = "The list shows the harvesters that there are."
NO_ANSWER = "Portal city answered with something that is no answer of its API."

UNDECIDED: dict[str, tuple[Bad, type[PortalError], str, str]] = {
    "no answer in time": (
        httpx.ReadTimeout("of the library"),
        PortalUnreachable,
        "Portal city did not answer within 10 s.",
        AGAIN,
    ),
    "too slow to take the request": (
        httpx.WriteTimeout("of the library"),
        PortalUnreachable,
        "Portal city did not answer within 10 s.",
        AGAIN,
    ),
    "dropped connection": (
        httpx.RemoteProtocolError("of the library"),
        PortalUnreachable,
        "Portal city broke off before it had answered.",
        AGAIN,
    ),
    "broken while reading": (
        httpx.ReadError("of the library"),
        PortalUnreachable,
        "Portal city broke off before it had answered.",
        AGAIN,
    ),
    "500": (httpx.Response(500), PortalFailed, "Portal city failed (500).", AGAIN),
    "500 in the management format": (
        managed(500, "InternalErrorException", "Something broke."),
        PortalFailed,
        "Portal city failed (500): Something broke.",
        AGAIN,
    ),
    "500 in the automation format": (
        automated(500, "internal_error", "A server error occurred.", trace_id="6b523c91"),
        PortalFailed,
        "Portal city failed (500): A server error occurred (trace 6b523c91).",
        AGAIN,
    ),
    "502 of a proxy": (httpx.Response(502, html=PAGE), PortalFailed, "Portal city failed (502).", AGAIN),
    "503": (httpx.Response(503), PortalFailed, "Portal city failed (503).", AGAIN),
    "408": (httpx.Response(408), PortalFailed, "Portal city failed (408).", AGAIN),
    "599": (httpx.Response(599), PortalFailed, "Portal city failed (599).", AGAIN),
    "page of a proxy": (httpx.Response(200, html=PAGE), AnswerUnreadable, NO_ANSWER, ADDRESS),
    "truncated JSON": (httpx.Response(200, text='{"harvester_id": "x", "sta'), AnswerUnreadable, NO_ANSWER, ADDRESS),
    "wrong types": (httpx.Response(200, json=[12]), AnswerUnreadable, NO_ANSWER, ADDRESS),
    "no JSON": (httpx.Response(200, text="ok"), AnswerUnreadable, NO_ANSWER, ADDRESS),
    "broken compression": (
        httpx.Response(200, stream=httpx.ByteStream(b"no gzip"), headers={"Content-Encoding": "gzip"}),
        AnswerUnreadable,
        NO_ANSWER,
        ADDRESS,
    ),
    # The HTTP library takes it for a breach of the protocol before anybody can look at the status.
    "redirect to nonsense": (
        httpx.Response(307, headers={"Location": "https://x.example:port/"}),
        PortalUnreachable,
        "Portal city broke off before it had answered.",
        AGAIN,
    ),
    "202": (
        httpx.Response(202, json={}),
        AnswerUnreadable,
        "Portal city took it on and has not said that it is done (202).",
        ADDRESS,
    ),
}
"""What leaves a write undecided: the bad answer, and for a reading the error, what happened, and what to do."""

DECIDED: dict[str, tuple[Bad, type[PortalError], str, str]] = {
    "refused connection": (
        httpx.ConnectError("of the library"),
        PortalUnreachable,
        "Portal city cannot be reached.",
        AGAIN,
    ),
    "no connection in time": (
        httpx.ConnectTimeout("of the library"),
        PortalUnreachable,
        "Portal city cannot be reached.",
        AGAIN,
    ),
    "no free connection": (
        httpx.PoolTimeout("of the library"),
        PortalUnreachable,
        "Portal city cannot be reached.",
        AGAIN,
    ),
    "proxy refuses": (httpx.ProxyError("of the library"), PortalUnreachable, "Portal city cannot be reached.", AGAIN),
    "redirect to a login page": (
        httpx.Response(302, headers={"Location": "/login/?next=secret"}),
        CredentialsRefused,
        "Portal city sent the bot elsewhere, as to a login page (302).",
        CREDENTIALS,
    ),
    "redirect to nowhere": (
        httpx.Response(301),
        CredentialsRefused,
        "Portal city sent the bot elsewhere, as to a login page (301).",
        CREDENTIALS,
    ),
    "401": (
        managed(401, "AuthenticationFailedException", "Wrong credentials."),
        CredentialsRefused,
        "Portal city does not take the bot's credentials (401): Wrong credentials.",
        CREDENTIALS,
    ),
    "empty 403": (httpx.Response(403), PermissionMissing, "Portal city does not allow it (403).", PERMISSION),
    "403 with words": (
        automated(403, "forbidden", "The permission publish_dataset is missing"),
        PermissionMissing,
        "Portal city does not allow it (403): The permission publish_dataset is missing.",
        PERMISSION,
    ),
    "403 of a proxy": (
        httpx.Response(403, html=PAGE),
        PermissionMissing,
        "Portal city does not allow it (403).",
        PERMISSION,
    ),
    "404": (
        managed(404, "UnknownHarvesterException", "There is no harvester x."),
        UnknownHarvester,
        "Portal city knows no such harvester.",
        LIST,
    ),
    "404 in the automation format": (
        automated(404, "not_found", "Not found."),
        UnknownHarvester,
        "Portal city knows no such harvester.",
        LIST,
    ),
    "404 without a body": (httpx.Response(404), UnknownHarvester, "Portal city knows no such harvester.", LIST),
    "404 of a proxy": (
        httpx.Response(404, html=PAGE),
        AnswerUnreadable,
        "Portal city has no harvester API at its address (404).",
        ADDRESS,
    ),
    "404 for the address": (
        managed(404, "UnknownPathException", "Nothing is here."),
        AnswerUnreadable,
        "Portal city has no harvester API at its address (404).",
        ADDRESS,
    ),
    "wrong state in the management format": (
        managed(400, "InvalidHarvesterStatusPreconditionException", "It is processing."),
        WrongState,
        "Portal city refused (400): It is processing.",
        STATE,
    ),
    "wrong state in the automation format": (
        automated(400, "invalid_harvester_status", "Invalid transition from processing to processing"),
        WrongState,
        "Portal city refused (400): Invalid transition from processing to processing.",
        STATE,
    ),
    "409": (httpx.Response(409), WrongState, "Portal city refused (409).", STATE),
    "429": (
        httpx.Response(429, json={"error": "Too many requests on the domain."}),
        QuotaSpent,
        "Portal city takes no more calls for now (429): Too many requests on the domain.",
        NEW_DAY,
    ),
    "wrapped errors": (
        httpx.Response(
            400,
            json={
                "errors": [
                    {"status_code": 400, "error_key": "AException", "message": "One thing."},
                    {"status_code": 400, "error_key": "BException", "message": "Another thing."},
                    {"status_code": 400, "error_key": "BException", "message": "Another thing."},
                    7,
                ]
            },
        ),
        PortalRefused,
        "Portal city refused (400): One thing. Another thing.",
        "",
    ),
    "400 without words": (httpx.Response(400), PortalRefused, "Portal city refused (400).", ""),
    "400 with odd words": (
        httpx.Response(400, json={"message": ["a"], "error_key": 7, "errors": 3, "detail": [1]}),
        PortalRefused,
        "Portal city refused (400).",
        "",
    ),
    "400 with a page in its words": (
        httpx.Response(400, json={"message": "see <b>this</b>"}),
        PortalRefused,
        "Portal city refused (400).",
        "",
    ),
    "hostile words": (
        httpx.Response(418, json={"message": "a\n\u202eb\x00c\t https://u:p@h/?token=t " + "x" * 500}),
        PortalRefused,
        "Portal city refused (418): a b c https://••••••@h/?token=•••••• " + "x" * 162 + "…",
        "",
    ),
    "405": (httpx.Response(405), PortalRefused, "Portal city refused (405).", ""),
}
"""What decides that a write was not done; the same for a reading, which need not say that nothing was changed."""


def text(*parts: str) -> str:
    """Join the sentences of an error."""
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("name", [*UNDECIDED, *DECIDED])
async def test_a_reading_says_what_happened_and_what_to_do(api: Api, name: str) -> None:
    """It cannot have changed anything, and so says nothing of it."""
    bad, kind, what, advice = (UNDECIDED | DECIDED)[name]
    async with portal(address(api)) as city:
        city.always(bad)
        with pytest.raises(PortalError) as told:
            await city.client.get("x")
    assert type(told.value) is kind
    assert str(told.value) == text(what, advice)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("name", UNDECIDED)
@pytest.mark.parametrize("verb", ["start", "publish", "unpublish"])
async def test_an_undecided_write_never_claims_either_outcome(api: Api, name: str, verb: str) -> None:
    """It may have been done: only a reading of the portal can tell. It is sent once."""
    bad, _, what, _ = UNDECIDED[name]
    async with portal(address(api)) as city:
        city.always(bad)
        with pytest.raises(OutcomeUnknown) as told:
            await getattr(city.client, verb)("x")
    assert str(told.value) == text(what, UNKNOWN)
    assert len(city.requests) == 1


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("name", DECIDED)
async def test_a_refused_write_says_that_nothing_was_changed(api: Api, name: str) -> None:
    """The portal said no, or never heard of it. It is sent once."""
    bad, kind, what, advice = DECIDED[name]
    async with portal(address(api)) as city:
        city.always(bad)
        with pytest.raises(PortalError) as told:
            await city.client.start("x")
    assert type(told.value) is kind
    assert str(told.value) == text(what, UNCHANGED, advice)
    assert len(city.requests) == 1


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    "answer", [httpx.Response(204), httpx.Response(200), httpx.Response(200, json={"detail": "ok"})]
)
async def test_a_deletion_is_done_where_the_portal_said_so(api: Api, answer: httpx.Response) -> None:
    """204 is documented, and 200 says no less."""
    async with portal(address(api)) as city:
        city.always(answer)
        await city.client.delete("x", with_datasets=False)
    assert len(city.requests) == 1


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("bad", [httpx.Response(202), httpx.Response(200, html=PAGE), httpx.Response(500)])
async def test_a_deletion_is_not_done_where_somebody_else_answered(api: Api, bad: httpx.Response) -> None:
    """A page of a proxy says nothing about the portal."""
    async with portal(address(api)) as city:
        city.always(bad)
        with pytest.raises(OutcomeUnknown):
            await city.client.delete("x", with_datasets=True)
    assert len(city.requests) == 1


@pytest.mark.parametrize("answer", [{}, {"detail": 2}, [], "ok"])
async def test_an_action_is_done_only_in_the_documented_words(answer: object) -> None:
    """Anything else is left to a reading."""
    async with portal(address("automation")) as city:
        city.always(httpx.Response(200, json=answer))
        with pytest.raises(OutcomeUnknown):
            await city.client.publish("x")


@pytest.mark.parametrize("api", APIS)
async def test_a_list_that_is_not_there_is_a_wrong_address(api: Api) -> None:
    """No single harvester is meant by it."""
    async with portal(address(api)) as city:
        city.always(httpx.Response(404))
        with pytest.raises(AnswerUnreadable) as told:
            await city.client.list()
    assert str(told.value) == text("Portal city has no harvester API at its address (404).", ADDRESS)


async def test_mistakes_are_told_by_field() -> None:
    """A form can show each beside its field."""
    detail = {
        "name": ["This field is required"],
        "url": ["Bad.", "Worse."],
        "<b>": ["x"],
        "nested": {"a": ["b"]},
        "e": [],
    }
    async with portal(address("automation")) as city:
        city.always(automated(400, "validation_error", "Invalid input", detail=detail))
        with pytest.raises(InputRefused) as told:
            await city.client.create(Definition("", "ods"))
    assert told.value.fields == {
        "name": ("This field is required",),
        "url": ("Bad.", "Worse."),
        "nested": ("{'a': ['b']}",),
    }
    assert str(told.value) == (
        "Portal city refused (400): Invalid input. name: This field is required. url: Bad. Worse. "
        "nested: {'a': ['b']}. Nothing was changed. Correct it and send it again."
    )


async def test_a_refused_input_of_the_management_api_is_told_as_one() -> None:
    """Its format has no fields; that something was sent is enough to know."""
    async with portal() as city:
        city.always(managed(400, "InvalidParameterException", "name: too long"))
        with pytest.raises(InputRefused) as told:
            await city.client.create(Definition("x", "ods"))
    assert str(told.value) == (
        "Portal city refused (400): name: too long. Nothing was changed. Correct it and send it again."
    )
    assert told.value.fields == {}


@pytest.mark.parametrize(
    ("body", "headers", "reset"),
    [
        ({"reset_time": "2027-01-16T00:00:00Z"}, {}, NOON + 43_200),
        ({"reset_time": "2027-01-16T00:00:00"}, {}, NOON + 43_200),
        ({"reset_time": NOON + 60}, {"X-RateLimit-Reset": "1"}, NOON + 60),
        ({}, {"X-RateLimit-Reset": str(int(NOON + 60))}, NOON + 60),
        ({"reset_time": "soon"}, {"X-RateLimit-Reset": "soon"}, None),
        ({"reset_time": True}, {"X-RateLimit-Reset": "nan"}, None),
        ({"reset_time": ["x"]}, {"X-RateLimit-Reset": "60"}, None),
    ],
)
async def test_a_spent_quota_tells_when_it_begins_anew(
    body: dict[str, object], headers: dict[str, str], reset: float | None
) -> None:
    """As the body or a header says, where either does."""
    async with portal() as city:
        city.always(httpx.Response(429, json=body, headers=headers))
        with pytest.raises(QuotaSpent) as told:
            await city.client.list()
        assert told.value.reset_at == reset
        assert city.client.quota.remaining == 0
    assert len(city.requests) == 1


@pytest.mark.parametrize("api", APIS)
async def test_an_answer_that_never_ends_is_not_taken_in(api: Api) -> None:
    """Memory is bounded, whoever answers."""

    async def endless() -> object:
        while True:
            yield b" " * 4_000_000

    def flood(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=endless())  # type: ignore[arg-type]  # because a generator is iterable enough

    async with portal(address(api)) as city:
        city.always(flood)
        with pytest.raises(AnswerUnreadable) as read:
            await city.client.list()
        with pytest.raises(OutcomeUnknown) as written:
            await city.client.start("x")
    assert str(read.value) == text("Portal city answered with more than the bot can take in.", ADDRESS)
    assert str(written.value) == text("Portal city answered with more than the bot can take in.", UNKNOWN)


async def test_an_error_that_never_ends_is_still_that_error() -> None:
    """Its status says enough, and only its beginning is looked at."""

    async def endless() -> object:
        while True:
            yield b"x" * 100_000

    async with portal() as city:
        city.always(lambda _request: httpx.Response(403, content=endless()))  # type: ignore[arg-type]  # as above
        with pytest.raises(PermissionMissing):
            await city.client.start("x")


async def test_an_error_that_breaks_off_is_still_that_error() -> None:
    """A refusal is decided by its status."""

    async def broken() -> object:
        yield b'{"error_key":'
        raise httpx.ReadError("of the library")

    async with portal() as city:
        city.always(lambda _request: httpx.Response(403, content=broken()))  # type: ignore[arg-type]  # as above
        with pytest.raises(PermissionMissing):
            await city.client.start("x")


async def test_a_success_that_breaks_off_is_none() -> None:
    """A write whose answer was lost may have been done."""

    async def broken() -> object:
        yield json.dumps(ONE["management"]).encode()
        raise httpx.ReadError("of the library")

    async with portal() as city:
        city.always(lambda _request: httpx.Response(200, content=broken()))  # type: ignore[arg-type]  # as above
        with pytest.raises(OutcomeUnknown):
            await city.client.start("x")
