"""What was last seen of the portals' harvesters, and how it is kept fresh without anybody waiting or paying for it."""

import asyncio
import itertools
from pathlib import Path

from support.watchtower import Tower, watchtower

from harvestbot.domain.completing import complete
from harvestbot.domain.harvesters import Harvester
from harvestbot.operations.directory import MANY, NOTES, Directory
from harvestbot.operations.portals import Portals
from harvestbot.operations.seeing.refreshing import AT_REST, STALE, Refreshing
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.trouble import Down


def one(uid: str, **fields: object) -> Harvester:
    """Return a harvester."""
    return Harvester(**({"id": uid, "name": uid, "type": "csw", "status": "idle"} | fields))  # type: ignore[arg-type]  # because the fields differ in type


def ids(directory: Directory, *portals: str) -> list[str]:
    """Return whom the directory has, in its order."""
    return [listed.ref for listed in directory.listed(portals)]


async def test_what_was_read_last_is_known_and_only_of_the_portals_asked_for() -> None:
    """Those that need somebody first; an older list changes nothing, a portal never seen is not there."""
    directory = Directory()
    await directory.take("city", [one("a"), one("b", harvester_errors=1)], 10.0)
    await directory.take("sea", [one("c", attached=2)], 20.0)
    await directory.take("city", [], 9.0)
    assert ids(directory, "city") == ["city/b", "city/a"]
    assert ids(directory, "sea", "city", "mars") == ["city/b", "sea/c", "city/a"]
    assert (directory.as_of("city"), directory.as_of("mars")) == (10.0, None)
    assert [seen.portal for seen in directory.seen(["mars", "sea"])] == ["sea"]


async def test_parameters_and_the_names_of_secrets_are_not_kept() -> None:
    """Nobody chooses by them, and ten thousand of them are heavy."""
    directory = Directory()
    await directory.take("city", [one("a", parameters={"url": "x"}, secrets=frozenset({"api_key"}))], 1.0)
    (listed,) = directory.listed(["city"])
    assert (listed.harvester.parameters, listed.harvester.secrets, listed.harvester.fields) == ({}, frozenset(), ())


async def test_listeners_hear_of_a_change_and_of_nothing_else() -> None:
    """Who shows it need not look again and again; many harvesters are put together elsewhere and come out the same."""
    directory, heard = Directory(), list[str]()
    directory.listen(heard.append)
    many = [one(f"h-{number}") for number in range(MANY)]
    await directory.take("city", many, 1.0)
    await directory.take("city", list(many), 2.0)
    assert heard == ["city"]
    await directory.take("city", [*many[1:], one("h-0", status="queued")], 3.0)
    await directory.take_stuck("city", {"h-0"})
    await directory.take_stuck("city", {"h-0"})
    await directory.take_stuck("mars", {"h-0"})
    assert heard == ["city"] * 3
    assert directory.listed(["city"])[0].stuck
    await directory.take("city", many, 4.0)
    assert not any(listed.stuck for listed in directory.listed(["city"]))
    assert directory.as_of("city") == 4.0


async def test_a_single_harvester_that_was_read_is_known_at_once_and_no_older_list_undoes_it() -> None:
    """Who has just started, created or deleted one finds it so; the order stays that of the need."""
    clock = itertools.count(10)
    directory, heard = Directory(lambda: float(next(clock))), list[str]()
    directory.note("city", "early", one("early"))
    await directory.take("city", [one("a"), one("b"), one("c")], 1.0)
    assert ids(directory, "city") == ["city/a", "city/b", "city/c", "city/early"]
    directory.listen(heard.append)
    directory.note("city", "b", one("b", harvester_errors=1))
    directory.note("city", "c", None)
    directory.note("city", "c", None)
    directory.note("city", "new", one("new", status="new"))
    assert ids(directory, "city") == ["city/b", "city/new", "city/a", "city/early"]
    assert len(heard) == 3
    assert complete("new", directory.seen(["city"]))[0].ref == "city/new"
    await directory.take("city", [one("a"), one("b"), one("c")], 11.5)
    assert ids(directory, "city") == ["city/new", "city/a", "city/b"]
    for number in range(NOTES + 5):
        directory.note("sea", str(number), None)
    assert directory.listed(["sea"]) == ()


async def test_lists_that_come_at_once_leave_the_newest() -> None:
    """However long each takes to be put together."""
    directory = Directory()
    many = [one(f"h-{number}") for number in range(MANY)]
    await asyncio.gather(
        directory.take("city", [*many, one("old")], 1.0),
        directory.take("city", [*many, one("new")], 2.0),
        directory.take("city", [*many, one("older")], 0.5),
    )
    assert "city/new" in ids(directory, "city")
    assert "city/old" not in ids(directory, "city")


async def test_what_the_bot_reads_and_changes_is_known_without_another_call(tmp_path: Path) -> None:
    """A start, and a harvester that is gone."""
    async with watchtower(tmp_path) as tower:
        address = tower.watching._portals["city"].address  # noqa: SLF001  because the tower builds it
        async with open_connections() as http:
            directory = Directory(tower.clock.now)
            client = PortalClient(address, http, now=tower.clock.now, noticed=directory.note)
            portals = Portals({"city": client}, tower.clock.now, directory)
            await portals.list("city")
            tower.clock.advance(1.0)
            await client.start("my-harvester")
            await client.delete("bus-stops", with_datasets=False)
            known = {listed.harvester.id: listed.harvester for listed in directory.listed(["city"])}
            assert known["my-harvester"].running
            assert "bus-stops" not in known
            assert tower.lists() == 1


def set_up(tower: Tower) -> tuple[Portals, Refreshing]:
    """Return the portals of another process than the one that watches, and what refreshes its directory."""
    watching: Portals = tower.watching._portals  # noqa: SLF001  because the tower builds it
    portals = Portals(watching._clients, tower.clock.now)  # noqa: SLF001  because it is asked over the same connections
    return portals, Refreshing(portals, tower.database, tower.clock.now)


async def test_whoever_looks_has_the_list_read_in_the_background_now_and_then(tmp_path: Path) -> None:
    """One call however many look, none while it is fresh; nobody waits."""
    async with watchtower(tmp_path) as tower:
        portals, refreshing = set_up(tower)
        for _ in range(3):
            refreshing.look(["city"])
        assert portals.directory.listed(["city"]) == ()
        await refreshing.settled()
        assert len(portals.directory.listed(["city"])) == len(tower.city.world)
        tower.clock.advance(STALE - 1)
        refreshing.look(["city"])
        await refreshing.settled()
        assert tower.lists() == 1
        tower.clock.advance(1)
        refreshing.look(["city"])
        await refreshing.settled()
        assert tower.lists() == 2


async def test_what_another_replica_has_watched_costs_no_call(tmp_path: Path) -> None:
    """It stands in the database, and whose run takes too long does too."""
    async with watchtower(tmp_path, durations=Durations(queued=0, processing=1e9)) as tower:
        tower.city.world.start("my-harvester")
        await tower.watch()
        await tower.wait(7 * 3600.0, step=1800.0)
        portals, refreshing = set_up(tower)
        calls = tower.lists()
        refreshing.look(["city"])
        await refreshing.settled()
        assert len(portals.directory.listed(["city"])) == len(tower.city.world)
        assert [one.ref for one in portals.directory.listed(["city"]) if one.stuck] == ["city/my-harvester"]
        assert tower.lists() == calls
        await refreshing.recall("city")
        watching = tower.watching._portals  # noqa: SLF001  because the tower builds it
        assert watching.directory.listed(["city"]) == portals.directory.listed(["city"])


async def test_a_portal_that_is_down_is_left_alone_for_a_while(tmp_path: Path) -> None:
    """What was seen before stays, and knows its age; each keystroke asks no more of it."""
    async with watchtower(tmp_path) as tower:
        portals, refreshing = set_up(tower)
        tower.city.trouble.down = Down.CLOSE
        refreshing.look(["city"])
        await refreshing.settled()
        calls = portals["city"].quota.used
        tower.clock.advance(AT_REST)
        refreshing.look(["city"])
        await refreshing.settled()
        assert portals["city"].quota.used == calls
        assert portals.directory.as_of("city") is None


async def test_refreshing_spends_a_tenth_of_the_day_and_leaves_people_theirs(tmp_path: Path) -> None:
    """However long somebody looks."""
    async with watchtower(tmp_path) as tower:
        portals, refreshing = set_up(tower)
        limit = portals["city"].quota.limit
        for _ in range(limit // 10 + 20):
            tower.clock.advance(STALE)
            refreshing.look(["city"])
            await refreshing.settled()
            if tower.lists() > limit // 10:
                break
        assert tower.lists() <= limit // 10 + 1


async def test_it_lets_go_when_the_bot_ends(tmp_path: Path) -> None:
    """A slow portal holds nobody up."""
    async with watchtower(tmp_path) as tower:
        _, refreshing = set_up(tower)
        tower.city.trouble.latency = 30.0
        refreshing.look(["city"])
        await asyncio.sleep(0)
        await refreshing.stop()
        refreshing.look(["city"])
        await refreshing.stop()
