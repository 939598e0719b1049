"""What somebody says to the bot is told apart from everything else that is said."""

from collections.abc import Mapping

import pytest

from harvestbot.errors import NotUnderstood
from harvestbot.slack.addressed import addressed
from harvestbot.slack.payloads import from_event

BOT, ADA, CHANNEL, DIRECT = "U0BOT", "U0ADA", "C0OPS", "D0ADA"


def said(
    text: str, kind: str = "app_mention", channel: str = CHANNEL, more: Mapping[str, object] | None = None
) -> str | None:
    """Return what the bot is told by a message in a channel."""
    event = {"type": kind, "channel": channel, "user": ADA, "text": text, "ts": "1.0", **(more or {})}
    return addressed(from_event({"event_id": "E1", "event": event}), BOT)


def written(text: str, more: Mapping[str, object] | None = None) -> str | None:
    """Return what the bot is told by a direct message."""
    return said(text, "message", DIRECT, {"channel_type": "im", **(more or {})})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0BOT> status x", "status x"),
        ("  <@U0BOT|harvestbot>:  status `x` ", "status `x`"),
        ("<@U0BOT>, list a &amp; b", "list a & b"),
        ("<@U0BOT> status <http://data.example.org|data.example.org>", "status data.example.org"),
        ("<@U0BOT> audit <@U0EVE>", "audit <@U0EVE>"),
        ("<@U0BOT>", ""),
    ],
)
def test_what_stands_behind_the_name_is_what_is_meant(text: str, words: str) -> None:
    """It is read like what stands behind the slash command."""
    assert said(text) == words
    assert said(text, more={"thread_ts": "0.5"}) == words
    assert written(text) == words


def test_a_direct_message_needs_no_name() -> None:
    """There is nobody else whom it could be for."""
    assert written("status x") == "status x"
    assert written("status x", {"subtype": "file_share"}) == "status x"
    assert written("thanks <@U0BOT>") == "thanks <@U0BOT>"


@pytest.mark.parametrize(
    ("text", "instead"),
    [("please do not, <@U0BOT> start x", ("start x",)), ("cc <@U0BOT>", ("help",)), ("I'll <@U0BOT> lol", ("help",))],
)
def test_a_name_within_a_sentence_sets_nothing_in_motion(text: str, instead: tuple[str, ...]) -> None:
    """What may have been meant is offered as a button."""
    with pytest.raises(NotUnderstood) as refusal:
        said(text)
    assert refusal.value.suggestions == instead


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"edited": {"user": ADA, "ts": "2.0"}},
        {"bot_id": "B0BOT"},
        {"hidden": True},
        {"user": BOT},
        {"user": ""},
    ],
)
def test_bots_edits_and_joins_are_not_answered(more: dict[str, object]) -> None:
    """A bot that answers itself never stops; an edit must not start a run a second time."""
    assert said("<@U0BOT> start x", more=more) is None
    assert written("start x", more) is None


def test_each_kind_of_event_counts_in_its_own_place() -> None:
    """A message that is delivered as both is answered once."""
    both = "<@U0BOT> start x"
    assert said(both) == "start x"
    assert said(both, "message", more={"channel_type": "channel"}) is None
    assert written(both) == "start x"
    assert said(both, channel=DIRECT) is None
