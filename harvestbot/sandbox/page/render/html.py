"""HTML put together from elements, so that nothing can be left unescaped."""

import re
from typing import Final, TypeAlias

from markupsafe import Markup, escape

Child: TypeAlias = str | None
"""Markup as it is; a str as text; None for nothing."""
Attribute: TypeAlias = str | int | float | bool | None

_VOID: Final = frozenset({"br", "hr", "input"})
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What a page cannot hold: control characters, lone surrogates, what is no character."""
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
"""What turns the direction of text."""


def clean(said: str) -> str:
    """A text without what a page cannot hold; each such character is shown as one that is missing."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", said.replace("\r\n", "\n").replace("\r", "\n"))


def text(said: str) -> Markup:
    """A text, escaped; one that turns its direction does so within itself only."""
    escaped = escape(clean(said))
    return Markup("<bdi>{}</bdi>").format(escaped) if _TURNS.search(said) else escaped


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element.

    Args:
        name: Its name, a word of ours.
        children: What it holds.
        attributes: `class_` is written `class`, `data_value` `data-value`. None and False leave one out, True gives it
            without a value.
    """
    opening = Markup("<{}{}>").format(name, Markup("").join(map(_attribute, attributes, attributes.values())))
    if name in _VOID:
        return opening
    return opening + joined(*children) + Markup("</{}>").format(name)


def joined(*children: Child) -> Markup:
    """One behind the other."""
    return Markup("").join(child if isinstance(child, Markup) else text(child) for child in children if child)


def _attribute(name: str, value: Attribute) -> Markup:
    if value is None or value is False:
        return Markup("")
    written = name.rstrip("_").replace("_", "-")
    if value is True:
        return Markup(" {}").format(written)
    # A line break that stands bare in an attribute is not always read back as it was.
    kept = escape(_UNFIT.sub("\N{REPLACEMENT CHARACTER}", str(value)))
    return Markup(' {}="{}"').format(written, kept.replace("\r", Markup("&#13;")).replace("\n", Markup("&#10;")))
