"""What goes wrong on purpose, as far as it needs no real connection."""

import httpx
import pytest

from harvestbot.sandbox.portal.gate import Dropped
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.trouble import Down, Kind, Trouble

START = "my-harvester/start/"


SEEN = {
    Kind.EMPTY_403: (403, b"", False),
    Kind.FAIL_500: (500, b'{"status_code":500', False),
    Kind.FAIL_503: (503, b"", False),
    Kind.HTML_502: (502, b"<html>", False),
    Kind.HTML_200: (200, b"<!DOCTYPE html>", False),
    Kind.LOGIN_REDIRECT: (302, b"", False),
    Kind.TRUNCATED: (200, b'{"status":"queued"', True),
    Kind.WRONG_TYPES: (200, b'{"status":6', True),
    Kind.FAIL_AFTER: (500, b'{"status_code":500', True),
}


@pytest.mark.parametrize("kind", SEEN)
async def test_an_answer_goes_wrong_and_the_call_is_carried_out_or_not(
    management: httpx.AsyncClient, portal: SimulatedPortal, kind: Kind
) -> None:
    """Each kind looks as its table says, for one answer, and only some of them let the call take effect."""
    status, begins, done = SEEN[kind]
    portal.trouble.next(kind)
    answer = await management.put(START)
    assert answer.status_code == status
    assert answer.content.startswith(begins)
    assert begins or not answer.content
    assert (portal.world.get("my-harvester").status == "queued") is done
    entry = portal.log.requests[0]
    assert (entry.status, entry.mishap, entry.effect) == (status, kind, "started my-harvester" if done else "")
    assert (await management.get("my-harvester")).json()["harvester_id"] == "my-harvester"


async def test_a_login_page_is_where_the_redirect_leads(management: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """Who follows finds HTML with status 200."""
    portal.trouble.next(Kind.LOGIN_REDIRECT)
    answer = await management.get("", follow_redirects=True)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"Sign in" in answer.content


async def test_truncated_json_looks_whole_to_http(management: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """Only decoding finds out."""
    portal.trouble.next(Kind.TRUNCATED)
    answer = await management.get("")
    assert int(answer.headers["content-length"]) == len(answer.content)
    with pytest.raises(ValueError, match="line 1 column"):
        answer.json()


async def test_wrong_types_keep_the_names(management: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """The JSON is good, the fields are there, and no value has its type."""
    good = (await management.get("tree-survey")).json()
    portal.trouble.next(Kind.WRONG_TYPES)
    odd = (await management.get("tree-survey")).json()
    assert odd.keys() == good.keys()
    assert all(type(odd[name]) is not type(good[name]) for name in good if not isinstance(good[name], dict))
    assert odd["schedules"] == {"value": None}


async def test_a_deletion_with_wrong_types_stays_empty(management: httpx.AsyncClient, portal: SimulatedPortal) -> None:
    """There is nothing to mistype in a 204."""
    portal.trouble.next(Kind.WRONG_TYPES)
    answer = await management.delete("my-harvester/?delete_attached_datasets=0")
    assert (answer.status_code, answer.content) == (204, b"")


async def test_orders_hit_what_they_name_as_often_as_they_say(
    management: httpx.AsyncClient, portal: SimulatedPortal
) -> None:
    """Method and path choose the answers; others pass."""
    portal.trouble.next(Kind.EMPTY_403, times=2, method="PUT", path="my-harvester")
    portal.trouble.next(Kind.HTML_502)
    statuses = [
        (await management.request(method, path)).status_code
        for method, path in [("PUT", "air-quality/start/"), ("PUT", START), ("PUT", START), ("PUT", START)]
    ]
    assert statuses == [502, 403, 403, 200]
    assert portal.trouble.orders == []


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.DROP_AFTER, Kind.CUT])
async def test_without_a_connection_a_drop_is_an_exception(
    management: httpx.AsyncClient, portal: SimulatedPortal, kind: Kind
) -> None:
    """An ASGI transport has nothing to close, so the drop is raised."""
    portal.trouble.next(kind)
    with pytest.raises(Dropped):
        await management.put(START)
    assert (portal.world.get("my-harvester").status == "queued") is kind.carried_out


@pytest.mark.parametrize("down", Down)
async def test_a_portal_that_is_down_carries_nothing_out(
    management: httpx.AsyncClient, portal: SimulatedPortal, down: Down
) -> None:
    """It closes the connection, or a proxy says 503, until the switch is turned off."""
    portal.trouble.down = down
    if down is Down.CLOSE:
        with pytest.raises(Dropped):
            await management.put(START)
    else:
        assert (await management.put(START)).status_code == 503
    assert portal.world.get("my-harvester").status == "idle"
    portal.trouble.clear()
    assert (await management.put(START)).status_code == 200


async def test_latency_delays_and_does_not_change_the_answer(
    management: httpx.AsyncClient, portal: SimulatedPortal
) -> None:
    """A slow portal answers all the same."""
    portal.trouble.latency = 0.001
    assert (await management.put(START)).json()["status"] == "queued"


def test_chance_is_the_same_for_the_same_seed() -> None:
    """The fail rate hits the same calls for a seed, about as many as it says, with three kinds of failure."""

    def kinds(seed: int) -> list[Kind | None]:
        trouble = Trouble(seed, fail_rate=0.3)
        return [trouble.take("GET", "x") for _ in range(1000)]

    assert kinds(1) == kinds(1)
    assert kinds(1) != kinds(2)
    hit = [kind for kind in kinds(1) if kind]
    assert 230 < len(hit) < 370
    assert set(hit) == {Kind.FAIL_500, Kind.HTML_502, Kind.FAIL_503}
