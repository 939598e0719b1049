"""Forms about harvesters: opened at once, filled when the portal has answered, previewed, submitted."""

from collections.abc import Awaitable, Callable

import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, HarvesterRef
from harvestbot.domain.audit import Matter
from harvestbot.domain.confirmations import Action, Place
from harvestbot.domain.verbs import Kind
from harvestbot.errors import ChatError, HarvestbotError, Refused
from harvestbot.operations.drafting import Choice, Sheet
from harvestbot.slack import ids
from harvestbot.slack.cards.blocks import Block
from harvestbot.slack.cards.form import (
    TITLES,
    at_fields,
    form_view,
    looking_below,
    mistakes_below,
    preview_below,
    read_form,
    trouble_below,
)
from harvestbot.slack.cards.saved import changed
from harvestbot.slack.cards.waiting import loading_view, opener_card, trouble_view, types_view
from harvestbot.slack.intake import FormMistakes, Route, Shown, asker
from harvestbot.slack.parts.part import Part, Tools, read
from harvestbot.slack.payloads import MODAL, Delivery

log = structlog.get_logger(__name__)


class Forms:
    """Opens forms, and takes what is typed into them.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._crew = tools.crew
        self._answers = tools.answers
        self._sender = tools.sender

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            opens={"edit": self._edit, "create": self._create},
            presses={
                ids.Press.FORESEE: lambda _: Route(Kind.READ, self._foresee, Matter(verb="preview")),
                ids.Press.PICK_TYPE: lambda _: Route(Kind.ASK, self._pick, Matter(verb="create")),
                ids.Press.OPEN_AGAIN: lambda one: Route(
                    Kind.ASK, self._again, Matter(verb="edit", confirmation=one.value)
                ),
            },
            forms={
                ids.Form.EDIT: lambda one: Route(
                    Kind.DECISION, self._submit, Matter(verb="edit", confirmation=one.value)
                ),
                ids.Form.CREATE: lambda one: Route(
                    Kind.DECISION, self._submit, Matter(verb="create", confirmation=one.value)
                ),
            },
        )

    async def _create(self, delivery: Delivery, ask: Ask) -> None:
        who, ref = _asker(delivery), ask.harvester
        if ref is not None:
            await self._open(delivery, str(ask), Action.CREATE, lambda: self._crew.drafting.like(who, ref))
            return
        said = "".join(ask.words)
        await self._open(delivery, str(ask), Action.CREATE, lambda: self._crew.drafting.create(who, said))

    async def _pick(self, delivery: Delivery) -> None:
        picked, user = read(ids.read_picked_type, delivery), delivery.user
        kind = f"{picked.portal}/{picked.type}"
        await self._open(
            delivery,
            f"create {kind}",
            Action.CREATE,
            lambda: self._crew.drafting.pick(user, picked.draft, picked.portal, picked.type, delivery.correlation),
        )

    async def _edit(self, delivery: Delivery, ask: Ask) -> None:
        who = _asker(delivery)
        await self._open(delivery, str(ask), Action.EDIT, lambda: self._crew.drafting.edit(who, ask.about))

    async def _again(self, delivery: Delivery) -> None:
        who = _asker(delivery)
        draft = await self._crew.drafting.read(delivery.value, delivery.user)
        # Whoever came too late for the trigger has the button on the card still, which knows what was typed.
        name = draft.base.id or draft.base.type
        command = f"{draft.action} {HarvesterRef(name, draft.portal)}"
        await self._open(delivery, command, draft.action, lambda: self._crew.drafting.again(who, delivery.value))

    async def _open(
        self, delivery: Delivery, command: str, action: Action, sheet: Callable[[], Awaitable[Sheet | Choice]]
    ) -> None:
        """Open a form as a loading view, and fill it; what goes wrong is said in it.

        Args:
            delivery: what was typed or pressed.
            command: what opens the form by a press, where there is no trigger to open it now.
            action: what it is for.
            sheet: reads the portal.
        """
        title = TITLES[action]
        view_id = await self._loading(delivery, command, title)
        if not view_id:
            return
        try:
            found = await sheet()
        except Exception as error:
            view = trouble_view(
                title, error, reference=delivery.correlation, verb=action.verb.name, metadata=_spot(delivery)
            )
            await self._update(view_id, view)
            raise Shown(error) from error
        if isinstance(found, Choice):
            offered = {portal: [one.type for one in kinds] for portal, kinds in found.offered.items()}
            await self._update(view_id, types_view(title, offered, found.draft.id))
        else:
            await self._update(view_id, form_view(found.draft, typed=found.typed, theirs=found.theirs))

    async def _loading(self, delivery: Delivery, command: str, title: str) -> str:
        """Show that a form is on its way, and return the view's id; "" where it cannot be opened now."""
        if delivery.surface == MODAL:
            await self._sender.update_view(delivery.view, loading_view(title))
            return delivery.view
        if delivery.trigger:
            try:
                return await self._sender.open_form(delivery.trigger, loading_view(title))
            except ChatError as error:
                log.info("no form could be opened", why=str(error))
        await self._answers.private(asker(delivery), opener_card(command))
        return ""

    async def _foresee(self, delivery: Delivery) -> None:
        """Show in the form what the source would bring with what is typed."""
        draft = await self._crew.drafting.read(delivery.value, delivery.user)
        typed = read_form(draft, delivery.values)
        if typed.wrong:
            await self._below(delivery, draft.id, mistakes_below(typed))
            return
        await self._below(delivery, draft.id, looking_below())
        try:
            found = await self._crew.drafting.foresee(draft, typed)
        except HarvestbotError as error:
            await self._below(delivery, draft.id, trouble_below(str(error)))
            raise Shown(error) from None
        changes = changed(draft.wishing(typed))
        await self._below(delivery, draft.id, preview_below(changes, found.preview, saved=found.saved))

    async def _below(self, delivery: Delivery, draft_id: str, below: list[Block]) -> None:
        draft = await self._crew.drafting.read(draft_id, delivery.user)
        await self._update(delivery.view, form_view(draft, below=below))

    async def _submit(self, delivery: Delivery) -> None:
        """Take what was typed; what is wrong is said at the field."""
        try:
            draft = await self._crew.drafting.read(delivery.value, delivery.user)
            typed = read_form(draft, delivery.values)
            if typed.wrong:
                raise FormMistakes(at_fields(draft, typed))
            if draft.wishing(typed).idle:
                raise FormMistakes({ids.field_id(ids.Field.NAME): "Nothing is changed yet."})
            await self._crew.saving.submit(draft, typed, delivery.correlation)
        except Refused as refusal:
            raise FormMistakes({ids.field_id(ids.Field.NAME): str(refusal)}, refusal) from None

    async def _update(self, view_id: str, view: Block) -> None:
        """Put a view in the place of an open one; somebody who has closed it meanwhile wants it no more."""
        try:
            await self._sender.update_view(view_id, view)
        except ChatError as error:
            log.info("a form could not be updated", why=str(error))


def _asker(delivery: Delivery) -> Asker:
    """Return who wants something; what is pressed in a modal comes from where that was asked for."""
    who = asker(delivery)
    if who.place.channel or not delivery.metadata:
        return who
    try:
        spot = ids.read_spot(delivery.metadata)
    except ids.Unreadable:
        return who
    return Asker(who.user, Place(spot.channel, thread=spot.thread), who.correlation)


def _spot(delivery: Delivery) -> str:
    place = _asker(delivery).place
    return ids.write(ids.Spot(place.channel, place.thread), ids.METADATA_LIMIT) or ""
