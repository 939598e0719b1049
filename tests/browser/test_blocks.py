"""Whatever a bot may send can be used: every kind of control, forms above forms, and what goes wrong with them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect
from sandbox.page.house import House, opened
from support.pages import Screen, Theatre, theatre

from harvestbot.sandbox.slack.clock import HandClock
from harvestbot.sandbox.slack.elements import first_state
from harvestbot.sandbox.slack.ids import ADMIN
from harvestbot.sandbox.slack.state import PATIENCE
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Stage:
    """A page with a bot that answers as a test tells it.

    Args:
        house: what is served.
        theatre: its windows.
        clock: the workspace's time.
    """

    def __init__(self, house: House, theatre: Theatre, clock: HandClock) -> None:
        self.house = house
        self.theatre = theatre
        self.clock = clock

    async def shows(self, *elements: Json) -> tuple[Screen, Locator]:
        """Have the bot post a row of controls, and open a window on it."""
        blocks = [{"type": "actions", "block_id": "row", "elements": list(elements)}]
        self.house.post("controls", blocks, state=first_state(blocks))
        screen = await self.theatre.open()
        return screen, screen.page.locator("#messages .message").first

    async def opens(self, *blocks: Json, title: str = "Form") -> View:
        """Have the bot open a form."""
        view = self.house.world.state.views.open(ADMIN, modal(*blocks, title=title))
        self.house.world.state.pulse.beat("view", user=ADMIN, view_id=view.id)
        return view

    async def heard(self, count: int = 1) -> Json:
        """Wait until the bot was sent so much; give the last of it."""
        async with asyncio.timeout(30):
            while len(self.house.bot.seen) < count:
                self.house.bot.heard.clear()
                await self.house.bot.heard.wait()
        return self.house.bot.seen[-1]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(context: BrowserContext) -> AsyncIterator[Stage]:
    """A page with a bot of the test's own, and time in its hand."""
    clock = HandClock()
    async with opened(clock) as house, theatre(context, house.base, house.world, house.portal) as windows:
        yield Stage(house, windows, clock)


def words(text: str) -> Json:
    """Plain text."""
    return {"type": "plain_text", "text": text}


def options(*names: str) -> list[Json]:
    """Options to choose from."""
    return [{"text": words(name), "value": name.lower()} for name in names]


def entry(name: str, element: Json, **more: object) -> Json:
    """An input."""
    return {"type": "input", "block_id": name, "label": words(name), "element": {"action_id": "a", **element}, **more}


def modal(*blocks: Json, title: str = "Form") -> Json:
    """A form."""
    answers = {"submit": words("Send"), "close": words("Back")}
    return {"type": "modal", "title": words(title), "blocks": list(blocks), **answers}


async def test_a_button_is_busy_until_it_is_acknowledged(stage: Stage) -> None:
    """And pressing it meanwhile does nothing more."""
    go = asyncio.Event()
    stage.house.bot.answers.append(go)
    screen, message = await stage.shows({"type": "button", "action_id": "go", "text": words("Go")})
    button = screen.button("Go", message)
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await button.click()
    go.set()
    await expect(button).not_to_have_attribute("aria-busy", "true")
    assert len(stage.house.bot.seen) == 1


async def test_a_late_acknowledgement_is_said_at_the_button(stage: Stage) -> None:
    """After three seconds Slack gives up, and says so to whoever pressed."""
    never = asyncio.Event()
    stage.house.bot.answers.append(never)
    screen, message = await stage.shows({"type": "button", "action_id": "go", "text": words("Go")})
    await screen.button("Go", message).click()
    await stage.heard()
    stage.clock.advance(PATIENCE + 0.1)
    await expect(message.get_by_role("alert")).to_contain_text("operation_timeout")
    await expect(screen.page.get_by_role("tab", name="Problems")).to_contain_text("2")
    never.set()


async def test_a_dialog_asks_before_the_bot_is_told(stage: Stage) -> None:
    """Who says no, or presses Escape, tells the bot nothing."""
    asks = {"title": words("Sure?"), "text": words("Think twice."), "confirm": words("Yes"), "deny": words("No")}
    screen, message = await stage.shows({"type": "button", "action_id": "go", "text": words("Go"), "confirm": asks})
    button, dialog = screen.button("Go", message), screen.page.get_by_role("dialog")
    await button.click()
    await expect(dialog).to_contain_text("Think twice.")
    await screen.button("No", dialog).click()
    await expect(dialog).to_be_hidden()
    await expect(button).to_be_focused()
    await button.click()
    await screen.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    assert stage.house.bot.seen == []
    await button.click()
    await screen.button("Yes", dialog).click()
    assert (await stage.heard())["actions"][0]["action_id"] == "go"


async def test_a_choice_is_told_at_once(stage: Stage) -> None:
    """A menu, boxes, a date: what was chosen reaches the bot as Slack would tell it."""
    select: Json = {
        "type": "static_select",
        "action_id": "one",
        "placeholder": words("One"),
        "options": options("A", "B"),
    }
    boxes: Json = {"type": "checkboxes", "action_id": "many", "options": options("C", "D")}
    date: Json = {"type": "datepicker", "action_id": "day"}
    screen, message = await stage.shows(select, boxes, date)
    await message.get_by_label("One").select_option("b")
    assert (await stage.heard())["actions"][0]["selected_option"]["value"] == "b"
    await message.get_by_label("D", exact=True).check()
    assert [one["value"] for one in (await stage.heard(2))["actions"][0]["selected_options"]] == ["d"]
    await message.locator("input[type=date]").fill("2026-11-23")
    assert (await stage.heard(3))["actions"][0]["selected_date"] == "2026-11-23"
    assert screen.complaints == []


async def test_options_come_from_the_bot_while_somebody_types(stage: Stage) -> None:
    """By the keyboard and by the mouse; several are kept, and can be dropped."""
    menu: Json = {
        "type": "external_select",
        "action_id": "one",
        "placeholder": words("Harvester"),
        "min_query_length": 1,
    }
    screen, message = await stage.shows(menu)
    stage.house.bot.answers.append({"options": options("Bus stops", "City bus")})
    field = message.get_by_role("combobox", name="Harvester")
    await field.press_sequentially("b")
    await expect(message.get_by_role("option")).to_have_count(2)
    await field.press("ArrowDown")
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(field).to_have_value("City bus")
    assert (await stage.heard(2))["actions"][0]["selected_option"]["value"] == "city bus"
    await stage.opens(entry("Several", {"type": "multi_external_select", "min_query_length": 1}))
    form = screen.page.get_by_role("dialog")
    several = form.get_by_role("combobox", name="Several")
    for name in ("Bus stops", "City bus"):
        stage.house.bot.answers.append({"options": options(name)})
        await several.press_sequentially("b")
        await form.get_by_role("option", name=name).click()
    await form.get_by_role("button", name="Remove Bus stops").click()
    seen = len(stage.house.bot.seen)
    await screen.button("Send", form).click()
    values = (await stage.heard(seen + 1))["view"]["state"]["values"]
    assert [one["value"] for one in values["Several"]["a"]["selected_options"]] == ["city bus"]


async def test_a_form_carries_all_that_was_filled_in(stage: Stage) -> None:
    """Every kind of field, by the name that Slack gives it."""
    screen = await stage.theatre.open()
    await stage.opens(
        entry("Text", {"type": "plain_text_input"}),
        entry("Area", {"type": "plain_text_input", "multiline": True}),
        entry("Number", {"type": "number_input", "is_decimal_allowed": False}),
        entry("Menu", {"type": "static_select", "options": options("A", "B")}),
        entry("Menus", {"type": "multi_static_select", "options": options("A", "B", "C")}),
        entry("Radio", {"type": "radio_buttons", "options": options("E", "F")}),
        entry("Boxes", {"type": "checkboxes", "options": options("G", "H")}),
        entry("Person", {"type": "users_select"}),
        entry("Left out", {"type": "plain_text_input"}, optional=True),
    )
    form = screen.page.get_by_role("dialog")
    await form.get_by_label("Text").fill("one")
    await form.get_by_label("Area").fill("two\nthree")
    await form.get_by_label("Number").fill("4")
    await form.get_by_label("Menu", exact=True).select_option("b")
    await form.get_by_label("Menus").select_option(["a", "c"])
    await form.get_by_label("F", exact=True).check()
    await form.get_by_label("G", exact=True).check()
    await form.get_by_label("Person").select_option(ADMIN)
    await screen.button("Send", form).click()
    values = {name: held["a"] for name, held in (await stage.heard())["view"]["state"]["values"].items()}
    assert [values[name]["value"] for name in ("Text", "Area", "Number")] == ["one", "two\nthree", "4"]
    assert values["Menu"]["selected_option"]["value"] == "b"
    assert [one["value"] for one in values["Menus"]["selected_options"]] == ["a", "c"]
    assert values["Radio"]["selected_option"]["value"] == "f"
    assert [one["value"] for one in values["Boxes"]["selected_options"]] == ["g"]
    assert values["Person"]["selected_user"] == ADMIN
    assert values["Left out"]["value"] is None
    await expect(form).to_be_hidden()


async def test_an_update_of_a_form_keeps_what_was_typed(stage: Stage) -> None:
    """What somebody is typing stays, and so does their place."""
    screen = await stage.theatre.open()
    name, more = entry("Name", {"type": "plain_text_input"}), entry("More", {"type": "plain_text_input"})
    view = await stage.opens(name)
    form = screen.page.get_by_role("dialog")
    field = form.get_by_label("Name")
    await field.press_sequentially("half a wo")
    stage.house.world.state.views.update(view, modal(name, more))
    stage.house.world.state.pulse.beat("view", user=ADMIN, view_id=view.id)
    await expect(form.get_by_label("More")).to_be_visible()
    await expect(field).to_have_value("half a wo")
    await expect(field).to_be_focused()


async def test_forms_stand_above_each_other(stage: Stage) -> None:
    """The upper one is seen; when it goes, the lower one is there again. A third kind of answer clears both."""
    screen = await stage.theatre.open()
    await stage.opens(entry("Name", {"type": "plain_text_input"}, optional=True), title="Lower")
    form = screen.page.get_by_role("dialog")
    upper = modal(entry("Other", {"type": "plain_text_input"}, optional=True), title="Upper")
    stage.house.bot.answers.append({"response_action": "push", "view": upper})
    await screen.button("Send", form).click()
    await expect(form.get_by_role("heading")).to_have_text("Upper")
    await expect(form.get_by_label("Other")).to_be_focused()
    await screen.page.keyboard.press("Escape")
    await expect(form.get_by_role("heading")).to_have_text("Lower")
    changed = modal({"type": "section", "text": words("Working …")}, title="Changed")
    stage.house.bot.answers.append({"response_action": "update", "view": changed})
    await screen.button("Send", form).click()
    await expect(form).to_contain_text("Working …")
    stage.house.bot.answers.append({"response_action": "clear"})
    await screen.button("Send", form).click()
    await expect(form).to_be_hidden()


async def test_a_form_says_that_the_bot_did_not_answer(stage: Stage) -> None:
    """It stays open, with what was typed."""
    screen = await stage.theatre.open()
    await stage.opens(entry("Name", {"type": "plain_text_input"}))
    form = screen.page.get_by_role("dialog")
    await form.get_by_label("Name").fill("typed")
    stage.house.bot.answers.append(500)
    await screen.button("Send", form).click()
    await expect(form.get_by_role("alert").first).to_contain_text("trouble connecting")
    await expect(form.get_by_label("Name")).to_have_value("typed")


async def test_a_table_is_sorted_filtered_and_paged(stage: Stage) -> None:
    """By its reader, without asking anybody."""
    rows = [[{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Count"}]]
    rows += [
        [{"type": "raw_text", "text": f"row {n}"}, {"type": "raw_number", "value": n % 7, "text": f"{n % 7}"}]  # type: ignore[dict-item]  # cells differ
        for n in range(30)
    ]
    stage.house.post("t", [{"type": "data_table", "block_id": "t", "caption": "Runs", "page_size": 10, "rows": rows}])
    screen = await stage.theatre.open()
    table = screen.page.get_by_role("table", name="Runs")
    shown = table.locator("tbody tr:visible")
    await expect(shown).to_have_count(10)
    await screen.button("Next").click()
    await expect(shown.first).to_contain_text("row 10")
    await table.get_by_role("button", name="Count").click()
    await table.get_by_role("button", name="Count").click()
    await expect(table.get_by_role("columnheader", name="Count")).to_have_attribute("aria-sort", "descending")
    await screen.page.get_by_label("Filter the rows").fill("row 29")
    await expect(shown).to_have_count(1)


async def test_hostile_blocks_do_nothing(stage: Stage) -> None:
    """Script, attributes and addresses from outside are words."""
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    stage.house.post("", [
        {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": f"<javascript:alert(3)|click> {evil}"}},
        {"type": "actions", "block_id": "x", "elements": [
            {"type": "button", "action_id": evil, "value": evil, "text": words(evil), "url": "javascript:alert(4)"},
        ]},
    ])  # fmt: skip
    screen = await stage.theatre.open()
    dialogs: list[str] = []
    screen.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    await screen.page.locator(".message").last.get_by_role("button").click()
    assert (await stage.heard())["actions"][0]["value"] == evil
    assert dialogs == []
    assert await screen.page.locator(".message img, .message script, a[href^=javascript]").count() == 0
