"""The composer: what Enter does, and what is offered."""

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_enter_sends_what_is_typed_though_more_is_offered(demo: Theatre, screen: Screen) -> None:
    """A completion is taken only where the arrow keys chose it."""
    composer = screen.page.get_by_role("textbox", name="Message", exact=True)
    await composer.press_sequentially("/harvester")
    await expect(screen.page.get_by_role("listbox", name="Completions")).to_be_visible()
    await composer.press("Enter")
    await expect(composer).to_have_value("")
    await demo.world.until_sees(ADMIN, DATA_OPS, "What you can do here")
    assert demo.world.traffic.deliveries("command")[-1].request["text"] == ""  # type: ignore[index]  # it is a form


async def test_the_arrow_keys_choose_a_completion_and_enter_takes_it(demo: Theatre, screen: Screen) -> None:
    """First the word, then the harvester; then Enter sends."""
    composer = screen.page.get_by_label("Message")
    await composer.press_sequentially("/harvester sta")
    offered = screen.page.get_by_role("listbox", name="Completions")
    await expect(offered.get_by_role("option")).to_have_count(2)
    await composer.press("ArrowDown")
    await expect(offered.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    await composer.press("Enter")
    await expect(composer).to_have_value("/harvester status ")
    await composer.press_sequentially("my")
    await expect(offered.get_by_role("option")).to_have_count(1)
    await composer.press("ArrowUp")
    await composer.press("Enter")
    await expect(composer).to_have_value("/harvester status my-harvester")
    await expect(screen.page.get_by_text("/harvester status <harvester>")).to_be_visible()
    assert demo.world.traffic.deliveries("command") == []
    await composer.press("Enter")
    await screen.sees("120 attached")


async def test_tab_and_the_mouse_take_a_completion_and_escape_puts_them_away(screen: Screen) -> None:
    """Each leaves the focus where it was."""
    composer = screen.page.get_by_label("Message")
    offered = screen.page.get_by_role("listbox", name="Completions")
    await composer.press_sequentially("/har")
    await expect(offered).to_be_visible()
    await composer.press("Tab")
    await expect(composer).to_have_value("/harvester ")
    await offered.get_by_role("option", name="status").click()
    await expect(composer).to_have_value("/harvester status ")
    await expect(composer).to_be_focused()
    await expect(offered).to_be_visible()
    await composer.press("Escape")
    await expect(offered).to_be_hidden()


async def test_shift_and_enter_begin_a_new_line(demo: Theatre, screen: Screen) -> None:
    """The message is sent as one, with its lines."""
    composer = screen.page.get_by_label("Message")
    await composer.press_sequentially("one")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("two `0 4 * * *`")
    await composer.press("Enter")
    message = await screen.sees("one")
    await expect(message.locator("code")).to_have_text("0 4 * * *")
    assert demo.world.conversation(DATA_OPS, ADMIN)[-1].text == "one\ntwo `0 4 * * *`"


async def test_what_cannot_be_sent_is_said(demo: Theatre, screen: Screen) -> None:
    """An unknown command and a command in a thread are answered as Slack answers them."""
    await screen.types("/nonsense now")
    await expect(await screen.sees("/nonsense is not a valid command.")).to_contain_text("Only visible to you")
    await screen.types("hello")
    message = await screen.sees("hello")
    await message.hover()
    await message.get_by_role("link", name="Reply in a thread").click()
    reply = screen.page.get_by_label("Reply", exact=True)
    await reply.fill("/harvester list")
    await reply.press("Enter")
    await screen.sees("/harvester is not supported in threads")
    await reply.fill("a reply")
    await reply.press("Enter")
    await expect(message.get_by_role("link", name="1 reply")).to_be_visible()
    await screen.page.get_by_role("link", name="Close the thread").click()
    await expect(reply).to_be_hidden()
    assert demo.world.traffic.deliveries("command") == []
