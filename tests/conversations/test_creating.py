"""A harvester is created in a form of its type, or as a copy of another: once, with secrets written nowhere."""

import pytest
from support.forms import form, label, says, set_ones
from support.talk import Talk, talking

from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, OPERATOR

APIS = ["management", "automation"]
SECRET = "quite-a-new-password"
TITLE = "Create a harvester"


def creations(talk: Talk) -> list[str]:
    """Return the requests that reached the portal and could create a harvester."""
    return [one for one in talk.writes() if one == "POST /"]


@pytest.mark.parametrize("api", APIS)
async def test_a_type_is_picked_and_its_form_filled_in(mode: str, api: str) -> None:
    """What it cannot do without is asked for at the field; the card says under which id it stands."""
    async with talking(mode=mode, api=api) as talk:
        await talk.types("create")
        view = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await says(talk, view, "What kind of source is it?")
        await talk.world.choose(ADMIN, view, "Type", "FTP")
        view = await form(talk, TITLE)
        server, folder = label(view, "Server", "Host"), label(view, "Folder", "Directory")
        typed = {"Name": "Night buses", "User": "night", server: "ftp.example.org", folder: "/out"}
        refused = await talk.world.submit(ADMIN, view, {**typed, "Password": " "})
        assert list(refused.errors.values()) == ["A harvester of this type cannot do without it."]
        assert creations(talk) == []
        assert (await talk.world.submit(ADMIN, view, {**typed, "Password": SECRET})).ok
        done = await talk.sees("it stands as night-buses")
        assert "password: given, never shown" in talk.look(done)
        made = talk.portal.world.get("night-buses")
        wanted = {"host": "ftp.example.org", "user": "night", "directory": "/out", "password": SECRET}
        assert (made.name, made.type, set_ones(made.params)) == ("Night buses", "ftp", wanted)
        assert creations(talk) == ["POST /"]
        assert SECRET not in talk.world.transcript() + str(await talk.trail())
        last = (await talk.trail())[-1]
        assert (last.verb, last.outcome, last.harvester_id) == ("create", "done", "night-buses")
        await talk.presses("Status", done)
        await talk.sees("never run")


@pytest.mark.parametrize("api", APIS)
async def test_a_copy_starts_with_all_but_the_secrets(mode: str, api: str) -> None:
    """From the menu of a card, or typed; the copy has a name and an id of its own."""
    async with talking(mode=mode, api=api) as talk:
        await talk.types("status geo-catalogue")
        card = await talk.sees("geo-catalogue")
        await talk.world.choose(ADMIN, card, "harvestbot:more", "Copy…")
        view = await form(talk, TITLE)
        assert "secrets are not copied" in talk.world.plain(view)
        if api == "automation":  # which previews what exists, and a copy as a change of it
            view.state["harvestbot:name"]["harvestbot:name"]["value"] = "Geo, too"
            await talk.world.press(ADMIN, view, "Preview")
            said = await says(talk, view, "With this, the source lists")
            assert "Where you typed no secret, that of geo-catalogue was used" in said
            assert talk.writes() == ["POST /geo-catalogue/unsaved_preview/"]
        else:
            assert "[Preview]" not in talk.world.plain(view)
            assert "There is no preview yet" in talk.world.plain(view)
        assert (await talk.world.submit(ADMIN, view, {"Name": "Geo, too"})).ok
        await talk.sees("it stands as geo-too")
        was, made = (talk.portal.world.get(one).params for one in ("geo-catalogue", "geo-too"))
        assert set_ones(made) == {name: value for name, value in set_ones(was).items() if name != "password"}


async def test_types_that_nobody_knows_can_be_created_all_the_same(mode: str) -> None:
    """All of their parameters are further ones; what the portal finds wrong is told, and can be mended."""
    async with talking(mode=mode, api="automation") as talk:
        await talk.types("create hyperfeed")
        view = await form(talk, TITLE)
        assert "Nothing is known here of this type" in talk.world.plain(view)
        await talk.world.submit(ADMIN, view, {"Name": "Feed", "Further parameters": '{"endpoint": "wss://x"}'})
        card = await talk.sees("Not created")
        assert "type: There is no such type" in talk.look(card)
        await talk.presses("Open again", card)
        again = await form(talk, TITLE)
        assert '"endpoint": "wss://x"' in str(again.state)
        assert (await talk.trail())[-1].outcome == "not_done"


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(("kind", "words"), [(Kind.DROP_AFTER, "it stands as ckan-2"), (Kind.FAIL_500, "Not created")])
async def test_what_got_no_answer_is_looked_for_and_never_created_twice(api: str, kind: Kind, words: str) -> None:
    """One of the same name and type was there before, and is not taken for the new one."""
    async with talking(api=api, PORTALS__CITY__TIMEOUT="1.5") as talk:
        for expected in ("it stands as ckan", words):
            await talk.types("create city/CKAN")
            view = await form(talk, TITLE)
            address = label(view, "Address", "Url")
            await talk.world.submit(ADMIN, view, {"Name": "CKAN", address: "https://ckan.example.org"})
            await talk.sees(expected)
            talk.portal.trouble.next(kind, method="POST")
        assert len(creations(talk)) == 2
        assert (await talk.trail())[-1].outcome.value == ("done" if kind is Kind.DROP_AFTER else "not_done")


async def test_what_was_created_in_part_is_told(mode: str) -> None:
    """The management API takes the parameters in a second call: where that is refused, the harvester is there."""
    async with talking(mode=mode) as talk:
        await talk.types("create wfs")
        view = await form(talk, TITLE)
        talk.portal.trouble.next(Kind.EMPTY_403, method="PUT")
        await talk.world.submit(ADMIN, view, {"Name": "Lakes", label(view, "Address"): "https://wfs.example.org"})
        done = await talk.sees("it stands as lakes")
        assert "it has none of its parameters yet" in talk.look(done)


async def test_who_may_not_create_is_told_in_the_form(mode: str) -> None:
    """So is a portal that is not there, and one that fails while it is asked for its types."""
    async with talking(mode=mode) as talk:
        await talk.types("create ckan", OPERATOR)
        theirs = await talk.world.until(lambda: talk.world.open_view(OPERATOR))
        await says(talk, theirs, "needs the role admin")
        await talk.types("create nowhere/ckan")
        view = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await says(talk, view, "I know no portal")
        talk.portal.trouble.next(Kind.FAIL_503, times=9)
        await talk.types("create ckan")
        await says(talk, await form(talk, TITLE), "the names are known from elsewhere")
        talk.portal.trouble.clear()
        await talk.types("create like bus-stop")
        await talk.world.until(lambda: "[create like bus-stops]" in talk.world.plain(talk.world.views_of(ADMIN)[-1]))
