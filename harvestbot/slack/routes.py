"""What each delivery means: commands by their verb, presses by their action id, and so on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

import msgspec

from harvestbot.domain.asks import AS_LIKE, SEVERAL, Ask, HarvesterRef, parse
from harvestbot.domain.audit import Matter
from harvestbot.domain.pages import with_references
from harvestbot.domain.verbs import VERBS, Kind
from harvestbot.errors import NotUnderstood
from harvestbot.operations.decisions import Decisions
from harvestbot.slack import held, ids
from harvestbot.slack.addressed import MENTIONED, WRITTEN, addressed
from harvestbot.slack.intake import Route, asker
from harvestbot.slack.parts.confirmations import Confirmations
from harvestbot.slack.parts.finding import Finding
from harvestbot.slack.parts.forms import Forms
from harvestbot.slack.parts.health import Health
from harvestbot.slack.parts.home import HomeTab
from harvestbot.slack.parts.links import Links
from harvestbot.slack.parts.notices import Notices
from harvestbot.slack.parts.part import OLD_BUTTON, Part, Tools, about, merged
from harvestbot.slack.parts.reading import Reading
from harvestbot.slack.parts.restoring import Restorables
from harvestbot.slack.parts.schedules import Schedules
from harvestbot.slack.parts.several import AT_ONCE, SeveralAtOnce
from harvestbot.slack.payloads import Delivery, Option
from harvestbot.slack.workspace import Workspace

ITEMS = {item: item.value for item in ids.Item if item is not ids.Item.COPY}
"""The verb that an entry of the menu stands for."""
TakenIn = Callable[[Ask, Delivery], Awaitable[object]]


def parts(tools: Tools) -> list[Part]:
    """Return all parts of what people see; a new one is added here."""
    reading = Reading(tools)
    return [
        reading.part(),
        Confirmations(tools).part(),
        Restorables(tools).part(),
        Notices(tools).part(),
        Links(tools).part(),
        Forms(tools).part(),
        Schedules(tools).part(),
        Health(tools).part(),
        SeveralAtOnce(tools).part(),
        Finding(tools).part(),
        HomeTab(tools, reading.status_card).part(),
    ]


class Routes:
    """Turns deliveries into routes.

    Args:
        parts: what takes what.
        decisions: takes the verbs that decide.
        taken_in: says, where something was pressed in a modal, that it was taken in.
        workspace: tells who the bot is.
        pages: the addresses of harvesters' pages by portal, with ``{id}`` in them.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        decisions: Decisions,
        taken_in: TakenIn,
        workspace: Callable[[], Workspace],
        pages: Mapping[str, str],
    ) -> None:
        said = Part(
            presses={
                ids.Press.START: lambda one: self._run(about("start", one), here=True),
                ids.Press.ABORT: lambda one: self._run(about("abort", one), here=True),
                ids.Press.PUBLISH: lambda one: self._run(about("publish", one)),
                ids.Press.UNPUBLISH: lambda one: self._run(about("unpublish", one)),
                ids.Press.WATCH: lambda one: self._run(about("watch", one)),
                ids.Press.TIMETABLE: lambda one: self._run(about("schedule", one)),
                ids.Press.MORE: self._more,
                ids.Press.RUN: lambda one: self._chosen(parse(one.value), one),
                ids.Press.FIND: lambda one: self._chosen(about(ids.read_find(one.name), one), one),
            },
            events={MENTIONED: self._said, WRITTEN: self._said},
        )
        self._all = merged([said, *parts])
        self._decisions = decisions
        self._workspace = workspace
        self._taken_in = taken_in
        self._pages = pages

    @property
    def surface(self) -> Part:
        """All that is taken, as one part."""
        return self._all

    def command(self, delivery: Delivery) -> Route:
        """Route a slash command by its verb."""
        return self._run(self._understood(delivery.text))

    def press(self, delivery: Delivery) -> Route:
        """Route a press by its action id."""
        try:
            return self._all.presses[ids.read_action_id(delivery.name)](delivery)
        except (ids.Unreadable, KeyError):
            raise NotUnderstood(OLD_BUTTON, ("help",)) from None

    def form(self, delivery: Delivery) -> Route:
        """Route a submitted form by its callback id."""
        try:
            return self._all.forms[ids.read_callback_id(delivery.name)](delivery)
        except (ids.Unreadable, KeyError):
            raise NotUnderstood(OLD_BUTTON, ("help",)) from None

    def shortcut(self, delivery: Delivery) -> Route:
        """Route a global shortcut by its callback id."""
        try:
            return self._all.shortcuts[ids.read_shortcut(delivery.name)](delivery)
        except (ids.Unreadable, KeyError):
            raise NotUnderstood(OLD_BUTTON, ("help",)) from None

    def event(self, delivery: Delivery) -> Route | None:
        """Route an event by its type; None for those that mean nothing here."""
        route = self._all.events.get(delivery.name)
        return route(delivery) if route else None

    async def suggest(self, delivery: Delivery) -> Sequence[Option]:
        """Return what a select offers for what is typed into it, nothing where it is not known."""
        try:
            suggest = self._all.suggests[ids.read_action_id(delivery.name)]
        except (ids.Unreadable, KeyError):
            return ()
        return await suggest(delivery)

    def _run(self, ask: Ask, *, here: bool = False) -> Route:
        """Route what was typed, or a button that stands for it; ``here``: the button's message becomes the answer."""

        async def decide(delivery: Delivery) -> None:
            await self._decisions.take(asker(delivery, here=here), ask, delivery.id)

        async def answer(delivery: Delivery) -> None:
            if opens := self._all.opens.get(ask.verb.name):
                await opens(delivery, ask)
            elif ask.words == (SEVERAL,):
                await self._all.presses[ids.Press.CHOOSE](
                    chosen := msgspec.structs.replace(delivery, value=ask.verb.name)
                ).act(chosen)
            else:
                await self._all.verbs[AT_ONCE if ask.several else ask.verb.name](asker(delivery), ask)

        if ask.several:
            return Route(Kind.ASK, answer, Matter(verb=ask.verb.name))
        matter = Matter(verb=ask.verb.name, ref=ask.harvester)
        act = decide if ask.kind is Kind.DECISION else answer
        opens = ask.verb.name in self._all.opens or ask.words == (SEVERAL,)
        return Route(ask.kind, act, matter, None if opens else partial(self._taken_in, ask))

    def _chosen(self, ask: Ask, delivery: Delivery) -> Route:
        """Route a command that was chosen; on a Home and in a modal a harvester's card is shown in a modal."""
        if not delivery.surface or ask.verb is not VERBS["status"] or ask.harvester is None:
            return self._run(ask)
        target = held.write(held.Target(ask.about.portal, ask.about.id)) or ""
        return self._all.presses[ids.Press.OPEN](msgspec.structs.replace(delivery, value=target))

    def _said(self, delivery: Delivery) -> Route | None:
        """Route a message that is meant for the bot as if it had been typed behind the slash command."""
        words = addressed(delivery, self._workspace().bot_user)
        return None if words is None else self._run(self._understood(words))

    def _understood(self, words: str) -> Ask:
        if words.startswith("/"):  # as behind the slash command, where that does not work, such as in a thread
            first, _, rest = words.partition(" ")
            words = words[1:] if first[1:] in VERBS else rest
        return parse(with_references(words, self._pages))

    def _more(self, delivery: Delivery) -> Route:
        picked = held.read_picked(delivery.value)
        if picked.item is ids.Item.COPY:
            return self._run(Ask(VERBS["create"], HarvesterRef(picked.id, picked.portal), words=(AS_LIKE,)))
        return self._run(Ask(VERBS[ITEMS[picked.item]], HarvesterRef(picked.id, picked.portal)))
