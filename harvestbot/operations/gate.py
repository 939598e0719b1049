"""The gate: every operation passes it, and every refusal says which role or place is missing."""

from collections.abc import Iterable, Mapping

from harvestbot.domain.asker import Asker
from harvestbot.domain.confirmations import Confirmation
from harvestbot.domain.roles import Grants, Role, Standing, standing
from harvestbot.domain.verbs import Verb
from harvestbot.errors import UNCHANGED, NotAllowed, WrongPlace
from harvestbot.operations.ports import People

Standings = Mapping[str, Standing]
"""A person's standing on each portal, by the portal's name."""


class Gate:
    """Knows who may do what, and where.

    Args:
        people: who somebody is.
        grants: for each portal who has which role there.
        channels: where changes may be asked for; empty means everywhere.
    """

    def __init__(self, people: People, grants: Mapping[str, Grants], channels: frozenset[str]) -> None:
        self._people = people
        self._grants = grants
        self._channels = channels

    async def standings(self, user: str, *, fresh: bool) -> Standings:
        """Return what somebody may do on each portal.

        Raises:
            PersonUnknown: who it is could not be found out; whoever asks must refuse.
        """
        person = await self._people.person(user, fresh=fresh)
        return {portal: standing(person, grants) for portal, grants in self._grants.items()}

    async def pass_anywhere(self, asker: Asker, verb: Verb) -> Standings:
        """Let somebody through who may use ``verb`` on at least one portal; return the standings.

        Raises:
            NotAllowed: no portal grants the role.
            PersonUnknown: who it is could not be found out.
        """
        standings = await self.standings(asker.user, fresh=False)
        if not any(one.reaches(verb.role) for one in standings.values()):
            raise NotAllowed(missing_role(verb, max_role(standings)))
        return standings

    def place(self, verb: Verb, channel: str) -> None:
        """Refuse a change outside of the allowed channels; ``schedule`` itself only shows, and leads to one.

        Raises:
            WrongPlace: with the channels where it is allowed.
        """
        if self._channels and channel not in self._channels:
            raise WrongPlace(f"`{verb.name}` does not work in this channel. {UNCHANGED}", sorted(self._channels))

    def place_of(self, confirmation: Confirmation, channel: str) -> None:
        """Refuse an answer from outside of the allowed channels; the question's own was one when it was asked.

        Raises:
            WrongPlace: with the channels where it is allowed.
        """
        if not confirmation.astray:
            self.place(confirmation.chosen.verb, channel)

    def role(self, verb: Verb, portal: str, standings: Standings) -> None:
        """Refuse somebody who lacks the role on one portal.

        Raises:
            NotAllowed: saying which role is missing.
        """
        held = standings.get(portal, Standing())
        if not held.reaches(verb.role):
            raise NotAllowed(missing_role(verb, held.role, portal), portal)

    async def still(self, confirmation: Confirmation, *, fresh: bool = True) -> None:
        """Ask anew, before any effect, whether those who decided may do this, here.

        Args:
            confirmation: what they decided.
            fresh: False where they were asked for this a moment ago, together with others.

        Raises:
            WrongPlace, NotAllowed, PersonUnknown: and then nothing may be done.
        """
        verb, people = confirmation.chosen.verb, (confirmation.requester, confirmation.approver)
        self.place_of(confirmation, confirmation.place.channel)
        await self._all_hold(verb, confirmation.portal, people, fresh=fresh)

    async def allowed(self, verb: Verb, portal: str, channel: str, people: Iterable[str], *, fresh: bool) -> None:
        """See that each of these people, the first of whom has asked for it, may do this on a portal, from a channel.

        Raises:
            WrongPlace, NotAllowed, PersonUnknown: and then nothing may be done.
        """
        self.place(verb, channel)
        await self._all_hold(verb, portal, people, fresh=fresh)

    async def _all_hold(self, verb: Verb, portal: str, people: Iterable[str], *, fresh: bool) -> None:
        for number, person in enumerate(dict.fromkeys(people)):
            held = (await self.standings(person, fresh=fresh)).get(portal, Standing())
            if not held.reaches(verb.role):  # everybody reads it on a card, so "you" would say nothing
                whose = "who approved it" if number else "who asked for it"
                raise NotAllowed(missing_role(verb, held.role, portal, whose=whose), portal)


def missing_role(verb: Verb, held: Role | None, portal: str = "", *, whose: str = "") -> str:
    """Say which role is missing, which one the person has, and whom to ask; ``whose`` is said where it is not read."""
    where = f" on {portal}" if portal else ""
    if whose:
        have = f"{whose} is {held.word}" if held else f"{whose} has none"
    else:
        have = f"you are {held.word}" if held else "you have none"
    return (
        f"`{verb.name}` needs the role {verb.role.word}{where}; {have}. {UNCHANGED} Whoever runs the bot can grant it."
    )


def max_role(standings: Standings) -> Role | None:
    """Return the highest role that somebody has anywhere."""
    return max((one.role for one in standings.values() if one.role is not None), default=None)


def visible(standings: Standings) -> tuple[str, ...]:
    """Return the names of the portals that somebody may look at."""
    return tuple(portal for portal, one in standings.items() if one.reaches(Role.VIEWER))


def reached(standings: Standings, verb: Verb) -> tuple[str, ...]:
    """Return the names of the portals on which somebody may use ``verb``."""
    return tuple(portal for portal, one in standings.items() if one.reaches(verb.role))
