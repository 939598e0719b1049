"""The way in: every delivery is acknowledged, asked about, and answered; one wrapper for all of them.

Reads and asks are acknowledged at once, with nothing written; only of an event it is first written down that it came,
since Slack delivers events again for minutes. A decision is one transaction first, and is acknowledged
after its commit; whatever refuses it is told after the acknowledgement. Nothing waits for a portal or for Slack before
acknowledging.
"""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import msgspec
import structlog
from msgspec import Struct
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.payload_utils import is_action, is_event, is_options, is_shortcut, is_view_submission

from harvestbot.domain.asker import Asker
from harvestbot.domain.audit import Matter
from harvestbot.domain.confirmations import Place
from harvestbot.domain.verbs import Kind
from harvestbot.errors import ConfirmationOver, HarvestbotError, NotAllowed, PersonUnknown, WrongPlace
from harvestbot.operations.arrivals import Arrivals
from harvestbot.operations.ledger import Ledger
from harvestbot.slack import payloads
from harvestbot.slack.answers import Answers
from harvestbot.slack.payloads import Delivery, Option, Payload
from harvestbot.slack.repeats import Repeats
from harvestbot.slack.runner import Body, Switch

log = structlog.get_logger(__name__)

Ack = Callable[..., Awaitable[object]]
Afterwards = Callable[[], Awaitable[object]]
Observer = Callable[[str, float], None]
"""Is told the kind of a delivery and the seconds until its acknowledgement."""
Listener = Callable[[str], None]
"""Is told by which way something was delivered, when it came."""
Suited = Callable[[str, Exception], Awaitable[Exception]]
"""Makes of what went wrong what this person is to be told: only what they may do is offered instead."""

AUDITED = (NotAllowed, PersonUnknown, WrongPlace, ConfirmationOver)
"""Refusals that the audit trail keeps: somebody wanted what they may not, or came too late, or is not known."""


class FormMistakes(Exception):
    """What is wrong with a submitted form: texts by the block ids of its fields. Nothing was done.

    Args:
        fields: the texts.
        refusal: what they tell, where it is more than a slip of the finger.
    """

    def __init__(self, fields: Mapping[str, str], refusal: HarvestbotError | None = None) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)
        self.refusal = refusal


class Shown(Exception):
    """A refusal that the person sees already, in the place of what they wanted; it is only written down.

    Args:
        refusal: what they see.
    """

    def __init__(self, refusal: Exception) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Route(Struct, frozen=True):
    """What a delivery sets in motion.

    ``act`` of a read or an ask does it all, after the acknowledgement. ``act`` of a decision does only what has to be
    committed before it, and may return what is left to do afterwards. ``matter`` is what the audit trail says was
    wanted, if it is refused. ``meanwhile`` is done first after the acknowledgement of what is not refused at once.
    """

    kind: Kind
    act: Callable[[Delivery], Awaitable[Afterwards | None]]
    matter: Matter | None = None
    meanwhile: Callable[[Delivery], Awaitable[object]] | None = None


Routing = Callable[[Delivery], Route]
"""Decides what a delivery means; raises a ``HarvestbotError`` where it means nothing."""
Suggest = Callable[[Delivery], Awaitable[Sequence[Option]]]
"""Looks up what a select offers for what is typed into it; it is the acknowledgement, so it waits for nobody."""


class Routings(Protocol):
    """Decides what each delivery means; each raises a ``HarvestbotError`` where it means nothing."""

    def command(self, delivery: Delivery) -> Route:
        """Route a slash command."""
        ...

    def press(self, delivery: Delivery) -> Route:
        """Route a press."""
        ...

    def form(self, delivery: Delivery) -> Route:
        """Route a submitted form."""
        ...

    def shortcut(self, delivery: Delivery) -> Route:
        """Route a global shortcut."""
        ...

    def event(self, delivery: Delivery) -> Route | None:
        """Route an event; None for those that mean nothing here."""
        ...

    async def suggest(self, delivery: Delivery) -> Sequence[Option]:
        """Return what a select offers for what is typed into it."""
        ...


class Intake:
    """Takes deliveries in.

    Args:
        answers: tells people what went wrong.
        ledger: keeps refusals.
        arrivals: remembers events that have come.
        repeats: drops reads and asks that come twice.
        observe: is told how long each acknowledgement took.
        suited: suits what is told to who is told.
        heard: is told of each delivery.
    """

    def __init__(
        self,
        answers: Answers,
        ledger: Ledger,
        arrivals: Arrivals,
        repeats: Repeats,
        observe: Observer,
        *,
        suited: Suited,
        heard: Listener,
    ) -> None:
        self._answers = answers
        self._ledger = ledger
        self._arrivals = arrivals
        self._repeats = repeats
        self._observe = observe
        self._suited = suited
        self._heard = heard

    def listen(self, app: AsyncApp, command: str, routes: Routings) -> None:
        """Register with Bolt: one command, and one listener for each kind of interaction."""

        async def on_command(body: Body, ack: Ack) -> None:
            self._heard("commands")
            await self._take(payloads.from_command, routes.command, body, ack)

        async def on_press(body: Body, ack: Ack) -> None:
            self._heard("presses")
            await self._take(payloads.from_press, routes.press, body, ack)

        async def on_form(body: Body, ack: Ack) -> None:
            self._heard("forms")
            await self._take(payloads.from_submission, routes.form, body, ack)

        async def on_shortcut(body: Body, ack: Ack) -> None:
            self._heard("shortcuts")
            await self._take(payloads.from_shortcut, routes.shortcut, body, ack)

        async def on_event(body: Body, ack: Ack) -> None:
            self._heard("events")
            await self._take_event(routes.event, body, ack)

        async def on_typing(body: Body, ack: Ack) -> None:
            self._heard("completion")
            await self._suggest(routes.suggest, body, ack)

        app.use(
            Switch(
                [
                    (lambda body: body.get("command") == command, on_command),
                    (is_action, on_press),
                    (is_view_submission, on_form),
                    (is_shortcut, on_shortcut),
                    (is_event, on_event),
                    (is_options, on_typing),
                ]
            )
        )

    async def _take(self, read: Callable[[Payload], Delivery], routing: Routing, body: Payload, ack: Ack) -> None:
        began = time.perf_counter()
        delivery = _known(read(body))
        try:
            route = routing(delivery)
        except Exception as error:  # noqa: BLE001  because whatever it is, the person is answered
            await self._acknowledge(Kind.READ, began, ack)
            if self._repeats.first(delivery.id):
                await self._answer(delivery, error)
            return
        if route.kind is Kind.DECISION:
            await self._decide(route, delivery, began, ack)
        else:
            await self._acknowledge(route.kind, began, ack)
            if self._repeats.first(delivery.id):
                await self._guarded(delivery, _whole(route, delivery), route.matter)

    async def _take_event(self, routing: Callable[[Delivery], Route | None], body: Payload, ack: Ack) -> None:
        """Take an event in, once; nobody waits for what it leads to, so what goes wrong is told like all else."""
        began = time.perf_counter()
        delivery = _known(payloads.from_event(body))
        try:
            route = self._answered(routing, delivery)
            first = route is None or route.kind is Kind.DECISION or await self._arrivals.first(delivery.id)
        except Exception as error:  # noqa: BLE001  because whatever it is, the person is answered
            await self._acknowledge(Kind.READ, began, ack)
            if self._repeats.first(delivery.id):
                await self._answer(delivery, error)
            return
        if route is None or not first:
            await self._acknowledge(Kind.READ, began, ack)
        elif route.kind is Kind.DECISION:
            await self._decide(route, delivery, began, ack)
        else:
            await self._acknowledge(route.kind, began, ack)
            await self._guarded(delivery, route.act(delivery), route.matter)

    def _answered(self, routing: Callable[[Delivery], Route | None], delivery: Delivery) -> Route | None:
        """Route an event; what means nothing is answered like anything else: once, by whichever replica."""
        try:
            return routing(delivery)
        except Exception as error:  # noqa: BLE001  because whatever it is, the person is answered
            return Route(Kind.READ, partial(self._answer, error=error))

    async def _suggest(self, suggest: Suggest, body: Payload, ack: Ack) -> None:
        """Answer what is typed into a select; where that fails there is nothing to choose, and the log says why."""
        began = time.perf_counter()
        options: Sequence[Option] = ()
        try:
            options = await suggest(_known(payloads.from_suggestion(body)))
        except HarvestbotError as error:
            log.info("nothing to suggest", why=str(error))
        except Exception:
            log.exception("unexpected")
        await self._acknowledge(Kind.READ, began, ack, options=options)

    async def _decide(self, route: Route, delivery: Delivery, began: float, ack: Ack) -> None:
        problem: Exception | None = None
        afterwards: Afterwards | None = None
        try:
            afterwards = await route.act(delivery)
        except FormMistakes as mistakes:
            await self._acknowledge(route.kind, began, ack, response_action="errors", errors=mistakes.fields)
            if mistakes.refusal is not None:
                await self._write_down(delivery, mistakes.refusal, route.matter)
            return
        except Exception as error:  # noqa: BLE001  because whatever it is, the person is answered below
            problem = error
        await self._acknowledge(route.kind, began, ack)
        if problem is not None:
            await self._answer(delivery, problem, route.matter)
        else:
            await self._guarded(delivery, _rest(route, delivery, afterwards), route.matter)

    async def _acknowledge(self, kind: Kind, began: float, ack: Ack, **response: object) -> None:
        await ack(**response)
        self._observe(kind.value, time.perf_counter() - began)

    async def _guarded(self, delivery: Delivery, work: Awaitable[object], matter: Matter | None) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001  because whatever it is, the person is answered
            await self._answer(delivery, error, matter)

    async def _answer(self, delivery: Delivery, error: Exception, matter: Matter | None = None) -> None:
        """Tell the person what went wrong: a sentence of ours, or a reference that the log has too."""
        modal = delivery.view if delivery.surface == payloads.MODAL else ""
        seen = isinstance(error, Shown)
        error = error.refusal if isinstance(error, Shown) else error
        await self._write_down(delivery, error, matter)
        if not isinstance(error, HarvestbotError):
            log.error("unexpected", exc_info=error, delivery=repr(delivery))
        if not seen:
            await self._answers.refuse(asker(delivery), await self._suited(delivery.user, error), modal=modal)

    async def _write_down(self, delivery: Delivery, error: Exception, matter: Matter | None) -> None:
        """Keep a refusal that the audit trail wants; a full disk must not swallow the refusal itself."""
        if not isinstance(error, AUDITED):
            return
        try:
            what = matter or Matter(verb=delivery.text or delivery.name)
            await self._ledger.refused(asker(delivery, here=True), what, error)
        except Exception:
            log.exception("a refusal was not written down")


async def _whole(route: Route, delivery: Delivery) -> None:
    """Do all of a read or an ask."""
    if route.meanwhile is not None:
        await route.meanwhile(delivery)
    await route.act(delivery)


async def _rest(route: Route, delivery: Delivery, afterwards: Afterwards | None) -> None:
    """Do what is left of a decision after its acknowledgement."""
    if route.meanwhile is not None:
        await route.meanwhile(delivery)
    if afterwards is not None:
        await afterwards()


def _known(delivery: Delivery) -> Delivery:
    """Give a delivery the name under which the log and the audit trail know it, and an id where Slack gave none."""
    correlation = secrets.token_hex(4)
    delivery = msgspec.structs.replace(delivery, correlation=correlation, id=delivery.id or correlation)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation=delivery.correlation)
    return delivery


def asker(delivery: Delivery, *, here: bool = False) -> Asker:
    """Return who wants something, and where the answer goes: into the channel, or ``here``, where the button was."""
    place = Place(
        channel=delivery.channel,
        message=delivery.message if here and not delivery.ephemeral else "",
        response_url=delivery.response_url,
        thread=delivery.thread,
    )
    return Asker(delivery.user, place, delivery.correlation)
