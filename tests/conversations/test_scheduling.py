"""When a harvester runs by itself: said in words, set, changed and taken away, never over somebody else's change."""

from support.forms import form, says
from support.talk import Talk, talking

from harvestbot.sandbox.portal.harvester import Schedule
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, GENERAL, OPERATOR, SECOND_ADMIN
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.views import View

TITLE = "Schedule a harvester"
NIGHTLY = "nightly-timetables"


async def shown(talk: Talk, harvester: str = NIGHTLY, says: str = "runs by itself:") -> Message:
    """Ask when a harvester runs by itself."""
    await talk.types(f"schedule {harvester}")
    return await talk.sees(says)


async def opened(talk: Talk, button: str, card: Message) -> View:
    """Open the form."""
    await talk.presses(button, card)
    return await form(talk, TITLE)


def cron(talk: Talk, harvester: str = NIGHTLY) -> tuple[str, str] | None:
    """Return what stands in the portal."""
    found = talk.portal.world.get(harvester).schedule
    return (found.cron_schedule, found.timezone) if found else None


async def test_a_schedule_is_said_in_words_and_changed(mode: str) -> None:
    """Each choice has its fields, mistakes are told at them, and the card says old → new with the next run."""
    async with talking(mode=mode, api="automation") as talk:
        await talk.types(f"status {NIGHTLY}")
        await talk.presses("Schedule", await talk.sees("[Schedule]"))
        card = await talk.sees("runs by itself:")
        assert "every day at 01:30, Europe/Berlin; next run" in talk.look(card)
        view = await opened(talk, "Change", card)
        idle = await talk.world.submit(ADMIN, view, {})
        assert list(idle.errors.values()) == ["It is scheduled so already."]
        wrong = await talk.world.submit(ADMIN, view, {"At": "25:00", "Time zone": "Europe/Atlantis"})
        assert set(wrong.errors.values()) == {
            "Write a time of day such as 01:30.",
            "I know no such time zone. Write one such as Europe/Paris.",
        }
        await talk.world.choose(ADMIN, view, "How often", "As a cron line says")
        await says(talk, view, "30 1 * * * is every day")
        bad = await talk.world.submit(ADMIN, view, {"Cron": "61 * * * *", "Time zone": "Europe/Paris"})
        assert list(bad.errors.values()) == ["61 is no minute (0 to 59)."]
        await talk.world.choose(ADMIN, view, "How often", "On days of the week")
        await says(talk, view, "Monday")
        assert "Europe/Paris" in str(view.state)
        typed = {"On": ["Monday", "Thursday"], "At": "7:05"}
        assert (await talk.world.submit(ADMIN, view, typed)).ok
        done = await talk.sees("Scheduled")
        assert "every day at 01:30, Europe/Berlin" in talk.look(done)
        assert "→ every Monday and Thursday at 07:05, Europe/Paris; next run" in talk.look(done)
        assert cron(talk) == ("5 7 * * 1,4", "Europe/Paris")
        last = (await talk.trail())[-1]
        assert (last.verb, last.outcome) == ("schedule", "done")
        assert last.detail == "schedule 30 1 * * * Europe/Berlin → 5 7 * * 1,4 Europe/Paris"


async def test_a_schedule_is_set_and_removed_after_a_second_thought(mode: str) -> None:
    """A press alone removes nothing: Slack asks first."""
    async with talking(mode=mode, api="automation") as talk:
        card = await shown(talk, "air-quality", "has no schedule")
        assert "only when somebody starts it" in talk.look(card)
        view = await opened(talk, "Set a schedule", card)
        assert (await talk.world.submit(ADMIN, view, {"At": "3:00", "Time zone": "UTC"})).ok
        await talk.sees("schedule: none → every day at 03:00, UTC")
        assert cron(talk, "air-quality") == ("0 3 * * *", "UTC")
        await talk.types("schedule air-quality")
        card = await talk.sees("[Remove]")
        await talk.world.press(ADMIN, card, "Remove", confirm=False)
        assert cron(talk, "air-quality") is not None
        await talk.presses("Remove", card)
        await talk.sees("Not scheduled any more")
        assert cron(talk, "air-quality") is None


async def test_somebody_elses_schedule_is_never_overwritten(mode: str) -> None:
    """What is shown on the card, or in the form, has to be what stands in the portal."""
    async with talking(mode=mode, api="automation") as talk:
        card = await shown(talk)
        view = await opened(talk, "Change", card)
        talk.portal.world.reschedule(NIGHTLY, "0 5 * * *", "UTC")
        talk.portal.log.clear()
        await talk.presses("Remove", card)
        told = await talk.sees("Not scheduled")
        assert "[Schedule]" in talk.look(told)
        assert "Somebody has changed its schedule" in talk.look(told)
        await talk.world.submit(ADMIN, view, {"At": "6:00"})
        await talk.sees("every day at 06:00, Europe/Berlin")
        assert talk.writes() == []
        assert cron(talk) == ("0 5 * * *", "UTC")


async def test_what_cannot_be_scheduled_says_why(mode: str) -> None:
    """What never ran, a portal that knows no schedules, a role that is missing."""
    async with talking(mode=mode, api="automation") as talk:
        card = await shown(talk, "tree-survey", "has no schedule")
        assert "can be scheduled after its first run" in talk.look(card)
        await talk.types("schedule nightly-timetables", OPERATOR)
        await talk.sees("`schedule` needs the role admin".replace("`", ""), OPERATOR)
    async with talking(mode=mode) as talk:
        await talk.types(f"schedule {NIGHTLY}")
        await talk.sees("The API of portal city cannot tell a harvester's schedule")


async def test_a_schedule_is_changed_in_the_allowed_channels_alone(mode: str) -> None:
    """It is shown everywhere; neither the form nor the button that removes it works elsewhere."""
    async with talking(mode=mode, api="automation", CHANNELS=f'["{GENERAL}"]') as talk:
        card = await shown(talk)
        await talk.presses("Remove", card)
        await talk.sees("schedule does not work in this channel")
        await talk.presses("Change", card)
        view = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await says(talk, view, "schedule does not work in this channel")
        assert cron(talk) == ("30 1 * * *", "Europe/Berlin")
        assert talk.writes() == []
        assert ("schedule", "refused") in {(one.verb, one.outcome.value) for one in await talk.trail()}


async def test_a_lost_answer_and_a_second_person(mode: str) -> None:
    """The outcome is read from the portal; who approves sees the old and the new."""
    async with talking(mode=mode, api="automation", SECOND_APPROVER='["schedule"]') as talk:
        view = await opened(talk, "Change", await shown(talk))
        await talk.world.choose(ADMIN, view, "How often", "Every month")
        await says(talk, view, "Day of the month")
        assert (await talk.world.submit(ADMIN, view, {"Day of the month": "31", "At": "1:00"})).ok
        question = await talk.sees("has to approve it")
        assert "→ on day 31 of every month at 01:00" in talk.look(question)
        talk.portal.trouble.next(Kind.DROP_AFTER, method="PUT")
        await talk.presses("Approve", question, SECOND_ADMIN)
        await talk.sees("Scheduled")
        assert cron(talk) == ("0 1 31 * *", "Europe/Berlin")
        assert isinstance(talk.portal.world.get(NIGHTLY).schedule, Schedule)
