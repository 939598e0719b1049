"""One part of the surface: what it takes, by name; ``slack.routes`` puts all parts together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, HarvesterRef
from harvestbot.domain.audit import Matter
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import NotUnderstood
from harvestbot.operations.crew import Crew
from harvestbot.operations.upkeep.rounds import Rounds
from harvestbot.slack import held, ids
from harvestbot.slack.answers import Answers
from harvestbot.slack.channels import Channels
from harvestbot.slack.homes import Homes
from harvestbot.slack.intake import Route, Routing, Suggest
from harvestbot.slack.payloads import Delivery
from harvestbot.slack.sender import Sender

K = TypeVar("K", bound=str)
T = TypeVar("T")
V = TypeVar("V")

OLD_BUTTON = "This button is from another version of the bot. Nothing was changed; ask for the card anew."


class Setting(Struct, frozen=True):
    """What cards need to know of the settings.

    ``pages`` are the addresses of harvesters' pages by portal, with ``{id}`` in them; ``lacks`` are the verbs that a
    portal's API cannot do.
    """

    command: str
    pages: Mapping[str, str]
    lacks: Mapping[str, frozenset[str]]


class Tools(Struct, frozen=True, kw_only=True):
    """What every part works with.

    Attributes:
        crew: the operations.
        answers: the way back to the one who asked.
        sender: the way out to Slack.
        channels: what channels are.
        rounds: whether everything works.
        setting: what cards need to know.
        homes: the App Homes.
    """

    crew: Crew
    answers: Answers
    sender: Sender
    channels: Channels
    rounds: Rounds
    setting: Setting
    homes: Homes


class Part(Struct, frozen=True, kw_only=True):
    """What one part takes.

    Attributes:
        verbs: answers what was typed, or pressed on a button that stands for it; verbs that decide are not among them.
        opens: the same for verbs that open a form: it needs the delivery's trigger.
        presses: routes a press by what its action id means.
        forms: routes a submitted form.
        suggests: answers what is typed into a select whose options we look up.
        shortcuts: routes a global shortcut.
        events: routes an event by its type; None where it means nothing.
    """

    verbs: Mapping[str, Callable[[Asker, Ask], Awaitable[object]]] = {}
    opens: Mapping[str, Callable[[Delivery, Ask], Awaitable[object]]] = {}
    presses: Mapping[ids.Press, Routing] = {}
    forms: Mapping[ids.Form, Routing] = {}
    suggests: Mapping[ids.Press, Suggest] = {}
    shortcuts: Mapping[ids.Shortcut, Routing] = {}
    events: Mapping[str, Callable[[Delivery], Route | None]] = {}


def merged(parts: Sequence[Part]) -> Part:
    """Return all parts as one.

    Raises:
        ValueError: two parts take the same thing.
    """
    return Part(
        verbs=_union([part.verbs for part in parts]),
        opens=_union([part.opens for part in parts]),
        presses=_union([part.presses for part in parts]),
        forms=_union([part.forms for part in parts]),
        suggests=_union([part.suggests for part in parts]),
        shortcuts=_union([part.shortcuts for part in parts]),
        events=_union([part.events for part in parts]),
    )


def _union(taken: Sequence[Mapping[K, T]]) -> dict[K, T]:
    together: dict[K, T] = {}
    for one in taken:
        if twice := together.keys() & one.keys():
            raise ValueError(f"Two parts take {', '.join(sorted(twice))}.")
        together |= one
    return together


def read(reading: Callable[[str], V], delivery: Delivery) -> V:
    """Read the value of a button.

    Raises:
        NotUnderstood: another version of the bot wrote it.
    """
    try:
        return reading(delivery.value)
    except ids.Unreadable:
        raise NotUnderstood(OLD_BUTTON, ("help",)) from None


def about(verb: str, delivery: Delivery) -> Ask:
    """Return what a button on a harvester's card stands for, as if it had been typed."""
    target = read(held.read_target, delivery)
    return Ask(VERBS[verb], HarvesterRef(target.id, target.portal))


def answering(verb: str, delivery: Delivery) -> Matter:
    """Return what the audit trail says of an answer to the confirmation whose id the button holds."""
    return Matter(verb=verb, confirmation=delivery.value)
