"""The App Home and the global shortcut: what people see who look at everything at once, and act from there."""

import asyncio
import re

import pytest
from support.talk import Talk, talking

from harvestbot.domain.audit import Outcome
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GUEST, OPERATOR, SECOND_ADMIN, STRANGER, VIEWER, dm_of
from harvestbot.sandbox.slack.views import View
from harvestbot.slack import held, ids

HARVESTERS = ids.shortcut_id(ids.Shortcut.HARVESTERS)
TARGET = held.write(held.Target("city", "my-harvester"))


async def shows(talk: Talk, words: str, user: str = ADMIN) -> View:
    """Wait until somebody's Home says these words."""

    def there() -> View | None:
        home = talk.world.home(user)
        return home if home is not None and words in talk.world.plain(home) else None

    return await talk.world.until(there, 30.0)


async def opened(talk: Talk, words: str, user: str = ADMIN) -> View:
    """Open somebody's Home, and wait until it says these words."""
    delivery = await talk.world.open_home(user)
    assert delivery is not None
    assert delivery.ok
    return await shows(talk, words, user)


async def modal(talk: Talk, words: str, user: str = ADMIN) -> View:
    """Wait until somebody has a modal before them that says these words."""

    def there() -> View | None:
        view = talk.world.open_view(user)
        return view if view is not None and words in talk.world.plain(view) else None

    return await talk.world.until(there, 30.0)


async def seen_once(talk: Talk) -> None:
    """Wait until the portal's list was read a few times more."""
    lists = talk.portal.log.count(method="GET", path="/harvesters/")
    async with asyncio.timeout(30):
        while True:
            if talk.portal.log.count(method="GET", path="/harvesters/") > lists + 3:
                return
            await asyncio.sleep(0.02)


def publishings(talk: Talk) -> int:
    """Return how often a Home was published."""
    return len(talk.world.traffic.calls("views.publish"))


async def test_the_home_is_there_at_once_and_then_filled_filtered_and_turned(mode: str) -> None:
    """Nobody waits for the portal; filters and pages are buttons, and what is pressed stays chosen."""
    async with talking(mode=mode) as talk:
        talk.portal.trouble.latency = 0.5
        await opened(talk, "being read")
        talk.portal.trouble.clear()
        home = await shows(talk, "12 harvesters")
        assert "being read" in str(talk.world.traffic.calls("views.publish")[0].request)
        said = talk.world.plain(home)
        assert "1 failed" in said
        assert "114 datasets hidden" in said
        assert "of 1000 calls left for today" in said
        assert "City budget" in said.split("1 portal")[0]
        await talk.world.press(ADMIN, home, "Next")
        assert "Page 2 of 2" in talk.world.plain(await shows(talk, "Page 2 of 2"))
        await talk.world.press(ADMIN, home, "Hidden (5)")
        said = talk.world.plain(await shows(talk, "[Hidden (5)]"))
        await talk.world.until(lambda: "City budget" not in talk.world.plain(home).split("Hidden (5)")[1])
        await talk.world.press(ADMIN, home, "Running (0)")
        await shows(talk, "No run is under way")


async def test_a_row_opens_its_harvester_and_what_is_pressed_there_is_told_directly(mode: str) -> None:
    """The modal is there at once; it says where the answer comes, and the outcome stands in the direct message."""
    async with talking(mode=mode) as talk:
        home = await opened(talk, "12 harvesters", OPERATOR)
        await talk.world.press(OPERATOR, home, "Open", value=TARGET)
        card = await modal(talk, "120 attached", OPERATOR)
        assert "in your direct message" in talk.world.plain(card)
        await talk.world.press(OPERATOR, card, "Start")
        await modal(talk, "start city/my-harvester is taken in", OPERATOR)
        await talk.sees("attached 120 → 128", OPERATOR, dm_of(OPERATOR))
        await talk.world.press(OPERATOR, card, "Back to the harvester")
        await modal(talk, "128 attached", OPERATOR)
        await talk.world.press(OPERATOR, card, "Publish")
        await modal(talk, "publish city/my-harvester is taken in", OPERATOR)
        question = await talk.sees("would go online", OPERATOR, dm_of(OPERATOR))
        await talk.presses("Publish 16 datasets", question, OPERATOR)
        await talk.sees("Published 16 datasets", OPERATOR, dm_of(OPERATOR))
        assert talk.writes() == ["PUT /my-harvester/start/", "PUT /my-harvester/publish/"]
        assert talk.world.conversation(DATA_OPS, ADMIN) == []


async def test_whoever_opened_it_sees_what_changes_and_nothing_is_published_for_nothing(mode: str) -> None:
    """A failure on a watched portal, a watch, an outcome: each shows by itself; while nothing changes it is quiet."""
    async with talking(mode=mode) as talk:
        home = await opened(talk, "12 harvesters")
        await opened(talk, "You are viewer", VIEWER)
        await talk.types("watch city", channel=dm_of(ADMIN))
        await shows(talk, "everything on city")
        await shows(talk, "watch city")
        talk.portal.world.script("my-harvester", Script(failure="No route to the source."))
        talk.portal.world.start("my-harvester")
        await shows(talk, "2 failed")
        await shows(talk, "2 failed", VIEWER)
        await seen_once(talk)
        before = publishings(talk)
        await seen_once(talk)
        assert publishings(talk) == before
        assert "What was done lately" not in talk.world.plain(await shows(talk, "2 failed", VIEWER))
        await talk.world.press(ADMIN, home, "Unwatch")
        await shows(talk, "What you are told of\nNothing")


async def test_a_second_person_approves_on_the_home_what_is_asked_in_a_channel(mode: str) -> None:
    """Only those are asked who may answer; the card in the channel tells the end, and the question goes away."""
    async with talking(mode=mode, SECOND_APPROVER='["delete"]') as talk:
        await opened(talk, "12 harvesters", SECOND_ADMIN)
        await opened(talk, "12 harvesters", OPERATOR)
        await opened(talk, "12 harvesters")
        await talk.types("delete bus-stops")
        await talk.presses("Delete, keep 412 datasets", await talk.sees("only they can press"))
        asked = await talk.sees("has to approve it")
        home = await shows(talk, "wants to delete", SECOND_ADMIN)
        for other in (OPERATOR, ADMIN):
            view = talk.world.home(other)
            assert view is not None
            assert "Approve" not in talk.world.plain(view)
        assert "asked in" in talk.world.plain(home)
        await talk.world.press(SECOND_ADMIN, home, "Approve")
        await talk.world.until(lambda: "Deleted" in talk.look(asked), 30.0)
        assert f"approved by @{SECOND_ADMIN}" in talk.look(asked)
        await talk.world.until(lambda: "Approve" not in talk.world.plain(home))
        assert talk.writes() == ["DELETE /bus-stops/?delete_attached_datasets=0"]


async def test_whoever_approves_on_the_home_reads_what_would_be_saved_or_restored() -> None:
    """As it stands in the channel: nobody approves what they have not seen."""
    async with talking(SECOND_APPROVER='["create", "restore"]') as talk:
        await opened(talk, "12 harvesters", SECOND_ADMIN)
        await talk.types("create wfs")
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await talk.world.until(lambda: "Address of the service" in talk.world.plain(form))
        await talk.world.submit(ADMIN, form, {"Name": "Lakes", "Address of the service": "https://wfs.example.org"})
        home = await shows(talk, "https://wfs.example.org", SECOND_ADMIN)
        await talk.world.press(SECOND_ADMIN, home, "Reject")
        await talk.types("delete bus-stops")
        await talk.presses("Delete, keep 412 datasets", await talk.sees("only they can press"))
        await talk.sees("Deleted")
        await talk.types("restore bus-stops")
        await talk.presses("Restore", await talk.sees("only they can press"))
        await shows(talk, "412 datasets of it were kept: the next run duplicates them", SECOND_ADMIN)


async def test_several_that_wait_for_a_second_person_are_told_too() -> None:
    """Their names and buttons stand in the message, to which the Home leads."""
    async with talking(SECOND_APPROVER='["publish"]') as talk:
        await opened(talk, "12 harvesters", SECOND_ADMIN)
        await talk.types("publish is:hidden")
        question = await talk.sees("only they can press")
        label = re.search(r"\[(Publish [^]]+)\]", talk.look(question))
        assert label
        await talk.presses(label[1], question)
        home = await shows(talk, "wants to: ", SECOND_ADMIN)
        assert "asked in" in talk.world.plain(home)


async def test_where_changes_are_bound_to_channels_the_modal_names_them() -> None:
    """Neither the Home nor the modal is such a channel; nothing is done."""
    async with talking(CHANNELS=f'["{DATA_OPS}"]') as talk:
        home = await opened(talk, "12 harvesters")
        await talk.world.press(ADMIN, home, "Open", value=TARGET)
        await talk.world.press(ADMIN, await modal(talk, "120 attached"), "Start")
        view = await modal(talk, "does not work")
        assert "data-ops" in talk.world.plain(view) or DATA_OPS in talk.world.plain(view)
        assert talk.writes() == []


@pytest.mark.parametrize("user", [GUEST, STRANGER])
async def test_nobody_without_a_role_is_shown_anything(user: str) -> None:
    """A sentence says so; the shortcut refuses, and the trail has it."""
    async with talking() as talk:
        home = await opened(talk, "You have no role on any portal", user)
        assert "[" not in talk.world.plain(home)
        assert talk.portal.log.requests == []
        await talk.world.shortcut(user, HARVESTERS)
        view = await modal(talk, "needs the role viewer", user)
        assert "harvesters  ·" not in talk.world.plain(view)
        async with asyncio.timeout(30):
            while True:
                if (user, Outcome.REFUSED) in [(one.actor, one.outcome) for one in await talk.trail()]:
                    return


async def test_a_role_taken_away_takes_the_home_away() -> None:
    """At the next press, whatever the buttons were."""
    async with talking(ROLES__VIEWER="[]") as talk:
        home = await opened(talk, "12 harvesters", ADMIN)
        for person in (ADMIN,):
            talk.world.workspace.people[person].is_admin = False
            talk.world.workspace.people[person].is_owner = False
        await talk.world.press(ADMIN, home, "Open", value=TARGET)
        await modal(talk, "120 attached")  # Slack's word on a person may be a minute old for a reading
        await talk.world.press(ADMIN, await modal(talk, "120 attached"), "Start")
        await talk.sees("needs the role operator", ADMIN, dm_of(ADMIN))
        assert talk.writes() == []


async def test_a_portal_that_is_down_is_told_and_keeps_nobody_waiting(mode: str) -> None:
    """What was known stays; the modal of a harvester says what went wrong, in the modal."""
    async with talking(mode=mode) as talk:
        home = await opened(talk, "12 harvesters")
        talk.portal.trouble.next(Kind.DROP, times=1_000)
        await talk.world.press(ADMIN, home, "Open", value=TARGET)
        await modal(talk, "⚠️")
        await talk.world.press(ADMIN, home, "Read anew")
        assert "12 harvesters" in talk.world.plain(await shows(talk, "could not be asked"))
        talk.portal.trouble.clear()


async def test_the_shortcut_finds_a_harvester_and_acts(mode: str) -> None:
    """The modal opens at once; what is chosen is shown in it, and another can be chosen there."""
    async with talking(mode=mode) as talk:
        await opened(talk, "12 harvesters")
        await talk.world.shortcut(ADMIN, HARVESTERS)
        view = await modal(talk, "Find a harvester")
        select = ids.find_id("status")
        offered = await talk.world.suggest(ADMIN, view, select, "my har")
        assert any("my-harvester" in str(one) for one in offered)
        await talk.world.choose(ADMIN, view, select, offered[0])
        view = await modal(talk, "120 attached")
        await talk.world.press(ADMIN, view, "Watch")
        await talk.sees("watches city/my-harvester", ADMIN, dm_of(ADMIN))
        await talk.world.press(ADMIN, view, "Back to the harvester")
        card = await modal(talk, "120 attached")
        await talk.world.choose(ADMIN, card, ids.action_id(ids.Press.MORE), "Edit")
        form = await modal(talk, "Edit a harvester")
        await talk.world.close(ADMIN, form)
        await shows(talk, "city/my-harvester")
