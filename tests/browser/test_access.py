"""Keyboard, screen readers, small screens, contrast."""

from pathlib import Path

import pytest
from playwright.async_api import expect
from support.pages import NARROW, Screen, Theatre

from harvestbot.sandbox.slack.ids import DATA_OPS, OPERATOR

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
"""Functions that look at a whole page and return what is wrong with it."""


async def look(screen: Screen, what: str) -> list[str]:
    """Look at the page with one of the functions."""
    found: list[str] = await screen.page.evaluate(f"() => {{ {LOOKS}; return {what}(); }}")
    return found


async def furnished(screen: Screen) -> None:
    """Have everything on the screen that the bot shows."""
    for text in ("hello @vera", "/harvester status my-harvester", "/harvester list", "/harvester delete air-quality"):
        await screen.types(text)
        await expect(screen.page.get_by_label("Message")).to_have_value("")
    await screen.sees("Delete Air quality?")
    await screen.sees("12 harvesters")
    await screen.sees("120 attached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_can_be_read(demo: Theatre, scheme: str) -> None:
    """Every text stands out at 4.5 to 1 from what is behind it, and every control has a name."""
    screen = await demo.open(color_scheme=scheme)
    await furnished(screen)
    assert await look(screen, "faint") == []
    await screen.button("Delete with 102 datasets", await screen.sees("Delete Air quality?")).click()
    form = screen.page.get_by_role("dialog")
    await screen.button("Delete", form).click()
    await expect(form).to_contain_text("required field")
    assert await look(screen, "faint") == []
    assert await look(screen, "nameless") == []
    await screen.page.keyboard.press("Escape")
    for name in ("Traffic", "Problems"):
        await screen.page.get_by_role("tab", name=name).click()
        assert await look(screen, "faint") == []
        assert await look(screen, "nameless") == []


async def test_all_can_be_done_with_the_keyboard(demo: Theatre, screen: Screen) -> None:
    """From the skip link over a card's menu to the form, and back by Escape."""
    page = screen.page
    await expect(page.get_by_label("Message")).to_be_focused()
    await page.get_by_role("link", name="Skip to the conversation").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message")).to_be_focused()
    await page.keyboard.type("/harvester status air-quality")
    await page.keyboard.press("Enter")
    card = await screen.sees("102 attached")
    await page.get_by_label("Message").focus()
    menu = screen.button("More actions", card)
    for _ in range(4):
        await page.keyboard.press("Shift+Tab")
        if await menu.evaluate("one => one === document.activeElement"):
            break
    await expect(menu).to_be_focused()
    await page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("menuitem", name="Delete…")).to_be_focused()
    await page.keyboard.press("Enter")
    question = await screen.sees("Delete Air quality?")
    press = screen.button("Delete with 102 datasets", question)
    await press.focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("Type the id of the harvester")).to_be_focused()
    for _ in range(4):
        await page.keyboard.press("Tab")
        assert await form.evaluate(
            "one => one.contains(document.activeElement) || document.activeElement === document.body"
        )
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(press).to_be_focused()
    assert demo.world.open_view("U0ADMIN001") is None


async def test_tabs_are_changed_with_the_arrow_keys(screen: Screen) -> None:
    """As tabs are everywhere."""
    await screen.page.get_by_role("tab", name="The portal").focus()
    await screen.page.keyboard.press("ArrowRight")
    await expect(screen.page.get_by_role("tab", name="Problems")).to_be_focused()
    await expect(screen.page.get_by_role("tabpanel", name="Problems")).to_be_visible()
    await screen.page.keyboard.press("ArrowLeft")
    await expect(screen.page.get_by_role("tabpanel", name="The portal")).to_be_visible()


async def test_new_messages_are_read_out(screen: Screen) -> None:
    """A live region says who said what."""
    await screen.types("/harvester status my-harvester")
    await expect(screen.page.get_by_role("status").first).to_contain_text("harvestbot: My Harvester")


async def test_a_switch_keeps_the_focus_though_the_pane_is_drawn_anew(screen: Screen) -> None:
    """Who uses the keyboard is not thrown out."""
    down = screen.page.get_by_role("switch", name="is down")
    await down.focus()
    await screen.page.keyboard.press("Space")
    await expect(down).to_be_checked()
    await expect(screen.page.get_by_text("Done.")).to_be_attached()
    await expect(down).to_be_focused()


async def test_a_small_screen_shows_one_thing_at_a_time(demo: Theatre) -> None:
    """At 400 pixels nothing is cut off; channels and backstage open over the conversation and close again."""
    screen = await demo.open(viewport=NARROW, has_touch=True)
    page = screen.page
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    await furnished(screen)
    assert await page.evaluate(overflow) == 0
    assert await look(screen, "cutOff") == []
    await expect(page.get_by_role("switch", name="is down")).to_be_hidden()
    await page.get_by_role("button", name="Backstage").click()
    await expect(page.get_by_role("switch", name="is down")).to_be_visible()
    assert await page.evaluate(overflow) == 0
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("switch", name="is down")).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await screen.be("Olive Oyl")
    await screen.types("/harvester whoami")
    await screen.sees("operator")


async def test_a_thread_on_a_small_screen_takes_the_whole_of_it(demo: Theatre) -> None:
    """And gives it back."""
    screen = await demo.open(f"?as={OPERATOR}&in={DATA_OPS}", viewport=NARROW)
    await screen.types("/harvester start my-harvester")
    run = await screen.sees("run over after")
    await run.get_by_role("link", name="1 reply").click()
    await expect(screen.page.get_by_label("Reply", exact=True)).to_be_visible()
    await expect(screen.page.get_by_label("Message")).to_be_hidden()
    await screen.page.get_by_role("link", name="Close the thread").click()
    await expect(screen.page.get_by_label("Message")).to_be_visible()
