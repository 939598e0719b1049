"""Which shape of a card goes out: in native tables and charts, or the same in sections where Slack takes none."""

from collections.abc import Callable

from msgspec import structs

from harvestbot.slack.cards.blocks import Card

NATIVE = frozenset({"data_table", "data_visualization"})
"""Types of blocks that not every workspace takes."""
REMEMBERED = 86_400.0
"""Seconds after which a workspace is tried again: it may have learned them."""


class Shapes:
    """What the workspace has refused; one sender has one workspace.

    Args:
        now: seconds, of any clock that does not go back.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._refused: dict[object, float] = {}

    def fit(self, card: Card) -> Card:
        """Return a card as this workspace takes it, as far as is known."""
        if card.plain is None or all(self._refused.get(kind, 0.0) <= self._now() for kind in _native(card)):
            return card
        return structs.replace(card, blocks=card.plain, plain=None)

    def refuse(self, card: Card) -> None:
        """Remember that the native blocks of a card were refused."""
        until = self._now() + REMEMBERED
        self._refused |= dict.fromkeys(_native(card), until)


def _native(card: Card) -> frozenset[object]:
    return NATIVE & {block.get("type") for block in card.blocks}
