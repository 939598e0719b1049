"""Says in Slack what the operations have to tell; implements ``Teller`` and ``Herald`` of ``operations.ports``."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import TypeVar

import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.batches import Several
from harvestbot.domain.confirmations import Confirmation, Place
from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.tombstones import Offer
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.digest import Digest, DigestSet
from harvestbot.domain.watching.hands import Hand, Taken
from harvestbot.domain.watching.notices import Notice
from harvestbot.domain.watching.planning import DigestPlan
from harvestbot.domain.watching.watched import Watched
from harvestbot.errors import ChatError, SlackRefused, SlackUnavailable
from harvestbot.slack.answers import Answers
from harvestbot.slack.cards.approval import approval_card, referred_card, unheard_card
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.confirmation import confirmation_card
from harvestbot.slack.cards.digest import digest_card, digest_set_card
from harvestbot.slack.cards.notice import notice_card
from harvestbot.slack.cards.progress import several_report_card
from harvestbot.slack.cards.run import abort_card, run_card, run_changes_card
from harvestbot.slack.cards.saved import saved_card
from harvestbot.slack.cards.several import several_approval_card, several_card
from harvestbot.slack.cards.watches import watched_card
from harvestbot.slack.cards.why import taken_card

log = structlog.get_logger(__name__)

T = TypeVar("T")

LONGEST_PAUSE = 60.0
"""Seconds between two tries at the most, while Slack takes nothing."""


class SlackTeller:
    """Renders when sending.

    Args:
        answers: the way to people and channels.
        lacks: the verbs that a portal's API cannot do, by portal.
        approvers: ids of the user groups that are mentioned when a second person is asked, by portal.
        pause: seconds between the first two tries to tell somebody something; the next pauses are twice as long each.
    """

    def __init__(
        self,
        answers: Answers,
        lacks: Mapping[str, frozenset[str]],
        approvers: Mapping[str, tuple[str, ...]],
        *,
        pause: float = 1.0,
    ) -> None:
        self._answers = answers
        self._lacks = lacks
        self._approvers = approvers
        self._pause = pause

    async def ask(
        self, confirmation: Confirmation, before: Harvester | None = None, offer: Offer | None = None
    ) -> Place:
        """Put the question, and return where it now stands."""
        asker = Asker(confirmation.requester, confirmation.place.anew)
        return await self._answers.public(asker, confirmation_card(confirmation, before=before, offer=offer))

    async def ask_second(
        self, confirmation: Confirmation, offer: Offer | None = None, draft: Draft | None = None
    ) -> Place:
        """Take the buttons off the first question, and then ask in the channel for a second person.

        Once that is asked, somebody may answer it, and who dies in between would leave the first question as it was.
        """
        asker = Asker(confirmation.requester, confirmation.place.anew)
        if confirmation.place.message:
            await self._shown(asker.user, confirmation.place, referred_card(confirmation), insist=False)
        groups = self._approvers.get(confirmation.portal, ())
        place = await self._answers.public(asker, approval_card(confirmation, mention=groups, offer=offer, draft=draft))
        await self._unheard(asker, place, on_home=True)
        return place

    async def take_back(self, place: Place) -> None:
        """Take a message away that asks for nothing any more; where that cannot be it stays, and its buttons say so."""
        await self._answers.take_back(place)

    async def show(
        self,
        confirmation: Confirmation,
        now: Harvester | None = None,
        *,
        insist: bool,
        draft: Draft | None = None,
    ) -> Place:
        """Bring the card of a confirmation up to where it stands."""
        card = saved_card(confirmation, draft) if draft else confirmation_card(confirmation, now=now)
        return await self._shown(confirmation.requester, confirmation.place, card, insist=insist)

    async def follow(self, run: Run, place: Place, *, insist: bool) -> Place:
        """Post the card of a run, or bring it up to date, and return where it stands."""
        if run.phase is not Phase.ASKED and not place.message:
            # Where the bot may not post, no card can be kept up to date: how it ended is told by ``conclude``.
            return place
        card = run_card(run, lacks=self._lacks.get(run.portal, frozenset()))
        return await self._shown(run.asked_by, place, card, insist=insist)

    async def conclude(self, run: Run, place: Place) -> None:
        """Say what a run has changed, in the thread of its card."""
        thread = Place(place.channel, thread=place.thread or place.message, response_url=place.response_url)
        await self._said(Asker(run.asked_by, thread), run_changes_card(run))

    async def aborted(self, asker: Asker, portal: str, harvester: Harvester) -> None:
        """Say that a run is being stopped."""
        await self._said(asker, abort_card(harvester, portal, by=asker.user))

    async def notify(self, notice: Notice, thread: Place | None, hands: Sequence[Hand] = ()) -> Place:
        """Tell a channel or a person what was found out, and return where it stands."""
        alone = thread is None or bool(notice.mentions)
        return await self._announced(
            notice_card(notice, hands, button_for_hands=alone),
            lambda card: self._answers.announce(
                notice.subscriber,
                card,
                owner=notice.owner,
                thread=thread,
                broadcast=notice.relieves or notice.reminds,
            ),
        )

    async def on_it(self, notice: Notice, hands: Sequence[Hand], ended: Sequence[Change]) -> None:
        """Show on a notice that was told who is on it, and what of it is over."""
        try:
            await self._answers.update(notice.place, notice_card(notice, hands, ended))
        except ChatError as error:
            _cannot_tell(error)

    async def taken(self, asker: Asker, taken: Taken) -> None:
        """Tell the person who wanted to be on it, and nobody else, who is."""
        await self._until_settled(lambda: self._answers.private(asker, taken_card(taken)))

    async def watched(self, asker: Asker, watched: Watched) -> None:
        """Say in the channel what is watched, or no longer, or not spoken of, from now on."""
        await self._said(asker, watched_card(watched))

    async def ask_several(self, several: Several) -> Place:
        """Put the question about several harvesters, and return where it now stands."""
        asker = Asker(several.batch.requester, several.batch.place.anew)
        return await self._answers.public(asker, several_card(several))

    async def ask_second_for_several(self, several: Several) -> Place:
        """Take the buttons off the first question, and then ask in the channel for a second person."""
        batch = several.batch
        asker = Asker(batch.requester, batch.place.anew)
        if batch.place.message:
            await self._shown(asker.user, batch.place, several_card(several), insist=False)
        groups = tuple(dict.fromkeys(one for name in batch.portals for one in self._approvers.get(name, ())))
        place = await self._answers.public(asker, several_approval_card(several, mention=groups))
        await self._unheard(asker, place, on_home=False)
        return place

    async def show_several(self, several: Several, *, insist: bool) -> Place:
        """Bring the card of several harvesters up to where they stand."""
        return await self._shown(several.batch.requester, several.batch.place, several_card(several), insist=insist)

    async def report_several(self, several: Several) -> None:
        """Say how several harvesters came out, in the thread of their card."""
        place = several.batch.place
        thread = Place(place.channel, thread=place.thread or place.message, response_url=place.response_url)
        await self._said(Asker(several.batch.requester, thread), several_report_card(several))

    async def planned(self, asker: Asker, wanted: DigestSet) -> None:
        """Say in the channel when digests come from now on, or that none do."""
        await self._said(asker, digest_set_card(wanted))

    async def digest(self, wish: DigestPlan, digest: Digest, names: Mapping[str, str]) -> Place:
        """Tell a channel or a person how all stands, and return where that is said."""
        card = digest_card(digest, wish=wish, names=names)
        return await self._announced(
            card, lambda shown: self._answers.announce(wish.subscriber, shown, owner=wish.set_by)
        )

    async def meanwhile(self, asker: Asker, what: str, work: Coroutine[object, object, T]) -> T:
        """Wait for ``work``; where it takes long, tell the person who asked that ``what`` is under way."""
        return await self._answers.meanwhile(asker, what, work)

    async def refuse(self, asker: Asker, error: Exception, *, insist: bool = True) -> None:
        """Tell the person who asked, and nobody else, why something is not done; where that is insisted on, in the end.

        Carrying the work out again instead would weigh anew what is refused already.
        """
        if insist:
            await self._until_settled(lambda: self._answers.refuse(asker, error))
        else:
            await self._answers.refuse(asker, error)

    async def _until_settled(self, tell: Callable[[], Awaitable[bool]]) -> None:
        pause = self._pause
        while not await tell():
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _unheard(self, asker: Asker, place: Place, *, on_home: bool) -> None:
        """Say so to the person who asked, where a question to others could be put to nobody but them."""
        if place.channel != asker.place.channel:
            said = unheard_card(asker.place.channel, on_home=on_home)
            await self._answers.private(Asker(asker.user, place), said)

    async def _announced(self, card: Card, announce: Callable[[Card], Awaitable[Place]]) -> Place:
        """Announce a card, in words alone where Slack takes no more."""
        try:
            return await announce(card)
        except SlackRefused as error:
            log.warning("a card is told in words alone", why=str(error))
            return await announce(_in_words(card))

    async def _said(self, asker: Asker, card: Card) -> None:
        """Say how something came out, in words alone where Slack takes no more; what nobody can be told is logged."""
        for one in (card, _in_words(card)):
            try:
                await self._answers.public(asker, one)
            except ChatError as error:
                _cannot_tell(error)
            else:
                return

    async def _shown(self, user: str, place: Place, card: Card, *, insist: bool) -> Place:
        """Show a card at its place; where that is gone, or takes no such card, an outcome is said in a message anew."""
        if place.message:
            try:
                return await self._answers.update(place, card, spare=not insist)
            except ChatError as error:
                _cannot_tell(error, insist=insist)
            if not insist:
                return place
        for one in (card, _in_words(card)) if insist else (card,):
            try:
                return await self._answers.public(Asker(user, place.anew), one)
            except ChatError as error:
                _cannot_tell(error, insist=insist)
        return place


def _in_words(card: Card) -> Card:
    return Card(card.text, [])


def _cannot_tell(error: ChatError, *, insist: bool = True) -> None:
    """Log what could not be told in one way: what Slack will never take holds nothing up.

    Raises:
        SlackUnavailable: trying again may help, and is insisted on.
    """
    if insist and isinstance(error, SlackUnavailable):
        raise error
    log.warning("could not tell", why=str(error))
