"""What the composer offers while somebody types."""

import pytest

from harvestbot.sandbox.page.completion import MOST, completed
from harvestbot.sandbox.page.programme import Programme, Word

PROGRAMME = Programme(
    "/harvester",
    (
        Word("list", "list [words]", "The harvesters"),
        Word("status", "status <harvester>", "How one is doing", takes_harvester=True),
        Word("start", "start <harvester> [and publish]", "Start a run", takes_harvester=True),
    ),
)
HARVESTERS = [("bus-stops", "Bus stops"), ("my-harvester", "My Harvester"), ("city-bus", "Coaches"), ("x1", "Ombus")]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", []),
        ("hello", []),
        ("/", ["/harvester "]),
        ("/harv", ["/harvester "]),
        ("/other", []),
        ("/other x", []),
        ("/harvester", ["/harvester list", "/harvester status ", "/harvester start "]),
        ("/harvester ", ["/harvester list", "/harvester status ", "/harvester start "]),
        ("/harvester st", ["/harvester status ", "/harvester start "]),
        ("/harvester list", []),
        ("/harvester list b", []),
        ("/harvester nothing b", []),
        ("/harvester status b", [f"/harvester status {one}" for one in ("bus-stops", "city-bus", "x1")]),
        ("/harvester status  BUS", [f"/harvester status {one}" for one in ("bus-stops", "city-bus", "x1")]),
        ("/harvester status my-harvester", []),
        ("/harvester start my-harvester and", []),
    ],
)
def test_what_can_come_next_is_offered(typed: str, offered: list[str]) -> None:
    """The command, then its words, then harvesters by id and by name, those that begin like it first."""
    assert [one.text for one in completed(typed, PROGRAMME, HARVESTERS).completions] == offered


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("hello", ""),
        ("/harvester", "list | status | start"),
        ("/harvester ", "list | status | start"),
        ("/harvester st", ""),
        ("/harvester start x", "/harvester start <harvester> [and publish]"),
        ("/harvester list", ""),
        ("/harvester list x", "/harvester list [words]"),
    ],
)
def test_the_hint_says_how_the_command_goes_on(typed: str, hint: str) -> None:
    """First which words there are, then what comes behind the word."""
    assert completed(typed, PROGRAMME, HARVESTERS).hint == hint


def test_a_large_portal_does_not_flood_the_list() -> None:
    """No more than a handful is offered at once."""
    many = [(f"harvester-{n:05d}", "x") for n in range(10_000)]
    assert len(completed("/harvester status h", PROGRAMME, many).completions) == MOST
