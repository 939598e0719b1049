"""What the drawer of problems tells."""

import pytest

from harvestbot.sandbox.page.mishaps import on_the_wire, seen
from harvestbot.sandbox.page.names import WorkspaceNames
from harvestbot.sandbox.slack.ids import ADMIN
from harvestbot.sandbox.slack.seed import organisation
from harvestbot.sandbox.slack.state import Problem
from harvestbot.sandbox.slack.traffic import Entry


def test_an_exchange_without_failure_is_no_mishap() -> None:
    """Only what failed is told."""
    assert on_the_wire(Entry(1, 0.0, "call", "chat.update", {})) is None


@pytest.mark.parametrize(
    ("direction", "failure", "words"),
    [
        ("call", "invalid_blocks", "Slack refused"),
        ("call", "ratelimited", "asked the bot to wait"),
        ("delivery", "operation_timeout", "did not acknowledge it within 3 seconds"),
        ("delivery", "dispatch_failed", "did not take it"),
    ],
)
def test_each_failure_is_told_in_words(direction: str, failure: str, words: str) -> None:
    """Who failed whom, and how."""
    entry = Entry(7, 10.0, direction, "name", {}, seconds=3.0, failure=failure)  # type: ignore[arg-type]  # both are known
    mishap = on_the_wire(entry)
    assert mishap is not None
    assert (mishap.title, mishap.at, mishap.entry) == (failure, 13.0, 7)
    assert words in mishap.said


def test_slacks_own_lines_are_told() -> None:
    """Each place that Slack named, and the scope that was needed."""
    answer = {
        "ok": False,
        "needed": "chat:write",
        "response_metadata": {"messages": ["[ERROR] must be [json-pointer:/x]"]},
    }
    mishap = on_the_wire(Entry(1, 0.0, "call", "x", {}, answer, failure="invalid_blocks"))
    assert mishap is not None
    assert mishap.details == ("must be [json-pointer:/x]", "needed: chat:write")


def test_what_a_person_read_is_told_with_their_name() -> None:
    """The person and the words."""
    mishap = seen(3, Problem(1.0, ADMIN, "", "operation_timeout", "It failed."), WorkspaceNames(organisation()))
    assert (mishap.id, mishap.said) == ("mishap-seen-3", "Ada Lovelace read: It failed.")
