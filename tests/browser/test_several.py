"""Several harvesters at once, clicked through."""

import pytest
from playwright.async_api import expect
from support.pages import Theatre

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_several_are_chosen_asked_about_worked_through_and_reported(demo: Theatre) -> None:
    """By filters and in the form; deleting wants their number."""
    screen = await demo.open(f"?as={ADMIN}&in={DATA_OPS}")
    modal = screen.page.locator("#modal")
    await screen.types("/harvester publish several")
    await modal.get_by_label("Harvesters", exact=True).fill("air-q")
    await modal.get_by_role("option", name="air-quality").click()
    await screen.button("Show them", modal).click()
    await screen.button("Publish 34 datasets of 1 harvester", await screen.sees("would go online")).click()
    await screen.sees("Published the datasets of 1 of 1 harvester")
    await screen.types("/harvester delete type:junar,datagouv")
    question = await screen.sees("Delete 2 harvesters?")
    await screen.button("Delete 2 harvesters with 42 datasets", question).click()
    await modal.get_by_label("Type the number of harvesters").fill("1")
    await screen.button("Delete", modal).click()
    await expect(modal).to_contain_text("That is not the number. Type 2 to go on.")
    await modal.get_by_label("Type the number of harvesters").fill("2")
    await screen.button("Delete", modal).click()
    await screen.sees("Deleted 2 of 2 harvesters with their 42 datasets")
