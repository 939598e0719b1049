"""What an answer looks like when it goes wrong on purpose. Pure: the good reply in, the spoilt one out."""

from dataclasses import replace
from typing import Final

import msgspec

from harvestbot.sandbox.portal.exchange import HTML, Delivery, Reply
from harvestbot.sandbox.portal.trouble import Kind

PROXY_PAGE = (
    b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
MAINTENANCE_PAGE = (
    b"<!DOCTYPE html><html><body><h1>We will be back soon</h1><p>The portal is being looked after.</p></body></html>"
)
LOGIN = "/login/"


def spoil(kind: Kind, answer: Reply, failure: Reply) -> Reply:
    """Spoil an answer.

    Args:
        kind: How.
        answer: What would have been answered.
        failure: The dialect's own answer to a failure inside the portal.

    Returns:
        What is answered, with the effect that the call had.
    """
    match kind:
        case Kind.FAIL_500 | Kind.FAIL_AFTER:
            spoilt = failure
        case Kind.HANG | Kind.HANG_AFTER:
            spoilt = replace(answer, delivery=Delivery.HANG)
        case Kind.DROP | Kind.DROP_AFTER:
            spoilt = replace(answer, delivery=Delivery.DROP)
        case Kind.CUT:
            spoilt = replace(answer, delivery=Delivery.CUT)
        case Kind.TRUNCATED:
            spoilt = replace(answer, body=answer.body[: len(answer.body) // 2])
        case Kind.WRONG_TYPES:
            spoilt = replace(answer, body=_mistyped(answer.body))
        case _:
            spoilt = _IN_FRONT[kind]
    return replace(spoilt, effect=answer.effect)


_IN_FRONT: Final = {
    Kind.EMPTY_403: Reply(403, content_type=""),
    Kind.FAIL_503: Reply(503, content_type=""),
    Kind.HTML_502: Reply(502, PROXY_PAGE, HTML),
    Kind.HTML_200: Reply(200, MAINTENANCE_PAGE, HTML),
    Kind.LOGIN_REDIRECT: Reply(302, content_type="", headers={"Location": LOGIN}),
}
"""What answers in the portal's place, without asking it."""


def _mistyped(body: bytes) -> bytes:
    return msgspec.json.encode(_other_types(msgspec.json.decode(body))) if body else body


def _other_types(value: object) -> object:
    """Keep the names and give every value another type."""
    match value:
        case dict():
            return {name: _other_types(inner) for name, inner in value.items()}
        case list():
            return [_other_types(inner) for inner in value]
        case bool() | None:
            return {"value": value}
        case str():
            return len(value)
        case _:
            return [str(value)]
