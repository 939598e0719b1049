"""Who is told of what: watching, muting, and what is watched and muted now."""

from collections.abc import Mapping

import msgspec

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, parse
from harvestbot.domain.audit import ENDS, Matter, Outcome
from harvestbot.domain.verbs import VERBS, Verb
from harvestbot.domain.watching.quiet import parse_duration
from harvestbot.domain.watching.subscriptions import ANY, Mute, Subscription, Target, parse_target
from harvestbot.domain.watching.watched import Watched, Watches, Why
from harvestbot.domain.watching.wishes import parse_wish
from harvestbot.errors import UNCHANGED, HarvestbotError, NotFound, Refused
from harvestbot.operations.gate import Standings, visible
from harvestbot.operations.means import Means
from harvestbot.store import deliveries, notices, subscriptions
from harvestbot.store.transactions import Reading, Transaction

SUBSCRIBE = "watch or mute"
"""The work behind ``watch``, ``unwatch``, ``mute`` and ``unmute``; its payload is an asker, what was typed, and the
delivery's id."""
ENDING = ("unwatch", "unmute")
"""The verbs that end what the others begin."""


class Subscribing:
    """Keeps who wants to be told of what.

    What is typed in a channel is for that channel; what is typed in a direct message is for that person.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._gate = means.gate
        self._people = means.people
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._now = means.now

    async def watches(self, asker: Asker) -> Watches:
        """Return what the channel, and the person directly, are told about and spared."""
        standings = await self._gate.pass_anywhere(asker, VERBS["watches"])
        seen = {ANY, *visible(standings)}
        async with self._database.read() as reading:
            found = [await self._of(reading, one) for one in sorted({subscriber(asker), asker.user})]
        return Watches(
            tuple(one for each in found for one in each.subscriptions if one.target.portal in seen),
            tuple(one for each in found for one in each.mutes if one.target.portal in seen),
        )

    async def why(self, asker: Asker, notice_id: str) -> Why:
        """Return why a notice came.

        Raises:
            NotAllowed: the person may not see what is watched.
            NotFound: it is no longer kept, or about portals that the person may not see.
        """
        standings = await self._gate.pass_anywhere(asker, VERBS["watches"])
        async with self._database.read() as reading:
            notice = await notices.message(reading, notice_id)
            held = await subscriptions.of(reading, notice.subscriber) if notice else []
        about = {change.portal for change in notice.changes} if notice else set()
        if notice is None or not about.issubset(visible(standings)):
            raise NotFound("Why this notice came is no longer known. `watches` shows what is told here.", ("watches",))
        may = VERBS["mute"].role
        return Why(
            notice,
            frozenset(one.id for one in held),
            may_change=subscriber(asker) == notice.subscriber and all(standings[name].reaches(may) for name in about),
        )

    async def decide(self, tx: Transaction, asker: Asker, ask: Ask, delivery: str) -> None:
        """Have it carried out once ``tx`` is committed."""
        payload = {"asker": msgspec.to_builtins(asker), "ask": str(ask), "delivery": delivery}
        await self._engine.enqueue(tx, SUBSCRIBE, delivery, payload)

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Carry out one wish; whatever goes wrong is told to the person who asked."""
        asker, ask = msgspec.convert(payload["asker"], Asker), parse(str(payload["ask"]))
        ended = await self._ledger.latest(asker, ask.verb.name, ENDS)  # before the telling was cut off
        if ended is not None and ended.outcome is not Outcome.DONE:
            await self._teller.refuse(asker, HarvestbotError(ended.detail))
            return
        if ended is not None and ask.verb.name in ENDING:
            target = Target(*ended.detail.split("/", 1))
            await self._teller.watched(asker, Watched(asker.user, subscriber(asker), target, ends=ask.verb.name))
            return
        try:
            preparing = self._prepare(asker, ask)
            watched = await self._teller.meanwhile(asker, str(ask), preparing)
            async with self._database.write() as tx:
                if await deliveries.mark_attempt(tx, str(payload["delivery"]), self._now()):
                    await self._change(tx, watched)
                    await self._ledger.about_ask(tx, asker, ask, Outcome.DONE, str(watched.target))
        except HarvestbotError as error:
            await self._ledger.given_up(asker, Matter(verb=ask.verb.name, ref=ask.harvester), error)
            await self._teller.refuse(asker, error)
        else:
            await self._teller.watched(asker, watched)

    async def _prepare(self, asker: Asker, ask: Ask) -> Watched:
        """Find out what is meant, and whether this person may have it."""
        self._gate.place(ask.verb, asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=True)
        who, now = subscriber(asker), self._now()
        if ask.verb.name in ENDING:
            target = await self._held(ask, who, standings)
            return Watched(asker.user, who, target, ends=ask.verb.name)
        target = await self._target(ask, standings)
        if ask.verb.name == "mute":
            until = now + parse_duration("".join(ask.words))
            mute = Mute(subscriber=who, target=target, until=until, by=asker.user, at=now)
            return Watched(asker.user, who, target, mute=mute)
        zone = (await self._people.person(asker.user, fresh=False)).timezone or "UTC"
        wish = parse_wish(ask.words, zone)
        if wish.mention and who == asker.user:
            raise Refused(f"A group is called in a channel; here only you are told. {UNCHANGED}")
        subscription = Subscription(
            id=subscriptions.key(who, target),
            subscriber=who,
            target=target,
            kinds=wish.kinds,
            quiet=wish.quiet,
            mention=wish.mention,
            created_by=asker.user,
            created_at=now,
        )
        return Watched(asker.user, who, target, subscription=subscription)

    async def _change(self, tx: Transaction, watched: Watched) -> None:
        if watched.subscription is not None:
            await subscriptions.keep(tx, watched.subscription)
        elif watched.mute is not None:
            await subscriptions.silence(tx, watched.mute)
        elif watched.ends == "unwatch":
            await subscriptions.drop(tx, watched.subscriber, watched.target)
        else:
            await subscriptions.unsilence(tx, watched.subscriber, watched.target)

    async def _target(self, ask: Ask, standings: Standings) -> Target:
        """Return what is meant: a portal, everything, or a harvester that its portal has."""
        target = parse_target(str(ask.about), self._portals.names)
        if isinstance(target, Target) and target.harvester == ANY:
            self._may(ask.verb, target, standings)
            return target
        found = await self._portals.find(ask.about, standings, ask.verb)
        return Target(found.portal, found.harvester.id)

    async def _held(self, ask: Ask, who: str, standings: Standings) -> Target:
        """Return which of the subscriptions or mutes is meant; the harvester may be gone from its portal."""
        async with self._database.read() as reading:
            watches = await self._of(reading, who)
        # What is watched on a portal that this person may not see is not there for them.
        seen = {ANY, *visible(standings)}
        every = [one.target for one in (watches.subscriptions if ask.verb.name == "unwatch" else watches.mutes)]
        there = [one for one in every if one.portal in seen]
        word = str(ask.about).removesuffix("/*")
        meant = [one for one in there if word in (str(one), one.harvester)]
        if len(meant) != 1:
            what = "watched" if ask.verb.name == "unwatch" else "muted"
            raise NotFound(
                f"`{word}` is not {what} here by that name. {UNCHANGED}",
                tuple(f"{ask.verb.name} {one}" for one in meant or there) or ("watches",),
            )
        self._may(ask.verb, meant[0], standings)
        return meant[0]

    def _may(self, verb: Verb, target: Target, standings: Standings) -> None:
        for portal in self._portals.names if target.portal == ANY else (target.portal,):
            self._gate.role(verb, portal, standings)

    async def _of(self, reading: Reading, who: str) -> Watches:
        return Watches(
            tuple(await subscriptions.of(reading, who)),
            tuple(await subscriptions.silences(reading, self._now(), who)),
        )


def subscriber(asker: Asker) -> str:
    """Return who is told: the channel in which somebody asks, or the person where there is none but themselves."""
    channel = asker.place.channel
    return channel if channel and not channel.startswith("D") else asker.user
