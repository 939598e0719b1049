"""Says in Slack what the operations have to tell; implements ``operations.ports.Teller``.

Nothing raises here: a message that could not be sent is logged, and the action that it tells about goes on.
"""

from collections.abc import Coroutine, Mapping
from typing import TypeVar

import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.confirmations import Confirmation, Place
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Run
from harvestbot.errors import ChatError
from harvestbot.slack.answers import Answers
from harvestbot.slack.cards.confirmation import confirmation_card
from harvestbot.slack.cards.run import abort_card, run_card, run_changes_card

log = structlog.get_logger(__name__)

T = TypeVar("T")


class SlackTeller:
    """Renders when sending.

    Args:
        answers: the way to people and channels.
        lacks: the verbs that a portal's API cannot do, by portal.
    """

    def __init__(self, answers: Answers, lacks: Mapping[str, frozenset[str]]) -> None:
        self._answers = answers
        self._lacks = lacks

    async def ask(self, confirmation: Confirmation, before: Harvester | None = None) -> Place:
        """Put the question, and return where it now stands."""
        asker = Asker(confirmation.requester, confirmation.place.anew)
        card = confirmation_card(confirmation, before=before)
        return await self._said(self._answers.public(asker, card)) or confirmation.place

    async def show(self, confirmation: Confirmation, now: Harvester | None = None) -> None:
        """Bring the card of a confirmation up to where it stands."""
        await self._said(self._answers.update(confirmation.place, confirmation_card(confirmation, now=now)))

    async def follow(self, run: Run, place: Place) -> Place:
        """Post the card of a run, or bring it up to date, and return where it stands."""
        card = run_card(run, lacks=self._lacks.get(run.portal, frozenset()))
        if place.message:
            return await self._said(self._answers.update(place, card)) or place
        return await self._said(self._answers.public(Asker(run.started_by, place), card)) or place

    async def conclude(self, run: Run, place: Place) -> None:
        """Say what a run has changed, in the thread of its card."""
        card = run_changes_card(run)
        thread = Place(place.channel, thread=place.thread or place.message, response_url=place.response_url)
        await self._said(self._answers.public(Asker(run.started_by, thread), card))

    async def aborted(self, asker: Asker, portal: str, harvester: Harvester) -> None:
        """Say that a run is being stopped."""
        await self._said(self._answers.public(asker, abort_card(harvester, portal, by=asker.user)))

    async def meanwhile(self, asker: Asker, what: str, work: Coroutine[object, object, T]) -> T:
        """Wait for ``work``; where it takes long, tell the person who asked that ``what`` is under way."""
        return await self._answers.meanwhile(asker, what, work)

    async def refuse(self, asker: Asker, error: Exception) -> None:
        """Tell the person who asked, and nobody else, why something is not done."""
        await self._answers.refuse(asker, error)

    async def _said(self, sending: Coroutine[object, object, Place]) -> Place | None:
        try:
            return await sending
        except ChatError as error:
            log.warning("could not tell", why=str(error))
            return None

