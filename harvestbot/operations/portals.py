"""The portals together: which one has a harvester, and what they all hold."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listing, PortalTrouble
from harvestbot.domain.near import near, nearest
from harvestbot.domain.roles import Role
from harvestbot.domain.sights import Sight
from harvestbot.domain.verbs import Kind, Verb
from harvestbot.errors import UNCHANGED, Ambiguous, NotAllowed, NotFound, PortalError, PortalMissing, UnknownHarvester
from harvestbot.operations.directory import Directory
from harvestbot.operations.gate import Standings, max_role, missing_role, visible
from harvestbot.portal.client import PortalClient

LATELY = 300.0
"""Seconds: what was seen so lately is good enough to guess from what somebody has meant."""


class Found(Struct, frozen=True):
    """A harvester, the portal that has it, and the role of who asked there."""

    portal: str
    harvester: Harvester
    role: Role

    @property
    def ref(self) -> str:
        """The harvester as people name it, portal included."""
        return f"{self.portal}/{self.harvester.id}"


class Portals:
    """All portals of the settings, by name.

    Args:
        clients: one for each.
        now: seconds since the epoch.
        directory: a new one, where the clients tell none.

    Attributes:
        directory: what was last seen of them; every list that is read here is told to it.
    """

    def __init__(
        self,
        clients: Mapping[str, PortalClient],
        now: Callable[[], float] = time.time,
        directory: Directory | None = None,
    ) -> None:
        self._clients = clients
        self._now = now
        self.directory = directory or Directory(now)

    def __getitem__(self, name: str) -> PortalClient:
        """Return the portal of this name.

        Raises:
            PortalMissing: it is not, or no longer, in the settings.
        """
        if name not in self._clients:
            raise PortalMissing(name)
        return self._clients[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the settings."""
        return tuple(self._clients)

    async def find(self, ref: HarvesterRef, standings: Standings, verb: Verb) -> Found:
        """Read the one harvester that is meant, from the portal that has it.

        Raises:
            NotAllowed: the role for ``verb`` is missing there, or nothing may be seen at all.
            NotFound, Ambiguous: with commands to run instead.
            PortalError: what a portal answered.
        """
        names = self._asked(ref, standings, verb)
        answers = await asyncio.gather(*(self._get(name, ref.id) for name in names))
        found = [(name, one) for name, one in zip(names, answers, strict=True) if isinstance(one, Harvester)]
        troubles = [one for one in answers if isinstance(one, PortalError) and not isinstance(one, UnknownHarvester)]
        if not found:
            if troubles:
                raise troubles[0]
            raise await self._nothing_like(ref, [one for one in names if standings[one].reaches(verb.role)], verb)
        if len(found) > 1 or (troubles and verb.kind is not Kind.READ):
            raise _which_one(ref, [name for name, _ in found], verb, standings)
        (name, harvester) = found[0]
        held = standings[name]
        if held.role is None or not held.reaches(verb.role):
            raise NotAllowed(missing_role(verb, held.role, name), name)
        return Found(name, harvester, held.role)

    async def list(self, name: str) -> list[Harvester]:
        """Read all harvesters of one portal.

        Raises:
            PortalMissing, PortalError: see ``__getitem__``, and what the portal answered.
        """
        at = self._now()
        found = await self[name].list()
        await self.directory.take(name, found, at)
        return found

    async def listing(self, names: Iterable[str], *, within: float = 0.0, last_seen: bool = False) -> Listing:
        """Return all harvesters of the named portals; a portal that fails is told, and the others are shown.

        Args:
            names: which portals.
            within: how many seconds ago a portal's list may have been read; where it is older, the portal is asked.
            last_seen: show a portal that fails as it was last seen.
        """
        asked = tuple(names)
        answers = await asyncio.gather(*(self._sight(name, self._now() - within) for name in asked))
        sights = [one for one in answers if isinstance(one, Sight)]
        failed = {name: one for name, one in zip(asked, answers, strict=True) if isinstance(one, PortalError)}
        instead = {one.portal: one for one in self.directory.seen(failed)} if last_seen else {}
        seen_at = {name: one.at for name, one in instead.items()}
        return Listing(
            tuple(one for seen in (*sights, *instead.values()) for one in seen.listed),
            tuple(PortalTrouble(name, str(error), seen_at.get(name)) for name, error in failed.items()),
            min((seen.at for seen in sights), default=None),
        )

    def _asked(self, ref: HarvesterRef, standings: Standings, verb: Verb) -> tuple[str, ...]:
        """Return the portals that may have it; who may do it on none of them is told so before any is asked."""
        seen = visible(standings)
        asked = tuple(name for name in standings if name == ref.portal) if ref.portal else seen
        if not any(standings[name].reaches(verb.role) for name in asked or seen):
            raise NotAllowed(*_lacking(verb, asked or seen, standings))
        if asked:
            return asked
        meant = tuple(f"{verb.name} {name}/{ref.id}" for name in near(ref.portal, seen))
        raise NotFound(f"I know no portal `{ref.portal}`. {UNCHANGED} `portals` lists them.", meant or ("portals",))

    async def _get(self, name: str, harvester_id: str) -> Harvester | PortalError:
        try:
            return await self._clients[name].get(harvester_id)
        except PortalError as error:
            return error

    async def _sight(self, name: str, since: float) -> Sight | PortalError:
        known = self.directory.seen([name])
        if known and known[0].at > since:
            return known[0]
        try:
            await self.list(name)
        except PortalError as error:
            return error
        return self.directory.seen([name])[0]

    async def _nothing_like(self, ref: HarvesterRef, names: Sequence[str], verb: Verb) -> NotFound:
        listing = await self.listing(names, within=LATELY)
        known = {
            (one.ref if len(names) > 1 else one.harvester.id): f"{one.harvester.id} {one.harvester.name[:80]}"
            for one in listing.found
        }
        where = f"On {names[0]} there" if len(names) == 1 else "There"
        # In a thread: comparing ten thousand takes longer than anybody should be kept waiting for.
        near_misses = await asyncio.to_thread(nearest, ref.id, known)
        meant = tuple(f"{verb.name} {name}" for name in near_misses)
        return NotFound(f"{where} is no harvester `{ref.id}`. {UNCHANGED}", meant or ("list",), verb=verb.name)


def _lacking(verb: Verb, names: Sequence[str], standings: Standings) -> tuple[str, str]:
    """Say which role somebody lacks on all of these portals; name the portal where it is the only one."""
    portal = names[0] if len(names) == 1 else ""
    held = max_role({name: standings[name] for name in names}) if names else max_role(standings)
    return missing_role(verb, held, portal), portal


def _which_one(ref: HarvesterRef, names: list[str], verb: Verb, standings: Standings) -> Ambiguous:
    """Ask for the portal: several have the harvester, or one of them could not be asked before a change."""
    commands = tuple(f"{verb.name} {name}/{ref.id}" for name in names if standings[name].reaches(verb.role))
    if len(names) > 1:
        return Ambiguous(f"`{ref.id}` is on {', '.join(names)}. {UNCHANGED} Which one?", commands)
    return Ambiguous(
        f"`{ref.id}` is on {names[0]}, but not every portal could be asked. {UNCHANGED} Say that you mean this one:",
        commands,
    )
