"""What must be true when a day is over: each action done once or not at all, told truthfully, written down whole."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import select
from support.scene import Scene

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.runs import Phase, Stage, Start
from harvestbot.sandbox.portal.problems import UnknownHarvester
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS
from harvestbot.store import confirmations, runs, tables

PARTICIPLES = {
    Action.DELETE: "deleted",
    Action.DELETE_DATASETS: "deleted",
    Action.PUBLISH: "published",
    Action.UNPUBLISH: "unpublished",
}
RANK = [Outcome.APPROVED, Outcome.ATTEMPT, Outcome.UNKNOWN, Outcome.DONE, Outcome.NOT_DONE]
"""The order in which a trail goes on after the question."""
ENDS = {
    State.DONE: Outcome.DONE,
    State.NOT_DONE: Outcome.NOT_DONE,
    State.CANCELLED: Outcome.CANCELLED,
    State.EXPIRED: Outcome.EXPIRED,
    State.REJECTED: Outcome.REFUSED,
}


async def complaints(scene: Scene) -> list[str]:
    """Return everything that is not as it must be."""
    async with scene.database() as database, database.read() as tx:
        ids = [one for (one,) in await tx.connection.execute(select(tables.confirmation.c.id))]
        asked = [one for one in [await confirmations.find(tx, each) for each in ids] if one]
        ids = [one for (one,) in await tx.connection.execute(select(tables.run.c.id))]
        started = [one for one in [await runs.find(tx, each) for each in ids] if one]
    trail = await scene.trail()
    return [
        *(f"left behind: {one}" for one in scene.unfinished() if "Outcome unknown: start" not in one),
        *(complaint for one in asked for complaint in _about(scene, one)),
        *(complaint for one in started for complaint in _about_run(scene, one, trail)),
        *_about_trail(asked, trail),
        *_about_steps(trail),
        *_about_wire(scene, asked, started),
    ]


def _about(scene: Scene, one: Confirmation) -> Iterator[str]:
    name = f"{one.chosen} {one.harvester.id} ({one.id}, {one.state})"
    if not one.state.over:
        yield f"{name} has no outcome"
    if one.chosen is Action.START:
        return  # its run's card has taken the place of the question
    card = scene.world.state.book.find(DATA_OPS, one.place.message)
    said = scene.world.plain(card) if card else ""
    word = PARTICIPLES[one.chosen]
    if (word.capitalize() if one.state is State.DONE else f"Not {word}") not in said:
        yield f"{name} is told as: {said!r}"


def _stands(scene: Scene, uid: str) -> bool:
    with suppress(UnknownHarvester):
        scene.portal.world.get(uid)
        return True
    return False


def _about_run(scene: Scene, one: Start, trail: list[Entry]) -> Iterator[str]:
    name = f"{one.id} of {one.ref}"
    written = [
        entry.outcome
        for entry in trail
        if entry.verb == "start" and entry.correlation == one.asker.correlation and entry.harvester_id == one.ref.id
    ]
    if one.stage is not Stage.OVER:
        yield f"the run {name} is not over"
    if one.run is None:
        return
    if not one.run.phase.over:
        yield f"the run {name} is over, and is shown as {one.run.phase}"
    end = {Phase.REFUSED: Outcome.NOT_DONE, Phase.UNCERTAIN: Outcome.UNKNOWN}.get(one.run.phase, Outcome.DONE)
    ways = [[Outcome.ATTEMPT, end]]
    if one.run.followed_by:  # it ran already: as was seen before anything was sent, or as the portal answered
        ways = [[Outcome.NOT_DONE], [Outcome.ATTEMPT, Outcome.NOT_DONE]]
    if [entry for entry in written if entry is not Outcome.ASKED] not in ways:
        yield f"the run {name} ended as {one.run.phase}, and the trail says {written}"
    if one.run.phase is Phase.ENDED and not any(
        scene.world.plain(message).startswith(one.run.before.name) and message.thread_ts == one.asker.place.message
        for message in scene.world.conversation(DATA_OPS, ADMIN)
    ):
        yield f"nobody was told how the run {name} ended"


def _about_trail(asked: list[Confirmation], trail: list[Entry]) -> Iterator[str]:
    """Compare the audit trail with the rows: as many lines of each kind as there are rows that came so far."""
    rows: Counter[tuple[str, Outcome]] = Counter()
    for one in asked:
        if one.chosen is not Action.START:
            rows[one.harvester.id, ENDS[one.state]] += one.state in ENDS
            rows[one.harvester.id, Outcome.APPROVED] += bool(one.approver) and one.state is not State.REJECTED
    written: Counter[tuple[str, Outcome]] = Counter(
        (entry.harvester_id, entry.outcome)
        for entry in trail
        if entry.harvester_id
        and entry.verb not in {"start", "abort"}
        and entry.outcome not in {Outcome.ASKED, Outcome.ATTEMPT, Outcome.UNKNOWN}
        and (entry.outcome is not Outcome.REFUSED or entry.detail.startswith("rejected"))  # else a press was refused
    )
    for key in rows | written:
        if rows[key] != written[key]:
            yield f"{key}: {rows[key]} rows, and {written[key]} lines in the audit trail"


def _about_steps(trail: list[Entry]) -> Iterator[str]:
    """See that each step of one decision stands once in the trail, and in order."""
    steps: dict[tuple[str, str, str], list[Outcome]] = {}
    for entry in trail:
        if entry.harvester_id and entry.verb not in {"start", "abort"} and entry.outcome in RANK:
            steps.setdefault((entry.verb, entry.harvester_id, entry.correlation), []).append(entry.outcome)
    for which, lines in steps.items():
        if lines != sorted(set(lines), key=RANK.index):
            yield f"{which}: the trail is {lines}"
    aborts = Counter((entry.correlation, entry.outcome) for entry in trail if entry.verb == "abort")
    for correlation, outcome in list(aborts):
        ends = aborts[correlation, Outcome.DONE] + aborts[correlation, Outcome.NOT_DONE]
        if outcome is Outcome.ATTEMPT and (ends != 1 or aborts[correlation, outcome] != 1):
            yield f"abort {correlation}: {ends} ends"


def _about_wire(scene: Scene, asked: list[Confirmation], started: list[Start]) -> Iterator[str]:
    """See that nothing reached the portal that nobody decided, and nothing twice."""
    decided = Counter((one.harvester.id, one.chosen.verb.name) for one in asked if one.approver)
    decided.update((one.ref.id, "start") for one in started if one.run is not None)
    done = Counter(
        (one.harvester.id, one.chosen.verb.name) for one in asked if one.state is State.DONE and one.approver
    )
    sent: Counter[tuple[str, str]] = Counter()
    for line in scene.writes():
        method, path = line.split(" ")
        uid, _, verb = path.strip("/").partition("/")
        sent[uid, verb or method.lower()] += 1
    for key in sent:
        if key[1] != "abort" and sent[key] > decided[key]:
            yield f"{key} was sent {sent[key]} times, and decided {decided[key]} times"
    for uid in {one.harvester.id for one in asked}:
        if bool(done[uid, "delete"]) is _stands(scene, uid):
            yield f"{uid} is told as deleted {done[uid, 'delete']} times, and the portal says otherwise"
    for key in done:
        if key[1] != "start" and sent[key] < done[key]:
            yield f"{key} is told as done, and was never sent"
