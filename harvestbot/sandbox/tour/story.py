"""The story: what happens in #data-ops, step by step, each checked against what people see and what the portal did."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from harvestbot.sandbox.slack.ids import ADMIN, OPERATOR, VIEWER
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.tour.company import Company, WentWrong
from harvestbot.sandbox.tour.later import edits, is_told, opens_home, publishes_several
from harvestbot.sandbox.tour.portal_side import GONE

FOLLOWED = "my-harvester"
KEPT = "bus-stops"
"""Goes, its datasets stay."""
EMPTIED = "air-quality"
"""Goes with its datasets."""
TYPED = "harvestbot:harvester-id"
"""The field in which an id is typed."""
CHANGES = "writes that reached the portal"
AT_PORTAL = "on the portal"


class Step(Struct, frozen=True):
    """One step of the story."""

    title: str
    play: Callable[[Company], Awaitable[None]]


async def lists(company: Company) -> None:
    """Anybody may look; what they see is theirs alone."""
    await company.types(VIEWER, "list")
    attached, _ = _there(company, FOLLOWED)
    await company.sees(
        VIEWER, f"{company.portal.harvesters} harvesters", FOLLOWED, f"{attached} datasets", privately=True
    )
    company.holds(CHANGES, [], company.portal.writes())


async def shows_status(company: Company) -> None:
    """A card for the whole channel, in the portal's own numbers."""
    await company.types(OPERATOR, f"status {FOLLOWED}")
    attached, published = _there(company, FOLLOWED)
    card = await company.sees(OPERATOR, FOLLOWED, f"{attached} attached", f"{published} published")
    for button in ("Refresh", "Start", "Publish"):
        company.offers(card, button)
    company.holds(CHANGES, [], company.portal.writes())


async def starts(company: Company) -> None:
    """A run is started at once, and its card follows it to the end."""
    before, _ = _there(company, FOLLOWED)
    source = company.portal.source(FOLLOWED)
    await company.types(OPERATOR, f"start {FOLLOWED}")
    await company.sees(OPERATOR, FOLLOWED, "running")
    await company.sees(OPERATOR, FOLLOWED, "run over", "well")
    after, published = _there(company, FOLLOWED)
    await company.sees(OPERATOR, f"attached {before} → {after}", f"{after - published} datasets hidden")
    company.holds(CHANGES, [f"PUT {FOLLOWED}/start"], company.portal.writes())
    company.holds("datasets attached, as many as the source has", source, after)


async def publishes(company: Company) -> None:
    """Publishing asks first, in numbers."""
    attached, published = _there(company, FOLLOWED)
    words = f"{attached - published} datasets"
    await company.types(OPERATOR, f"publish {FOLLOWED}")
    question = await company.sees(OPERATOR, "Publish the datasets of", f"{words} would go online")
    company.offers(question, "Cancel")
    company.holds(CHANGES, [], company.portal.writes())
    await company.presses(OPERATOR, question, f"Publish {words}")
    await company.sees(OPERATOR, f"Published {words}")
    company.holds(CHANGES, [f"PUT {FOLLOWED}/publish"], company.portal.writes())
    company.holds(AT_PORTAL, f"{attached} datasets attached, {attached} published", company.portal.standing(FOLLOWED))


async def refuses(company: Company) -> None:
    """Who has not the role is told which one it takes, and nobody else hears of it."""
    before = company.portal.standing(KEPT)
    await company.types(VIEWER, f"delete {KEPT}")
    await company.sees(VIEWER, "delete needs the role admin", "you are viewer", privately=True)
    company.holds(CHANGES, [], company.portal.writes())
    company.holds(AT_PORTAL, before, company.portal.standing(KEPT))


async def cancels(company: Company) -> None:
    """A question is the asker's alone, and Cancel ends it."""
    before = company.portal.standing(KEPT)
    question = await _ask_to_delete(company, KEPT, "Bus stops")
    await company.presses(VIEWER, question, _keep(company, KEPT))
    await company.sees(VIEWER, "Only the person who asked", privately=True)
    await company.presses(ADMIN, question, "Cancel")
    await company.sees(ADMIN, "Not deleted", "nothing was done")
    company.holds(CHANGES, [], company.portal.writes())
    company.holds(AT_PORTAL, before, company.portal.standing(KEPT))


async def deletes_keeping(company: Company) -> None:
    """A harvester goes, and its datasets stay."""
    attached, _ = _there(company, KEPT)
    question = await _ask_to_delete(company, KEPT, "Bus stops")
    company.holds(CHANGES, [], company.portal.writes())
    await company.presses(ADMIN, question, _keep(company, KEPT))
    await company.sees(ADMIN, "Deleted Bus stops", f"{attached} datasets are kept")
    _deleted(company, KEPT, kept=attached, destroyed=0)


async def deletes_with_datasets(company: Company) -> None:
    """What cannot be taken back takes the harvester's id, typed."""
    attached, _ = _there(company, EMPTIED)
    question = await _ask_to_delete(company, EMPTIED, "Air quality")
    await company.presses(ADMIN, question, f"Delete with {attached} datasets")
    form = await company.is_asked(ADMIN)
    refused = await company.submits(ADMIN, form, {TYPED: "air"})
    company.look(ADMIN, form)
    company.holds("fields at which the form says what is wrong", [TYPED], sorted(refused.errors))
    company.holds(CHANGES, [], company.portal.writes())
    await company.submits(ADMIN, form, {TYPED: EMPTIED})
    await company.sees(ADMIN, f"Deleted Air quality with its {attached} datasets")
    company.holds("forms left open", [], company.forms(ADMIN))
    _deleted(company, EMPTIED, kept=0, destroyed=attached)


STORY = (
    Step("Vera, who may only look, lists the harvesters", lists),
    Step("Olive, an operator, looks at one of them", shows_status),
    Step("She starts a run and follows it to its end", starts),
    Step("She publishes what it brought, after a confirmation", publishes),
    Step("Vera tries to delete a harvester, and is refused", refuses),
    Step("Ada, an admin, asks to delete it; Vera cannot answer for her; Ada cancels", cancels),
    Step("Ada deletes it and keeps its datasets", deletes_keeping),
    Step("Ada deletes another one with its datasets, after typing its id", deletes_with_datasets),
    Step("She edits one in a form", edits),
    Step("Olive has the channel watch the portal; a run fails, she is on it, and it is well again", is_told),
    Step("She publishes all that is hidden, after one confirmation", publishes_several),
    Step("Vera opens her Home, and looks at what fails", opens_home),
)


async def _ask_to_delete(company: Company, harvester: str, name: str) -> Message:
    attached, _ = _there(company, harvester)
    await company.types(ADMIN, f"delete {harvester}")
    question = await company.sees(ADMIN, f"Delete {name}?", f"{attached} datasets")
    for button in (_keep(company, harvester), f"Delete with {attached} datasets", "Cancel"):
        company.offers(question, button)
    return question


def _keep(company: Company, harvester: str) -> str:
    return f"Delete, keep {_there(company, harvester)[0]} datasets"


def _there(company: Company, harvester: str) -> tuple[int, int]:
    counts = company.portal.counts(harvester)
    if counts is None:
        raise WentWrong(f"the portal has the harvester {harvester}", ["it is gone"])
    return counts


def _deleted(company: Company, harvester: str, *, kept: int, destroyed: int) -> None:
    """Check that one DELETE, and nothing else, has done this."""
    sent = f"DELETE {harvester}?delete_attached_datasets={int(destroyed > 0)}"
    company.holds(CHANGES, [sent], company.portal.writes())
    company.holds(AT_PORTAL, GONE, company.portal.standing(harvester))
    company.holds(AT_PORTAL, f"{kept} datasets kept, {destroyed} deleted", company.portal.left_behind(harvester))
