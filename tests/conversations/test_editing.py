"""A harvester is edited in a form: opened at once, checked at its fields, saved once, over nobody else's change."""

import pytest
from support.forms import form, label, says, set_ones
from support.talk import Talk, talking

from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, OPERATOR, SECOND_ADMIN
from harvestbot.sandbox.slack.messages import Message

APIS = ["management", "automation"]
UNTOUCHED = {"Name": "City budget", "Url": "https://ckan.example.org", "Limit": "500", "Forced metas": ""}
SECRET = "quite-a-new-password"


async def status(talk: Talk, harvester: str) -> Message:
    """Ask for a harvester's card."""
    await talk.types(f"status {harvester}")
    return await talk.sees(harvester)


@pytest.mark.parametrize("api", APIS)
async def test_what_is_typed_is_saved_and_nothing_else_is_touched(mode: str, api: str) -> None:
    """Secrets that are left alone stay; the card and the audit trail say what was changed, old → new."""
    async with talking(mode=mode, api=api) as talk:
        before = talk.portal.world.get("nightly-timetables")
        await talk.world.choose(ADMIN, await status(talk, "nightly-timetables"), "harvestbot:more", "Edit")
        view = await form(talk)
        assert "ftp-secret-password" not in str(view.blocks)
        assert "Slack shows what you type" in talk.world.plain(view)
        await talk.world.submit(ADMIN, view, {"Name": "Timetables", label(view, "Server", "Host"): "ftp2.example.org"})
        done = await talk.sees("Edited")
        assert "name: Nightly timetables → Timetables" in talk.look(done)
        assert "host: ftp.example.org → ftp2.example.org" in talk.look(done)
        after = talk.portal.world.get("nightly-timetables")
        assert after.name == "Timetables"
        assert set_ones(after.params) == {**before.params, "host": "ftp2.example.org"}
        last = (await talk.trail())[-1]
        assert (last.verb, last.outcome, last.harvester_id) == ("edit", "done", "nightly-timetables")
        assert "changed name, host" in last.detail
        assert [one for one in talk.writes() if one.startswith("P")] == [
            "PUT /nightly-timetables" + "/" * (api != "management")
        ]


async def test_mistakes_are_told_at_their_fields(mode: str) -> None:
    """Nothing is sent before all is right: what it cannot do without, numbers, JSON, names, placeholders."""
    async with talking(mode=mode, api="automation") as talk:
        await talk.types("edit city-budget")
        view = await form(talk)
        typed = {"Name": " ", "Url": "  ", "Limit": "many", "Forced metas": '["no object"]', "Further parameters": "{"}
        refused = await talk.world.submit(ADMIN, view, typed)
        told = " ".join(refused.errors.values())
        assert len(refused.errors) == len(typed)
        for words in ("needs a name", "cannot do without it", "no number", "object in { }", "no JSON"):
            assert words in told
        twice = await talk.world.submit(ADMIN, view, {**UNTOUCHED, "Further parameters": '{"url": "x"}'})
        assert "has a field of its own" in " ".join(twice.errors.values())
        idle = await talk.world.submit(ADMIN, view, {**UNTOUCHED, "Further parameters": ""})
        assert list(idle.errors.values()) == ["Nothing is changed yet."]
        assert [one for one in talk.writes() if one.startswith("PUT")] == []
        await talk.world.submit(ADMIN, view, {"Limit": "50", "Further parameters": '{"tags": ["a"], "api_key": ""}'})
        done = await talk.sees("limit: 500 → 50")
        after = talk.portal.world.get("city-budget").params
        assert (after["limit"], after["api_key"]) == (50, "")
        # This portal passes over what it does not know, and the card does not say otherwise.
        assert "The portal holds otherwise than you typed it: tags" in talk.look(done)


@pytest.mark.parametrize("api", APIS)
async def test_a_secret_is_typed_and_never_seen(mode: str, api: str) -> None:
    """Not in the channel, the form, the trail or the database; and it reaches the portal."""
    async with talking(mode=mode, api=api) as talk:
        await talk.types("edit city-budget")
        view = await form(talk)
        name = label(view, "API key", "Api key")
        address = label(view, "Address", "Url")
        userinfo = f"https://me:{SECRET}@ckan.example.org"
        assert (await talk.world.submit(ADMIN, view, {name: SECRET, address: userinfo})).ok
        done = await talk.sees("Edited")
        assert "api_key: changed, never shown" in talk.look(done)
        after = talk.portal.world.get("city-budget").params
        assert (after["api_key"], after["url"]) == (SECRET, userinfo)
        assert SECRET not in talk.world.transcript()
        assert SECRET not in str(await talk.trail())
        (kept,) = await talk.row("SELECT group_concat(coalesce(base, '') || coalesce(wish, '')) FROM draft")
        assert "api_key" in kept
        assert SECRET not in kept


@pytest.mark.parametrize("api", APIS)
async def test_what_somebody_else_has_changed_is_never_overwritten(mode: str, api: str) -> None:
    """The card says what they changed; the form opens again with what was typed, and what they did is kept."""
    async with talking(mode=mode, api=api) as talk:
        await talk.types("edit air-quality")
        view = await form(talk)
        talk.portal.world.rename("air-quality", "Air, as it is", "chen.wei")
        talk.portal.log.clear()
        await talk.world.submit(ADMIN, view, {label(view, "At most", "Number of"): "7"})
        card = await talk.sees("Not edited")
        assert "chen.wei has changed it since the form was opened: name" in talk.look(card)
        assert "number_of_datasets: nothing → 7" in talk.look(card)
        assert talk.writes() == []
        await talk.presses("Open again", card, SECOND_ADMIN)
        await talk.sees("Only the person who filled this form in", SECOND_ADMIN)
        await talk.presses("Open again", card)
        again = await form(talk)
        said = talk.world.plain(again)
        assert "Meanwhile chen.wei has changed name" in said
        await talk.world.submit(ADMIN, again, {"Name": "Air, as it is"})
        await talk.sees("Edited")
        after = talk.portal.world.get("air-quality")
        assert (after.name, after.params["number_of_datasets"]) == ("Air, as it is", 7)


async def test_what_the_portal_finds_wrong_is_told_and_can_be_mended(mode: str) -> None:
    """Its words by field stand on the card and, when the form is opened again, at the field."""
    async with talking(mode=mode, api="automation") as talk:
        await talk.types("edit sensor-feed")
        view = await form(talk)
        typed = {"Name": "Sensors", "Endpoint": "", "Further parameters": '{"region": "north"}'}
        await talk.world.submit(ADMIN, view, typed)
        card = await talk.sees("Not edited")
        assert "Not edited: Sensor feed" in talk.look(card)
        assert "endpoint: This field is required" in talk.look(card)
        await talk.presses("Open again", card)
        again = await form(talk)
        assert "The portal says: This field is required" in talk.world.plain(again)
        assert '"region": "north"' in again.state["harvestbot:further"]["harvestbot:further"]["value"]
        assert (
            await talk.world.submit(ADMIN, again, {"Endpoint": "wss://new.example.org", "Further parameters": ""})
        ).ok
        await talk.sees("Edited")
        after = talk.portal.world.get("sensor-feed").params
        assert set_ones(after) == {"endpoint": "wss://new.example.org", "shard_token": "hyperfeed-secret-token"}


@pytest.mark.parametrize(("kind", "words"), [(Kind.DROP_AFTER, "Edited"), (Kind.FAIL_500, "Not edited")])
async def test_an_answer_that_is_lost_is_settled_by_reading(kind: Kind, words: str) -> None:
    """Until then the outcome is unknown; the request is never sent twice."""
    async with talking(api="automation", PORTALS__CITY__TIMEOUT="1.5") as talk:
        await talk.types("edit air-quality")
        view = await form(talk)
        talk.portal.log.clear()
        talk.portal.trouble.next(kind, method="PUT")
        await talk.world.submit(ADMIN, view, {"Name": "Clean air"})
        await talk.sees("Outcome unknown")
        await talk.sees(words)
        assert len([one for one in talk.writes() if one.startswith("PUT")]) == 1
        assert talk.portal.world.get("air-quality").name == ("Clean air" if words == "Edited" else "Air quality")


async def test_the_source_is_previewed_before_anything_is_saved(mode: str) -> None:
    """With what is typed where the portal can, and the form keeps it; with what is saved where it cannot."""
    async with talking(mode=mode, api="automation") as talk:
        await talk.types("edit air-quality")
        view = await form(talk)
        view.state["harvestbot:name"]["harvestbot:name"]["value"] = "Clean air"
        await talk.world.press(ADMIN, view, "Preview")
        said = await says(talk, view, "With this, the source lists 102 datasets")
        assert "name: Air quality → Clean air" in said
        assert view.state["harvestbot:name"]["harvestbot:name"]["value"] == "Clean air"
        assert talk.writes() == ["POST /air-quality/unsaved_preview/"]
        view.state["harvestbot:name"]["harvestbot:name"]["value"] = ""
        await talk.world.press(ADMIN, view, "Preview")
        await says(talk, view, "Mend this first")
        talk.portal.trouble.next(Kind.EMPTY_403)
        view.state["harvestbot:name"]["harvestbot:name"]["value"] = "Clean air"
        await talk.world.press(ADMIN, view, "Preview")
        await says(talk, view, "needs create_dataset")
    async with talking(mode=mode) as talk:
        await talk.types("edit air-quality")
        view = await form(talk)
        await talk.world.press(ADMIN, view, "Preview")
        await says(talk, view, "cannot preview changes before they are saved")


async def test_a_form_that_cannot_be_filled_says_why(mode: str) -> None:
    """The portal that is down, the harvester that is not there, the role that is missing: each in the form itself."""
    async with talking(mode=mode) as talk:
        await talk.types("edit bus-stop")
        view = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        assert "[Find a harvester]" in await says(talk, view, "there is no harvester")
        await talk.world.press(ADMIN, view, "edit bus-stops")
        await form(talk)
        await talk.types("edit bus-stops", OPERATOR)
        theirs = await talk.world.until(lambda: talk.world.open_view(OPERATOR))
        await says(talk, theirs, "needs the role admin")
        await talk.world.until(lambda: talk.world.open_view(OPERATOR))
        talk.portal.trouble.next(Kind.FAIL_503, times=5)
        await talk.types("edit bus-stops")
        view = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await says(talk, view, "failed (503)")
        talk.world.fail("views.update", "internal_error")
        await talk.types("edit bus-stops")
        view = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        assert "Ask for the form again" in await says(talk, view, "Slack refused: internal_error")
        talk.world.fail("views.open", "expired_trigger_id")
        await talk.types("edit bus-stops")
        opener = await talk.sees("Press to open the form")
        await talk.presses("Edit bus-stops", opener)
        await form(talk)
        assert ("edit", "refused") in {(one.verb, one.outcome.value) for one in await talk.trail()}


@pytest.mark.parametrize("harvester", ["channel-x-paris", "a-very-long-name", "donnees-ouvertes"])
async def test_odd_harvesters_can_be_edited(harvester: str) -> None:
    """Hostile, very long and worldly names keep Slack's limits and survive an edit of something else."""
    async with talking() as talk:
        before = talk.portal.world.get(harvester)
        await talk.types(f"edit {harvester}")
        view = await form(talk)
        assert (await talk.world.submit(ADMIN, view, {"Further parameters": '{"tag": "x"}'})).ok
        await talk.sees("tag: nothing → x")
        after = talk.portal.world.get(harvester)
        assert (after.name, set_ones(after.params)) == (before.name, set_ones({**before.params, "tag": "x"}))


async def test_a_second_person_approves_what_is_typed(mode: str) -> None:
    """They see what is to change, and secrets wait in memory for them."""
    async with talking(mode=mode, SECOND_APPROVER='["edit"]') as talk:
        await talk.types("edit city-budget")
        view = await form(talk)
        await talk.world.submit(ADMIN, view, {"Name": "Budget", label(view, "API key"): SECRET})
        question = await talk.sees("has to approve it")
        assert "name: City budget → Budget" in talk.look(question)
        assert talk.portal.world.get("city-budget").name == "City budget"
        await talk.presses("Approve", question, SECOND_ADMIN)
        await talk.sees("Edited")
        after = talk.portal.world.get("city-budget")
        assert (after.name, after.params["api_key"]) == ("Budget", SECRET)


async def test_a_form_is_saved_once(mode: str) -> None:
    """A submission that Slack delivers twice changes nothing more."""
    async with talking(mode=mode) as talk:
        await talk.types("edit air-quality")
        view = await form(talk)
        first = await talk.world.submit(ADMIN, view, {"Name": "Clean air"})
        await talk.sees("Edited")
        talk.portal.log.clear()
        talk.world.state.views.push(ADMIN, view.body)  # the same form is submitted again
        again = await form(talk)
        second = await talk.world.submit(ADMIN, again, {"Name": "Foul air"})
        assert first.ok
        assert "settled already" in " ".join(second.errors.values())
        assert talk.writes() == []
