"""What holds for the blocks of a surface together: counts, ids, characters."""

from collections.abc import Iterator, Mapping
from typing import Final

from harvestbot.sandbox.slack.rules.shape import Problem
from harvestbot.sandbox.slack.rules.tables import CHARTS_A_MESSAGE, TABLE_CHARACTERS, cell_characters

MESSAGE_CHARACTERS: Final = 13_000
"""Characters in the blocks of a message; Slack refuses a little above it with `msg_blocks_too_long`."""
_ONCE: Final[Mapping[str, int]] = {"table": 1, "data_table": 1, "data_visualization": CHARTS_A_MESSAGE}
_SAID: Final = frozenset({"text", "alt_text", "title", "caption"})


def together(blocks: list[object], *, message: bool) -> Iterator[Problem]:
    """Look at all blocks of a message or a view."""
    known = [(f"/blocks/{number}", block) for number, block in enumerate(blocks) if isinstance(block, dict)]
    yield from _ids(known)
    yield from _counts(known)
    yield from _focus(known)
    cells = sum(cell_characters(block) for _, block in known if block.get("type") in ("table", "data_table"))
    if cells > TABLE_CHARACTERS:
        yield Problem("/blocks", f"tables must be less than {TABLE_CHARACTERS + 1} characters in all")
    if message and characters(blocks) - cells > MESSAGE_CHARACTERS:
        yield Problem("/blocks", f"must be less than {MESSAGE_CHARACTERS + 1} characters in all", "msg_blocks_too_long")


def _ids(blocks: list[tuple[str, dict[str, object]]]) -> Iterator[Problem]:
    seen: set[object] = set()
    for at, block in _nested(blocks):
        held = block.get("block_id")
        if held is not None and held in seen:
            yield Problem(f"{at}/block_id", f"`block_id` {held!r} already exists for another block")
        seen.add(held)


def _nested(blocks: list[tuple[str, dict[str, object]]]) -> Iterator[tuple[str, dict[str, object]]]:
    for at, block in blocks:
        yield at, block
        children = block.get("child_blocks")
        inner = children if isinstance(children, list) else []
        yield from ((f"{at}/child_blocks/{n}", child) for n, child in enumerate(inner) if isinstance(child, dict))


def _counts(blocks: list[tuple[str, dict[str, object]]]) -> Iterator[Problem]:
    for kind, most in _ONCE.items():
        found = [at for at, block in _nested(blocks) if block.get("type") == kind]
        if len(found) > most:
            yield Problem(found[most], f"no more than {most} {kind} allowed")


def _focus(blocks: list[tuple[str, dict[str, object]]]) -> Iterator[Problem]:
    found = [at for at, block in blocks if _focused(block)]
    if len(found) > 1:
        yield Problem(found[1], "only one element may have focus_on_load")


def _focused(part: object) -> bool:
    if isinstance(part, list):
        return any(map(_focused, part))
    if not isinstance(part, dict):
        return False
    return part.get("focus_on_load") is True or any(map(_focused, part.values()))


def characters(part: object) -> int:
    """The characters of everything that is read in blocks."""
    if isinstance(part, list):
        return sum(map(characters, part))
    if not isinstance(part, dict):
        return 0
    own = sum(len(value) for name, value in part.items() if name in _SAID and isinstance(value, str))
    return own + sum(characters(value) for value in part.values() if isinstance(value, (list, dict)))
