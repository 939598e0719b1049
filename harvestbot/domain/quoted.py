"""Quotes that people and their telephones put around words."""

from collections.abc import Sequence

QUOTES = "`'\"“”„\u2018\u2019«»"
"""What may stand around a word."""
OPENING, CLOSING = '"“”„«', '"“”»'
"""What several words are held together by: apostrophes stand within words too often."""
NOT = "-"
"""Stands before what is turned around, its quote included."""


def phrases(words: Sequence[str]) -> list[str]:
    """Put words together again that stand in one pair of quotes; a quote that nothing closes holds nothing together."""
    held: list[str] = []
    begun = 0
    while begun < len(words):
        bare = words[begun].removeprefix(NOT)
        opens = bare[:1] in tuple(OPENING) and not (len(bare) > 1 and bare[-1] in CLOSING)
        ends = (number for number in range(begun + 1, len(words)) if words[number][-1] in CLOSING)
        end = next(ends, begun) if opens else begun
        held.append(" ".join(words[begun : end + 1]))
        begun = end + 1
    return held
