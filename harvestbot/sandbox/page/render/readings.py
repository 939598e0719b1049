"""What the page's script reads off a control, turned into what the simulated workspace takes."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from harvestbot.sandbox.page.render import dates, richtext
from harvestbot.sandbox.page.render.context import Clock

Read: TypeAlias = str | Sequence[str] | None
"""What a control holds: a text, several, or nothing."""


def wanted(kind: str, read: Read, clock: Clock) -> object:
    """The argument for `World.choose`, or for one field of `World.submit`.

    Args:
        kind: The control's `data-kind`.
        read: What its `data-reads` led to.
        clock: The reader's time, the same as in the context.

    Raises:
        ValueError: An option of an external select is no JSON.
    """
    if not read:
        return None if read is None or isinstance(read, str) else []
    if isinstance(read, str):
        return _SINGLE[kind](read, clock) if kind in _SINGLE else read
    return [json.loads(one) for one in read] if kind == "multi_external_select" else list(read)


_SINGLE: Final[Mapping[str, Callable[[str, Clock], object]]] = {
    "datetimepicker": dates.epoch,
    "external_select": lambda said, _: json.loads(said),
    "rich_text_input": lambda said, _: richtext.from_words(said),
}
"""The elements whose value is not the text that was read."""
