"""Parameters that keep their secrets: which are set, and what an update makes of them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from harvestbot.domain.redaction import REDACTED, is_secret, redact
from harvestbot.errors import InputRefused


def merged(current: Mapping[str, object], wanted: Mapping[str, object]) -> dict[str, object]:
    """Return what is to be written: ``wanted`` over ``current``, with whatever is unchanged kept as the portal has it.

    A secret is unchanged where ``wanted`` holds None or the placeholder for it; ``""`` clears it. Any other value is
    unchanged where it equals what was shown of the current one.

    Raises:
        InputRefused: a value was changed around a placeholder, which would be written in place of the secret.
    """
    result = dict(current)
    spoilt = []
    for name, value in wanted.items():
        if is_secret(name) and (value is None or value == REDACTED):
            continue
        if name in current and redact(current[name]) == value:
            continue
        if any(REDACTED in text for text in texts(value)):
            spoilt.append(name)
        result[name] = value
    if spoilt:
        raise InputRefused(
            f"{', '.join(spoilt)} still holds {REDACTED} in place of a secret.",
            fields=dict.fromkeys(spoilt, ("Type the whole value anew.",)),
        )
    return result


def secret_values(parameters: Mapping[str, object]) -> tuple[str, ...]:
    """Return the secrets among values that are about to be sent, so that no answer to them is repeated with one."""
    return tuple(text for name, value in parameters.items() if is_secret(name) for text in texts(value))


def secret_names(parameters: Mapping[str, object], *, null_may_be_set: bool) -> frozenset[str]:
    """Return the names of secrets that are set, or that may be where a set secret reads back as null."""
    return _shared(
        frozenset(
            name
            for name, value in parameters.items()
            if is_secret(name) and (null_may_be_set if value is None else value != "")
        )
    )


@lru_cache(maxsize=1024)
def _shared(names: frozenset[str]) -> frozenset[str]:
    """Return an equal set that is held in memory once: thousands of harvesters have the same few."""
    return names


def texts(value: object) -> Iterator[str]:
    """Yield every string in a JSON value, names left out."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from _each(value.values())
        case list() | tuple():
            yield from _each(value)


def _each(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        yield from texts(value)
