"""Near misses: what somebody may have meant by a word that names nothing."""

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process, utils

ENOUGH = 70.0
"""How alike (0 to 100) a word must be to be offered: below this, suggestions were noise more often than help."""


def near(word: str, known: Iterable[str], *, most: int = 3, enough: float = ENOUGH) -> tuple[str, ...]:
    """Return the known words that look most like ``word`` (``enough``: how alike, 0 to 100), best first."""
    return nearest(word, {name: name for name in known}, most=most, enough=enough)


def nearest(word: str, known: Mapping[str, str], *, most: int = 3, enough: float = ENOUGH) -> tuple[str, ...]:
    """Return the keys whose texts look most like ``word``, best first."""
    found = process.extract(
        word, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=most, score_cutoff=enough
    )
    return tuple(str(key) for _, _, key in found)
