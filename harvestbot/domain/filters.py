"""What people type to choose harvesters: ``bus is:failing type:csw,ckan portal:paris -is:new sort:hidden``.

A free word has to stand somewhere in the harvester's line, whatever its case. All that is said has to hold; where one
``type:`` or ``portal:`` follows another, and between commas, either will do. A ``-`` before a filter or a word turns it
around. What stands in quotes is looked for as it stands: ``"bus stops"`` in this order, and ``"urn:x"`` is no filter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from harvestbot.domain.harvesters import Health
from harvestbot.domain.listing import Listed, Sort, in_order, searchable
from harvestbot.domain.near import near
from harvestbot.domain.quoted import NOT, QUOTES, phrases
from harvestbot.errors import NotUnderstood

LOOKS = "list"
"""The verb that only shows what the filters choose."""
SHOWN = 3
"""Right words that are offered in the place of a wrong one."""
LISTED = 12
"""Types or portals that are named where a wrong one was."""
ENOUGH = 50.0
"""How alike (0 to 100) a type or portal must be to be offered: types are short, and two letters swapped are a lot."""


class Is(StrEnum):
    """What a harvester can be, as it stands behind ``is:``."""

    FAILING = "failing"
    ERRORS = "errors"
    RUNNING = "running"
    STUCK = "stuck"
    HIDDEN = "hidden"
    COLLAPSED = "collapsed"
    NEW = "new"
    WELL = "well"


class Key(StrEnum):
    """What a filter looks at: the word before its colon."""

    WORD = ""
    IS = "is"
    TYPE = "type"
    PORTAL = "portal"


class Term(Struct, frozen=True):
    """One thing that has to hold, or (``no``) must not: one of the values fits. Values are folded."""

    key: Key
    values: tuple[str, ...]
    no: bool = False

    def holds(self, one: Listed, text: str) -> bool:
        """Tell whether a harvester is wanted as far as this goes; ``text`` is its searchable text."""
        return _FITS[self.key](self.values, one, text) is not self.no

    def __str__(self) -> str:
        """Write it so that it reads as the same again."""
        sign = NOT if self.no else ""
        if self.key is Key.WORD:
            return sign + _written(self.values[0])
        return f"{sign}{self.key}:{','.join(self.values)}"


class Filters(Struct, frozen=True):
    """What somebody wants to see, and in which order."""

    terms: tuple[Term, ...] = ()
    sort: Sort = Sort.NEED
    reverse: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.terms)

    def __str__(self) -> str:
        """Write it so that it reads as the same again."""
        order = [] if (self.sort, self.reverse) == (Sort.NEED, False) else [f"sort:{NOT * self.reverse}{self.sort}"]
        return " ".join([*map(str, self.terms), *order])

    def has(self, one: Listed) -> bool:
        """Tell whether a harvester is wanted."""
        text = searchable(one)
        return all(term.holds(one, text) for term in self.terms)

    def of(self, listed: Iterable[Listed]) -> tuple[Listed, ...]:
        """Return those that are wanted, in the wanted order; equals stand in the order of their need."""
        return in_order(filter(self.has, listed) if self.terms else listed, self.sort, reverse=self.reverse)

    def only(self, state: Is) -> bool:
        """Tell whether just this state is asked for by a term of its own."""
        return Term(Key.IS, (state.value,)) in self.terms

    def toggled(self, state: Is) -> "Filters":
        """Return the same with a state asked for, or no longer."""
        term = Term(Key.IS, (state.value,))
        rest = tuple(one for one in self.terms if one != term)
        return msgspec.structs.replace(self, terms=rest if self.only(state) else (*rest, term))

    def sorted(self, sort: Sort, *, reverse: bool = False) -> "Filters":
        """Return the same in another order."""
        return msgspec.structs.replace(self, sort=sort, reverse=reverse)


def parse_filters(words: Sequence[str], *, command: str = LOOKS) -> Filters:
    """Read what stands behind a verb that takes filters.

    Args:
        words: as they were typed, split at white space.
        command: what the suggestions begin with.

    Raises:
        NotUnderstood: with the command as it was probably meant.
    """
    terms: list[Term] = []
    sort, reverse = Sort.NEED, False
    words = phrases(words)
    for number, word in enumerate(words):

        def wrong(why: str, *meant: str, number: int = number) -> NotUnderstood:
            instead = [" ".join([command, *words[:number], one, *words[number + 1 :]]) for one in meant[:SHOWN]]
            return NotUnderstood(f"{why} Nothing was done.", tuple(instead) or (command,))

        if word.strip(QUOTES + NOT + " ") == "":
            continue
        no, key, value = _taken_apart(word)
        match key:
            case "":
                _add(terms, Term(Key.WORD, (value,), no))
            case "sort":
                sort, reverse = _order(value, no=no, wrong=wrong)
            case _:
                _add(terms, _term(key, value, no=no, wrong=wrong))
    return Filters(tuple(terms), sort, reverse)


def known_here(filters: Filters, listed: Sequence[Listed], portals: Sequence[str], *, command: str = LOOKS) -> None:
    """Refuse a portal or a type that is nowhere here, which would only make for an empty list.

    Args:
        filters: what somebody wants.
        listed: all harvesters that there are to choose from.
        portals: the names of the portals that this person may look at.
        command: what the suggestions begin with.

    Raises:
        NotUnderstood: with the nearest names.
    """
    types = {one.harvester.type.casefold(): one.harvester.type for one in listed}
    names = {name.casefold(): name for name in portals}
    for term in filters.terms:
        known = {Key.TYPE: types, Key.PORTAL: names}.get(term.key)
        if known is None or (term.key is Key.TYPE and not types):
            continue
        for value in term.values:
            if value not in known:
                what = "harvester here is of type" if term.key is Key.TYPE else "portal is called"
                nearest = [msgspec.structs.replace(term, values=(one,)) for one in near(value, known, enough=ENOUGH)]
                meant = [_instead(filters, term, one) for one in nearest]
                instead = tuple(f"{command} {one}" for one in meant[:SHOWN]) or (_without(filters, term, command),)
                there = ", ".join([_short(one) for one in sorted(known)[:LISTED]] + ["…"] * (len(known) > LISTED))
                raise NotUnderstood(f"No {what} `{_short(value)}`, but {there}. Nothing was done.", instead)


Wrong = Callable[..., NotUnderstood]
"""Makes the refusal of one word, with what may have been meant by it."""


def is_filter(word: str) -> bool:
    """Tell whether a word is a filter, and no free word or harvester's id, though what it says may be wrong."""
    key = _taken_apart(word)[1] if word.strip(QUOTES + NOT) else ""
    return key == "sort" or (key != "" and _SAME_KEY.get(key, key) in Key.__members__.values())


def _taken_apart(word: str) -> tuple[bool, str, str]:
    """Return whether a word is turned around, the key before its colon ("" for a free word), and the rest, folded."""
    no = word.startswith(NOT)
    bare = word.removeprefix(NOT)
    literal = bare[0] in QUOTES
    bare = bare.strip(QUOTES + " ")
    key, colon, value = bare.casefold().partition(":")
    if literal or not colon or not key.isalpha() or value.startswith("//"):
        return no, "", bare.casefold()
    return no, key, value.strip(QUOTES)


def _term(key: str, value: str, *, no: bool, wrong: Wrong) -> Term:
    sign = NOT if no else ""
    kind = next((one for one in Key if one and one == _SAME_KEY.get(key, key)), None)
    if kind is None:
        meant = near(key, [*filter(None, Key), "sort"])
        literal = f'{sign}"{key}:{value}"'
        words = ", ".join(f"`{one}:`" for one in [*filter(None, Key), "sort"])
        raise wrong(
            f"I know no filter `{_short(key)}:`, but {words}.", *(f"{sign}{one}:{value}" for one in meant), literal
        )
    values = tuple(dict.fromkeys(filter(None, (one.strip(QUOTES) for one in value.split(",")))))
    if not values:
        known = f": {', '.join(Is)}" if kind is Key.IS else ", such as `type:csw`" if kind is Key.TYPE else ""
        raise wrong(f"Say what behind `{kind}:`{known}.")
    if kind is Key.IS:
        values = tuple(dict.fromkeys(_SAME_IS.get(one, one) for one in values))
        for one in values:
            if one not in Is.__members__.values():
                meant = near(one, Is)
                raise wrong(
                    f"I know no `is:{_short(one)}`, but {', '.join(Is)}.", *(f"{sign}is:{word}" for word in meant)
                )
    return Term(kind, values, no)


def _order(value: str, *, no: bool, wrong: Wrong) -> tuple[Sort, bool]:
    word = value.removeprefix(NOT)
    if not word:
        raise wrong(f"Say what to sort by: {', '.join(Sort)}.", f"sort:{Sort.NAME}")
    if word not in Sort.__members__.values():
        raise wrong(
            f"I cannot sort by `{_short(word)}`, but by {', '.join(Sort)}.", *(f"sort:{s}" for s in near(word, Sort))
        )
    return Sort(word), value.startswith(NOT) is not no


def _add(terms: list[Term], new: Term) -> None:
    """Add a term; a harvester has one type and one portal, so that another one of these is an alternative."""
    for number, old in enumerate(terms):
        if (old.key, old.no) == (new.key, new.no) and new.key in (Key.TYPE, Key.PORTAL):
            terms[number] = Term(old.key, tuple(dict.fromkeys((*old.values, *new.values))), old.no)
            return
    if new not in terms:
        terms.append(new)


def _instead(filters: Filters, wrong: Term, right: Term) -> Filters:
    return msgspec.structs.replace(filters, terms=tuple(right if one == wrong else one for one in filters.terms))


def _without(filters: Filters, wrong: Term, command: str) -> str:
    """Return the command that leaves a filter out; what changes something is never offered for more than was meant."""
    rest = msgspec.structs.replace(filters, terms=tuple(one for one in filters.terms if one != wrong))
    return f"{command} {rest}".strip() if command == LOOKS else command


def _written(word: str) -> str:
    """Write a free word, in quotes where it would be read as something else."""
    return word if _taken_apart(word) == (False, "", word) and " " not in word else f'"{word}"'


def _short(word: str) -> str:
    word = word.replace("`", "")
    return word if len(word) <= 40 else f"{word[:39]}…"  # noqa: PLR2004  because it is just "short enough for one line"


_SAME_KEY: Mapping[str, str] = {"status": "is", "health": "is", "on": "portal"}
_SAME_IS: Mapping[str, str] = {
    "failed": "failing",
    "failure": "failing",
    "error": "errors",
    "with-errors": "errors",
    "processing": "running",
    "unpublished": "hidden",
    "never": "new",
    "ok": "well",
}
"""Other words that people use for the same."""

_STATES: Mapping[str, Callable[[Listed], bool]] = {
    Is.FAILING: lambda one: one.harvester.health is Health.FAILED,
    Is.ERRORS: lambda one: one.harvester.errors > 0,
    Is.RUNNING: lambda one: one.harvester.running,
    Is.STUCK: lambda one: one.stuck,
    Is.HIDDEN: lambda one: one.harvester.hidden > 0,
    Is.COLLAPSED: lambda one: one.harvester.collapsed,
    Is.NEW: lambda one: one.harvester.health is Health.NEVER_RUN,
    Is.WELL: lambda one: one.harvester.health is Health.WELL,
}

_FITS: Mapping[Key, Callable[[tuple[str, ...], Listed, str], bool]] = {
    Key.WORD: lambda values, _, text: values[0] in text,
    Key.IS: lambda values, one, _: any(_STATES[value](one) for value in values),
    Key.TYPE: lambda values, one, _: one.harvester.type.casefold() in values,
    Key.PORTAL: lambda values, one, _: one.portal.casefold() in values,
}
