"""The page, and what is done on it."""

import re

import httpx
import pytest
from sandbox.page.house import HERE, House
from sandbox.page.test_stream import button

from harvestbot.sandbox.page.acts import as_markup
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, VIEWER
from harvestbot.sandbox.slack.seed import organisation


def modal(*blocks: object) -> dict[str, object]:
    """A modal that can be sent."""
    words = {"type": "plain_text", "text": "Send"}
    return {"type": "modal", "title": words, "submit": words, "blocks": list(blocks)}


def field() -> dict[str, object]:
    """A field to type into."""
    label = {"type": "plain_text", "text": "Name"}
    return {
        "type": "input",
        "block_id": "b",
        "label": label,
        "element": {"type": "plain_text_input", "action_id": "a"},
    }


async def test_the_page_needs_nothing_from_elsewhere(house: House) -> None:
    """Every address in it is on the same server and is there; nothing in it is inline."""
    page = await house.page()
    addresses = re.findall(r'\b(?:src|href|action|data-stream|data-post|data-load)="([^"]*)"', page)
    assert [one for one in addresses if not one.startswith(("/", "#"))] == []
    assert re.findall(r"<style|\bstyle=|\bon\w+=|<script(?! type=\"module\" src=)", page) == []
    for path in ("page.css", "blocks.css", "pane.css", "main.js", "icon.svg", "signs.woff"):
        assert (await house.http.get(f"/page/static/{path}")).status_code == 200


async def test_what_people_type_goes_to_the_bot_or_to_everybody(house: House) -> None:
    """A command is delivered; other words are posted, with mentions as ids and markup escaped."""
    assert await house.act("say", channel=DATA_OPS, text="/harvester list ") == {"failure": "", "errors": {}}
    assert (house.bot.seen[-1]["command"], house.bot.seen[-1]["text"]) == ("/harvester", "list")
    await house.act("say", channel=DATA_OPS, text="hello <b> @vera")
    assert "&lt;b&gt;" in await house.page()
    assert house.world.conversation(DATA_OPS, ADMIN)[-1].mentions.users == (VIEWER,)


async def test_a_global_shortcut_is_on_the_page_and_is_run(house: House) -> None:
    """By its callback id, as the app's manifest has it."""
    callback, name = next(iter(house.world.workspace.shortcuts.items()))
    page = await house.page()
    assert f'data-shortcut="{callback}"' in page
    assert f">{name}</span>" in page
    assert (await house.act("shortcut", name=callback))["failure"] == ""
    assert (house.bot.seen[-1]["type"], house.bot.seen[-1]["callback_id"]) == ("shortcut", callback)


async def test_a_press_and_a_choice_are_delivered(house: House) -> None:
    """By the names that the renderer gave them."""
    option = {"text": {"type": "plain_text", "text": "Edit"}, "value": "edit"}
    menu = {"type": "overflow", "action_id": "menu", "options": [option]}
    row = button()
    message = house.post("", [{**row, "elements": [*row["elements"], menu]}])  # type: ignore[misc]  # it is a list
    where = f"{DATA_OPS}/{message.ts}"
    assert (await house.act("press", where=where, name="row/go", value=None))["failure"] == ""
    assert house.bot.seen[-1]["actions"][0]["action_id"] == "go"
    await house.act("choose", where=f"{where}/thread", name="row/menu", kind="overflow", read="edit")
    assert house.bot.seen[-1]["actions"][0]["selected_option"]["value"] == "edit"


async def test_a_form_is_sent_closed_and_refused(house: House) -> None:
    """Errors come back by block; what is closed is gone."""
    view = house.world.state.views.open(ADMIN, modal(field()))
    told = await house.act("submit", where=view.id, fields={"b/a": {"kind": "plain_text_input", "read": ""}})
    assert told == {"failure": "not_sent", "errors": {"b": "Please complete this required field."}}
    house.bot.answers.append({"response_action": "errors", "errors": {"b": "No."}})
    told = await house.act("submit", where=view.id, fields={"b/a": {"kind": "plain_text_input", "read": "x"}})
    assert told["errors"] == {"b": "No."}
    await house.act("close", where=view.id)
    assert house.world.open_view(ADMIN) is None
    assert "no longer there" in (await house.act("close", where=view.id))["failure"]


async def test_options_are_asked_of_the_bot(house: House) -> None:
    """What is typed into an external select goes to the bot; its options come with their words."""
    menu = {"type": "external_select", "action_id": "pick", "min_query_length": 1}
    message = house.post("", [{"type": "actions", "block_id": "row", "elements": [menu]}])
    option = {"text": {"type": "plain_text", "text": "Bus stops"}, "value": "bus-stops"}
    house.bot.answers.append({"options": [option]})
    told = await house.act("suggest", where=f"{DATA_OPS}/{message.ts}", name="row/pick", typed="bus")
    assert told == {"options": [{"words": "Bus stops", "option": option}]}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"do": "fly", "user": ADMIN}, 400),
        ({"do": "say", "user": ADMIN}, 400),
        ({"do": "say", "user": ADMIN, "channel": DATA_OPS, "text": " "}, 409),
        ({"do": "say", "user": "U0NOBODY00", "channel": DATA_OPS, "text": "x"}, 409),
        ({"do": "press", "user": ADMIN, "where": f"{DATA_OPS}/1.0", "name": "x"}, 409),
        ({"do": "close", "user": ADMIN, "where": "V0"}, 409),
    ],
)
async def test_what_cannot_be_done_is_said(house: House, told: dict[str, str], status: int) -> None:
    """What is no act is refused as such; what the screen does not offer, with a sentence."""
    answer = await house.http.post("/page/act", json=told)
    assert answer.status_code == status
    assert answer.json()["failure"]


async def test_a_message_is_no_form_and_an_option_must_be_one(house: House) -> None:
    """What does not fit the thing that it is done to is refused."""
    menu = {"type": "external_select", "action_id": "pick"}
    message = house.post("", [{"type": "actions", "block_id": "row", "elements": [menu]}])
    where = f"{DATA_OPS}/{message.ts}"
    assert "no form" in (await house.act("close", where=where))["failure"]
    told = await house.act("choose", where=where, name="row/pick", kind="external_select", read="{")
    assert told["failure"] == "this is no choice"


async def test_the_home_is_opened_where_the_bot_listens(house: House) -> None:
    """It is told that its home was opened."""
    await house.act("home")
    assert house.bot.seen[-1]["event"]["type"] == "app_home_opened"


async def test_an_exchange_can_be_read_in_full_without_secrets(house: House) -> None:
    """As JSON, what was sent and what came back; tokens are left out."""
    house.bot.answers.append({"text": "<script>alert(1)</script>"})
    await house.act("say", channel=DATA_OPS, text="/harvester list")
    number = house.world.traffic.deliveries()[-1].number
    whole = (await house.http.get(f"/page/traffic/{number}")).text
    assert "&lt;script&gt;" in whole
    assert "/harvester" in whole
    assert house.world.state.verification_token not in whole
    assert (await house.http.get("/page/traffic/999")).status_code == 404


async def test_the_weather_at_slack_can_be_changed(house: House) -> None:
    """Its trouble begins and ends with the switch; what it cannot be is refused."""
    calls = {"down": 503, "limits": 429, "fair": 200}
    for weather, status in calls.items():
        assert (await house.http.post("/page/slack", json={"weather": weather})).status_code == 200
        assert (await house.http.post("/api/api.test")).status_code == status
    await house.http.post("/page/slack", json={"weather": "plain"})
    assert "data_table" in house.world.state.unknown_blocks
    await house.http.post("/page/slack", json={"weather": "fair"})
    assert not house.world.state.unknown_blocks
    wrongs: tuple[object, ...] = ({"weather": "snow"}, {}, [])
    for wrong in wrongs:
        assert (await house.http.post("/page/slack", json=wrong)).status_code == 400


async def test_the_portals_controls_are_on_the_same_server(house: House) -> None:
    """So that the page may use them under its policy."""
    await house.http.post("/page/portal/clock", json={"speed": 5})
    await house.http.post("/page/portal/harvesters/my-harvester/script", json={"failure": "x"})
    page = await house.page()
    assert 'id="speed-5" data-post="/page/portal/clock" data-body=\'{"speed": 5}\' checked' in page
    assert "its next run fails" in page


async def test_completions_come_with_the_portals_harvesters(house: House) -> None:
    """Those of the portal as it is now."""
    offered = (await house.http.get("/page/completions", params={"typed": "/harvester status my"})).json()
    assert [one["text"] for one in offered["completions"]] == ["/harvester status my-harvester"]


async def test_hostile_names_stay_words(house: House) -> None:
    """What comes from a portal or a person is text on the page, in attributes too."""
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    house.portal.world.rename("my-harvester", hostile)
    await house.act("say", channel=DATA_OPS, text=hostile)
    page = await house.page()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


async def test_another_site_is_not_served(house: House) -> None:
    """The door stands before everything, the simulated Slack's own controls included."""
    elsewhere = {"origin": "http://evil.example"}
    for path in ("/page/act", "/_sim/do", "/page/portal/trouble"):
        assert (await house.http.post(path, json={}, headers=elsewhere)).status_code == 403
    async with httpx.AsyncClient(base_url=house.base, trust_env=False, headers={"host": "evil.example"}) as http:
        assert (await http.get(HERE.address)).status_code == 403


def test_only_those_who_are_known_are_mentioned() -> None:
    """A name that nobody has, and an address of mail, stay as they are."""
    assert as_markup("@vera @nobody a@ada.org", organisation()) == f"<@{VIEWER}> @nobody a@ada.org"
    typed = "(https://a.org/x/@vera?a=1&b=<2>)."
    assert as_markup(typed, organisation()) == "(<https://a.org/x/@vera?a=1&amp;b=>&lt;2&gt;)."
