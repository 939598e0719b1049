"""What a portal says of an error, in either dialect's words."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from harvestbot.domain.redaction import clean_text
from harvestbot.portal import wire
from harvestbot.portal.address import hide

LONGEST = 200
"""Characters of the portal's words that a text quotes."""

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
_TAG = re.compile(r"<[/!?]?[A-Za-z]")


class Said(Struct, frozen=True):
    """An error's key and words.

    ``key`` is the management API's ``error_key`` or the automation API's ``error_code``; ``fields`` are the mistakes
    of each field; ``reset`` is when calls are possible again, as the portal wrote it. ``page`` tells that it was no
    answer of an API but a web page, of which nothing is quoted.
    """

    key: str = ""
    message: str = ""
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reset: object = None
    page: bool = False


def said(body: bytes, secrets: Iterable[str] = ()) -> Said:
    """Understand the body of an error; anything that is none of the documented shapes says nothing."""
    document = wire.read_any(body)
    if not isinstance(document, dict):
        return Said(page=body.lstrip()[:1] == b"<")
    errors = list(_errors(document))
    hidden = tuple(secrets)
    messages = (quoted(_message(error), hidden) for error in errors)
    return Said(
        key=next((key for error in errors if (key := _text(error, "error_key") or _text(error, "error_code"))), ""),
        message=clipped(" ".join(dict.fromkeys(message for message in messages if message))),
        fields=_fields(document.get("detail"), hidden),
        reset=document.get("reset_time"),
    )


def quoted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return foreign words fit for a sentence: one short line, no markup, no secrets; "" where none are left."""
    line = " ".join(_INVISIBLE.sub(" ", text).split())
    if not line or _TAG.search(line):
        return ""
    return clipped(clean_text(hide(line, secrets)))


def clipped(text: str) -> str:
    """Return the text, cut where it is longer than what is quoted."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _errors(document: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Yield the error itself, then those that it wraps."""
    yield document
    wrapped = document.get("errors")
    if isinstance(wrapped, list):
        yield from (error for error in wrapped if isinstance(error, dict))


def _message(error: Mapping[str, object]) -> str:
    message = _text(error, "message") or _text(error, "error")
    trace = _text(error, "trace_id")
    return f"{message.rstrip('.')} (trace {trace})".strip() if trace else message


def _text(error: Mapping[str, object], name: str) -> str:
    value = error.get(name)
    return value if isinstance(value, str) else ""


def _fields(detail: object, secrets: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Read ``{"name": ["This field is required"]}``; nested details are told as they stand."""
    if not isinstance(detail, dict):
        return {}
    return {
        quoted(name, secrets): tuple(quoted(text if isinstance(text, str) else str(text), secrets) for text in texts)
        for name, value in detail.items()
        if (texts := value if isinstance(value, list) else [value]) and quoted(name, secrets)
    }
