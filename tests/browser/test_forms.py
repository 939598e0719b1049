"""Forms about harvesters, filled in as a person would."""

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_harvester_is_created_with_a_mistake_at_its_field_first(demo: Theatre, screen: Screen) -> None:
    """The type is picked, what is wrong is said at the field, and what was typed stays."""
    await screen.types("/harvester create")
    form = screen.page.get_by_role("dialog")
    await form.locator("select").select_option("CKAN")
    await form.get_by_label("Name", exact=True).fill("Parking")
    await form.get_by_label("Address of the portal").fill("https://parking.example.org")
    await form.get_by_label("At most so many datasets").fill("many")
    await screen.button("Create", form).click()
    await expect(form).to_contain_text("That is no number.")
    await expect(form.get_by_label("Address of the portal")).to_have_value("https://parking.example.org")
    await form.get_by_label("At most so many datasets").fill("20")
    await screen.button("Create", form).click()
    await expect(form).to_be_hidden()
    await screen.sees("Created Parking: it stands as parking")
    made = demo.portal.world.get("parking").params
    assert (made["url"], made["limit"]) == ("https://parking.example.org", 20)


async def test_an_edit_meets_somebody_elses_and_is_made_again(demo: Theatre, screen: Screen) -> None:
    """The menu opens the form, the card says what was changed meanwhile, and the form opens with what was typed."""
    await screen.types("/harvester status air-quality")
    card = await screen.sees("102 attached")
    await screen.button("More actions", card).click()
    await screen.page.get_by_role("menuitem", name="Edit").click()
    form = screen.page.get_by_role("dialog")
    await form.get_by_label("At most so many datasets").fill("50")
    demo.portal.world.rename("air-quality", "Air, renamed", "chen.wei")
    await screen.button("Save", form).click()
    outcome = await screen.sees("chen.wei has changed it since the form was opened")
    await screen.button("Open again", outcome).click()
    await expect(form).to_contain_text("Meanwhile chen.wei has changed name")
    await expect(form.get_by_label("At most so many datasets")).to_have_value("50")
    await form.get_by_label("Name", exact=True).fill("Air, renamed")
    await screen.button("Save", form).click()
    await screen.sees("Edited Air, renamed")
    assert demo.portal.world.get("air-quality").params["number_of_datasets"] == 50


@pytest.mark.parametrize("demo", ["automation"], indirect=True)
async def test_a_schedule_is_set_from_a_card(demo: Theatre, screen: Screen) -> None:
    """The fields follow the choice, what is wrong is said at the field, and the time zone that was typed stays."""
    await screen.types("/harvester status air-quality")
    await screen.button("Schedule", await screen.sees("102 attached")).click()
    await screen.button("Set a schedule", await screen.sees("It runs only when somebody starts it.")).click()
    form = screen.page.get_by_role("dialog")
    await form.get_by_label("Time zone").fill("europe/rome")
    await form.locator("select").select_option("As a cron line says")
    await form.get_by_label("Cron").fill("0 25 * * *")
    await screen.button("Save", form).click()
    await expect(form).to_contain_text("25 is no hour (0 to 23).")
    await form.get_by_label("Cron").fill("30 1 * * 1-5")
    await screen.button("Save", form).click()
    await screen.sees("none → every weekday at 01:30, Europe/Rome; next run")
    found = demo.portal.world.get("air-quality").schedule
    assert found
    assert (found.cron_schedule, found.timezone) == ("30 1 * * 1-5", "Europe/Rome")
