"""Forms about harvesters: opened at once, filled when the portal has answered, previewed, submitted."""

from collections.abc import Awaitable, Callable

from harvestbot.domain.asks import Ask, HarvesterRef
from harvestbot.domain.audit import Matter
from harvestbot.domain.confirmations import Action
from harvestbot.domain.verbs import Kind
from harvestbot.errors import HarvestbotError, Refused
from harvestbot.operations.defining.drafting import Choice, Sheet
from harvestbot.slack import held, ids
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
from harvestbot.slack.cards.waiting import types_view
from harvestbot.slack.intake import FormMistakes, Route, Shown
from harvestbot.slack.parts.opening import Opening, asked_from
from harvestbot.slack.parts.part import Part, Tools, read
from harvestbot.slack.payloads import Delivery


class Forms:
    """Opens forms, and takes what is typed into them.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._drafting = tools.crew.drafting
        self._saving = tools.crew.saving
        self._opening = Opening(tools)

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
        who, ref = asked_from(delivery), ask.harvester
        if ref is not None:
            await self._open(delivery, str(ask), Action.CREATE, lambda: self._drafting.like(who, ref))
            return
        said = "".join(ask.words)
        await self._open(delivery, str(ask), Action.CREATE, lambda: self._drafting.create(who, said))

    async def _pick(self, delivery: Delivery) -> None:
        picked, user = read(held.read_picked_type, delivery), delivery.user
        await self._open(
            delivery,
            f"create {picked.portal}/{picked.type}",
            Action.CREATE,
            lambda: self._drafting.pick(user, picked.draft, picked.portal, picked.type, delivery.correlation),
        )

    async def _edit(self, delivery: Delivery, ask: Ask) -> None:
        who = asked_from(delivery)
        await self._open(delivery, str(ask), Action.EDIT, lambda: self._drafting.edit(who, ask.about))

    async def _again(self, delivery: Delivery) -> None:
        who = asked_from(delivery)
        draft = await self._drafting.read(delivery.value, delivery.user)
        # Whoever came too late for the trigger has the button on the card still, which knows what was typed.
        command = f"{draft.action} {HarvesterRef(draft.base.id or draft.base.type, draft.portal)}"
        await self._open(delivery, command, draft.action, lambda: self._drafting.again(who, delivery.value))

    async def _open(
        self, delivery: Delivery, command: str, action: Action, sheet: Callable[[], Awaitable[Sheet | Choice]]
    ) -> None:
        async def view() -> Block:
            found = await sheet()
            if isinstance(found, Choice):
                offered = {portal: [one.type for one in kinds] for portal, kinds in found.offered.items()}
                return types_view(TITLES[action], offered, found.draft.id)
            return form_view(found.draft, typed=found.typed, theirs=found.theirs, previews=found.previews)

        await self._opening.open(delivery, command, TITLES[action], action.verb, view)

    async def _foresee(self, delivery: Delivery) -> None:
        """Show in the form what the source would bring with what is typed."""
        draft = await self._drafting.read(delivery.value, delivery.user)
        typed = read_form(draft, delivery.values)

        async def below(shown: list[Block]) -> None:
            await self._opening.update(delivery.view, form_view(draft, below=shown))

        if typed.wrong:
            await below(mistakes_below(typed))
            return
        await below(looking_below())
        try:
            found = await self._drafting.foresee(draft, typed)
        except HarvestbotError as error:
            await below(trouble_below(str(error)))
            raise Shown(error) from None
        await below(preview_below(draft, changed(draft.wishing(typed)), found.preview, saved=found.saved))

    async def _submit(self, delivery: Delivery) -> None:
        """Take what was typed; what is wrong is said at the field."""
        try:
            draft = await self._drafting.read(delivery.value, delivery.user)
            typed = read_form(draft, delivery.values)
            if typed.wrong:
                raise FormMistakes(at_fields(draft, typed))
            if draft.wishing(typed).idle:
                raise FormMistakes({ids.field_id(ids.Field.NAME): "Nothing is changed yet."})
            await self._saving.submit(draft, typed, delivery.correlation)
        except Refused as refusal:
            raise FormMistakes({ids.field_id(ids.Field.NAME): str(refusal)}, refusal) from None
