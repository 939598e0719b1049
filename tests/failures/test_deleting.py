"""A deletion, with the bot killed at each of its steps: done once or not at all, and told truthfully."""

from pathlib import Path

import pytest
from support.lives import DEAF
from support.points import Moment, Point
from support.scene import Scene, scene
from support.wires import Side

DELETE = "DELETE /bus-stops/"
ROW = "UPDATE confirmation"


async def confirmed(here: Scene) -> None:
    """Ask for a deletion and confirm it."""
    await here.types("delete bus-stops")
    question = await here.sees("only they can press")
    await here.presses("Delete, keep 412 datasets", question)


async def told_once(here: Scene, outcome: str) -> None:
    """See that the outcome is told in one card, and that no card promises more."""
    await here.sees(outcome)
    await here.world.until(lambda: not here.unfinished(), 10)
    assert [one for one in here.told() if outcome in one] != []
    assert len([one for one in here.told() if "Deleted" in one or "Not deleted" in one]) == 1


@pytest.mark.parametrize(
    ("point", "trail"),
    [
        (Point(ROW, "approved", Moment.AFTER), ["attempt", "done"]),
        (Point(ROW, "at_work", Moment.BEFORE), ["attempt", "done"]),
        (Point(ROW, "done", Moment.BEFORE), ["attempt", "unknown", "done"]),
        (Point(ROW, "done", Moment.AFTER), ["attempt", "done"]),
    ],
    ids=["decided", "before the attempt", "before the record", "before the message"],
)
async def test_what_was_decided_is_done_once_wherever_the_bot_dies(
    url: str, tmp_path: Path, point: Point, trail: list[str]
) -> None:
    """One DELETE, told as done, and an audit trail in which each step stands once and in order."""
    async with scene(url, tmp_path) as here:
        life = await here.life(point)
        await confirmed(here)
        await life.ended()
        async with here.afterlife():
            await told_once(here, "Deleted")
        assert here.writes() == [DELETE]
        assert await here.audited("delete") == ["asked", "approved", *trail]


async def test_what_was_decided_is_done_though_slack_is_slow_at_the_next_start(url: str, tmp_path: Path) -> None:
    """Whose role cannot be looked up yet, since the bot has only just begun, is not refused for it."""
    async with scene(url, tmp_path) as here:
        life = await here.life(Point(ROW, "approved", Moment.AFTER))
        await confirmed(here)
        await life.ended()
        here.world.fail("auth.test", "http_503", times=1)
        async with here.afterlife():
            await told_once(here, "Deleted")
        assert here.writes() == [DELETE]


async def test_what_is_queued_outlives_the_process_that_queued_it(url: str, tmp_path: Path) -> None:
    """Killed after the acknowledgement, before anything is taken from the queue."""
    async with scene(url, tmp_path) as here:
        life = await here.life(tuning=DEAF)
        await confirmed(here)
        assert here.world.problems == []
        await life.killed()
        assert here.writes() == []
        async with here.afterlife():
            await told_once(here, "Deleted")
        assert here.writes() == [DELETE]
        assert await here.audited("delete") == ["asked", "approved", "attempt", "done"]


async def test_a_press_that_was_not_committed_has_no_effect_and_can_be_made_again(url: str, tmp_path: Path) -> None:
    """Killed before the commit: the person sees that it failed, and presses once more."""
    async with scene(url, tmp_path) as here:
        life = await here.life(Point(ROW, "approved", Moment.BEFORE))
        await confirmed(here)
        await life.ended()
        assert [one.error for one in here.world.problems] == ["dispatch_failed"]
        async with here.afterlife():
            question = await here.sees("only they can press")
            await here.presses("Delete, keep 412 datasets", question)
            await told_once(here, "Deleted")
        assert here.writes() == [DELETE]
        assert await here.audited("delete") == ["asked", "approved", "attempt", "done"]


@pytest.mark.parametrize(
    ("side", "outcome", "trail"),
    [(Side.DONE, "Deleted", ["done"]), (Side.ARRIVED, "Not deleted", ["not_done", "asked"])],
    ids=["done", "not done"],
)
async def test_a_deletion_that_got_no_answer_is_told_as_it_came_out(
    url: str, tmp_path: Path, side: Side, outcome: str, trail: list[str]
) -> None:
    """Killed inside the DELETE: the portal is read and not asked again; what was not done is asked about anew."""
    async with scene(url, tmp_path) as here:
        life = await here.life()
        here.at_portal.trap("DELETE", "bus-stops", side, life.kill)
        await confirmed(here)
        await life.ended()
        async with here.afterlife():
            await told_once(here, outcome)
            if side is Side.ARRIVED:
                await here.sees("only they can press")
        assert here.writes() == [DELETE]
        assert await here.audited("delete") == ["asked", "approved", "attempt", "unknown", *trail]


@pytest.mark.parametrize("where", [Point(ROW, "at_work", Moment.AFTER), Side.ARRIVED, Side.DONE])
async def test_an_attempt_that_was_never_sent_is_told_as_not_done(
    url: str, tmp_path: Path, where: Point | Side
) -> None:
    """Killed after the attempt was written down, also inside the update that says so: nothing is sent later."""
    async with scene(url, tmp_path) as here:
        life = await here.life(*([where] if isinstance(where, Point) else []))
        if isinstance(where, Side):
            here.at_slack.trap("POST", "chat.update", where, life.kill)
        await confirmed(here)
        await life.ended()
        async with here.afterlife():
            await told_once(here, "Not deleted")
            await here.sees("only they can press")
        assert here.writes() == []
        assert await here.audited("delete") == ["asked", "approved", "attempt", "unknown", "not_done", "asked"]


@pytest.mark.parametrize("side", list(Side))
async def test_an_outcome_whose_telling_was_cut_off_is_told_again(url: str, tmp_path: Path, side: Side) -> None:
    """Killed inside the update that says how it ended."""
    async with scene(url, tmp_path) as here:
        life = await here.life()
        here.at_slack.trap("POST", "chat.update", side, life.kill, turn=2)
        await confirmed(here)
        await life.ended()
        async with here.afterlife():
            await told_once(here, "Deleted")
            await here.world.until(lambda: len(here.world.traffic.calls("chat.update")) == 3 - (side is Side.ARRIVED))
        assert here.writes() == [DELETE]
        assert await here.audited("delete") == ["asked", "approved", "attempt", "done"]


@pytest.mark.parametrize("side", list(Side))
async def test_a_question_put_anew_survives_the_crash_in_which_it_was_put(url: str, tmp_path: Path, side: Side) -> None:
    """Killed inside the chat.postMessage of the fresh question: it is there afterwards, and can be answered."""
    async with scene(url, tmp_path) as here:
        life = await here.life()
        await here.types("delete bus-stops")
        question = await here.sees("only they can press")
        here.portal.world.edit("bus-stops", name="Bus stops and shelters")
        here.at_slack.trap("POST", "chat.postMessage", side, life.kill)
        await here.presses("Delete, keep 412 datasets", question)
        await life.ended()
        async with here.afterlife():
            fresh = await here.sees("Delete Bus stops and shelters?")
            assert here.writes() == []
            await here.presses("Delete, keep 412 datasets", fresh)
            await here.sees("Deleted")
        assert here.writes() == [DELETE]
        assert await here.audited("delete") == ["asked", "approved", "not_done", "asked", "approved", "attempt", "done"]
