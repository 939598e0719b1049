"""Who sees what: the switch of person, and two pages at once."""

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

from harvestbot.sandbox.slack.ids import DATA_OPS, VIEWER

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_viewer_is_refused_and_nobody_else_sees_it(screen: Screen) -> None:
    """The refusal is the viewer's alone; an admin does not find it."""
    await screen.be("Vera Rubin")
    await screen.types("/harvester delete bus-stops")
    refusal = await screen.sees("delete needs the role admin")
    await expect(refusal).to_contain_text("Only visible to you")
    await screen.be("Ada Lovelace")
    await expect(screen.said("delete needs the role admin")).to_have_count(0)


async def test_each_person_has_their_conversations(screen: Screen) -> None:
    """An admin is among the incidents; a guest sees one channel, and is refused by the bot."""
    conversations = screen.page.get_by_role("navigation", name="Conversations")
    await expect(conversations.get_by_role("link", name="incidents")).to_be_visible()
    await screen.be("Gus Guest")
    await expect(conversations.get_by_role("link", name="data-ops")).to_have_attribute("aria-current", "page")
    await expect(conversations.get_by_role("link", name="incidents")).to_have_count(0)
    await screen.types("/harvester list")
    await expect(await screen.sees("Only visible to you")).to_contain_text("role")


async def test_what_one_does_another_sees_at_once(demo: Theatre, screen: Screen) -> None:
    """Two windows follow the same run; only the asker may press."""
    vera = await demo.open(f"?as={VIEWER}&in={DATA_OPS}")
    await screen.types("/harvester delete bus-stops")
    question = await vera.sees("Delete Bus stops?")
    await vera.button("Delete, keep 412 datasets", question).click()
    await expect(await vera.sees("Only the person who asked")).to_contain_text("Only visible to you")
    await expect(screen.said("Only the person who asked")).to_have_count(0)
    await screen.button("Cancel", await screen.sees("Delete Bus stops?")).click()
    await vera.sees("Not deleted")
    assert demo.portal.log.count(method="DELETE") == 0


async def test_a_form_is_before_its_person_and_waits_for_them(screen: Screen) -> None:
    """Who switches away leaves it open; who comes back finds it."""
    await screen.types("/harvester delete air-quality")
    await screen.button("Delete with 102 datasets", await screen.sees("Delete Air quality?")).click()
    form = screen.page.get_by_role("dialog")
    await expect(form).to_be_visible()
    await screen.look(f"?as={VIEWER}")
    await expect(form).to_be_hidden()
    await screen.look()
    await expect(form).to_be_visible()


async def test_news_elsewhere_are_marked(demo: Theatre, screen: Screen) -> None:
    """A message in another conversation marks its name until it is read."""
    vera = await demo.open(f"?as={VIEWER}&in=C0GENERAL1")
    await vera.types("good morning")
    general = screen.page.get_by_role("link", name="general")
    await expect(general).to_contain_text("something new")
    await general.click()
    await screen.sees("good morning")
    await expect(general).not_to_contain_text("something new")


async def test_the_direct_message_and_the_home_of_the_bot_are_there(screen: Screen) -> None:
    """A command works in the direct message; the home shows what the bot publishes, as soon as it does."""
    await screen.page.get_by_role("link", name="harvestbot", exact=True).click()
    await screen.types("/harvester whoami")
    await screen.sees("admin")
    await screen.page.get_by_role("link", name="Home of harvestbot").click()
    home = screen.page.get_by_role("region", name="App Home")
    await expect(home).to_contain_text("City budget")
    await expect(home).to_contain_text("What needs you now")


async def test_who_loses_the_stream_comes_back_to_what_was_missed(demo: Theatre) -> None:
    """Nothing is lost and nothing is doubled."""
    screen = await demo.open(offline=False)  # which gives it a context of its own: others stay online
    context = screen.page.context
    await screen.types("before")
    await screen.sees("before")
    await context.set_offline(offline=True)
    await screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(screen.page.get_by_text("cannot be reached")).to_be_visible()
    await demo.world.say(VIEWER, DATA_OPS, "meanwhile")
    await context.set_offline(offline=False)
    await screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await screen.sees("meanwhile")
    await expect(screen.page.get_by_text("cannot be reached")).to_be_hidden()
    await expect(screen.page.locator("#messages .message")).to_have_count(2)
    screen.complaints = [one for one in screen.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
