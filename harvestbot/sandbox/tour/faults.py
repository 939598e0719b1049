"""What can be made to go wrong in the tour, to see that it notices."""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from harvestbot.sandbox.portal.harvester import Harvester
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.portal.world import World as Harvesters
from harvestbot.sandbox.slack.world import World

EVER = 1_000_000
"""More calls than the tour makes."""


class Fault(Struct, frozen=True):
    """Something that goes wrong, and how to bring it about before the stage is set."""

    about: str
    inject: Callable[[SimulatedPortal, World], None]


class Forgetful(Harvesters):
    """Takes a deletion, says so, and does nothing."""

    def delete(self, uid: str, *, with_datasets: bool) -> Harvester:  # noqa: ARG002  because it is what is forgotten
        """Give the harvester as it stays."""
        return self.get(uid)


class Thorough(Harvesters):
    """Deletes the datasets as well, whatever it was asked."""

    def delete(self, uid: str, *, with_datasets: bool) -> Harvester:  # noqa: ARG002  because it does not listen
        """Delete all there is."""
        return super().delete(uid, with_datasets=True)


def _with(harvesters: type[Harvesters]) -> Callable[[SimulatedPortal, World], None]:
    def inject(portal: SimulatedPortal, _: World) -> None:
        portal.world = harvesters(portal.clock, portal.world.all(), portal.world.durations)

    return inject


def _portal(kind: Kind, method: str) -> Callable[[SimulatedPortal, World], None]:
    return lambda portal, _: portal.trouble.next(kind, times=EVER, method=method)


def _slack(method: str, trouble: str) -> Callable[[SimulatedPortal, World], None]:
    return lambda _, world: world.fail(method, trouble, times=EVER)


FAULTS: Final[Mapping[str, Fault]] = {
    "portal-silent": Fault("the portal never answers", _portal(Kind.HANG, "GET")),
    "portal-fails-delete": Fault("the portal answers a DELETE with 500", _portal(Kind.FAIL_500, "DELETE")),
    "portal-loses-answer": Fault("the portal deletes, and its answer is lost", _portal(Kind.DROP_AFTER, "DELETE")),
    "portal-forgets-delete": Fault("the portal says that it has deleted, and has not", _with(Forgetful)),
    "portal-deletes-datasets": Fault("the portal deletes datasets that it was asked to keep", _with(Thorough)),
    "slack-drops-messages": Fault("Slack cuts off every chat.postMessage", _slack("chat.postMessage", "drop")),
    "slack-opens-no-form": Fault("Slack opens no form", _slack("views.open", "internal_error")),
    "slack-silent": Fault("Slack never answers", _slack("*", "hang")),
}
"""By the names that ``harvestbot demo --tour --fault`` takes."""
