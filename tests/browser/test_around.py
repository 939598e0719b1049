"""What is said to the bot in other ways than behind the slash command, clicked through."""

import pytest
from playwright.async_api import expect
from support.pages import Screen

from harvestbot.sandbox.slack.ids import ADMIN, dm_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_mentions_links_and_the_doctor_are_answered(screen: Screen) -> None:
    """A slip is one press away from what was meant, a pasted page shows its card, and the test button works."""
    await screen.types("@harvestbot status bus-stops")
    card = await screen.sees("412 attached")
    page = await card.get_by_role("link", name="Open in the portal").get_attribute("href")
    await screen.types(f"Who knows {page}?")
    await expect(await screen.sees("Who knows")).to_contain_text("412 attached")
    await screen.types("@harvestbot satus air-quality")
    slip = await screen.sees("I know no satus")
    await expect(slip).to_contain_text("Only visible to you")
    await screen.button("status air-quality", slip).click()
    await screen.sees("102 attached")
    await screen.types("Better not, @harvestbot start bus-stops")
    await screen.sees("Nothing was done")
    await screen.types("/harvester doctor")
    await screen.button("Test button", await screen.sees("Nothing is wrong")).click()
    await screen.sees("for the round trip")
    await screen.look(f"?as={ADMIN}&in={dm_of(ADMIN)}")
    await screen.types("whoami")
    await screen.sees("since you are an admin of this workspace")
