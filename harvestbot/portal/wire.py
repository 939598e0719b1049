"""Reading JSON that may surprise: what is sound is kept, what is odd gets its default, what has no id is no answer."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar, get_args

import msgspec
from msgspec import Raw, Struct
from msgspec.json import Decoder

from harvestbot.portal.taking import Body

W = TypeVar("W", bound=Struct)
_RAW_OBJECT = Decoder(dict[str, Raw])
_RAW_LIST = Decoder(list[Raw])
_OBJECT = Decoder(dict[str, object])
_BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Unreadable(Exception):
    """The bytes are no answer of this API."""


@cache
def _decoder(wire: type[W]) -> Decoder[W]:
    return Decoder(wire, strict=False)


def read(wire: type[W], data: Body | Raw) -> W:
    """Read one object into its wire struct; a field of an odd type is as if it had been left out.

    Raises:
        Unreadable: it is no JSON object, or lacks what the struct cannot do without.
    """
    try:
        sound: W = _decoder(wire).decode(data)
    except msgspec.ValidationError:
        pass
    except _BAD:
        raise Unreadable from None
    else:
        return sound
    try:
        return _read_by_field(wire, data)
    except _BAD:
        raise Unreadable from None


def read_object(data: Body | Raw) -> dict[str, object]:
    """Read any JSON object.

    Raises:
        Unreadable: it is none.
    """
    try:
        return _OBJECT.decode(data)
    except _BAD:
        raise Unreadable from None


def read_list(data: Body | Raw) -> list[Raw]:
    """Read a JSON list, its members unread.

    Raises:
        Unreadable: it is none.
    """
    try:
        return _RAW_LIST.decode(data)
    except _BAD:
        raise Unreadable from None


def read_any(data: Body | Raw) -> object:
    """Read any JSON value; None for what is no JSON."""
    try:
        return msgspec.json.decode(data)
    except _BAD:
        return None


def word(text: str | None) -> str:
    """Return a word that thousands of harvesters share, held in memory once; "" where there is none."""
    return sys.intern(text) if text else ""


def moment(text: str | None) -> datetime | None:
    """Read an ISO 8601 time (UTC where it names no zone); None for anything else."""
    if not text:
        return None
    try:
        read_time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read_time if read_time.tzinfo else read_time.replace(tzinfo=UTC)


def _read_by_field(wire: type[W], data: Body | Raw) -> W:
    """Read field by field, so that one odd field does not cost the others."""
    parts = _RAW_OBJECT.decode(data)
    sound = {}
    for field in msgspec.structs.fields(wire):
        raw = parts.get(field.encode_name)
        if raw is None:
            continue
        for value in _values(field.type, raw):
            sound[field.name] = value
    try:
        return wire(**sound)
    except TypeError:
        raise Unreadable from None


def _values(wanted: object, raw: Raw) -> Iterable[object]:
    """Yield what a field's bytes mean as the type that is wanted, or nothing."""
    if wanted is Raw:
        yield raw
        return
    try:
        yield msgspec.json.decode(raw, type=wanted, strict=False)
    except _BAD:
        options = get_args(wanted) or (wanted,)
        loose = read_any(raw)
        for option in options:
            if isinstance(option, type) and issubclass(option, Struct) and isinstance(loose, dict):
                yield _read_by_field(option, raw)
