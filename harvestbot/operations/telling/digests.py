"""What people say about digests: when one comes, that none comes any more, and how all stands now."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, parse
from harvestbot.domain.audit import ENDS, Matter, Outcome
from harvestbot.domain.near import near
from harvestbot.domain.verbs import VERBS
from harvestbot.domain.watching.budget import DAY
from harvestbot.domain.watching.digest import Digest, DigestSet
from harvestbot.domain.watching.planning import DAILY, OFF, WEEKLY, DigestPlan, following, parse_plan
from harvestbot.domain.watching.subscriptions import Target
from harvestbot.errors import UNCHANGED, HarvestbotError, NotFound
from harvestbot.operations.gate import Standings
from harvestbot.operations.means import Means
from harvestbot.operations.telling.digesting import Editor, covered
from harvestbot.operations.telling.subscribing import subscriber
from harvestbot.store import deliveries
from harvestbot.store import digests as wishes
from harvestbot.store.transactions import Transaction

PLAN = "plan a digest"
"""The work behind ``digest`` with a plan; its payload is an asker, what was typed, and the delivery's id."""
VERB = VERBS["digest"]


class Now(Struct, frozen=True):
    """How all stands now, the wish for digests there (None where there is none), and when the next one comes."""

    digest: Digest
    wish: DigestPlan | None = None
    next_at: float | None = None


class Digests:
    """Takes wishes for digests, and gives one now.

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
        self._editor = Editor(means.portals, means.database)
        self._now = means.now

    async def now(self, asker: Asker, ask: Ask) -> Now:
        """Return how the portals stand where this person is an admin, since the last digest or for a day.

        Raises:
            NotAllowed: there are none.
            NotFound: no portal is called like that.
        """
        standings = await self._gate.pass_anywhere(asker, VERB)
        who, now = subscriber(asker), self._now()
        async with self._database.read() as reading:
            wish = await wishes.plan_of(reading, who)
            last = (await wishes.lasts(reading)).get(who)
        target = self._target(ask, wish.target if wish else Target())
        if ask.harvester is not None:
            self._gate.role(VERB, target.portal, standings)
        names = [name for name in covered(target, self._portals) if standings[name].reaches(VERB.role)]
        since = last.until if wish and last else now - DAY
        found = await self._editor.edit(names, since=since, until=now, ask=True)
        return Now(found, wish, following(wish.plan, now) if wish else None)

    async def decide(self, tx: Transaction, asker: Asker, ask: Ask, delivery: str) -> None:
        """Have it carried out once ``tx`` is committed."""
        payload = {"asker": msgspec.to_builtins(asker), "ask": str(ask), "delivery": delivery}
        await self._engine.enqueue(tx, PLAN, delivery, payload)

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Carry out one wish; whatever goes wrong is told to the person who asked."""
        asker, ask = msgspec.convert(payload["asker"], Asker), parse(str(payload["ask"]))
        ended = await self._ledger.latest(asker, VERB.name, ENDS)  # before the telling was cut off
        if ended is not None and ended.outcome is not Outcome.DONE:
            await self._teller.refuse(asker, HarvestbotError(ended.detail))
            return
        if ended is not None and ended.detail.lower() == OFF:
            await self._teller.planned(asker, DigestSet(asker.user, subscriber(asker)))
            return
        try:
            preparing = self._prepare(asker, ask)
            wanted = await self._teller.meanwhile(asker, str(ask), preparing)
            async with self._database.write() as tx:
                if await deliveries.mark_attempt(tx, str(payload["delivery"]), self._now()):
                    if wanted.wish is not None:
                        await wishes.plan(tx, wanted.wish)
                    else:
                        await wishes.drop(tx, wanted.subscriber)
                    await self._ledger.about_ask(tx, asker, ask, Outcome.DONE, " ".join(ask.words))
        except HarvestbotError as error:
            await self._ledger.given_up(asker, Matter(verb=VERB.name), error)
            await self._teller.refuse(asker, error)
        else:
            await self._teller.planned(asker, wanted)

    async def _prepare(self, asker: Asker, ask: Ask) -> DigestSet:
        """Find out what is meant, and whether this person may have it."""
        self._gate.place(VERB, asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=True)
        who = subscriber(asker)
        if [word.lower() for word in ask.words] == [OFF]:
            async with self._database.read() as reading:
                wish = await wishes.plan_of(reading, who)
            if wish is None:
                raise NotFound(f"No digest is set here. {UNCHANGED}", (f"{VERB.name} {DAILY}", VERB.name))
            self._may(wish.target, standings)
            return DigestSet(asker.user, who)
        target = self._target(ask, Target())
        self._may(target, standings)
        zone = (await self._people.person(asker.user, fresh=False)).timezone or "UTC"
        plan = parse_plan(ask.words, zone)
        wish = DigestPlan(subscriber=who, target=target, plan=plan, set_by=asker.user, set_at=self._now())
        return DigestSet(asker.user, who, wish)

    def _target(self, ask: Ask, otherwise: Target) -> Target:
        if ask.harvester is None:
            return otherwise
        word = str(ask.harvester).lower()
        if word == str(Target()):
            return Target()
        if word not in self._portals.names:
            meant = near(word, (DAILY, WEEKLY, OFF, *self._portals.names))
            raise NotFound(
                f"I know no portal `{word[:40]}`; a digest is about portals. {UNCHANGED}",
                tuple(f"{VERB.name} {one}" for one in meant) or (VERB.name, f"{VERB.name} {DAILY}"),
            )
        return Target(word)

    def _may(self, target: Target, standings: Standings) -> None:
        for portal in covered(target, self._portals):
            self._gate.role(VERB, portal, standings)
