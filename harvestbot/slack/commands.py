"""What each verb of the slash command does: ask an operation, answer with a card."""

from collections.abc import Callable, Coroutine, Mapping
from urllib.parse import quote, urlsplit

from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.confirmations import Action
from harvestbot.domain.verbs import VERBS
from harvestbot.operations.confirming import Confirming
from harvestbot.operations.gate import max_role
from harvestbot.operations.offering import Offering
from harvestbot.operations.portals import Found
from harvestbot.operations.questions import PortalSummary, Questions
from harvestbot.operations.subscribing import Subscribing, subscriber
from harvestbot.operations.trail import Trail
from harvestbot.slack import ids
from harvestbot.slack.answers import Answers
from harvestbot.slack.cards.audit import audit_card
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.errors import errors_card
from harvestbot.slack.cards.help import help_card, verb_help_card
from harvestbot.slack.cards.list import list_card
from harvestbot.slack.cards.portals import PortalRow, portals_card
from harvestbot.slack.cards.preview import preview_card
from harvestbot.slack.cards.restoring import restorable_card
from harvestbot.slack.cards.status import status_card
from harvestbot.slack.cards.watches import watches_card
from harvestbot.slack.cards.whoami import whoami_card

ASKS = {"publish": Action.PUBLISH, "unpublish": Action.UNPUBLISH, "delete": Action.DELETE}
"""The verbs that put a question, and what the question is about."""


class Setting(Struct, frozen=True):
    """What cards need to know of the settings.

    ``pages`` are the addresses of harvesters' pages by portal, with ``{id}`` in them; ``lacks`` are the verbs that a
    portal's API cannot do.
    """

    command: str
    pages: Mapping[str, str]
    lacks: Mapping[str, frozenset[str]]


class Commands:
    """The verbs that read and ask; those that decide are taken by ``operations.decisions``.

    Args:
        questions, confirming, offering, subscribing, trail: the operations behind the verbs.
        answers: the way back.
        setting: what cards need to know.
    """

    def __init__(
        self,
        *,
        questions: Questions,
        confirming: Confirming,
        subscribing: Subscribing,
        offering: Offering,
        trail: Trail,
        answers: Answers,
        setting: Setting,
    ) -> None:
        self._questions = questions
        self._trail = trail
        self._confirming = confirming
        self._subscribing = subscribing
        self._offering = offering
        self._answers = answers
        self._setting = setting
        self._private: Mapping[str, Callable[[Asker, Ask], Coroutine[object, object, Card]]] = {
            "help": self._help,
            "list": self._list,
            "errors": self._errors,
            "preview": self._preview,
            "portals": self._portals,
            "whoami": self._whoami,
            "watches": self._watches,
            "restore": self._restorable,
            "audit": self._audit,
        }

    async def answer(self, asker: Asker, ask: Ask) -> None:
        """Answer one ask.

        Raises:
            HarvestbotError: what the person is to be told instead.
        """
        name = ask.verb.name
        if action := ASKS.get(name):
            await self._answers.meanwhile(asker, str(ask), self._confirming.ask(asker, action, ask.about))
        elif name == "restore" and ask.harvester is not None:
            await self._answers.meanwhile(asker, str(ask), self._offering.ask(asker, ask.harvester))
        elif name == "status":
            await self._answers.in_channel(asker, str(ask), self.status(asker, ask))
        else:
            card = await self._answers.meanwhile(asker, str(ask), self._private[name](asker, ask))
            await self._answers.private(asker, card)

    async def status(self, asker: Asker, ask: Ask) -> Card:
        """Return the card of one harvester."""
        return self.status_card(await self._questions.status(asker, ask.about))

    def status_card(self, found: Found) -> Card:
        """Return the card of a harvester that was just read."""
        return status_card(
            found.harvester,
            found.portal,
            may=found.role,
            page_url=self.page_url(found.portal, found.harvester.id),
            lacks=self._setting.lacks.get(found.portal, frozenset()),
        )

    def page_url(self, portal: str, harvester_id: str) -> str:
        """Return the address of a harvester's page in its portal's back office, "" where none is set."""
        return self._setting.pages.get(portal, "").replace("{id}", quote(harvester_id, safe=""))

    async def page(self, asker: Asker, words: str, page: int) -> Card:
        """Return another page of the list."""
        return list_card(await self._questions.list(asker, words.split()), page=page, search=words)

    async def trail(self, asker: Asker, turned: ids.TrailTurn) -> Card:
        """Return another page of the audit trail."""
        return audit_card(await self._trail.page(asker, turned.wanted, turned.turn))

    async def _audit(self, asker: Asker, ask: Ask) -> Card:
        return audit_card(await self._trail.ask(asker, ask))

    async def _list(self, asker: Asker, ask: Ask) -> Card:
        return await self.page(asker, " ".join(ask.words), 1)

    async def _errors(self, asker: Asker, ask: Ask) -> Card:
        found, errors = await self._questions.errors(asker, ask.about)
        return errors_card(found.harvester, found.portal, errors)

    async def _preview(self, asker: Asker, ask: Ask) -> Card:
        found, preview = await self._questions.preview(asker, ask.about)
        return preview_card(found.harvester, found.portal, preview)

    async def _portals(self, asker: Asker, _: Ask) -> Card:
        return portals_card([_row(summary) for summary in await self._questions.portals(asker)])

    async def _restorable(self, asker: Asker, _: Ask) -> Card:
        page = await self._offering.page(asker)
        return restorable_card(page.found, page=page.number, more=page.more)

    async def _whoami(self, asker: Asker, _: Ask) -> Card:
        return whoami_card(await self._questions.whoami(asker), user=asker.user)

    async def _watches(self, asker: Asker, _: Ask) -> Card:
        return watches_card(await self._subscribing.watches(asker), channel=subscriber(asker))

    async def _help(self, asker: Asker, ask: Ask) -> Card:
        role = max_role(await self._questions.help(asker)) or VERBS["help"].role
        verb = VERBS.get(ask.words[0]) if ask.words else None
        if verb is None:
            return help_card(self._setting.command, may=role)
        return verb_help_card(self._setting.command, verb, may=role)


def _row(summary: PortalSummary) -> PortalRow:
    return PortalRow(
        name=summary.address.name,
        host=urlsplit(summary.address.url).netloc,
        dialect=summary.address.api,
        harvesters=summary.harvesters,
        trouble=summary.trouble,
        calls_left=summary.quota.remaining,
        calls_a_day=summary.quota.limit,
        reset_at=summary.quota.reset_at,
    )
