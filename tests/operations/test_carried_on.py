"""Killed at any moment and begun again: every action comes to its end, and nothing is done twice."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from support.bench import ADA, ALAN, Bench, asker, bench
from support.deaths import dies, every_death, nothing_more, outcomes

from harvestbot.domain.asks import HarvesterRef, parse
from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.domain.forms import filled, form
from harvestbot.domain.runs import Phase, Run
from harvestbot.errors import CannotPost, SlackUnavailable
from harvestbot.operations.acting.running import FOLLOW
from harvestbot.operations.defining.drafting import Sheet
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.portal.world import World
from harvestbot.store import confirmations, digests, subscriptions

ENDS = {Outcome.DONE, Outcome.NOT_DONE}
LOST = {Outcome.UNKNOWN}


async def test_a_restoration_is_sent_at_most_once_and_told(tmp_path: Path) -> None:
    """It stands once, or not at all and that is told."""
    harvester = "tree-survey"

    async def story(here: Bench) -> None:
        await here.pressed(await here.asked(f"delete {harvester}"))
        await here.engine.run()
        question = await here.crew.offering.ask(asker(ADA), HarvesterRef(harvester))
        await here.crew.restoring.press(asker(ADA, question.place), question.id, {})

    async def check(here: Bench) -> None:
        (last,) = [one for one in here.teller.told("show") if isinstance(one, Confirmation) and one.state.over][-1:]
        assert last.ask is Action.RESTORE
        standing = [one.uid for one in here.portal.world.all() if one.uid.startswith(harvester)]
        assert standing == ([harvester] if last.state is State.DONE else [])
        assert here.portal.log.count(method="POST") == len(standing)

    assert await every_death(tmp_path, story, check) > 2


async def saved(here: Bench, sheet: Sheet, name: str, further: str = "") -> None:
    """Have Ada submit a form in which she has changed the name, and typed further parameters."""
    base = sheet.draft.base
    untouched = {entry.name: entry.shown for entry in form(base).entries}
    await here.crew.saving.submit(sheet.draft, filled(base, name, untouched, further), "by Ada")


async def test_an_edit_is_sent_at_most_once_and_told(tmp_path: Path) -> None:
    """It stands, or not at all and that is told."""

    async def story(here: Bench) -> None:
        await saved(here, await here.crew.drafting.edit(asker(ADA), HarvesterRef("air-quality")), "Clean air")

    async def check(here: Bench) -> None:
        shown, stands = last_shown(here), here.portal.world.get("air-quality")
        assert here.writes() in ([], ["PUT air-quality"])
        assert (stands.name == "Clean air") is (shown.state is State.DONE)
        assert (await here.standing(shown.id)).state is shown.state
        one_attempt_one_end(await here.trail())

    assert await every_death(tmp_path, story, check) > 2


async def test_a_creation_is_sent_at_most_once_and_told(tmp_path: Path) -> None:
    """It stands once, or not at all and that is told."""

    async def story(here: Bench) -> None:
        sheet = await here.crew.drafting.like(asker(ADA), HarvesterRef("air-quality"))
        await saved(here, sheet, "New air")

    async def check(here: Bench) -> None:
        shown = last_shown(here)
        standing = [one.uid for one in here.portal.world.all() if one.name == "New air"]
        assert here.portal.log.count(method="POST") == len(standing) == int(shown.state is State.DONE)
        assert (await here.standing(shown.id)).state is shown.state
        one_attempt_one_end(await here.trail())

    assert await every_death(tmp_path, story, check) > 2


async def test_what_was_typed_goes_with_the_process_and_is_asked_for_again(tmp_path: Path) -> None:
    """Nothing is sent without the secrets; all else that was typed is kept for the form to be opened again."""
    async with bench(tmp_path / "bot.db") as here:
        sheet = await here.crew.drafting.edit(asker(ADA), HarvesterRef("air-quality"))
        await saved(here, sheet, "Clean air", '{"api_key": "typed"}')
        await here.crew.saving.stop(0.0)
        await here.engine.run()
        assert here.writes() == []
        assert "keeps no secret" in last_shown(here).reason
        again = await here.crew.drafting.again(asker(ADA), sheet.draft.id)
        assert again.typed is not None
        assert (again.typed.name, again.typed.secrets, again.typed.values) == ("Clean air", ("api_key",), {})


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        (lambda world: world.vanish("air-quality"), "The harvester is gone."),
        (lambda world: world.rename("air-quality", "Foul air"), "stands otherwise than you wanted it"),
        (lambda world: world.get("air-quality"), "did not answer, and has not done it"),
    ],
    ids=["gone", "unlike", "not done"],
)
async def test_a_lost_edit_is_told_as_it_is_found(
    tmp_path: Path, meanwhile: Callable[[World], object], told: str
) -> None:
    """What became of a request without an answer is read from the portal, whatever else has happened there."""
    async with bench(tmp_path / "bot.db") as here:
        sheet = await here.crew.drafting.edit(asker(ADA), HarvesterRef("air-quality"))
        await saved(here, sheet, "Clean air")
        here.portal.trouble.next(Kind.FAIL_500, method="PUT")
        running = asyncio.create_task(here.engine.run())
        while not here.portal.log.count(method="PUT"):  # noqa: ASYNC110  because the log of requests wakes nobody
            await asyncio.sleep(0)
        meanwhile(here.portal.world)
        here.portal.trouble.next(Kind.DROP, method="GET")
        await running
        assert told in last_shown(here).reason
        assert here.writes() == ["PUT air-quality"]
        one_attempt_one_end(await here.trail())


async def test_who_has_lost_the_role_meanwhile_saves_nothing(tmp_path: Path) -> None:
    """It is asked afresh before anything is sent; so is whether the harvester is still there."""
    async with bench(tmp_path / "bot.db") as here:
        first, second = [
            await here.crew.drafting.edit(asker(ADA), HarvesterRef(one)) for one in ("air-quality", "tree-survey")
        ]
        here.portal.world.vanish("tree-survey")
        await saved(here, second, "New trees")
        await here.engine.run()
        assert "knows no such harvester" in last_shown(here).reason
        here.people.outsiders.add(ADA)
        await saved(here, first, "New air")
        await here.engine.run()
        assert "needs the role admin" in last_shown(here).reason
        assert here.writes() == []


def one_attempt_one_end(trail: list[Entry]) -> None:
    """See that what was attempted is written down once, and once how it ended."""
    said = outcomes(trail)
    assert said.count(Outcome.ATTEMPT) <= 1
    assert said.count(Outcome.UNKNOWN) <= 1
    assert sum(one in ENDS for one in said) == 1


def last_shown(here: Bench) -> Confirmation:
    """Return a confirmation as people last saw it."""
    shown = here.teller.told("show")[-1]
    assert isinstance(shown, Confirmation)
    return shown


@pytest.mark.parametrize(
    ("typed", "action", "request_"),
    [
        ("delete bus-stops", Action.DELETE_DATASETS, "DELETE bus-stops"),
        ("publish my-harvester", Action.PUBLISH, "PUT publish"),
        ("unpublish my-harvester", Action.UNPUBLISH, "PUT unpublish"),
    ],
)
async def test_a_confirmed_change_is_sent_at_most_once_and_told(
    tmp_path: Path, typed: str, action: Action, request_: str
) -> None:
    """Wherever the process dies between the press and the last word."""

    async def press(here: Bench) -> None:
        await here.pressed(await here.asked(typed), action)

    async def check(here: Bench) -> None:
        shown = last_shown(here)
        assert here.writes() in ([], [request_])
        assert shown.state is (State.DONE if here.writes() else State.NOT_DONE)
        assert (await here.standing(shown.id)).state is shown.state
        one_attempt_one_end(await here.trail())
        asked_again = [one for one in here.teller.told("ask") if isinstance(one, Confirmation) and one.id != shown.id]
        assert len({one.id for one in asked_again}) == (not here.writes())

    assert await every_death(tmp_path, press, check) >= 8


async def test_a_second_persons_answer_counts_once(tmp_path: Path) -> None:
    """Asked, approved, sent: the process may die anywhere in between."""
    both = frozenset({Action.DELETE})

    async def approve(here: Bench) -> None:
        await here.pressed(question := await here.asked("delete bus-stops"))
        await here.engine.run()
        waiting = await here.standing(question.id)
        await here.crew.approving.take(asker(ALAN, waiting.place), question.id, "d2", approve=True)

    async def check(here: Bench) -> None:
        shown = last_shown(here)
        assert here.writes() in ([], ["DELETE bus-stops"])
        assert (shown.requester, shown.approver) == (ADA, ALAN)
        assert shown.state is (State.DONE if here.writes() else State.NOT_DONE)
        trail = await here.trail()
        one_attempt_one_end(trail)
        assert outcomes(trail).count(Outcome.APPROVED) == 1
        assert here.teller.told("refuse") == []

    assert await every_death(tmp_path, approve, check, both) >= 10


async def test_what_was_decided_alone_is_not_done_where_it_takes_two_by_now(tmp_path: Path) -> None:
    """Killed after the press, and started anew with other settings: the role is asked again, and so is this."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.DELETE})) as here:
        question = await here.asked("delete bus-stops")
        async with here.database.write() as tx:  # as a press was taken before that
            await confirmations.press(tx, question.id, user=ADA, action=Action.DELETE, now=here.clock())
            await here.crew.confirming.carry_out(tx, question.id, "by Ada")
        await here.engine.run()
        assert "somebody else has to approve this" in last_shown(here).reason
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.REFUSED]
        assert here.writes() == []


async def test_a_second_person_is_asked_whatever_happens(tmp_path: Path) -> None:
    """Once, or twice where the process died between Slack's answer and its record."""

    async def press(here: Bench) -> None:
        await here.pressed(await here.asked("delete bus-stops"))

    async def check(here: Bench) -> None:
        asked = here.teller.told("ask second")
        assert len(asked) in (1, 2)
        (standing,) = {one.id for one in asked if isinstance(one, Confirmation)}
        assert (await here.standing(standing)).state is State.WAITING
        assert here.writes() == []

    assert await every_death(tmp_path, press, check, frozenset({Action.DELETE})) >= 4


async def test_a_start_is_sent_at_most_once_and_its_end_is_told(tmp_path: Path) -> None:
    """A run that nobody saw begin is told as uncertain, and never started again."""

    async def check(here: Bench) -> None:
        assert here.writes() in ([], ["PUT start"])
        told = here.teller.told("conclude")[-1]
        assert isinstance(told, Run)
        assert told.phase is (Phase.ENDED if here.writes() else Phase.UNCERTAIN)
        said = outcomes(await here.trail())
        assert said.count(Outcome.ATTEMPT) == 1
        assert sum(one in ENDS | LOST for one in said) == 1
        assert here.teller.told("refuse") == []

    assert await every_death(tmp_path, lambda here: here.typed("start my-harvester"), check) >= 10


async def test_start_and_publish_publishes_at_most_once(tmp_path: Path) -> None:
    """Two changes, each sent once; where the first may not have been made the second is not tried."""

    async def check(here: Bench) -> None:
        assert here.writes() in ([], ["PUT start"], ["PUT start", "PUT publish"])
        if here.writes() == ["PUT start"]:  # killed before the second was sent: the question is put in its stead
            assert here.teller.told("ask")

    assert await every_death(tmp_path, lambda here: here.typed("start my-harvester and publish"), check) >= 15


async def test_a_collapsed_source_is_asked_about_once(tmp_path: Path) -> None:
    """The question has one id, however often the start is carried out."""

    async def check(here: Bench) -> None:
        asked = [one for one in here.teller.told("ask") if isinstance(one, Confirmation)]
        assert len(asked) in (1, 2)
        assert len({one.id for one in asked}) == 1
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.ASKED]
        assert here.writes() == []

    assert await every_death(tmp_path, lambda here: here.typed("start bus-stops"), check) >= 6


async def test_a_run_under_way_is_followed_and_not_started(tmp_path: Path) -> None:
    """Nothing reaches the portal, and how it ended is told once; whoever comes back goes on."""
    async with bench(tmp_path / "bot.db", durations=Durations(processing=0.4)) as here:
        here.portal.world.start("my-harvester")
        await here.typed("start my-harvester")
        await dies(here, 5)
        await here.engine.run()
        (ended,) = here.teller.told("conclude")
        assert isinstance(ended, Run)
        assert (ended.phase, ended.followed_by, ended.started_by) == (Phase.ENDED, ADA, "")
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.NOT_DONE]
        shown = [one for one in here.teller.told("follow") if isinstance(one, Run)]
        assert any(one.shown == other.shown for one, other in pairwise(shown)), "the time alone is shown to pass"
        assert here.writes() == []
        await nothing_more(here)


async def test_two_who_start_at_once_both_follow_the_one_run(tmp_path: Path) -> None:
    """The portal takes one start and refuses the other; the second card follows what the first began."""
    async with bench(tmp_path / "bot.db", durations=Durations(processing=0.4)) as here:
        await here.typed("start my-harvester")
        sent = asyncio.create_task(here.engine.run())
        async with asyncio.timeout(30):
            while True:
                if here.writes():
                    break
                await asyncio.sleep(0.005)
        await here.crew.decisions.take(asker(ALAN, Place("C2")), parse("start my-harvester"), "d2")
        await asyncio.gather(sent, here.crew.works[FOLLOW]({"start": "d2"}))
        ended = [one for one in here.teller.told("conclude") if isinstance(one, Run)]
        assert {one.asked_by for one in ended} == {ADA, ALAN}
        assert {one.before.attached for one in ended} == {120}
        assert {one.now.attached for one in ended} == {128}
        assert here.writes() == ["PUT start"]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("watch my-harvester", "unwatch my-harvester"),
        ("mute my-harvester 1h", "unmute my-harvester"),
        ("digest daily", "digest off"),
    ],
)
async def test_a_wish_is_carried_out_once_and_told_as_it_came_out(tmp_path: Path, begin: str, end: str) -> None:
    """Carried out again, it changes nothing any more, and what it has ended is not told as never there."""
    async with bench(tmp_path / "bot.db") as here:
        for number, words in enumerate((begin, end, end)):
            await here.typed(words, f"d{number}")
            await here.engine.run()
        said = [how for how, _ in here.teller.said]
        await nothing_more(here)
        assert [how for how, _ in here.teller.said] == said * 2
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.DONE] * 2 + [Outcome.ASKED, Outcome.REFUSED]
        async with here.database.read() as tx:
            assert await subscriptions.of(tx, "C1") == []
            assert await subscriptions.silences(tx, here.clock.time, "C1") == []
            assert await digests.plan_of(tx, "C1") is None


async def test_a_press_on_a_notice_that_is_too_old_is_refused_once(tmp_path: Path) -> None:
    """However often it is carried out."""
    async with bench(tmp_path / "bot.db") as here:
        await here.crew.taking.decide(asker(ADA), "too old", "d1")
        await here.engine.run()
        await nothing_more(here)
        assert outcomes(await here.trail()) == [Outcome.ASKED, Outcome.REFUSED]


async def test_a_question_that_slack_does_not_take_is_put_again(tmp_path: Path) -> None:
    """The start is not given up for it, and nobody is told that it was refused."""
    async with bench(tmp_path / "bot.db") as here:
        here.teller.trouble = SlackUnavailable("Slack is away.")
        await here.typed("start bus-stops")
        with pytest.raises(SlackUnavailable):
            await here.engine.run()
        await here.engine.run()
        assert len(here.teller.told("ask")) == 1
        assert here.teller.told("refuse") == []


async def test_a_question_that_can_be_put_to_nobody_is_not_put_for_ever(tmp_path: Path) -> None:
    """That nothing was done is told; who wants it still asks anew."""
    async with bench(tmp_path / "bot.db") as here:
        await here.pressed(await here.asked("delete bus-stops"))
        here.portal.world.start("bus-stops")
        here.teller.trouble, here.teller.troubled = CannotPost("is_archived"), "ask"
        await here.engine.run()
        assert last_shown(here).state is State.NOT_DONE
        assert len(here.teller.told("ask")) == 1


@pytest.mark.parametrize("again", [False, True])
async def test_what_stands_in_the_queue_is_not_taken_up_twice(tmp_path: Path, *, again: bool) -> None:
    """At a start everything unsettled is queued, under the id that it may have there already."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.DELETE} if again else set())) as here:
        await here.pressed(question := await here.asked("delete bus-stops"))
        if again:
            await here.engine.run()
            waiting = await here.standing(question.id)
            await here.crew.approving.take(asker(ALAN, waiting.place), question.id, "d2", approve=True)
            assert await dies(here, 2), "right after the answer has counted"
        assert (await here.standing(question.id)).state is State.APPROVED
        queued = set(here.engine.queue)
        await here.crew.carrying.take_up()
        await here.engine.run()
        assert set(here.engine.queue) == queued
        assert here.writes() == ["DELETE bus-stops"]


@pytest.mark.parametrize("withdrawn", [True, False])
async def test_no_message_goes_on_asking_for_what_was_ended_meanwhile(tmp_path: Path, *, withdrawn: bool) -> None:
    """A withdrawal, or the end of the time, that comes while the second person's message is on its way."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.DELETE})) as here:
        await here.pressed(question := await here.asked("delete bus-stops"))
        before = await here.standing(question.id)

        async def end() -> None:
            if withdrawn:
                await here.crew.confirming.cancel(asker(ADA, question.place), question.id)
            else:
                here.clock.time += 10_000
                assert await here.crew.confirming.expire() == 1

        here.teller.meanwhile_asking = end
        await here.engine.run()
        assert here.teller.told("take back") == [Place(before.place.channel, "2.0")]
        assert last_shown(here).state.over
        assert last_shown(here).place == before.place


async def test_an_answer_at_the_message_of_a_bot_that_died_stands_there(tmp_path: Path) -> None:
    """A bot died while Slack took its message, and the next one posts it anew: the outcome stands where it was pressed.

    The answer comes while the second message is on its way, which is then taken back.
    """
    first = Place("C1", "9.9")
    async with bench(tmp_path / "bot.db", second=frozenset({Action.DELETE})) as here:
        await here.pressed(question := await here.asked("delete bus-stops"))

        async def approve() -> None:
            await here.crew.approving.take(asker(ALAN, first), question.id, "d2", approve=True)
            await here.engine.run_one("d2")

        here.teller.meanwhile_asking = approve
        await here.engine.run()
        assert (await here.standing(question.id)).place == first
        assert {one.place for one in here.teller.told("show") if isinstance(one, Confirmation)} == {first}
        assert len(here.teller.told("take back")) == 1
        assert last_shown(here).state is State.DONE


async def test_a_refused_answer_uses_nothing_up_and_is_written_down(tmp_path: Path) -> None:
    """The asker's own, an outsider's, one that comes too late: each is told, and stands in the trail."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.DELETE})) as here:
        here.people.outsiders.add("USAM")
        await here.pressed(question := await here.asked("delete bus-stops"))
        await here.engine.run()
        place = (await here.standing(question.id)).place
        for number, (user, approve) in enumerate([(ADA, True), ("USAM", True), ("USAM", False)]):
            for _ in range(2):  # a delivery that comes twice is taken once
                await here.crew.approving.take(asker(user, place), question.id, f"d{number}", approve=approve)
        await here.engine.run()
        assert (await here.standing(question.id)).state is State.WAITING
        here.clock.time += 10_000
        for user in (ADA, ALAN):
            await here.crew.approving.take(asker(user, place), question.id, f"late {user}", approve=False)
        await here.crew.approving.take(asker(ALAN, place), "nobody's", "lost", approve=True)
        await here.engine.run()
        told = [str(one) for one in here.teller.told("refuse")]
        assert len(told) == 6
        assert sum("expired" in one for one in told) == 2
        assert "no longer know" in told[-1]
        refused = [one for one in await here.trail() if one.outcome is Outcome.REFUSED]
        assert [one.actor for one in refused] == [ADA, "USAM", "USAM", ADA, ALAN, ALAN]
        assert here.writes() == []
        await nothing_more(here)


async def test_the_opposite_of_an_answer_is_told_and_the_same_again_is_not(tmp_path: Path) -> None:
    """Who has approved cannot reject any more, and learns it; who asked withdraws once, however often it is pressed."""
    async with bench(tmp_path / "bot.db", second=frozenset({Action.DELETE})) as here:
        await here.pressed(question := await here.asked("delete my-harvester"))
        await here.engine.run()
        place = (await here.standing(question.id)).place
        for delivery in ("w1", "w2"):
            await here.crew.approving.take(asker(ADA, place), question.id, delivery, approve=False)
        await here.engine.run()
        assert (await here.standing(question.id)).state is State.CANCELLED
        assert here.teller.told("refuse") == []
        await here.pressed(question := await here.asked("delete bus-stops"))
        await here.engine.run()
        place = (await here.standing(question.id)).place
        for number, approve in enumerate([True, True, False]):
            await here.crew.approving.take(asker(ALAN, place), question.id, f"d{number}", approve=approve)
        await here.engine.run()
        (told,) = here.teller.told("refuse")
        assert "Your press changed nothing." in str(told)
        assert here.writes() == ["DELETE bus-stops"]
        await nothing_more(here)
