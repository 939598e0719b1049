"""What people say to the bot in messages: behind its name in channels and threads, or in the direct message with it.

Facts (docs.slack.dev/reference/events): a mention in a channel comes as ``app_mention`` and, where an app also listens
to the channel's messages, once more as ``message``; in a direct message there is only ``message`` with ``channel_type``
``im``. So each kind counts in its own place alone, and no message is answered twice. Edits, joins and the like are
messages with a ``subtype``; those of apps, ours included, have a ``bot_id``.
"""

import re

from harvestbot.domain.asks import parse
from harvestbot.errors import NotUnderstood
from harvestbot.slack import ids
from harvestbot.slack.payloads import Delivery
from harvestbot.slack.typed import as_typed

MENTIONED = ids.Event.MENTIONED.type
WRITTEN = ids.Event.WRITTEN.type
SAID_BY_PEOPLE = frozenset({None, "thread_broadcast", "file_share"})
"""Subtypes of messages that somebody has written: a reply that the channel sees too, and one with a file."""


def addressed(delivery: Delivery, bot: str) -> str | None:
    """Return the words that are meant for the bot, None where a message is not for it to answer.

    Args:
        delivery: an ``app_mention`` or a ``message``.
        bot: the id of the bot's user.

    Raises:
        NotUnderstood: the bot's name stands somewhere in a sentence; "do not start x, @harvestbot" starts nothing.
    """
    direct = delivery.event.get("channel_type") == "im" or delivery.channel.startswith("D")
    if direct is (delivery.name == MENTIONED) or not _from_somebody(delivery, bot):
        return None
    before, found, after = _parted(delivery.text, bot)
    if found and before.strip() and not direct:
        raise NotUnderstood(
            "I act on what stands behind my name where a message begins with it. Nothing was done.", _meant(after)
        )
    return as_typed(after if found and not before.strip() else delivery.text).strip()


def _from_somebody(delivery: Delivery, bot: str) -> bool:
    event = delivery.event
    return (
        delivery.user not in ("", bot)
        and event.get("subtype") in SAID_BY_PEOPLE
        and not any(event.get(sign) for sign in ("bot_id", "edited", "hidden"))
    )


def _parted(text: str, bot: str) -> tuple[str, str, str]:
    """Part a text at the first mention of the bot."""
    found = re.search(rf"<@{re.escape(bot)}(?:\|[^<>]*)?>[:,]?", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _meant(words: str) -> tuple[str, ...]:
    """Return what may have been meant, where it makes a command."""
    try:
        return (str(parse(as_typed(words))),)
    except NotUnderstood:
        return ("help",)
