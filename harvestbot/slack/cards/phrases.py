"""How harvesters are named and counted on cards: the phrases that more than one card says."""

from collections.abc import Sequence

from harvestbot.domain.harvesters import RESTING, Harvester, Schedule
from harvestbot.slack.cards import words
from harvestbot.slack.cards.text import NAME_LIMIT, Mrkdwn, code, escape, joined, md, strong, visible

PORTAL_LIMIT = 80
SCHEDULES_SHOWN = 3


def name(harvester: Harvester) -> Mrkdwn:
    """Return its name in bold; its id where it has none that can be seen."""
    return strong(title(harvester))


def said(harvester: Harvester) -> Mrkdwn:
    """Return its name for the line that notifications and screen readers get, without formatting."""
    return escape(title(harvester), NAME_LIMIT)


def where(harvester: Harvester, portal: str) -> Mrkdwn:
    """Return its id and its portal; of one that is yet to be created, its type."""
    if not harvester.id:
        return md("type {type} on {portal}", type=code(harvester.type, 60), portal=portal_name(portal))
    return md("{id} on {portal}", id=code(harvester.id), portal=portal_name(portal))


def portal_name(portal: str) -> Mrkdwn:
    """Return a portal's name."""
    return escape(portal, PORTAL_LIMIT)


def condition(harvester: Harvester) -> Mrkdwn:
    """Return its health, and the portal's own word for its status where that says more than that it is at rest."""
    health = words.health(harvester.health)
    if harvester.status in RESTING or not visible(harvester.status):
        return health
    return md("{health} ({status})", health=health, status=code(harvester.status, 40))


def hidden(harvester: Harvester) -> Mrkdwn | None:
    """Point out datasets that nobody sees yet, if there are any."""
    if not harvester.hidden:
        return None
    return md("{icon} *{datasets} hidden*", icon=words.WARNING, datasets=words.datasets(harvester.hidden))


def counts(harvester: Harvester) -> Mrkdwn:
    """Return its counts on one line."""
    return joined(
        ", ",
        [
            md("{count} attached", count=harvester.attached),
            md("{count} published", count=harvester.published),
            None if harvester.remote is None else md("{count} at the source", count=harvester.remote),
        ],
    )


def now(harvester: Harvester) -> Mrkdwn:
    """Return its counts as they are before anything is done."""
    return md("Now: {counts}.", counts=counts(harvester))


def burden(number: int) -> Mrkdwn:
    """Say what keeping so many datasets of a harvester that goes means for those who look after them."""
    if number == 1:
        return md("it has to be handled by itself, and creating the harvester again duplicates it.")
    return md("they have to be handled one by one, and creating the harvester again duplicates them.")


def publish_next() -> Mrkdwn:
    """Say what follows on a run that was started with ``and publish``."""
    return md("When the run has ended well, its hidden datasets are published.")


def errors(harvester: Harvester) -> Mrkdwn:
    """Return how many errors there are, and of what."""
    if not harvester.errors:
        return md("none")
    return joined(
        ", ",
        [
            md("{count} in the run", count=harvester.harvester_errors) if harvester.harvester_errors else None,
            md("{count} in datasets", count=harvester.resource_errors) if harvester.resource_errors else None,
        ],
    )


def schedules(found: Sequence[Schedule]) -> Mrkdwn:
    """Return when it runs by itself."""
    if not found:
        return md("none")
    shown = [
        md("{cron} {zone}", cron=code(schedule.cron, 60), zone=escape(schedule.timezone, 60))
        if schedule.timezone
        else code(schedule.cron, 60)
        for schedule in found[:SCHEDULES_SHOWN]
    ]
    more = len(found) - len(shown)
    return joined(", ", [*shown, md("{count} more", count=more) if more else None])


def title(harvester: Harvester) -> str:
    """Return its name as it came, its id where it has none that can be seen."""
    return harvester.name if visible(harvester.name) else harvester.id
