"""Menus with a fixed choice (Slack's Block Kit reference, "static select")."""

from collections.abc import Iterable, Mapping

from harvestbot.slack import held, ids
from harvestbot.slack.cards.blocks import BUTTON_TEXT_LIMIT, Block, plain_text

OPTIONS_LIMIT = 100
PLACEHOLDER_LIMIT = 150

Choices = Iterable[tuple[str, str | None]]
"""What a menu offers: words, and the value as ``harvestbot.slack.ids`` writes it; None where it did not fit."""


def menu(
    press: ids.Press, placeholder: str, choices: Choices, *, chosen: str | None = None, index: int = 0
) -> Block | None:
    """Return a menu, or nothing where no choice is left.

    Args:
        press: what a choice means.
        placeholder: what stands there before one is made.
        choices: those whose value did not fit are left out.
        chosen: the value of the one that holds now.
        index: tells apart menus of the same meaning.
    """
    offered = _options(choices)
    if not offered:
        return None
    block = {**_select(press, placeholder, index), "options": offered}
    now = next((one for one in offered if one["value"] == chosen), None)
    return {**block, "initial_option": now} if now else block


def grouped_menu(press: ids.Press, placeholder: str, groups: Mapping[str, Choices], *, index: int = 0) -> Block | None:
    """Return a menu whose choices stand under headings, or nothing where no choice is left."""
    offered = [
        {"label": plain_text(label, BUTTON_TEXT_LIMIT), "options": options}
        for label, choices in groups.items()
        if (options := _options(choices))
    ]
    return {**_select(press, placeholder, index), "option_groups": offered} if offered else None


def _select(press: ids.Press, placeholder: str, index: int) -> Block:
    return {
        "type": "static_select",
        "action_id": ids.action_id(press, index),
        "placeholder": plain_text(placeholder, PLACEHOLDER_LIMIT),
    }


def _options(choices: Choices) -> list[Block]:
    fitting = {value: words for words, value in choices if value is not None and len(value) <= held.OPTION_VALUE_LIMIT}
    return [_option(words, value) for value, words in fitting.items()][:OPTIONS_LIMIT]


def _option(words: str, value: str) -> Block:
    return {"text": plain_text(words, BUTTON_TEXT_LIMIT), "value": value}
