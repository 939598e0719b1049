"""The pane of the portal: its harvesters as they are now, its clock, and what goes wrong on purpose."""

from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from harvestbot.sandbox.page.drawing import Easel
from harvestbot.sandbox.page.slack_weather import WEATHERS, SlackWeather
from harvestbot.sandbox.portal.clock import WallClock
from harvestbot.sandbox.portal.harvester import Harvester
from harvestbot.sandbox.portal.portal import SimulatedPortal

SPEEDS = (1, 5, 30)
"""How much faster than the wall's the portal's clock may run."""
BASE = "/page/portal"
"""Where the portal's own controls are on the page's server."""


class Weather(Struct, frozen=True):
    """What goes wrong on purpose, and how fast time passes."""

    speed: float
    down: bool
    slow: bool
    flaky: bool
    over_quota: bool
    slack: str


class PortalPane:
    """Draws the pane.

    Args:
        portal: What it shows.
        slack: What goes wrong at Slack.
        easel: Draws the pieces.
    """

    def __init__(self, portal: SimulatedPortal, slack: SlackWeather, easel: Easel) -> None:
        self._portal = portal
        self._slack = slack
        self._easel = easel

    def weather(self) -> Markup:
        """The clock and the switches."""
        return self._easel.draw("weather", weather=self._weather(), speeds=SPEEDS, slack=WEATHERS)

    def calls(self) -> Markup:
        """What arrived at the portal, and what time it is there."""
        return self._easel.draw("weather_calls", calls=self._portal.log.count(), now=int(self._portal.clock.now()))

    def harvesters(self) -> dict[str, Markup]:
        """What the harvesters are doing, by the ids of the harvesters."""
        now = self._portal.clock.now()
        return {one.uid: self._facts(one, now) for one in self._portal.world.all()}

    def entry(self, uid: str) -> Markup:
        """A harvester's whole entry, with what can go wrong with it."""
        one = self._portal.world.get(uid)
        facts = self._facts(one, self._portal.clock.now())
        return self._easel.draw("harvester", one=one, facts=facts, base=f"{BASE}/harvesters/{quote(uid, safe='')}")

    def known(self) -> list[tuple[str, str]]:
        """The ids and names of all harvesters."""
        return [(one.uid, one.name) for one in self._portal.world.all()]

    def _facts(self, one: Harvester, now: float) -> Markup:
        script = one.next_script
        upcoming = "its next run fails" if script and script.failure else ""
        return self._easel.draw(
            "harvester_facts", one=one, pill=_pill(one), upcoming=upcoming, progress=_progress(one, now)
        )

    def _weather(self) -> Weather:
        portal, trouble = self._portal, self._portal.trouble
        return Weather(
            speed=portal.clock.speed if isinstance(portal.clock, WallClock) else 1,
            down=trouble.down is not None,
            slow=trouble.latency > 0,
            flaky=trouble.fail_rate > 0,
            over_quota=trouble.over_quota,
            slack=self._slack.now,
        )


def _pill(one: Harvester) -> str:
    """How loud its status is."""
    if one.run is not None:
        return "busy"
    if one.failure:
        return "bad"
    return "odd" if one.failed_resources else "calm"


def _progress(one: Harvester, now: float) -> float:
    """How far its run has come, 0 to 1."""
    if one.run is None:
        return 0.0
    return min(1.0, max(0.0, (now - one.run.processing_at) / one.run.length)) if one.run.length else 1.0
