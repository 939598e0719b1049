"""Several harvesters at once, with the bot killed in the middle: each request reaches the portal once."""

from pathlib import Path

from support.postgres import Postgres
from support.scene import Scene, scene
from support.wires import Side, Wire

from harvestbot.building import Tuning
from harvestbot.sandbox.portal import serve as portal_serve
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.slack.ids import ADMIN

SOON = Tuning(grace=5.0, queue=0.05, watchdog=0.5, slack=1000.0)
HIDDEN = ("air-quality", "channel-x-paris", "donnees-ouvertes", "my-harvester", "national-archive")
THREE = ("my-harvester", "national-archive", "nightly-timetables")


async def pressed(here: Scene, words: str, button: str) -> None:
    """Ask about several and press."""
    await here.types(words)
    await here.presses(button, await here.sees("only they can press"))


async def test_starts_go_on_where_they_were_and_none_is_sent_twice(url: str, tmp_path: Path) -> None:
    """Killed inside the second of three."""
    async with scene(url, tmp_path) as here:
        life = await here.life()
        here.at_portal.trap("PUT", "start", Side.DONE, life.kill, turn=2)
        await pressed(here, "start type:ods,wfs,ftp", "Start 3 harvesters")
        await life.ended()
        assert len(here.writes()) == 2
        async with here.afterlife():
            await here.sees("Started 3 of 3 harvesters")
            await here.world.until(lambda: not here.unfinished(), 10)
        assert sorted(here.writes()) == [f"PUT /{one}/start/" for one in THREE]
        attempts = [one.harvester_id for one in await here.trail() if one.outcome == "attempt"]
        assert sorted(attempts) == list(THREE)


async def test_deletions_go_on_where_they_were_and_none_is_sent_twice(url: str, tmp_path: Path) -> None:
    """Killed inside one of three that are under way: what is gone is told as gone, and what is not as failed."""
    async with scene(url, tmp_path) as here:
        life = await here.life()
        here.at_portal.trap("DELETE", "national-archive", Side.DONE, life.kill)
        await pressed(here, "delete type:ods,wfs,ftp", "Delete 3 harvesters, keep 18665 datasets")
        form = await here.world.until(lambda: here.world.open_view(ADMIN))
        await here.world.submit(ADMIN, form, {"Type the number of harvesters": "3"})
        await life.ended()
        async with here.afterlife():
            await here.sees(" of 3 harvesters")
            await here.world.until(lambda: not here.unfinished(), 10)
        gone = len(here.portal.world.kept)
        assert gone >= 1
        assert any(f"Deleted {gone} of 3 harvesters" in one for one in here.told())
        assert len(here.writes()) == len(set(here.writes())) >= gone


async def test_a_batch_is_taken_over_by_the_other_replica(postgres: Postgres, tmp_path: Path) -> None:
    """Whoever works on it dies for good inside a request; the other one finds out what became of it and goes on."""
    async with scene(postgres.fresh(), tmp_path, socket_mode=True, api="automation") as here:
        other = Wire()
        async with portal_serve.running(here.portal, around=other.around) as address:  # tells who of the two it is
            one = await here.life(tuning=SOON)
            two = await here.life(tuning=SOON, environ={"HARVESTBOT_PORTALS__CITY__URL": address})
            here.at_portal.trap("POST", "national-archive/publish", Side.DONE, one.kill)
            other.trap("POST", "national-archive/publish", Side.DONE, two.kill)
            await pressed(here, "publish is:hidden", "Publish 114 datasets of 5 harvesters")
            await here.sees("Published the datasets of")
            await here.world.until(lambda: not here.unfinished(), 10)
            assert one.alive is not two.alive
        sent = [one for wire in (here.at_portal, other) for one in wire.arrived if "/publish/" in one]
        assert len(sent) == len(set(sent)) >= 3
        published = sum(one.published >= one.attached for one in here.portal.world.all() if one.uid in HIDDEN)
        assert any(f"Published the datasets of {published} of 5 harvesters" in one for one in here.told())


async def test_a_bot_that_is_stopped_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    """It lets go at once; whoever comes back follows what was started, and starts nothing twice."""
    async with scene(f"sqlite:///{tmp_path}/bot.db", tmp_path, durations=Durations(processing=2.0)) as here:
        life = await here.life()
        await pressed(here, "start type:ods,wfs,ftp", "Start 3 harvesters")
        await here.sees("under way")
        await life.stopped()
        async with here.afterlife():
            await here.sees("Started 3 of 3 harvesters")
        assert sorted(here.writes()) == [f"PUT /{one}/start/" for one in THREE]
