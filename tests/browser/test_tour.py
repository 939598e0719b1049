"""The story of the bot, clicked through as a person would."""

import re

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_opens_as_an_admin(screen: Screen) -> None:
    """Whoever opens it is Ada, an admin, in #data-ops."""
    await expect(screen.page.get_by_label("You are").locator("option:checked")).to_have_text("Ada Lovelace · admin")
    await expect(screen.page.get_by_role("heading", name="data-ops")).to_be_visible()


async def test_a_status_is_a_card_that_starts_a_run_and_follows_it(demo: Theatre, screen: Screen) -> None:
    """The card's button starts the run; a live card follows it, and its thread says what has changed."""
    await screen.types("/harvester status my-harvester")
    card = await screen.sees("120 attached, 112 published")
    await screen.button("Start", card).click()
    run = await screen.sees(re.compile("run over after .* s"))
    await expect(run).to_contain_text("edited")
    await run.get_by_role("link", name="1 reply").click()
    thread = screen.page.get_by_role("complementary", name="Thread")
    await expect(thread).to_contain_text("attached 120 → 128")
    await screen.button("Publish 16 datasets", thread).click()
    question = thread.locator(".message", has_text="would go online").last
    await screen.button("Publish 16 datasets", question).click()
    await expect(thread).to_contain_text("Published 16 datasets")
    assert demo.portal.world.get("my-harvester").published == 128


async def test_a_harvester_is_deleted_and_its_datasets_are_kept(demo: Theatre, screen: Screen) -> None:
    """Two presses: the menu's, and that of the question."""
    await screen.types("/harvester status bus-stops")
    card = await screen.sees("Bus stops")
    await screen.button("More actions", card).click()
    await screen.page.get_by_role("menuitem", name="Delete…").click()
    question = await screen.sees("Delete Bus stops?")
    await screen.button("Delete, keep 412 datasets", question).click()
    outcome = await screen.sees("Deleted Bus stops")
    await expect(outcome).to_contain_text("412 datasets are kept")
    await expect(screen.page.locator("#harvester-bus-stops")).to_have_count(0)
    assert demo.portal.world.kept["bus-stops"] == 412


async def test_a_deletion_with_datasets_takes_the_id_typed_right(demo: Theatre, screen: Screen) -> None:
    """The form says at the field what is wrong, and keeps what was typed."""
    await screen.types("/harvester delete air-quality")
    await screen.button("Delete with 102 datasets", await screen.sees("Delete Air quality?")).click()
    form = screen.page.get_by_role("dialog")
    field = form.get_by_label("Type the id of the harvester")
    await expect(field).to_be_focused()
    await field.fill("air")
    await screen.button("Delete", form).click()
    await expect(form).to_contain_text("That is not the id.")
    await expect(field).to_have_value("air")
    await expect(field).to_be_focused()
    assert demo.portal.world.destroyed == {}
    await field.fill("air-quality")
    await field.press("Enter")
    await expect(form).to_be_hidden()
    await screen.sees("Deleted Air quality with its 102 datasets")
    assert demo.portal.world.destroyed["air-quality"] == 102


async def test_an_empty_field_is_refused_without_asking_the_bot(demo: Theatre, screen: Screen) -> None:
    """Slack's own client refuses what is required and missing; the error stands at the field."""
    await screen.types("/harvester delete air-quality")
    await screen.button("Delete with 102 datasets", await screen.sees("Delete Air quality?")).click()
    form = screen.page.get_by_role("dialog")
    await screen.button("Delete", form).click()
    await expect(form).to_contain_text("Please complete this required field.")
    assert demo.world.traffic.deliveries("view_submission") == []
    await screen.page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
