"""What a form asks of a harvester's parameters, and what is made of the answers: pure, whatever draws it.

What was not changed is left out of the answer, so that the portal keeps it: a secret above all, which is never shown.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import msgspec
from msgspec import Struct, field

from harvestbot.domain.harvesters import Harvester, ParameterField
from harvestbot.domain.redaction import is_redacted, is_secret, redact

LONGEST_SHOWN = 3_000
"""Characters that an input takes to begin with (Slack's limit of ``initial_value``)."""
ROOM = 100_000
"""Characters of JSON that all inputs together hold to begin with: Slack takes 250 KB a view."""
ENTRIES_SHOWN = 80
"""Parameters that have an input of their own; the others are kept, and can be changed as further ones."""
YES, NO = "yes", "no"
ADDRESSES = ("url", "domain", "domain_id", "host")
"""Ends of the names of parameters that have no blanks at either end."""
LONG = 100
"""Characters from which on a text is given several lines."""


class Kind(StrEnum):
    """How a parameter is asked for."""

    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    BOOLEAN = "boolean"
    JSON = "json"
    JSON_TEXT = "json-text"
    """JSON that the portal keeps as a string."""
    SECRET = "secret"  # noqa: S105  because it names a kind, and is none


DECLARED = {
    **dict.fromkeys(("boolean", "bool"), Kind.BOOLEAN),
    **dict.fromkeys(("integer", "int", "number", "float"), Kind.NUMBER),
    **dict.fromkeys(("object", "json", "dict", "list", "array"), Kind.JSON),
}
"""How parameters are asked for whose type a portal declares; all others are texts."""


class Entry(Struct, frozen=True, kw_only=True):
    """One input of a form.

    ``shown`` is what stands in it to begin with, ``hidden`` how many characters are too many to be shown, ``is_set``
    whether a secret is set (or may be, where a portal does not tell).
    """

    name: str
    label: str
    hint: str = ""
    kind: Kind = Kind.TEXT
    mandatory: bool = False
    shown: str = ""
    hidden: int = 0
    is_set: bool = False

    @property
    def needed(self) -> bool:
        """Whether something has to be typed."""
        return self.mandatory and not self.hidden and not (self.kind is Kind.SECRET and self.is_set)


class Form(Struct, frozen=True):
    """The inputs for a harvester; ``others`` are the names of parameters that have none, because there are so many."""

    entries: tuple[Entry, ...]
    others: tuple[str, ...] = ()


class Filled(Struct, frozen=True, kw_only=True):
    """What was typed.

    ``values`` may be shown and written down, ``secrets`` may not. ``mistakes`` are by the parameters' names, those of
    the harvester's name and of the further parameters stand apart.
    """

    name: str
    values: dict[str, object] = field(default_factory=dict)
    secrets: dict[str, object] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)
    name_mistake: str = ""
    further_mistake: str = ""

    @property
    def wrong(self) -> bool:
        """Whether there is any mistake."""
        return bool(self.mistakes or self.name_mistake or self.further_mistake)

    def __repr__(self) -> str:
        """Leave out what was typed."""
        return f"Filled(values={sorted(self.values)}, secrets={sorted(self.secrets)}, mistakes={sorted(self.mistakes)})"


class Mistake(ValueError):
    """What was typed cannot be taken; the text says why."""


def form(base: Harvester) -> Form:
    """Return the inputs for a harvester, those that it cannot do without first."""
    known = {one.name: one for one in base.fields if one.name.strip()}
    unknown = {name: _unknown(name) for name in base.parameters if name not in known}
    asked = sorted((known | unknown).values(), key=lambda one: not one.mandatory)
    entries = tuple(_fitting(_entry(one, base) for one in asked[:ENTRIES_SHOWN]))
    return Form(entries, tuple(one.name for one in asked[ENTRIES_SHOWN:]))


def filled(base: Harvester, name: str, typed: Mapping[str, str], further: str) -> Filled:
    """Read the answers.

    Args:
        base: what the form was made from.
        name: the harvester's name, as typed.
        typed: what stands in each input, by the parameters' names; ``yes`` or ``no`` for booleans.
        further: a JSON object of parameters that have no input.
    """
    values: dict[str, object] = {}
    mistakes: dict[str, str] = {}
    asked = form(base)
    for entry in asked.entries:
        text = typed.get(entry.name, "")
        try:
            if not _unchanged(entry, text):
                values[entry.name] = _value(entry, text, base.parameters.get(entry.name))
        except Mistake as mistake:
            mistakes[entry.name] = str(mistake)
    further_mistake = ""
    try:
        values |= _further(further, asked, base)
    except Mistake as mistake:
        further_mistake = str(mistake)
    hidden = {one for one, value in values.items() if _must_not_show(one, value)}
    return Filled(
        name=base.name if name.strip() == base.name[:LONGEST_SHOWN].strip() else name.strip(),
        values={one: value for one, value in values.items() if one not in hidden},
        secrets={one: values[one] for one in hidden},
        mistakes=mistakes,
        name_mistake=""
        if any(one.isprintable() and not one.isspace() for one in name)
        else "A harvester needs a name.",
        further_mistake=further_mistake,
    )


def as_typed(entry: Entry, value: object) -> str:
    """Return a value as it would stand in an input, "" where that is too long for one."""
    text = _text(entry.kind, value)
    return text if len(text) <= LONGEST_SHOWN else ""


def _fitting(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Hide what a form has no more room for; an escaped character counts as what is sent for it."""
    room = ROOM
    for entry in entries:
        size = len(json.dumps(entry.shown))
        if size > room:
            yield msgspec.structs.replace(entry, shown="", hidden=len(entry.shown))
            continue
        room -= size
        yield entry


def _unknown(name: str) -> ParameterField:
    label = name.replace("_", " ").strip().capitalize() or name
    return ParameterField(name, label, "unknown", secret=is_secret(name))


def _entry(asked: ParameterField, base: Harvester) -> Entry:
    value = base.parameters.get(asked.name)
    kind = _kind(asked, value)
    text = "" if kind is Kind.SECRET else _text(kind, value)
    return Entry(
        name=asked.name,
        label=asked.label or asked.name,
        hint=asked.hint,
        kind=kind,
        mandatory=asked.mandatory,
        shown=text if len(text) <= LONGEST_SHOWN else "",
        hidden=len(text) if len(text) > LONGEST_SHOWN else 0,
        is_set=asked.name in base.secrets,
    )


def _kind(asked: ParameterField, value: object) -> Kind:
    """Tell how to ask: what the portal holds now counts for more than how the parameter is declared."""
    if asked.secret or is_secret(asked.name):
        return Kind.SECRET
    declared = DECLARED.get(asked.type, Kind.TEXT)
    if asked.name == "forced_metas" and declared is Kind.TEXT:
        declared = Kind.JSON_TEXT
    match value:
        case bool():
            return Kind.BOOLEAN
        case int() | float():
            return Kind.NUMBER
        case dict() | list() | tuple():
            return Kind.JSON
        case str() if declared is not Kind.JSON_TEXT:
            return Kind.LINES if len(value) > LONG or "\n" in value else Kind.TEXT
        case _:
            return declared


def _text(kind: Kind, value: object) -> str:
    if value in (None, [], {}):
        return ""
    match value:
        case bool() if kind is Kind.BOOLEAN:
            return YES if value else NO
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False, indent=1 if kind is Kind.JSON else None)


def _unchanged(entry: Entry, text: str) -> bool:
    if entry.kind is Kind.SECRET or entry.hidden:
        if text.strip():
            return False
        if entry.needed:
            raise Mistake("A harvester of this type cannot do without it.")
        return True
    return text.replace("\r\n", "\n") == entry.shown.replace("\r\n", "\n") and not (entry.needed and not text.strip())


def _value(entry: Entry, text: str, before: object) -> object:
    """Return the value that an input's text stands for."""
    if not text.strip() and not (text and entry.kind in (Kind.TEXT, Kind.LINES) and not entry.mandatory):
        if entry.mandatory:
            raise Mistake("A harvester of this type cannot do without it.")
        return _empty(before)
    if is_redacted(text):
        raise Mistake("It holds what stands in place of a secret. Type the whole value anew.")
    match entry.kind:
        case Kind.BOOLEAN:
            return text == YES
        case Kind.NUMBER:
            return _number(text)
        case Kind.JSON:
            return _json(text, before)
        case Kind.JSON_TEXT:
            _json(text, {})
            return text
        case _:
            return text.strip() if entry.name.endswith(ADDRESSES) else text


def _empty(before: object) -> object:
    """Return what stands for nothing, of the kind that there was."""
    match before:
        case str():
            return ""
        case dict():
            return {}
        case list() | tuple():
            return []
        case _:
            return None


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Mistake("That is no number. Write one such as 100.")
    return number


def _json(text: str, before: object) -> object:
    try:
        value: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Mistake(f"That is no JSON: {str(error)[:120]}.{_quoted_otherwise(text)}") from None
    wanted, called = (list, "list in [ ]") if isinstance(before, list | tuple) else (dict, "object in { }")
    if not isinstance(value, wanted):
        raise Mistake(f"JSON is expected here as an {called}." if wanted is dict else f"A JSON {called} is expected.")
    return value


def _quoted_otherwise(text: str) -> str:
    """Tell what is most often wrong: a phone makes quotes curly, and other languages take single ones."""
    otherwise = "'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
    return ' JSON wants straight double quotes: "x".' if any(sign in text for sign in otherwise) else ""


def _further(text: str, asked: Form, base: Harvester) -> dict[str, object]:
    """Read the further parameters; an empty text in place of a secret takes it away."""
    if not text.strip():
        return {}
    value = _json(text, {})
    if not isinstance(value, dict):  # pragma: no cover  because _json has made sure of it
        return {}
    for entry in asked.entries:
        if entry.name in value and not (entry.kind is Kind.SECRET and value[entry.name] == "" and not entry.mandatory):
            raise Mistake(f"{entry.name[:60]} has a field of its own above: change it there.")
    if spoilt := [name for name, one in value.items() if is_redacted(one)]:
        raise Mistake(f"{spoilt[0][:60]} holds what stands in place of a secret. Type the whole value anew.")
    return {name: one for name, one in value.items() if name not in base.parameters or base.parameters[name] != one}


def _must_not_show(name: str, value: object) -> bool:
    return is_secret(name) or redact(value) != value
