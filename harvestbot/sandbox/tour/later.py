"""The second half of the story: forms, being told by itself, several at once, the Home."""

from harvestbot.sandbox.slack.ids import ADMIN, OPERATOR, VIEWER
from harvestbot.sandbox.tour.company import Company

EDITED = "geo-catalogue"
BREAKS = "my-harvester"
"""Its source fails, and comes back."""
WATCHED = "city"
CHANGES = "writes that reached the portal"


async def edits(company: Company) -> None:
    """A form made from what the type takes; the card says what was, and what is."""
    before = company.portal.name(EDITED)
    await company.types(ADMIN, f"edit {EDITED}")
    form = await company.is_asked(ADMIN, "Name", "Password")
    await company.submits(ADMIN, form, {"Name": f"{before} of the city"})
    await company.sees(ADMIN, "Edited", f"name: {before} → {before} of the city")
    company.holds(CHANGES, [f"PUT {EDITED}"], company.portal.writes())
    company.holds("its name on the portal", f"{before} of the city", company.portal.name(EDITED))


async def is_told(company: Company) -> None:
    """Nobody asks: the channel is told of the failure, who is on it, and that it is over."""
    await company.types(OPERATOR, f"watch {WATCHED}")
    await company.sees(OPERATOR, f"watches everything on {WATCHED}")
    await company.polled()
    company.breaks(BREAKS, "The source does not answer.")
    notice = await company.sees(VIEWER, BREAKS, "failed", "errors 0 → 1")
    await company.presses(OPERATOR, notice, "I'm on it")
    await company.sees(VIEWER, "is on it since")
    await company.polled()
    company.recovers(BREAKS)
    await company.sees(VIEWER, BREAKS, "is well again")
    company.holds(CHANGES, [], company.portal.writes())


async def publishes_several(company: Company) -> None:
    """Filters choose, one question names them all, one press does it."""
    hidden = company.portal.hidden()
    datasets, harvesters = sum(hidden.values()), len(hidden)
    await company.types(OPERATOR, "publish is:hidden")
    question = await company.sees(OPERATOR, f"{harvesters} harvesters", *hidden)
    company.holds(CHANGES, [], company.portal.writes())
    await company.presses(OPERATOR, question, f"Publish {datasets} datasets of {harvesters} harvesters")
    await company.sees(OPERATOR, f"Published the datasets of {harvesters} of {harvesters} harvesters")
    company.holds(CHANGES, sorted(f"PUT {one}/publish" for one in hidden), sorted(company.portal.writes()))
    company.holds("harvesters with hidden datasets", 0, len(company.portal.hidden()))


async def opens_home(company: Company) -> None:
    """All at one glance, and only what the role allows."""
    home = await company.opens_home(VIEWER, f"{company.portal.harvesters} harvesters", "What needs you now")
    await company.turns(VIEWER, home, "Failing (1)", "[Failing (1)]", "You are viewer")
    company.holds("buttons for operators on it", [], [one for one in company.buttons(home) if one == "Choose several…"])
    company.holds(CHANGES, [], company.portal.writes())
