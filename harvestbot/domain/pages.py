"""Addresses of harvesters' pages in the portals' own back offices: written for cards, and read where people paste them.

A portal's pages are a template with ``{id}`` in its path, its query or its fragment, such as
``https://city.example.org/backoffice/harvesters/{id}`` or ``https://city.example.org/backoffice/#/harvesters/{id}/``.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from harvestbot.domain.asks import LONGEST_WORD, HarvesterRef
from harvestbot.domain.quoted import QUOTES

ID = "{id}"
LONGEST = 4_000
"""Characters of an address that is looked at."""
_PORTS = {"http": 80, "https": 443}


def page_of(template: str, harvester: str) -> str:
    """Return the address of a harvester's page, "" where there is no template."""
    return template.replace(ID, quote(harvester, safe=""))


def harvester_at(address: str, pages: Mapping[str, str]) -> HarvesterRef | None:
    """Return the harvester whose page is at an address, None where it is no such page.

    Args:
        address: whatever somebody pasted.
        pages: the template of each portal, by its name; "" where it has none.
    """
    pasted = _parts(address)
    for portal, template in pages.items():
        if pasted and (pattern := _parts(template)) and (found := _id_in(pattern, pasted)):
            return HarvesterRef(found, portal)
    return None


def with_references(text: str, pages: Mapping[str, str]) -> str:
    """Return typed words with each address of a harvester's page as ``portal/id``; one alone asks for its status."""
    if "://" not in text:  # which is nearly always so, and a command has no time to lose
        return text
    words = text.split()
    refs = [harvester_at(word.strip(QUOTES), pages) for word in words]
    said = [word if ref is None or len(ref.id.split()) > 1 else str(ref) for word, ref in zip(words, refs, strict=True)]
    if said == words:
        return text
    return " ".join(["status", *said] if len(said) == 1 else said)


def _parts(address: str) -> SplitResult | None:
    """Take an address apart; None for what is none, or says more than where a page is, such as a user's name."""
    if not 0 < len(address) <= LONGEST or not address.isprintable() or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in _PORTS and parts.hostname and "@" not in parts.netloc and _port(parts) else None
    except ValueError:  # a port that is no number, a bracket that is not closed
        return None


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower().rstrip(".")


def _id_in(pattern: SplitResult, pasted: SplitResult) -> str:
    """Return the id that stands where the pattern has it, and everywhere where it has it; "" where it does not fit."""
    if _host(pattern) != _host(pasted):
        return ""
    if _port(pattern) != _port(pasted) and {pattern.port, pasted.port} != {None}:
        return ""
    found = set(_found(pattern, pasted))
    (one,) = found if len(found) == 1 else ("",)
    return one if len(one) <= LONGEST_WORD and one.isprintable() else ""


def _found(pattern: SplitResult, pasted: SplitResult) -> Iterator[str]:
    """Find each id; "" for whatever does not fit. What the pattern says nothing of may be anything."""
    yield from _fitted(pattern.path, pasted.path)
    if pattern.fragment:
        yield from _fitted(pattern.fragment, pasted.fragment)
    wanted, given = (dict(parse_qsl(one.query, keep_blank_values=True)) for one in (pattern, pasted))
    for name, value in wanted.items():
        if ID in value:
            before, _, after = value.partition(ID)
            said = given.get(name, "")
            fits = len(said) >= len(before + after) and said.startswith(before) and said.endswith(after)
            yield said[len(before) : len(said) - len(after)] if fits else ""
        elif given.get(name) != value:
            yield ""


def _fitted(pattern: str, given: str) -> Iterator[str]:
    """Find the ids in a path or a fragment; an id is one segment, and a slash at the end does not matter."""
    parts = [re.escape(part) for part in pattern.rstrip("/").split(ID)]
    match = re.fullmatch("([^/?#&]+)".join(parts) + r"/?", given)
    if match is None:
        yield ""
        return
    for quoted in match.groups():
        try:
            yield unquote(quoted, errors="strict")
        except UnicodeDecodeError:
            yield ""
