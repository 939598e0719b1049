"""Finding a harvester as a person would: in the list, and by typing."""

import re

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_list_is_turned_filtered_and_searched_and_a_row_opens_its_card(demo: Theatre, screen: Screen) -> None:
    """All in the place of the same message, which nobody else sees."""
    await screen.types("/harvester list")
    await screen.button("Next", await screen.sees("Page 1 of 2")).click()
    page = await screen.sees("Page 2 of 2")
    await screen.button("Hidden", page).click()
    page = await screen.sees("5 harvesters of 12")
    await expect(screen.button("✓ Hidden", page)).to_be_visible()
    search = page.get_by_role("textbox", name="Search")
    await search.fill("is:faling")
    await search.press("Enter")
    await screen.button("list is:failing", await screen.sees("I know no is:faling")).click()
    page = await screen.sees("1 harvester of 12")
    await screen.button("Status", page).click()
    await screen.sees("64 attached")
    assert demo.world.problems == []


async def test_a_harvester_is_found_by_typing_and_opened_by_choosing(demo: Theatre, screen: Screen) -> None:
    """A typo is forgiven; the arrow keys choose."""
    await screen.types("/harvester list")
    page = await screen.sees("Page 1 of 2")
    field = page.get_by_role("combobox", name="Find a harvester")
    await field.press_sequentially("nationl archve")
    await expect(page.get_by_role("option", name=re.compile("National archive · national-archive"))).to_be_visible()
    await field.press("ArrowDown")
    await field.press("Enter")
    await screen.sees("18500 attached")
    assert demo.world.problems == []
