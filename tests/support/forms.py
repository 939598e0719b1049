"""What people do with forms about harvesters."""

from collections.abc import Mapping

from support.talk import Talk

from harvestbot.sandbox.slack.ids import ADMIN
from harvestbot.sandbox.slack.views import View


async def form(talk: Talk, title: str = "Edit a harvester", user: str = ADMIN) -> View:
    """Wait for a form that is filled."""

    def filled() -> View | None:
        view = talk.world.open_view(user)
        return view if view and view.body["title"]["text"] == title and "submit" in view.body else None

    return await talk.world.until(filled)


async def says(talk: Talk, view: View, words: str) -> str:
    """Wait until a view says these words, and return all that it says."""
    await talk.world.until(lambda: words in talk.world.plain(view))
    return talk.world.plain(view)


def set_ones(params: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters that hold more than what the portal gives by itself."""
    return {name: value for name, value in params.items() if value not in (False, {}, None)}


def label(view: View, *words: str) -> str:
    """Return the label under which a parameter is asked for: the dialects have words of their own."""
    labels = [block["label"]["text"] for block in view.blocks if block["type"] == "input"]
    return str(next(one for one in labels if any(word in one for word in words)))
