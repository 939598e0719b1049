"""The words that the tables of Block Kit are written in: a rule looks at one value and names what is wrong where."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that Slack would refuse.

    Attributes:
        pointer: Where, as a JSON pointer from the message or the view: `/blocks/0/text/text`.
        message: What is wrong, in Slack's wording where it is known.
        code: The error that Slack answers.
    """

    pointer: str
    message: str
    code: str = "invalid_blocks"


Rule: TypeAlias = Callable[[object, str], Iterator[Problem]]
"""Looks at a value at a pointer."""


def string(most: int, least: int = 1) -> Rule:
    """Text of a bounded length."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) > most:
            yield Problem(at, f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield Problem(at, f"must be more than {least - 1} characters")

    return rule


def matching(pattern: Callable[[str], object], said: str, most: int = 3000) -> Rule:
    """Text of a form that a function recognises (it gives something true)."""
    bounded = string(most)

    def rule(value: object, at: str) -> Iterator[Problem]:
        yield from bounded(value, at)
        if isinstance(value, str) and value and not pattern(value):
            yield Problem(at, said)

    return rule


def boolean(value: object, at: str) -> Iterator[Problem]:
    """True or false."""
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean")


def integer(least: int | None = None, most: int | None = None) -> Rule:
    """A whole number within bounds."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer")
        elif least is not None and value < least:
            yield Problem(at, f"must be at least {least}")
        elif most is not None and value > most:
            yield Problem(at, f"must be at most {most}")

    return rule


def number(value: object, at: str) -> Iterator[Problem]:
    """Any number."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        yield Problem(at, "must be a number")


def one_of(*allowed: str) -> Rule:
    """One of some words."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(at, f"must be one of: {', '.join(allowed)}")

    return rule


def items(of: Rule, least: int = 1, most: int | None = None) -> Rule:
    """A list of a bounded length, each item by a rule."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if most is not None and len(value) > most:
            yield Problem(at, f"no more than {most} items allowed [{len(value)} given]")
        if len(value) < least:
            yield Problem(at, f"no fewer than {least} items allowed [{len(value)} given]")
        for number_, item in enumerate(value):
            yield from of(item, f"{at}/{number_}")

    return rule


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these members and no others (`type` is looked at elsewhere)."""
    known = {**required, **(optional or {})}

    def rule(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        for name in required:
            if value.get(name) is None:
                yield Problem(at, f"missing required field: {name}")
        for name, member in value.items():
            if name == "type" or member is None:
                continue
            if name not in known:
                yield Problem(at, f"invalid additional property: {name}")
            else:
                yield from known[name](member, f"{at}/{name}")

    return rule


def typed(rules: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which rule holds; other types are refused."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        kind = value.get("type")
        if kind is None:
            yield Problem(at, "missing required field: type")
        elif kind not in rules:
            yield Problem(f"{at}/type", f"unsupported type: {kind}")
        else:
            yield from rules[kind](value, at)

    return rule


def both(*rules: Rule) -> Rule:
    """Several rules on one value."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        for each in rules:
            yield from each(value, at)

    return rule


def at_most_one(*names: str) -> Rule:
    """Members of which at most one may be there."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and len([name for name in names if value.get(name) is not None]) > 1:
            yield Problem(at, f"only one of {', '.join(names)} is allowed")

    return rule


def at_least_one(*names: str) -> Rule:
    """Members of which at least one must be there."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and all(value.get(name) is None for name in names):
            yield Problem(at, f"must define at least one of: {', '.join(names)}")

    return rule


def unique(name: str) -> Rule:
    """A list of objects in which no two have the same value of a member."""

    def rule(value: object, at: str) -> Iterator[Problem]:
        seen: set[str] = set()
        for number_, item in enumerate(value if isinstance(value, list) else []):
            held = item.get(name) if isinstance(item, dict) else None
            if isinstance(held, str) and held in seen:
                yield Problem(f"{at}/{number_}/{name}", f"`{name}` {held!r} already exists")
            elif isinstance(held, str):
                seen.add(held)

    return rule
