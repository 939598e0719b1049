"""Values of parameters as cards show them."""

import msgspec

from harvestbot.slack.cards.text import Mrkdwn, code, md

VALUE_LIMIT = 120


def shown(value: object) -> Mrkdwn:
    """Return a value as code, what is empty as a word."""
    if value is None or value in ("", [], {}):
        return md("nothing")
    return code(value if isinstance(value, str) else msgspec.json.encode(value).decode(), VALUE_LIMIT)
