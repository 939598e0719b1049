"""When harvesters run by themselves: shown, and set, changed and taken away in a form."""

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Matter
from harvestbot.domain.timetable import Mistakes
from harvestbot.domain.timetable import read as meant
from harvestbot.domain.verbs import VERBS, Kind
from harvestbot.errors import Refused
from harvestbot.slack import held, ids
from harvestbot.slack.cards.blocks import Block
from harvestbot.slack.cards.schedule import TITLE, read_times, schedule_card, schedule_view, times_at_fields
from harvestbot.slack.intake import FormMistakes, Route
from harvestbot.slack.parts.opening import Opening, asked_from
from harvestbot.slack.parts.part import Part, Tools, read
from harvestbot.slack.payloads import Delivery

SCHEDULE = VERBS["schedule"]


class Schedules:
    """Shows schedules, and takes changes of them.

    Args:
        tools: see there.
    """

    def __init__(self, tools: Tools) -> None:
        self._drafting = tools.crew.drafting
        self._saving = tools.crew.saving
        self._answers = tools.answers
        self._opening = Opening(tools)

    def part(self) -> Part:
        """Return what this takes."""
        return Part(
            verbs={"schedule": self._show},
            presses={
                ids.Press.SCHEDULE: lambda _: Route(Kind.ASK, self._open, Matter(verb=SCHEDULE.name)),
                ids.Press.HOW_OFTEN: lambda _: Route(Kind.READ, self._turn, Matter(verb=SCHEDULE.name)),
                ids.Press.UNSCHEDULE: lambda one: Route(
                    Kind.DECISION, self._remove, Matter(verb=SCHEDULE.name, confirmation=one.value)
                ),
            },
            forms={ids.Form.SCHEDULE: lambda _: Route(Kind.DECISION, self._submit, Matter(verb=SCHEDULE.name))},
        )

    async def _show(self, who: Asker, ask: Ask) -> None:
        draft = await self._answers.meanwhile(who, str(ask), self._drafting.schedule(who, ask.about))
        await self._answers.private(who, schedule_card(draft))

    async def _open(self, delivery: Delivery) -> None:
        who = asked_from(delivery)

        async def view() -> Block:
            draft, zone = await self._drafting.reschedule(who, delivery.value)
            return schedule_view(draft, zone="" if draft.base.schedules else zone)

        await self._opening.open(delivery, SCHEDULE.name, TITLE, SCHEDULE, view)

    async def _turn(self, delivery: Delivery) -> None:
        """Show the fields for another choice."""
        chosen = read(held.read_frequency, delivery)
        draft = await self._drafting.read(chosen.draft, delivery.user)
        zone = ids.read_field(delivery.values, ids.Field.ZONE)
        await self._opening.update(delivery.view, schedule_view(draft, often=chosen.often, zone=zone))

    async def _submit(self, delivery: Delivery) -> None:
        """Take what was typed; what is wrong is said at the field."""
        form = read(held.read_frequency, delivery)
        zone = ids.field_id(ids.Field.ZONE)
        try:
            draft = await self._drafting.read(form.draft, delivery.user)
            wanted = meant(read_times(draft, form.often, delivery.values))
            if any((one.cron, one.timezone) == (wanted.cron, wanted.timezone) for one in draft.base.schedules):
                raise FormMistakes({zone: "It is scheduled so already."})
            await self._saving.schedule(draft, wanted, delivery.correlation)
        except Mistakes as mistakes:
            raise FormMistakes(times_at_fields(mistakes)) from None
        except Refused as refusal:
            raise FormMistakes({zone: str(refusal)}, refusal) from None

    async def _remove(self, delivery: Delivery) -> None:
        draft = await self._drafting.read(delivery.value, delivery.user)
        await self._saving.schedule(draft, None, delivery.correlation)
