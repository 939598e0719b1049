"""``doctor`` within the running bot: all that the command line checks, and what only a bot at work can know."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec
from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.rooms import Room
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import ChatError, HarvestbotError, PermissionMissing
from harvestbot.operations.gate import Gate
from harvestbot.operations.portals import Portals
from harvestbot.operations.upkeep.doctor import Chat, Finding, examine_chat, examine_open, examine_portal
from harvestbot.operations.upkeep.noted import Change, Noted
from harvestbot.store import polls
from harvestbot.store.database import Database
from harvestbot.store.polls import Looks

WAYS = ("commands", "presses", "events")
"""What every set-up delivers sooner or later; the rest is told of where it has come."""
LATE = 300.0
"""Seconds that a look may be overdue before something must be wrong: a replica's claim lasts as long."""
INVITE = "Invite it: `/invite @harvestbot`."


class Rooms(Protocol):
    """Knows what channels are."""

    async def look_up(self, channel: str) -> Room:
        """Return what a channel is, or raise a ``ChatError``."""
        ...


class RoundTrip(Struct, frozen=True):
    """How long it took, in seconds: from the press to its arrival, and for Slack to answer the bot."""

    arrival: float
    answer: float


class Rounds:
    """Examines the bot from within.

    Args:
        gate, portals, database: see there.
        chat: Slack, for a check.
        rooms: what channels are.
        noted: what has come in.
        scopes: what the bot token has to be allowed.
        now: seconds since the epoch.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        portals: Portals,
        database: Database,
        chat: Chat,
        rooms: Rooms,
        noted: Noted,
        scopes: Iterable[str],
        now: Callable[[], float],
    ) -> None:
        self._gate = gate
        self._portals = portals
        self._database = database
        self._chat = chat
        self._rooms = rooms
        self._noted = noted
        self._scopes = frozenset(scopes)
        self._now = now

    async def examine(self, asker: Asker) -> list[Finding]:
        """Check everything at the same time; of the portals those on which the person is an admin.

        Raises:
            NotAllowed: they are an admin nowhere.
        """
        verb = VERBS["doctor"]
        standings = await self._gate.pass_anywhere(asker, verb)
        names = [name for name, one in standings.items() if one.reaches(verb.role)]
        groups = await asyncio.gather(
            self._store(),
            examine_chat(self._chat, self._scopes),
            self._here(asker.place.channel),
            self._deliveries(),
            *(self._portal(name) for name in names),
        )
        return [finding for group in groups for finding in group]

    async def round_trip(self, asker: Asker, pressed_at: str) -> RoundTrip:
        """Complete the way from a press to an answer.

        Args:
            asker: who has pressed.
            pressed_at: when, by Slack's clock.

        Raises:
            NotAllowed: they are an admin nowhere.
            ChatError: Slack does not answer.
        """
        arrived = self._now()
        await self._gate.pass_anywhere(asker, VERBS["doctor"])
        who = await self._chat.identify()
        return RoundTrip(max(arrived - _seconds(pressed_at, arrived), 0.0), who.seconds)

    async def _store(self) -> list[Finding]:
        try:
            return [await examine_open(self._database)]
        except HarvestbotError as error:
            return [Finding("database", ok=False, said=str(error))]

    async def _here(self, channel: str) -> list[Finding]:
        if not channel or channel.startswith("D"):
            return []
        try:
            return [of_room(await self._rooms.look_up(channel))]
        except ChatError as error:
            return [Finding("this channel", ok=False, said=str(error), advice=f"The bot may not be in it. {INVITE}")]

    async def _deliveries(self) -> list[Finding]:
        return [of_deliveries(self._noted, self._now())]

    async def _portal(self, name: str) -> list[Finding]:
        found = await examine_portal(self._portals[name])
        if found[0].ok:  # what it may change stands in a line of its own
            permissions = of_permissions(name, self._noted.change(name), self._now())
            found = [msgspec.structs.replace(found[0], advice=""), *found[1:], permissions]
        async with self._database.read() as reading:
            _, looks = await polls.looks(reading, name)
            due = (await polls.due(reading)).get(name)
        return [*found, of_polling(name, looks, due, self._now())]


def of_room(room: Room) -> Finding:
    """Say whether the bot can talk in the channel where it was asked."""
    subject = "this channel"
    if room.archived:
        return Finding(
            subject, ok=False, said="it is archived, so nothing can be posted.", advice="Ask in another one."
        )
    if not room.member and room.private:
        return Finding(subject, ok=False, said="the bot is not in it and cannot post here.", advice=INVITE)
    if not room.member:
        said = "the bot is not in it: it can post, since the channel is public, but is told of no mentions."
        return Finding(subject, ok=None, said=said, advice=INVITE)
    if room.shared:
        said = "the bot is in it and can post; other organisations read along, so links are not shown as cards"
        return Finding(subject, ok=None, said=said)
    return Finding(subject, ok=True, said="the bot is in it and can post")


def of_deliveries(noted: Noted, now: float) -> Finding:
    """Say when something was last delivered each way."""
    last = noted.last_heard
    ways = [*WAYS, *sorted(last.keys() - set(WAYS))]
    told = [f"{way} {_ago(now - last[way])}" if way in last else f"{way} never" for way in ways]
    said = f"{', '.join(told)} (since the bot began, {_ago(now - noted.began)})"
    if all(way in last for way in WAYS):
        return Finding("deliveries", ok=True, said=said)
    advice = (
        "Press the button below, mention the bot, and ask again. For what never comes, update the app with what "
        "`harvestbot manifest` prints."
    )
    return Finding("deliveries", ok=None, said=f"{said}.", advice=advice)


def of_permissions(portal: str, change: Change | None, now: float) -> Finding:
    """Say whether the portal has let the bot change something: no portal tells beforehand what it would allow."""
    subject = f"portal {portal}, permissions"
    if change is None:
        said = "reading is allowed; whether changes are, the portal tells only with the first one."
        return Finding(subject, ok=None, said=said, advice=PermissionMissing.advice)
    said = f"`{change.operation}` was {'allowed' if change.allowed else 'forbidden'} {_ago(now - change.at)}"
    if change.allowed:
        return Finding(subject, ok=True, said=said)
    return Finding(subject, ok=False, said=f"{said}.", advice=PermissionMissing.advice)


def of_polling(portal: str, looks: Looks | None, due: float | None, now: float) -> Finding:
    """Say when the portal was last looked at by itself, and whether that goes on."""
    subject = f"portal {portal}, polling"
    if due is None:
        return Finding(subject, ok=None, said="nobody watches it, so it is not polled")
    seen = looks.seen_at if looks else None
    last = f"last read {_ago(now - seen)}" if seen is not None else "not read yet"
    if now - due > LATE:
        advice = "Start the bot anew; its log tells why."
        return Finding(subject, ok=False, said=f"{last}; the look due {_ago(now - due)} was not made.", advice=advice)
    if looks and looks.reach.obstacle:
        advice = "It is tried again by itself; the line of the portal above says what to mend."
        said = f"{last}; {looks.reach.failures} in a row have failed since."
        return Finding(subject, ok=False, said=said, advice=advice)
    return Finding(subject, ok=True, said=f"{last}, again in {_lasting(max(due - now, 0.0))}")


def _seconds(moment: str, otherwise: float) -> float:
    try:
        return float(moment)
    except ValueError:
        return otherwise


def _ago(seconds: float) -> str:
    return "just now" if seconds < 1 else f"{_lasting(seconds)} ago"


def _lasting(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
