"""What went wrong, as the drawer of problems tells it: what people saw, what Slack refused, what came late. Pure."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from harvestbot.sandbox.page.names import WorkspaceNames
from harvestbot.sandbox.slack.state import PATIENCE, Problem
from harvestbot.sandbox.slack.traffic import Entry


class Mishap(Struct, frozen=True):
    """Something that went wrong.

    Attributes:
        id: Its id on the page.
        at: When, in seconds since 1970.
        title: What, in Slack's word.
        said: What that means.
        details: Slack's own lines about it.
        entry: The number of the exchange that has the whole of it; 0 for none.
    """

    id: str
    at: float
    title: str
    said: str
    details: tuple[str, ...] = ()
    entry: int = 0


def seen(number: int, problem: Problem, names: WorkspaceNames) -> Mishap:
    """What a person saw fail; `number` tells it from others."""
    return Mishap(
        f"mishap-seen-{number}", problem.at, problem.error, f"{names.face(problem.user).name} read: {problem.said}"
    )


def on_the_wire(entry: Entry) -> Mishap | None:
    """What failed of an exchange; None where nothing did."""
    if not entry.failure:
        return None
    said = _of_call(entry) if entry.direction == "call" else _of_delivery(entry)
    at = entry.at + (entry.seconds or 0.0)
    return Mishap(f"mishap-wire-{entry.number}", at, entry.failure, said, tuple(_details(entry.response)), entry.number)


def _of_call(entry: Entry) -> str:
    if entry.failure == "ratelimited":
        return f"{entry.name}: Slack asked the bot to wait."
    return f"{entry.name}: Slack refused what the bot sent, or did not answer."


def _of_delivery(entry: Entry) -> str:
    if entry.failure == "operation_timeout":
        return f"{entry.name}: the bot did not acknowledge it within {PATIENCE:g} seconds."
    return f"{entry.name}: the bot did not take it."


def _details(response: object) -> Iterable[str]:
    """What Slack's answer says about each place."""
    if isinstance(response, dict):
        metadata: Any = response.get("response_metadata")
        if isinstance(metadata, dict):
            for line in metadata.get("messages", []):
                yield str(line).removeprefix("[ERROR] ")
        if needed := response.get("needed"):
            yield f"needed: {needed}"
