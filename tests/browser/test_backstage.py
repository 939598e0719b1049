"""The portal beside the conversation, its trouble, and the drawers of problems and traffic."""

import re

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_portal_is_followed_live(demo: Theatre, screen: Screen) -> None:
    """A run under way shows in its entry, and what it brought when it is over."""
    entry = screen.page.locator("#harvester-my-harvester")
    await expect(entry).to_contain_text("112 of 120 datasets public")
    await screen.types("/harvester start my-harvester")
    await expect(entry.get_by_role("progressbar")).to_be_visible()
    await expect(entry).to_contain_text("112 of 128 datasets public")
    assert demo.portal.world.get("my-harvester").run is None


async def test_a_portal_that_is_down_is_said_to_be(screen: Screen) -> None:
    """The bot says so, and is well again when the portal is."""
    down = screen.page.get_by_role("switch", name="is down")
    await down.check()
    await expect(down).to_be_checked()
    await screen.types("/harvester status my-harvester")
    await expect(await screen.sees("Only visible to you")).to_contain_text("Portal city failed (503)")
    await down.uncheck()
    await screen.types("/harvester status my-harvester")
    await screen.sees("120 attached")


async def test_a_spent_quota_is_told(demo: Theatre, screen: Screen) -> None:
    """Too many calls a day are the portal's own answer."""
    await screen.page.get_by_role("switch", name="is over its quota").check()
    await screen.page.get_by_role("switch", name="takes 4 seconds to answer").check()
    await expect(screen.page.get_by_role("switch", name="is over its quota")).to_be_checked()
    await screen.page.get_by_role("switch", name="takes 4 seconds to answer").uncheck()
    await screen.types("/harvester status my-harvester")
    await expect(await screen.sees("Only visible to you")).to_contain_text("Your calls of today are spent")
    assert demo.portal.trouble.over_quota


async def test_a_run_can_be_made_to_fail(screen: Screen) -> None:
    """The next run ends as it was told to, and the bot says why."""
    entry = screen.page.locator("#harvester-my-harvester")
    await entry.get_by_text("Trouble").click()
    await entry.get_by_role("button", name="Its next run fails").click()
    await expect(entry).to_contain_text("its next run fails")
    await screen.types("/harvester start my-harvester")
    await screen.sees("failed")
    await expect(entry.locator(".wrong")).to_have_text("failed")


async def test_a_question_does_not_outlive_what_it_was_about(demo: Theatre, screen: Screen) -> None:
    """Somebody else changes the harvester between the question and the press: nothing is sent."""
    await screen.types("/harvester delete bus-stops")
    question = await screen.sees("Delete Bus stops?")
    entry = screen.page.locator("#harvester-bus-stops")
    await entry.get_by_text("Trouble").click()
    await entry.get_by_role("button", name="A colleague renames it").click()
    await expect(entry).to_contain_text("Renamed by a colleague")
    await screen.button("Delete, keep 412 datasets", question).click()
    await screen.sees("Renamed by a colleague")
    await entry.get_by_role("button", name="Its source collapses").click()
    await expect(entry).to_contain_text("1 at the source")
    await entry.get_by_role("button", name="A colleague removes it").click()
    await expect(entry).to_have_count(0)
    assert demo.portal.log.count(method="DELETE") == 0


async def test_the_clock_runs_faster(demo: Theatre, screen: Screen) -> None:
    """A choice of three speeds."""
    fast = screen.page.get_by_role("radio", name="30")
    await fast.check(force=True)
    await expect(screen.page.locator("#speed-30")).to_be_checked()
    await expect(screen.page.get_by_text("Done.")).to_be_attached()
    assert demo.portal.clock.speed == 30  # type: ignore[attr-defined]  # it is the wall's


async def test_trouble_at_slack_is_a_problem_that_is_told(screen: Screen) -> None:
    """What Slack does not take stands in the drawer of problems, and the tab counts it."""
    await screen.page.get_by_role("radio", name="is down").check(force=True)
    await expect(screen.page.get_by_text("Done.")).to_be_attached()
    await screen.types("/harvester status my-harvester")
    problems = screen.page.get_by_role("tab", name="Problems")
    await expect(problems).to_contain_text(re.compile(r"[1-9]"))
    await problems.click()
    await expect(screen.page.get_by_role("tabpanel")).to_contain_text("http_503")
    await screen.page.get_by_role("tab", name="The portal").click()
    await screen.page.get_by_role("radio", name="works").check(force=True)


async def test_a_late_acknowledgement_is_told(demo: Theatre, screen: Screen) -> None:
    """The person reads Slack's line; the drawer says how long the bot was waited for."""
    await screen.types("/harvester help")
    await screen.sees("What you can do here")  # the page is there before the bot is
    demo.world.request_url = "http://127.0.0.1:9/slack/events"
    await screen.types("/harvester list")
    await screen.sees('/harvester failed with the error "dispatch_failed"')
    await screen.page.get_by_role("tab", name="Problems").click()
    await expect(screen.page.get_by_role("tabpanel")).to_contain_text("the bot did not take it")


async def test_the_traffic_can_be_read_without_secrets(demo: Theatre, screen: Screen) -> None:
    """Each delivery and each call with its time; the whole of it when it is opened."""
    await screen.types("/harvester status my-harvester")
    await screen.sees("120 attached")
    await screen.page.get_by_role("tab", name="Traffic").click()
    panel = screen.page.get_by_role("tabpanel")
    line = panel.locator("details", has_text="chat.postMessage").last
    await line.locator("summary").click()
    await expect(line).to_contain_text('"ok": true')
    await expect(line).to_contain_text(DATA_OPS)
    assert demo.world.bot_token not in await panel.inner_text()
    await screen.page.reload()
    await expect(screen.page.get_by_role("tab", name="Traffic")).to_have_attribute("aria-selected", "true")
    await expect(panel.locator("details", has_text="chat.postMessage")).to_have_count(1)
    assert demo.world.find(ADMIN, DATA_OPS, "120 attached")
