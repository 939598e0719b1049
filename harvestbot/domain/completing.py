"""Which harvesters somebody means who is still typing: exact hits first, then what looks like it.

It is asked at each key, over ten thousand harvesters: plain search comes first, since it is fast, and what only looks
alike is searched for where that finds little.
"""

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from harvestbot.domain.filters import Key, parse_filters
from harvestbot.domain.listing import Listed, need, needing_you_first
from harvestbot.domain.sights import Sight
from harvestbot.errors import NotUnderstood

FEW = 10
"""Where fewer are found as typed, those that look alike are offered as well."""
ALIKE = 72.0
"""How alike (0 to 100) a typed word must be to some part of a harvester's id, name or portal."""
SHORT = 3
"""Characters from which a word can have a typo."""
LONGEST = 80
"""Characters that are looked at: nobody types more to find something."""
AT_ONCE = 1_000
"""Harvesters that are compared in one go; in between, other threads get their turn."""

Lines = Sequence[tuple[Listed, str]]


def complete(typed: str, sights: Iterable[Sight], *, most: int = 100) -> tuple[Listed, ...]:
    """Return the harvesters that may be meant, best first.

    Args:
        typed: words, letters or filters; nothing at all means: those that need somebody first.
        sights: the portals that this person may choose from.
        most: how many are wanted.
    """
    words = typed[:LONGEST].casefold().split()
    here = tuple(sights)
    if not words:
        first = (one for seen in here for one in seen.listed[:most])
        return needing_you_first(first)[:most]
    if (filtered := _filtered(words, here)) is not None:
        return filtered[:most]
    lines = [line for seen in here for line in zip(seen.listed, seen.texts, strict=True)]
    exact = _exact(words, lines)
    if len(exact) >= min(FEW, most):
        return tuple(exact[:most])
    there = {one.ref for one in exact}
    alike = (one for one in _alike(words, lines) if one.ref not in there)
    return (*exact, *alike)[:most]


def _filtered(words: Sequence[str], sights: Iterable[Sight]) -> tuple[Listed, ...] | None:
    """Return what filters choose, None where none was typed, or not to its end yet."""
    if not any(":" in word for word in words):
        return None
    try:
        filters = parse_filters(words)
    except NotUnderstood:
        return None
    if all(term.key is Key.WORD for term in filters.terms):
        return None
    return filters.of(one for seen in sights for one in seen.listed)


def _exact(words: Sequence[str], lines: Lines) -> list[Listed]:
    """Return those in which all words stand: whole ids and names before beginnings, these before all else."""
    whole = " ".join(words)
    longest = max(words, key=len)
    hits = [(one, text) for one, text in lines if longest in text]
    if len(words) > 1:
        hits = [(one, text) for one, text in hits if all(word in text for word in words)]
    ranked = sorted((_rank(whole, one, text), need(one), one.ref, number) for number, (one, text) in enumerate(hits))
    return [hits[number][0] for _, _, _, number in ranked]


def _rank(whole: str, one: Listed, text: str) -> int:
    known, name = one.harvester.id.casefold(), one.harvester.name.casefold()
    if whole in (known, name, f"{one.portal.casefold()}/{known}"):
        return 0
    if text.startswith(whole) or known.startswith(whole) or name.startswith(whole):
        return 1
    return 2 if any(f"{edge}{whole}" in text for edge in " -_/.") else 3


def _alike(words: Sequence[str], lines: Lines) -> list[Listed]:
    """Return those that look like what was typed, most alike first; short words must stand there as they are."""
    long = [word for word in words if len(word) >= SHORT]
    if not long:
        return []
    lines = [line for line in lines if all(word in line[1] for word in words if len(word) < SHORT)]
    scores = dict.fromkeys(range(len(lines)), 0.0)
    for word in sorted(long, key=len, reverse=True):
        scored = list(_scores(word, [(number, lines[number][1]) for number in scores]))
        scores = {number: scores[number] + score for number, score in scored}
    ranked = sorted(scores, key=lambda number: (-scores[number], need(lines[number][0]), lines[number][0].ref))
    return [lines[number][0] for number in ranked]


def _scores(word: str, texts: Sequence[tuple[int, str]]) -> Iterator[tuple[int, float]]:
    """Return how much each text looks like a word somewhere, for those where it is enough."""
    for start in range(0, len(texts), AT_ONCE):
        some = dict(texts[start : start + AT_ONCE])
        for _, score, number in process.extract(word, some, scorer=fuzz.partial_ratio, limit=None, score_cutoff=ALIKE):
            yield number, score
