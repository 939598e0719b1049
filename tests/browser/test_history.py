"""The history of a harvester, as a table and a chart on the page, and in lines where Slack has neither."""

import re

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_runs_are_seen_as_a_table_and_a_chart_or_in_lines(demo: Theatre, screen: Screen) -> None:
    """The menu of the card leads to it; a workspace without tables and charts reads the same in lines."""
    for count in ("128", "136"):
        await screen.types("/harvester start my-harvester")
        await screen.sees(re.compile(f"run over after.*{count}", re.DOTALL))
    await screen.types("/harvester status my-harvester")
    card = await screen.sees("136 attached")
    await screen.button("More actions", card).click()
    await screen.page.get_by_role("menuitem", name="History").click()
    shown = await screen.sees("Newest first")
    await expect(shown.get_by_role("table", name="Runs of My Harvester").get_by_role("row")).to_have_count(3)
    await expect(shown.get_by_role("img", name="Attached, published and errors")).to_be_visible()
    demo.world.state.unknown_blocks = frozenset({"data_table", "data_visualization"})
    await screen.types("/harvester history my-harvester")
    lines = await screen.sees("took")
    await expect(lines.get_by_role("table")).to_have_count(0)
    await expect(lines).to_contain_text("120 → 128 attached")
