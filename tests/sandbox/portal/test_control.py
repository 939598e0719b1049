"""The controls under /_sim/."""

from typing import Any

import httpx
import pytest
from httpx import ASGITransport

from harvestbot.sandbox.portal.app import create_app
from harvestbot.sandbox.portal.clock import ManualClock, WallClock
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.trouble import CountAs, Down
from harvestbot.sandbox.portal.world import World


async def test_the_state_shows_everything_but_secrets(controls: httpx.AsyncClient, clock: ManualClock) -> None:
    """Clock, durations, trouble, quota and each harvester with what is under way; no key, no password."""
    await controls.post("harvesters/my-harvester/start")
    answer = await controls.get("state")
    state = answer.json()
    assert (state["now"], state["speed"], len(state["harvesters"])) == (clock.now(), None, 12)
    mine = next(harvester for harvester in state["harvesters"] if harvester["uid"] == "my-harvester")
    assert (mine["status"], mine["hidden"], mine["run"]["found"]) == ("queued", 8, 128)
    assert state["quota"] == {"limit": 1000, "used": {"demo": 0, "editor": 0, "reader": 0, "nobody": 0}}
    assert "-secret-" not in answer.text
    assert "demo-password" not in answer.text


async def test_the_log_can_be_asked_and_forgotten(controls: httpx.AsyncClient, management: httpx.AsyncClient) -> None:
    """Filters choose; the controls' own calls are not in it."""
    await management.get("")
    await management.delete("my-harvester/?delete_attached_datasets=0")
    assert [entry["method"] for entry in (await controls.get("log")).json()] == ["GET", "DELETE"]
    deletions = (await controls.get("log?method=DELETE&path=my-harvester&effect=deleted")).json()
    assert [(one["status"], one["account"]) for one in deletions] == [(204, "demo")]
    assert (await controls.delete("log")).json() == []
    assert (await controls.get("log")).json() == []


async def test_switches_are_set_one_by_one_and_turned_off_together(
    controls: httpx.AsyncClient, portal: SimulatedPortal
) -> None:
    """What is not sent stays as it is."""
    await controls.post("trouble", json={"latency": 0.5, "down": "503"})
    shown = (await controls.post("trouble", json={"fail_rate": 0.25, "over_quota": True})).json()
    assert shown == {
        "latency": 0.5,
        "fail_rate": 0.25,
        "down": "503",
        "over_quota": True,
        "total_count_as": "string",
        "next": [],
    }
    assert portal.trouble.down is Down.ANSWER_503
    shown = (await controls.post("trouble", json={"down": None, "total_count_as": "null"})).json()
    assert (shown["down"], shown["latency"]) == (None, 0.5)
    assert portal.trouble.total_count_as is CountAs.NULL
    calm = (await controls.delete("trouble")).json()
    assert (calm["latency"], calm["fail_rate"], calm["over_quota"]) == (0, 0, False)


async def test_coming_answers_can_be_spoiled(controls: httpx.AsyncClient, management: httpx.AsyncClient) -> None:
    """The order is shown until it is used up."""
    order = {"kind": "empty_403", "times": 2, "method": "GET", "path": "my-harvester"}
    shown = (await controls.post("next", json=order)).json()
    assert shown["next"] == [{"kind": "empty_403", "left": 2, "method": "GET", "path": "my-harvester"}]
    assert (await management.get("my-harvester")).status_code == 403


async def test_time_can_be_moved(controls: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """A clock moved by hand jumps, and has no speed."""
    before = portal.clock.now()
    assert (await controls.post("clock", json={"advance": 60})).json() == {"now": before + 60, "speed": None}
    refused = await controls.post("clock", json={"speed": 2})
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "This portal's clock is moved by hand and has no speed."},
    )


async def test_real_time_can_be_made_faster() -> None:
    """The speed of a running portal changes; a clock of another kind cannot be set."""

    class Frozen:
        """A clock that nobody can set."""

        def now(self) -> float:
            """Give the same time always."""
            return 5.0

    for clock, status in ((WallClock(), 200), (Frozen(), 400)):
        portal = SimulatedPortal(clock, World(clock))
        async with httpx.AsyncClient(
            transport=ASGITransport(create_app(portal)), base_url="http://portal.test"
        ) as wire:
            answer = await wire.post("/_sim/clock", json={"speed": 60})
            assert answer.status_code == status
            state = (await wire.get("/_sim/state")).json()
            assert state["speed"] == (60 if status == 200 else None)


async def test_durations_and_quota_can_be_set(controls: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """What is not sent stays as it is."""
    shown = (await controls.post("durations", json={"processing": 60, "publishing_shows": True})).json()
    assert (shown["processing"], shown["queued"], shown["publishing_shows"]) == (60, 1, True)
    assert portal.world.durations.processing == 60
    assert (await controls.post("quota", json={"limit": 5})).json() == {"limit": 5}
    assert portal.quota.limit == 5


async def test_somebody_else_can_be_played(
    controls: httpx.AsyncClient, portal: SimulatedPortal, clock: ManualClock
) -> None:
    """Add, edit, script, start, collapse, vanish."""
    added = (await controls.post("harvesters", json={"name": "Theirs", "source": 7, "params": {"domain": "d"}})).json()
    assert (added["uid"], added["source"], added["updated_by"]) == ("theirs", 7, "somebody.else")
    edited = await controls.post("harvesters/theirs/edit", json={"by": "eve", "name": "X", "status_shown": "paused"})
    assert (edited.json()["name"], edited.json()["updated_by"], edited.json()["version"]) == ("X", "eve", 2)
    await controls.post("harvesters/theirs/script", json={"brings": 2, "failure": "Down.", "once": False})
    assert (await controls.post("harvesters/theirs/start")).json()["status"] == "queued"
    assert (await controls.post("harvesters/theirs/start")).status_code == 400
    clock.advance(10)
    assert portal.world.get("theirs").failure == "Down."
    assert (await controls.post("harvesters/theirs/collapse", json={"left": 1})).json()["remote"] == 1
    assert (await controls.post("harvesters/theirs/vanish")).json() == {}
    assert (await controls.post("harvesters/theirs/vanish")).status_code == 404


async def test_a_status_that_nobody_knows_is_shown_in_both_dialects(
    controls: httpx.AsyncClient, management: httpx.AsyncClient, automation: httpx.AsyncClient
) -> None:
    """Tests of clients need words that no document has."""
    await controls.post("harvesters/my-harvester/edit", json={"status_shown": "paused"})
    assert (await management.get("my-harvester")).json()["status"] == "paused"
    assert (await automation.get("my-harvester/")).json()["status"] == "paused"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("trouble", {"lateness": 1}),
        ("trouble", {"fail_rate": 2}),
        ("trouble", {"down": "maybe"}),
        ("next", {"kind": "nonsense"}),
        ("next", {"kind": "drop", "times": 0}),
        ("clock", {"advance": -1}),
        ("durations", {"queued": -1}),
        ("harvesters", {"name": ""}),
        ("harvesters/my-harvester/script", {"failing": -1}),
    ],
)
async def test_a_wrong_order_is_refused_with_a_reason(
    controls: httpx.AsyncClient, path: str, body: dict[str, Any]
) -> None:
    """A typing error does not pass for an order."""
    answer = await controls.post(path, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_the_front_page_shows_the_way(wire: httpx.AsyncClient) -> None:
    """Who opens the portal's address finds the dialects and the controls."""
    assert set((await wire.get("/")).json()) == {"about", "management", "automation", "controls"}
