"""Text, options, confirm dialogs: https://docs.slack.dev/reference/block-kit/composition-objects."""

import re
from typing import Final
from urllib.parse import urlsplit

from harvestbot.sandbox.slack.rules.shape import (
    Rule,
    at_least_one,
    at_most_one,
    boolean,
    both,
    integer,
    items,
    matching,
    one_of,
    record,
    string,
    typed,
    unique,
)

ID: Final = string(255)
"""action_id, block_id, callback_id, external_id."""


def _is_address(value: str) -> bool:
    return urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)


ADDRESS: Final = matching(_is_address, "must be a valid URL")
LINK: Final = matching(re.compile(r"[a-z][a-z0-9+.-]*:").match, "must be a valid URL")
"""Buttons may also lead to `slack:` and `mailto:`."""


def plain(most: int, least: int = 1) -> Rule:
    """A plain_text object."""
    return typed({"plain_text": record({"text": string(most, least)}, {"emoji": boolean})})


def text(most: int, least: int = 1) -> Rule:
    """A plain_text or mrkdwn object."""
    return typed(
        {
            "plain_text": record({"text": string(most, least)}, {"emoji": boolean}),
            "mrkdwn": record({"text": string(most, least)}, {"verbatim": boolean}),
        }
    )


CONFIRM: Final = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION: Final = record({"text": plain(75), "value": string(150)}, {"description": plain(75)})
"""An option of a menu."""
BOX: Final = record({"text": text(75), "value": string(150)}, {"description": text(75)})
"""An option of checkboxes and radio buttons, which may be marked up."""
OVERFLOW_OPTION: Final = record({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": ADDRESS})
OPTION_GROUP: Final = record({"label": plain(75), "options": both(items(OPTION, 1, 100), unique("value"))})
OPTIONS: Final = both(items(OPTION, 1, 100), unique("value"))
OPTION_GROUPS: Final = items(OPTION_GROUP, 1, 100)
DISPATCH: Final = record({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})
FILTER: Final = both(
    record(
        {},
        {
            "include": items(one_of("im", "mpim", "private", "public"), 1, 4),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        },
    ),
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
FILE: Final = both(record({}, {"id": ID, "url": ADDRESS}), at_least_one("id", "url"), at_most_one("id", "url"))
LOADED_OPTIONS: Final = both(
    record({}, {"options": both(items(OPTION, 0, 100), unique("value")), "option_groups": items(OPTION_GROUP, 0, 100)}),
    at_least_one("options", "option_groups"),
    at_most_one("options", "option_groups"),
)
"""What the bot answers to `block_suggestion`."""
PAGE_SIZE: Final = integer(1, 100)
