"""Homes are published when they are opened, and again when something changes, within Slack's limits; by one replica."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import msgspec
import pytest
from support.home_views import PARIS, SEA, homely

from harvestbot.domain.home import Calls, Home, Show, Wish
from harvestbot.errors import PersonUnknown, SlackUnavailable
from harvestbot.sandbox.slack.ids import ADMIN, VIEWER
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.client import writing_client
from harvestbot.slack.homes import ONLY_AGES, OPEN, Homes
from harvestbot.slack.pacing import ALLOWANCES
from harvestbot.slack.parts.home import HomeTab
from harvestbot.slack.payloads import Delivery
from harvestbot.slack.sender import Sender

with_changes = msgspec.structs.replace


class Everything:
    """Stands for ``Overview`` and ``Lookout``: what there is to see is set by hand."""

    def __init__(self) -> None:
        self.home: Home | Exception = homely(PARIS, SEA)
        self.otherwise = False
        self.looks = 0
        self.asked = 0

    async def look(self, user: str, wish: Wish) -> Home:
        """Return what there is, with what is wished for."""
        assert user
        self.looks += 1
        if isinstance(self.home, Exception):
            raise self.home
        return with_changes(self.home, wish=wish)

    async def changed(self) -> bool:
        """Tell whether something has changed, once."""
        changed, self.otherwise = self.otherwise, False
        return changed

    async def ask_anew(self, _user: str) -> None:
        """Count."""
        self.asked += 1

    async def settled(self) -> None:
        """Know everything already."""


class Scene(SimpleNamespace):
    """A workspace, what there is to see, the Homes, and a clock."""

    world: World
    everything: Everything
    homes: Homes
    sender: Sender
    now: float

    def says(self, user: str = ADMIN) -> str:
        """Return what somebody's Home says."""
        view = self.world.home(user)
        return "" if view is None else self.world.plain(view)

    def published(self) -> int:
        """Return how often a Home was published."""
        return len(self.world.traffic.calls("views.publish"))

    async def changes(self, home: Home | Exception) -> int:
        """Let something else be seen, and refresh."""
        self.everything.home, self.everything.otherwise = home, True
        return await self.homes.refresh(self.now)


@pytest.fixture
def scene(world: World, api: str, session: aiohttp.ClientSession) -> Scene:
    """Set the scene."""
    made = Scene(world=world, everything=Everything(), now=1_000.0)
    made.sender = Sender(writing_client(world.bot_token, api, session), session, lambda: made.now)
    made.homes = replica(made)
    return made


def replica(scene: Scene) -> Homes:
    """Return the Homes of one process."""
    everything: Any = scene.everything
    return Homes(scene.sender, everything, everything, lambda: scene.now)


async def test_who_opened_it_sees_changes_for_ten_minutes(scene: Scene) -> None:
    """Nobody else, and no longer; while nobody looks nothing is looked into."""
    assert await scene.changes(homely(SEA)) == 0
    assert scene.everything.otherwise  # nobody has asked
    await scene.homes.open(ADMIN)
    scene.now += OPEN - 1
    assert await scene.changes(homely(PARIS)) == 1
    assert "1 failed" in scene.says()
    assert scene.says(VIEWER) == ""
    scene.now += 1
    assert await scene.changes(homely(SEA)) == 0
    assert "1 failed" in scene.says()


async def test_what_says_the_same_is_not_published(scene: Scene) -> None:
    """A change that this person does not see, and calls that are spent, publish nothing; ages do now and then."""
    await scene.homes.open(ADMIN)
    before = scene.published()
    await scene.changes(homely(PARIS, SEA))
    spent = with_changes(PARIS, calls=Calls(7, 1000, 0.0))
    await scene.changes(homely(spent, SEA))
    assert scene.published() == before
    scene.now += ONLY_AGES
    await scene.changes(homely(spent, SEA))
    assert scene.published() == before + 1
    assert "7 of 1000 calls" in scene.says()


async def test_what_somebody_has_turned_to_stays(scene: Scene) -> None:
    """A refresh shows the same page with what is new on it, and opening it again too."""
    await scene.homes.open(ADMIN)
    await scene.homes.turn(ADMIN, Wish(Show.HIDDEN, "sea"))
    assert "Every portal" in scene.says()
    await scene.changes(homely(SEA, PARIS, roles={}))
    assert "no role" in scene.says()
    await scene.changes(homely(PARIS, SEA))
    await scene.homes.open(ADMIN)
    assert "Every portal" in scene.says()


async def test_another_replica_that_was_turned_to_takes_over(scene: Scene) -> None:
    """Two replicas that both know somebody do not overwrite each other."""
    other = replica(scene)
    await scene.homes.open(ADMIN)
    await other.turn(ADMIN, Wish(Show.HIDDEN, "sea"))
    assert await scene.changes(homely(SEA, PARIS)) == 0
    assert "Every portal" in scene.says()
    scene.everything.otherwise = True
    assert await other.refresh(scene.now) == 1


async def test_refreshing_waits_its_turn_and_is_made_up_for(scene: Scene) -> None:
    """What is over Slack's limit is left out for now, and comes with the newest that there is to say."""
    await scene.homes.open(ADMIN)
    for _ in range(ALLOWANCES["views.publish"].burst - 1):
        await scene.homes.turn(ADMIN, Wish())
    before = scene.published()
    await scene.changes(homely(SEA))
    await scene.changes(homely(PARIS))
    assert scene.published() == before
    scene.now += 10
    await scene.homes.refresh(scene.now)
    assert scene.published() == before + 1
    assert "1 failed" in scene.says()


async def test_who_cannot_be_looked_up_is_told_so_and_keeps_what_is_there(scene: Scene) -> None:
    """On opening a sentence stands there; a refresh that fails leaves the Home as it is."""
    unknown = PersonUnknown("Slack did not tell who you are. Nothing was changed.")
    scene.everything.home = unknown
    await scene.homes.open(ADMIN)
    assert "did not tell who you are" in scene.says()
    scene.everything.home = homely(PARIS)
    await scene.homes.open(ADMIN)
    await scene.changes(unknown)
    assert "1 failed" in scene.says()
    await scene.changes(SlackUnavailable("Slack sleeps."))
    assert "1 failed" in scene.says()


async def test_pressed_twice_the_portals_are_asked_once(scene: Scene) -> None:
    """While they are being asked the Home says so."""
    await scene.homes.open(ADMIN)
    viewer = scene.homes._viewers[ADMIN]  # noqa: SLF001  because the second press comes while the first is at work
    viewer.reading = True
    await scene.homes.read_anew(ADMIN, Wish())
    assert scene.everything.asked == 0
    viewer.reading = False
    await scene.homes.read_anew(ADMIN, Wish())
    assert scene.everything.asked == 1
    views = [str(one.request) for one in scene.world.traffic.calls("views.publish")]
    assert "being read" in views[-2]
    assert "being read" not in views[-1]


async def test_the_other_tab_is_none_of_its_business() -> None:
    """Opening the direct message brings the same event, for another tab; an event without a tab neither."""
    anything: Any = SimpleNamespace(
        homes=None, answers=None, sender=None, crew=SimpleNamespace(questions=None, finding=None)
    )
    opened = HomeTab(anything, lambda _: Card("", [])).part().events["app_home_opened"]
    assert opened(Delivery(id="E1", user=ADMIN, event={"tab": "messages"})) is None
    assert opened(Delivery(id="E1", user=ADMIN)) is None
    assert opened(Delivery(id="E1", user=ADMIN, event={"tab": "home"})) is not None
