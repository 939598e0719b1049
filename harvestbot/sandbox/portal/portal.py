"""The simulated portal as one value: its parts, put together."""

from dataclasses import dataclass, field

from harvestbot.sandbox.portal.accounts import Accounts
from harvestbot.sandbox.portal.clock import Clock, WallClock
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.quota import Quota
from harvestbot.sandbox.portal.requestlog import RequestLog
from harvestbot.sandbox.portal.seeds import STORY, seeded
from harvestbot.sandbox.portal.trouble import Trouble
from harvestbot.sandbox.portal.world import World


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line can say about the portal.

    Attributes:
        port: Where it listens on 127.0.0.1; 0 for any free port.
        seed: Fixes the generated harvesters and which calls fail.
        harvesters: How many there are; the first dozen tell a story.
        latency: Seconds before each call is carried out and answered.
        fail_rate: The share of calls that fail, 0 to 1.
        quota: Calls an account and day.
        durations: How long runs and the rest take.
    """

    port: int = 0
    seed: int = 1
    harvesters: int = STORY
    latency: float = 0.0
    fail_rate: float = 0.0
    quota: int = 1000
    durations: Durations = field(default_factory=Durations)


class SimulatedPortal:
    """A portal: one state, what time it is, who may call, what goes wrong and what arrived.

    Args:
        clock: What time it is.
        world: The state.
        accounts: Who may call.
        quota: Calls a day.
        trouble: What goes wrong on purpose.
    """

    def __init__(
        self,
        clock: Clock,
        world: World,
        accounts: Accounts | None = None,
        quota: Quota | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        self.clock = clock
        self.world = world
        self.accounts = accounts or Accounts()
        self.quota = quota or Quota(clock)
        self.trouble = trouble or Trouble()
        self.log = RequestLog()

    @classmethod
    def seeded(cls, options: Options | None = None, *, clock: Clock | None = None) -> "SimulatedPortal":
        """Make a portal with harvesters in it; the same options and time give the same ones."""
        options = options or Options()
        clock = clock or WallClock()
        return cls(
            clock,
            World(clock, seeded(options.seed, options.harvesters, clock.now()), options.durations),
            quota=Quota(clock, options.quota),
            trouble=Trouble(options.seed, options.latency, options.fail_rate),
        )
