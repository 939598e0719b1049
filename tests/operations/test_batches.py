"""Several harvesters at once, killed at any moment and begun again: no request is sent twice, and all is told."""

from pathlib import Path

import pytest
from support.bench import ADA, ALAN, Bench, asker, bench
from support.deaths import dies, every_death, nothing_more

from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Outcome
from harvestbot.domain.batches import Several, Step
from harvestbot.domain.confirmations import Action, Place, State
from harvestbot.domain.filters import parse_filters
from harvestbot.errors import ConfirmationOver, NotFound
from harvestbot.operations.several.answering import Answer
from harvestbot.operations.several.asking import Turn
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.store import batches


async def asked(here: Bench, action: Action, words: str) -> Several:
    """Have Ada ask about several, and return the question as it stands."""
    batch = await here.crew.batching.ask(asker(ADA), action, parse_filters(words.split()))
    return await stands(here, batch.id)


async def stands(here: Bench, batch_id: str) -> Several:
    """Return several harvesters as they stand."""
    async with here.database.read() as reading:
        found = await batches.several(reading, batch_id)
    assert found is not None
    return found


def last(here: Bench) -> Several:
    """Return several harvesters as they were last reported."""
    told = here.teller.told("report several")[-1]
    assert isinstance(told, Several)
    return told


@pytest.mark.parametrize(
    ("ask", "action", "words"),
    [
        (Action.START, Action.START, "type:ods,wfs"),
        (Action.DELETE, Action.DELETE_DATASETS, "type:wfs"),
    ],
)
async def test_each_is_sent_at_most_once_wherever_the_process_dies(
    tmp_path: Path, ask: Action, action: Action, words: str
) -> None:
    """What was sent is done; what was not is told as failed or unknown, and left."""

    async def press(here: Bench) -> None:
        several = await asked(here, ask, words)
        await here.crew.batching.press(asker(ADA, several.batch.place), several.batch.id, action)

    async def check(here: Bench) -> None:
        told = last(here)
        assert told.batch.state is State.DONE
        assert all(one.step.over for one in told.items)
        assert len(here.writes()) == len(set(here.portal_paths())) <= 2
        assert len(told.of(Step.DONE)) == len(here.writes())
        trail = [one for one in await here.trail() if one.harvester_id]
        for harvester in ("my-harvester", "national-archive"):
            said = [one.outcome for one in trail if one.harvester_id == harvester]
            assert said.count(Outcome.ATTEMPT) <= 1
            assert sum(one in (Outcome.DONE, Outcome.NOT_DONE) for one in said) <= 1
        assert {one.correlation for one in trail} == {f"by {ADA}"}

    assert await every_death(tmp_path, press, check) > 10


async def test_a_portal_that_answers_nothing_is_not_asked_for_all(tmp_path: Path) -> None:
    """After a few failures for one reason the rest is left as it is; nothing was sent twice."""
    async with bench(tmp_path / "bot.db") as here:
        several = await asked(here, Action.START, "-is:running -is:collapsed")
        here.portal.trouble.next(Kind.EMPTY_403, times=100, method="PUT")
        await here.crew.batching.press(asker(ADA, several.batch.place), several.batch.id, Action.START)
        await here.engine.run()
        told = last(here)
        assert len(here.writes()) == len(told.of(Step.FAILED)) == 5
        assert "all failed for one reason" in told.of(Step.SKIPPED)[0].reason
        await nothing_more(here)


async def test_a_start_without_an_answer_is_settled_by_looking(tmp_path: Path) -> None:
    """It was taken on: it is followed, and not sent again."""
    async with bench(tmp_path / "bot.db") as here:
        # The run of the first one leaves traces, so that it is known of however late somebody looks.
        several = await asked(here, Action.START, "type:ods,wfs")
        here.portal.trouble.next(Kind.DROP_AFTER, method="PUT")
        here.portal.trouble.next(Kind.DROP, method="PUT")
        await here.crew.batching.press(asker(ADA, several.batch.place), several.batch.id, Action.START)
        await here.engine.run()
        assert sorted(one.step for one in last(here).items) == [Step.DONE, Step.UNSURE]
        assert len(here.writes()) <= 2


async def test_a_role_taken_away_stops_what_is_not_begun(tmp_path: Path) -> None:
    """It is asked anew before the first one, and nothing is sent."""
    async with bench(tmp_path / "bot.db") as here:
        several = await asked(here, Action.START, "type:ods,csw")
        await here.crew.batching.press(asker(ADA, several.batch.place), several.batch.id, Action.START)
        here.people.outsiders.add(ADA)
        await here.engine.run()
        assert [one.step for one in last(here).items] == [Step.SKIPPED] * 2
        assert "needs the role operator" in last(here).items[0].reason
        assert here.writes() == []


async def test_answers_that_come_too_late_change_nothing(tmp_path: Path) -> None:
    """Used, withdrawn, rejected, stopped, or never known."""
    second = frozenset({Action.DELETE})
    async with bench(tmp_path / "bot.db", second=second) as here:
        crew = here.crew
        several = await asked(here, Action.DELETE, "type:ods,csw")
        mine, place = several.batch.id, several.batch.place
        with pytest.raises(ConfirmationOver, match="Only the person who asked"):
            await crew.batching.press(asker(ALAN, place), mine, Action.DELETE)
        await crew.batching.press(asker(ADA, place), mine, Action.DELETE)
        await here.engine.run()
        waiting = (await stands(here, mine)).batch
        assert waiting.state is State.WAITING
        await crew.batch_answers.take(asker(ALAN, waiting.place), mine, "d1", Answer.REJECT)
        await crew.batch_answers.take(asker(ALAN, waiting.place), mine, "d1", Answer.REJECT)
        await here.engine.run()
        assert (await stands(here, mine)).batch.state is State.REJECTED
        for answer in (Answer.APPROVE, Answer.STOP):
            await crew.batch_answers.take(asker(ALAN, waiting.place), mine, f"late {answer}", answer)
        await crew.batch_answers.take(asker(ALAN, waiting.place), "nobody", "lost", Answer.STOP)
        await here.engine.run()
        assert len(here.teller.told("refuse")) == 3
        await nothing_more(here)
        with pytest.raises(ConfirmationOver, match="rejected"):
            await crew.batching.cancel(asker(ADA, place), mine)
        with pytest.raises(NotFound):
            await crew.batching.find(ADA, "nobody")
        with pytest.raises(ConfirmationOver, match="no longer know"):
            await crew.batching.read("nobody", ADA)
        assert here.writes() == []


async def test_an_answer_at_the_message_of_a_bot_that_died_stands_there(tmp_path: Path) -> None:
    """The answer comes while the next bot posts that message anew: the second one is taken back."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.START})) as here:
        several = await asked(here, Action.START, "type:ods,csw")
        await here.crew.batching.press(asker(ADA, several.batch.place), several.batch.id, Action.START)

        async def approve() -> None:
            await here.crew.batch_answers.take(asker(ALAN, Place("C1", "9.9")), several.batch.id, "d1", Answer.APPROVE)
            await here.engine.run_one("d1")

        here.teller.meanwhile_asking = approve
        await here.engine.run()
        assert last(here).batch.state is State.DONE
        assert last(here).batch.place == Place("C1", "9.9")
        assert len(here.teller.told("take back")) == 1


@pytest.mark.parametrize("action", [Action.START, Action.PUBLISH])
async def test_what_was_decided_alone_is_not_done_where_it_takes_two_by_now(tmp_path: Path, action: Action) -> None:
    """Killed after the press, and started anew with other settings: each is left, with the reason."""
    async with bench(tmp_path / "bot.db", second=frozenset({action})) as here:
        several = await asked(here, action, "is:hidden")
        async with here.database.write() as tx:  # as a press was taken before that
            await batches.press(tx, several.batch.id, user=ADA, action=action, now=here.clock())
            await here.crew.batching.carry_on(tx, several.batch.id, Turn.WORK)
        await here.engine.run()
        assert all("somebody else has to approve this" in one.reason for one in last(here).items)
        assert here.writes() == []


async def test_no_message_goes_on_asking_for_what_was_withdrawn_meanwhile(tmp_path: Path) -> None:
    """The withdrawal comes while the second person's message is on its way."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.START})) as here:
        several = await asked(here, Action.START, "type:ods,csw")
        mine, place = several.batch.id, several.batch.place
        await here.crew.batching.press(asker(ADA, place), mine, Action.START)
        here.teller.meanwhile_asking = lambda: here.crew.batching.cancel(asker(ADA, place), mine)
        await here.engine.run()
        assert len(here.teller.told("take back")) == 1
        shown = here.teller.told("show several")[-1]
        assert isinstance(shown, Several)
        assert (shown.batch.state, shown.batch.place) == (State.CANCELLED, place)


async def test_the_asker_withdraws_what_waits_for_a_second_person(tmp_path: Path) -> None:
    """With the button that rejects; and a question that nobody answers expires."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.START})) as here:
        several = await asked(here, Action.START, "type:ods,csw")
        await here.crew.batching.press(asker(ADA, several.batch.place), several.batch.id, Action.START)
        await here.engine.run()
        waiting = (await stands(here, several.batch.id)).batch
        await here.crew.batch_answers.take(asker(ADA, waiting.place), waiting.id, "d1", Answer.REJECT)
        await here.engine.run()
        assert (await stands(here, waiting.id)).batch.state is State.CANCELLED
        await nothing_more(here)
        chosen = (HarvesterRef("my-harvester", "city"), HarvesterRef("no-such", "city"))
        other = await here.crew.batching.ask_about(asker(ADA, Place("C1")), Action.UNPUBLISH, chosen)
        assert [(one.why, one.refs) for one in other.left] == [("not to be found", ("city/no-such",))]
        here.clock.time += 10_000
        assert await here.crew.batching.expire() == 1
        await here.engine.run()
        assert (await stands(here, other.id)).batch.state is State.EXPIRED
        async with here.database.write() as tx:
            assert await batches.forget_before(tx, 0.0) == 0
            assert await batches.forget_before(tx, here.clock.time) == 3
        assert (await stands(here, other.id)).items == ()
        assert here.writes() == []


@pytest.mark.parametrize("action", [Action.START, Action.PUBLISH])
async def test_a_batch_comes_to_its_end_though_its_portal_is_no_longer_in_the_settings(
    tmp_path: Path, action: Action
) -> None:
    """Of what was sent nobody can tell any more, the rest is left."""
    async with bench(tmp_path / "bot.db", durations=Durations(processing=1e9, publishing=1e9)) as here:
        several = await asked(here, action, "is:hidden")
        await here.crew.batching.press(asker(ADA, several.batch.place), several.batch.id, action)
        while not here.writes():
            assert await dies(here, 9)
        here.forget_portal()
        await here.engine.run()
        told = last(here)
        assert told.batch.state is State.DONE
        sent = " ".join(here.portal_paths())
        assert {one.step for one in told.items if f"/{one.harvester.id}/" in sent} == {Step.UNSURE}
