"""Many people who press many buttons at the same moment."""

import asyncio
from collections import Counter

from support.people import ATTACHED, harvester
from support.scene import Scene

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, SECOND_ADMIN
from harvestbot.sandbox.slack.messages import Message

KEEP = f"Delete, keep {ATTACHED} datasets"
PRESSES = ((ADMIN, KEEP), (ADMIN, "Cancel"), (SECOND_ADMIN, KEEP), (ADMIN, KEEP), (ADMIN, KEEP))
"""What is pressed at one question: by who asked, who may, and by somebody else, who may not."""


async def questions(scene: Scene, number: int) -> list[Message]:
    """Put so many questions, each about a harvester of its own."""
    for one in range(number):
        scene.portal.world.add(harvester(one))
    await asyncio.gather(*(scene.types(f"delete day-{one:04d}") for one in range(number)))

    def put() -> list[Message] | None:
        shown = [one for one in scene.world.conversation(DATA_OPS, ADMIN) if f"[{KEEP}" in scene.world.plain(one)]
        return shown if len(shown) == number else None

    return await scene.world.until(put, 60)


async def press_all(scene: Scene, asked: list[Message], each: int) -> int:
    """Press ``each`` buttons at every question, all at once; return how many presses must lose and be told so.

    On a busy machine Slack may give up waiting, and such a press may never have reached the bot: it is not counted.
    """
    presses = [(one, *PRESSES[turn % len(PRESSES)]) for turn in range(each) for one in asked]
    done = await asyncio.gather(*(scene.presses(words, one, who) for one, who, words in presses))
    assert {one.failure for one in done} <= {"", "operation_timeout"}
    return sum(not one.failure for one in done) - len(asked)


async def one_effect_each(scene: Scene, asked: list[Message], losing: int) -> int:
    """See that one press had an effect on each, and that all others were told so; return how many were deletions."""
    world = scene.world
    await world.until(lambda: all("eleted" in world.plain(one) for one in asked), 60)
    await world.until(lambda: len(losers(scene)) >= losing, 60)
    deleted = [one for one in asked if "Deleted" in world.plain(one)]
    assert len(scene.writes()) == len(set(scene.writes())) == len(deleted)
    outcomes = Counter(await scene.audited("delete"))
    assert outcomes["done"] == outcomes["attempt"] == outcomes["approved"] == len(deleted)
    assert outcomes["cancelled"] == len(asked) - len(deleted)
    assert all("It was @" in one for one in losers(scene))
    return len(deleted)


def losers(scene: Scene) -> list[str]:
    """Return what those were told whose press had no effect, one line for each."""
    seen = {one.ts: one for user in (ADMIN, SECOND_ADMIN) for one in scene.world.conversation(DATA_OPS, user)}
    said = [scene.world.plain(one) for one in seen.values() if one.ephemeral_to]
    return [one for one in said if "othing was" in one or "changed nothing" in one]
