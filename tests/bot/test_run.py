"""``harvestbot run`` as a process: how it begins, how it ends, and what a crash leaves behind."""

import signal
import socket
from pathlib import Path

import httpx
from bot.processes import House, Running, house
from support.worlds import calm_world

from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack import ids, serve
from harvestbot.sandbox.slack.messages import Message

KEEP = "Delete, keep 412 datasets"


async def asked_to_delete(built: House) -> Message:
    """Ask for a deletion, and return the question."""
    await built.types("delete bus-stops")
    return await built.sees("only they can press")


async def press(built: House, question: Message) -> None:
    """Confirm it."""
    assert (await built.world.press(ids.ADMIN, question, KEEP)).ok


def deletes(built: House) -> int:
    """Return how many times the portal was told to delete."""
    return built.portal.log.count(method="DELETE")


async def test_it_ends_only_when_what_it_acknowledged_is_done(tmp_path: Path) -> None:
    """A deletion under way is finished and told; nothing new is taken; the exit is a good one."""
    async with house(tmp_path) as built:
        bot = await built.ready(cold=True)
        await built.types("status my-harvester")
        await built.sees("120 attached")
        question = await asked_to_delete(built)
        built.portal.trouble.latency = 0.5
        await press(built, question)
        await built.arrived("DELETE")
        bot.tell(signal.SIGTERM)
        await bot.logged("stopping")
        assert await bot.ended() == 0, bot.log
        assert "412 datasets are kept" in built.world.plain(question)
        assert deletes(built) == 1
        late = await built.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester status my-harvester")
        assert late.failure == "dispatch_failed"
        for secret in (built.world.bot_token, built.world.signing_secret, "demo-key"):
            assert secret not in bot.log


async def test_a_second_one_on_the_same_file_is_refused(tmp_path: Path) -> None:
    """Two would poll and send twice; the first goes on undisturbed."""
    async with house(tmp_path) as built:
        await built.ready()
        second = await built.start()
        assert await second.ended() == 1
        assert second.log.startswith("Another harvestbot (process ")
        assert len(second.lines) == 1
        await built.types("status my-harvester")
        await built.sees("120 attached")


def told(bot: Running) -> list[str]:
    """Return what was told besides the log, which warns here of a poll interval that no quota allows."""
    return [line for line in bot.lines if not line.startswith("{")]


async def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    """With the settings that name it."""
    async with house(tmp_path) as built:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            bot = await built.start(HARVESTBOT_PORT=str(port))
            assert await bot.ended() == 1
        (line,) = told(bot)
        assert line.startswith(f"Cannot listen on 127.0.0.1 port {port}")
        assert "HARVESTBOT_PORT" in line


async def test_a_bad_token_is_told_in_a_sentence(tmp_path: Path) -> None:
    """With the variable that holds it, and without its value."""
    async with house(tmp_path) as built:
        bot = await built.start(SLACK_BOT_TOKEN="xoxb-hidden")
        assert await bot.ended() == 1
        (line,) = told(bot)
        assert "SLACK_BOT_TOKEN" in line
        assert "hidden" not in line


async def test_it_waits_for_a_slack_that_is_not_there_yet(tmp_path: Path) -> None:
    """Not ready, with the reason; ready as soon as Slack comes."""
    with socket.create_server(("127.0.0.1", 0)) as free, socket.create_server(("127.0.0.1", 0)) as other:
        slack_port, port = free.getsockname()[1], other.getsockname()[1]
    async with house(tmp_path) as built, httpx.AsyncClient(trust_env=False) as browser:
        world = calm_world()
        variables = {
            "SLACK_BOT_TOKEN": world.bot_token,
            "SLACK_SIGNING_SECRET": world.signing_secret,
            "SLACK_API_URL": f"http://127.0.0.1:{slack_port}/api/",
            "HARVESTBOT_PORT": str(port),
        }
        bot = await built.start(cold=False, **variables)
        await bot.logged("Slack does not answer")
        answer = await browser.get(f"http://127.0.0.1:{port}/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (503, False)
        assert "Slack" in answer.json()["why"]
        assert (await browser.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
        async with serve.running(world, slack_port):
            await bot.address()
            assert (await browser.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
            world.request_url = f"http://127.0.0.1:{port}/slack/events"
            await world.command(ids.ADMIN, ids.DATA_OPS, "/harvester whoami")
            await world.until_sees(ids.ADMIN, ids.DATA_OPS, "admin")


async def test_it_can_be_stopped_while_it_waits_for_slack(tmp_path: Path) -> None:
    """Whoever deploys it must not have to kill it, nor who tries it at a terminal."""
    async with house(tmp_path) as built:
        bot = await built.start(SLACK_API_URL="http://127.0.0.1:1/api/")
        await bot.logged("Slack does not answer")
        bot.tell(signal.SIGINT)
        assert await bot.ended() == 0, bot.log


async def test_a_crash_in_the_middle_of_a_deletion_is_settled_by_reading(tmp_path: Path) -> None:
    """The request was sent and nobody heard the answer: the next process looks, and never sends it again."""
    async with house(tmp_path) as built:
        bot = await built.ready()
        question = await asked_to_delete(built)
        built.portal.trouble.next(Kind.HANG_AFTER, method="DELETE")
        await press(built, question)
        await built.arrived("DELETE")
        bot.tell(signal.SIGKILL)
        assert await bot.ended() == -signal.SIGKILL
        await built.ready(HARVESTBOT_PORTALS__CITY__TIMEOUT="0.2")
        await built.world.until(lambda: "412 datasets are kept" in built.world.plain(question), 60)
        assert deletes(built) == 1
