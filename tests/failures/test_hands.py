"""What was typed is in one replica's memory, and the work in another's hands: sent at most once, told truthfully."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from support.forms import label
from support.lives import DEAF, QUICK, Life
from support.points import Moment, Point
from support.postgres import Postgres
from support.scene import Scene, scene
from support.wires import Side

from harvestbot.sandbox.slack.ids import ADMIN
from harvestbot.sandbox.slack.views import View

SECRET = "quite-a-new-password"
ATTEMPT = "UPDATE confirmation"
SENT, CHANGED = "POST /", "PUT /city-budget/"


async def replicas(here: Scene, *points: Point) -> Life:
    """Begin one that takes what people do and looks into no queue, and one that works; return the first.

    The time between two looks stands in the database, so who begins last sets it for all that begin.
    """
    holder = await here.life(*points, tuning=DEAF)
    address = here.world.request_url
    await here.life(tuning=QUICK)
    here.world.request_url = address
    return holder


async def form(here: Scene) -> View:
    """Wait for a form that is filled."""

    def filled() -> View | None:
        view = here.world.open_view(ADMIN)
        return view if view and "submit" in view.body else None

    return await here.world.until(filled)


async def restored(here: Scene) -> None:
    """Have a harvester deleted, and submit the form in which it is created again."""
    await here.types("delete nightly-timetables")
    await here.presses("Delete, keep 45 datasets", await here.sees("only they can press"))
    await here.sees("Deleted")
    here.at_portal.arrived.clear()
    await here.types("restore nightly-timetables")
    await here.presses("Restore", await here.sees("only they can press"))
    await here.world.submit(ADMIN, await form(here), {"Password": SECRET})


async def edited(here: Scene) -> str:
    """Submit a form in which a name and a secret are typed; return the verb."""
    await here.types("edit city-budget")
    view = await form(here)
    await here.world.submit(ADMIN, view, {"Name": "Budget", label(view, "key"): SECRET})
    return "edit"


async def created(here: Scene) -> str:
    """Submit a form of a new harvester with a secret; return the verb."""
    await here.types("create")
    view = await here.world.until(lambda: here.world.open_view(ADMIN))
    await here.world.until(lambda: "What kind of source is it?" in here.world.plain(view))
    await here.world.choose(ADMIN, view, "Type", "FTP")
    view = await form(here)
    server, folder = label(view, "Server", "Host"), label(view, "Folder", "Directory")
    typed = {"Name": "Night buses", "User": "night", server: "ftp.example.org", folder: "/out", "Password": SECRET}
    await here.world.submit(ADMIN, view, typed)
    return "create"


@pytest.mark.parametrize(
    ("where", "sent", "told", "trail"),
    [
        (None, [SENT], "it stands as nightly-timetables", ["attempt", "done"]),
        (Point(ATTEMPT, "approved", Moment.AFTER, turn=2), [], "keeps no secret", ["not_done", "asked"]),
        (Point(ATTEMPT, "at_work", Moment.BEFORE), [], "keeps no secret", ["not_done", "asked"]),
        (Point(ATTEMPT, "at_work", Moment.AFTER), [], "has not done it", ["attempt", "unknown", "not_done", "asked"]),
        (Side.ARRIVED, [SENT], "has not done it", ["attempt", "unknown", "not_done", "asked"]),
        (Side.DONE, [SENT], "it stands as nightly-timetables", ["attempt", "unknown", "done"]),
    ],
    ids=["alive", "decided", "before the attempt", "before the request", "not created", "created"],
)
async def test_a_restoration_is_sent_by_who_holds_the_secret_or_by_nobody(
    *,
    postgres: Postgres,
    tmp_path: Path,
    where: Point | Side | None,
    sent: list[str],
    told: str,
    trail: list[str],
) -> None:
    """The other replica waits for it, finds out what became of it when it dies for good, and asks anew if need be."""
    async with scene(postgres.fresh(), tmp_path, api="automation") as here:
        if where is None:
            here.portal.trouble.latency = 0.3  # the work is in the other's hands before this one has looked
        holder = await replicas(here, *([where] if isinstance(where, Point) else []))
        if isinstance(where, Side):
            here.at_portal.trap("POST", "/harvesters/?", where, holder.kill)
        await restored(here)
        await here.sees(told)
        if trail[-1] == "asked":
            await here.sees("only they can press")
        await here.world.until(lambda: not here.unfinished(), 10)
        assert holder.alive is (where is None)
        assert [one for one in here.writes() if one == SENT] == sent
        assert await here.audited("restore") == ["asked", "approved", *trail]
        assert SECRET not in here.world.transcript() + str(await here.trail())


@pytest.mark.parametrize(
    ("form_of", "where", "sent", "told", "trail"),
    [
        (edited, Point(ATTEMPT, "at_work", Moment.BEFORE), [], "keeps no secret", ["not_done"]),
        (edited, Side.ARRIVED, [CHANGED], "has not done it", ["attempt", "unknown", "not_done"]),
        (edited, Side.DONE, [CHANGED], "Edited", ["attempt", "unknown", "done"]),
        (created, Point(ATTEMPT, "at_work", Moment.AFTER), [], "has not done it", ["attempt", "unknown", "not_done"]),
        (created, Side.DONE, [SENT], "it stands as night-buses", ["attempt", "unknown", "done"]),
    ],
    ids=["before the attempt", "not saved", "saved", "before the request", "created"],
)
async def test_a_form_is_saved_by_who_holds_the_secret_or_by_nobody(
    *,
    postgres: Postgres,
    tmp_path: Path,
    form_of: Callable[[Scene], Awaitable[str]],
    where: Point | Side,
    sent: list[str],
    told: str,
    trail: list[str],
) -> None:
    """As a restoration: the other replica reads, tells which of the two it was, and sends nothing."""
    async with scene(postgres.fresh(), tmp_path, api="automation") as here:
        holder = await replicas(here, *([where] if isinstance(where, Point) else []))
        if isinstance(where, Side):
            here.at_portal.trap(sent[0].split(" ")[0], f"/harvesters{sent[0].split(' ')[1]}?", where, holder.kill)
        verb = await form_of(here)
        await here.sees(told)
        await here.world.until(lambda: not here.unfinished(), 10)
        await holder.ended()
        assert here.writes() == sent
        assert [one for one in await here.audited(verb) if one in {"attempt", "unknown", "done", "not_done"}] == trail
        assert SECRET not in here.world.transcript() + str(await here.trail())
