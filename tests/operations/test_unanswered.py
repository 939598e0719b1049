"""Requests without an answer: nothing is sent again, and nothing is said that the portal has not shown since."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from support.bench import Bench, bench
from support.deaths import dies, every_death, nothing_more, outcomes

from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Confirmation, State
from harvestbot.domain.runs import Phase, Run
from harvestbot.portal.address import Api
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.trouble import Down
from harvestbot.sandbox.portal.world import World

LONG = Durations(queued=0.0, processing=1e9, aborting=1e9)


async def comes_back(here: Bench, tell: str, count: int, meanwhile: Callable[[World], object]) -> None:
    """Carry on while the portal is down, until so much was told; then let it come back."""
    here.portal.trouble.down = Down.CLOSE
    running = asyncio.create_task(here.engine.run())
    while len(here.teller.told(tell)) < count:  # noqa: ASYNC110  because the fake teller wakes nobody
        await asyncio.sleep(0)
    assert not running.done()
    meanwhile(here.portal.world)
    here.portal.trouble.clear()
    await running


@pytest.mark.parametrize(
    ("meanwhile", "told", "end"),
    [
        (lambda world: world.get("my-harvester"), None, Outcome.DONE),
        (lambda world: world.vanish("my-harvester"), "is gone from the portal", Outcome.NOT_DONE),
    ],
    ids=["done", "gone"],
)
async def test_an_abort_stays_unknown_while_the_portal_is_down_and_is_settled_then(
    tmp_path: Path, meanwhile: Callable[[World], object], told: str | None, end: Outcome
) -> None:
    """Killed after it was sent: nobody hears that nothing was changed, and the trail does not stay open."""
    async with bench(tmp_path / "bot.db", durations=LONG, api="automation") as here:
        here.portal.world.start("my-harvester")
        await here.typed("abort my-harvester")
        assert await dies(here, 3)
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.ATTEMPT]
        await comes_back(here, "refuse", 1, meanwhile)
        said = [str(one) for one in here.teller.told("refuse")]
        assert "Whether it was done is not known yet" in said[0]
        assert not any("Nothing was changed" in one for one in said)
        assert [told in one for one in said[1:] if told] == [True] * (told is not None)
        assert len(here.teller.told("aborted")) == (told is None)
        assert here.writes() == ["POST abort"]
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.ATTEMPT, Outcome.UNKNOWN, end]


async def test_an_abort_is_sent_at_most_once_and_told(tmp_path: Path) -> None:
    """Wherever the process dies, its end is told and stands in the trail once."""

    async def story(here: Bench) -> None:
        here.portal.world.durations = LONG
        here.portal.world.start("my-harvester")
        await here.typed("abort my-harvester")

    async def check(here: Bench) -> None:
        said = outcomes(await here.trail())
        assert said.count(Outcome.DONE) + said.count(Outcome.NOT_DONE) == 1
        assert here.writes() == (["POST abort"] if Outcome.DONE in said else [])
        assert bool(here.teller.told("aborted")) is (Outcome.DONE in said)

    assert await every_death(tmp_path, story, check, api="automation") >= 5


@pytest.mark.parametrize("api", ["management", "automation"])
@pytest.mark.parametrize("arrived", [False, True])
async def test_a_start_stays_unknown_while_the_portal_is_down_and_is_settled_then(
    tmp_path: Path, api: Api, *, arrived: bool
) -> None:
    """Where the portal tells when the last run began, it is known that there was none."""
    async with bench(tmp_path / "bot.db", durations=LONG, api=api) as here:
        await here.typed("start my-harvester")
        assert await dies(here, 5 if arrived else 4)

        def ends(world: World) -> None:
            if arrived:
                world.vanish("my-harvester")

        shown = len(here.teller.told("follow"))
        await comes_back(here, "follow", shown + 2, ends)
        asking, told = here.teller.told("follow")[shown], here.teller.told("conclude")[-1]
        assert isinstance(asking, Run)
        assert isinstance(told, Run)
        assert (asking.phase, bool(asking.trouble)) == (Phase.ASKED, True)
        never = Phase.REFUSED if api == "automation" else Phase.UNCERTAIN
        assert told.phase is (Phase.LOST if arrived else never)
        assert here.writes() == [f"{'PUT' if api == 'management' else 'POST'} start"][: int(arrived)]


async def test_a_publication_is_not_told_as_done_before_the_portal_can_be_read(tmp_path: Path) -> None:
    """It was taken on, and the portal went down for longer than anybody follows."""
    async with bench(tmp_path / "bot.db") as here:
        await here.pressed(await here.asked("publish my-harvester"))
        assert await dies(here, 6)
        here.portal.trouble.down = Down.CLOSE
        running = asyncio.create_task(here.engine.run())
        looks = here.portal.log.count(method="GET")
        here.clock.time += 700.0
        while here.portal.log.count(method="GET") < looks + 4:  # noqa: ASYNC110  because the log wakes nobody
            await asyncio.sleep(0)
        assert not running.done()
        here.portal.trouble.clear()
        await running
        shown = here.teller.told("show")[-1]
        assert isinstance(shown, Confirmation)
        assert shown.state is State.DONE
        assert here.writes() == ["PUT publish"]


async def test_a_start_that_was_asked_about_and_is_refused_then_is_told_on_its_card(tmp_path: Path) -> None:
    """The portal went down between the press and the request: the question does not stay open."""
    async with bench(tmp_path / "bot.db") as here:
        await here.typed("start bus-stops")
        await here.engine.run()
        (question,) = here.teller.told("ask")
        assert isinstance(question, Confirmation)
        await here.pressed(await here.standing(question.id))
        assert await dies(here, 2)
        here.portal.trouble.down = Down.CLOSE
        await here.engine.run()
        shown = here.teller.told("show")[-1]
        assert isinstance(shown, Confirmation)
        assert shown.state is State.NOT_DONE
        assert "broke off" in shown.reason
        assert here.writes() == []
        assert outcomes(await here.trail())[-1] is Outcome.NOT_DONE


@pytest.mark.parametrize(
    ("moment", "phase", "end"),
    [(4, Phase.UNCERTAIN, Outcome.UNKNOWN), (7, Phase.LOST, Outcome.DONE)],
    ids=["sent", "going"],
)
async def test_a_run_is_not_followed_for_ever_on_a_portal_that_is_no_longer_in_the_settings(
    tmp_path: Path, moment: int, phase: Phase, end: Outcome
) -> None:
    """Its card says so, and no longer that it is under way."""
    async with bench(tmp_path / "bot.db", durations=LONG) as here:
        await here.typed("start my-harvester and publish")
        assert await dies(here, moment)
        here.forget_portal()
        await here.engine.run()
        (told,) = here.teller.told("conclude")
        assert isinstance(told, Run)
        assert (told.phase, told.trouble) == (phase, "The portal city is no longer in the bot's settings.")
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.ATTEMPT, end]
        await nothing_more(here)


async def test_a_publication_ends_with_its_portal(tmp_path: Path) -> None:
    """The portal had taken it on, and is in the settings no more."""
    async with bench(tmp_path / "bot.db") as here:
        await here.pressed(await here.asked("publish my-harvester"))
        assert await dies(here, 6)
        here.forget_portal()
        await here.engine.run()
        shown = here.teller.told("show")[-1]
        assert isinstance(shown, Confirmation)
        assert shown.state is State.DONE
        assert "no longer in the bot's settings. It had taken this on" in shown.reason
        await nothing_more(here)


async def test_a_question_is_not_put_anew_about_a_portal_that_is_gone(tmp_path: Path) -> None:
    """That it was not done is told all the same."""
    async with bench(tmp_path / "bot.db") as here:
        await here.pressed(await here.asked("publish my-harvester"))
        here.portal.world.edit("my-harvester", name="Another")
        assert await dies(here, 3)
        here.forget_portal()
        await here.engine.run()
        shown = here.teller.told("show")[-1]
        assert isinstance(shown, Confirmation)
        assert shown.state is State.NOT_DONE
        assert len(here.teller.told("ask")) == 1


async def test_an_abort_on_a_portal_that_is_gone_is_not_told_as_never_sent(tmp_path: Path) -> None:
    """Nobody can find out any more what became of it."""
    async with bench(tmp_path / "bot.db", durations=LONG, api="automation") as here:
        here.portal.world.start("my-harvester")
        await here.typed("abort my-harvester")
        assert await dies(here, 3)
        here.forget_portal()
        await here.engine.run()
        (told,) = here.teller.told("refuse")
        assert "is no longer in the bot's settings. Whether it was done is not known yet." in str(told)
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.ATTEMPT, Outcome.UNKNOWN]
