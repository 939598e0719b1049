"""Addresses of messages: asked for once, and never waited for long."""

import asyncio

import pytest

from harvestbot.domain.confirmations import Place
from harvestbot.errors import CannotPost, SlackUnavailable
from harvestbot.sandbox.slack.ids import DATA_OPS
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.cards.notices import working_card
from harvestbot.slack.permalinks import Permalinks
from harvestbot.slack.sender import Sender


async def test_an_address_is_asked_for_once(world: World, sender: Sender) -> None:
    """Slack tells it, and it is remembered."""
    links = Permalinks(sender.permalink)
    place = Place(DATA_OPS, await sender.post(DATA_OPS, working_card("list")))
    assert links.known(place) == ""
    for _ in range(3):
        await links.look_up(place)
    assert links.known(place).startswith(f"https://portals.slack.com/archives/{DATA_OPS}/p")
    assert len(world.traffic.calls("chat.getPermalink")) == 1


async def test_a_place_without_a_message_has_no_address(world: World, sender: Sender) -> None:
    """What was said through a response_url cannot be linked to, and Slack is not asked."""
    links = Permalinks(sender.permalink)
    await links.look_up(Place(DATA_OPS, response_url="https://hooks.slack.com/x"))
    assert links.known(Place(DATA_OPS)) == ""
    assert world.traffic.calls("chat.getPermalink") == []


@pytest.mark.parametrize("error", [CannotPost("message_not_found"), SlackUnavailable("503")])
async def test_what_slack_does_not_tell_is_asked_for_again(error: Exception) -> None:
    """A failure stops nothing and is not remembered."""
    answers: list[str | Exception] = [error, "https://x"]

    async def ask(_channel: str, _message: str) -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    links, place = Permalinks(ask), Place("C1", "1.5")
    await links.look_up(place)
    assert links.known(place) == ""
    await links.look_up(place)
    assert links.known(place) == "https://x"


async def test_nobody_waits_for_an_address_for_ever() -> None:
    """A Slack that hangs costs the patience, and no more."""

    async def ask(_channel: str, _message: str) -> str:
        await asyncio.Event().wait()
        return ""

    links = Permalinks(ask, patience=0.01)
    await links.look_up(Place("C1", "1.5"))
    assert links.known(Place("C1", "1.5")) == ""


async def test_memory_is_bounded() -> None:
    """The oldest addresses are forgotten first."""

    async def ask(channel: str, message: str) -> str:
        return f"https://x/{channel}/{message}"

    links = Permalinks(ask, most=2)
    for message in ("1", "2", "3"):
        await links.look_up(Place("C1", message))
    assert [links.known(Place("C1", message)) for message in ("1", "2", "3")] == [
        "",
        "https://x/C1/2",
        "https://x/C1/3",
    ]
