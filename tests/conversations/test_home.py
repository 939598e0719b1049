"""The App Home and the global shortcut: what people see who look at everything at once, and act from there."""

from support.talk import Talk, talking

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GUEST, OPERATOR, SECOND_ADMIN, VIEWER, dm_of
from harvestbot.sandbox.slack.views import View
from harvestbot.slack import ids


async def opened(talk: Talk, words: str, user: str = ADMIN) -> View:
    """Open somebody's Home, and wait until it says these words."""
    delivery = await talk.world.open_home(user)
    assert delivery is not None
    assert delivery.ok
    return await shows(talk, words, user)


async def shows(talk: Talk, words: str, user: str = ADMIN) -> View:
    """Wait until somebody's Home says these words."""

    def there() -> View | None:
        home = talk.world.home(user)
        return home if home is not None and words in talk.world.plain(home) else None

    return await talk.world.until(there, 10.0)


async def modal(talk: Talk, words: str, user: str = ADMIN) -> View:
    """Wait until somebody has a modal before them that says these words."""

    def there() -> View | None:
        view = talk.world.open_view(user)
        return view if view is not None and words in talk.world.plain(view) else None

    return await talk.world.until(there, 10.0)


async def test_try(mode: str) -> None:
    """Look."""
    async with talking(mode=mode) as talk:
        home = await opened(talk, "harvesters")
        print(talk.world.plain(home))
        await talk.world.press(ADMIN, home, "Open")
        view = await modal(talk, "attached")
        print(talk.world.plain(view))
