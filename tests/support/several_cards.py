"""Cards of several harvesters at once, for the gallery."""

from collections.abc import Mapping

import msgspec
from support.card_samples import ANNA, ASKED_AT, CSW, HOSTILE, LONG

from harvestbot.domain.batches import MOST, Batch, Item, LeftOut, Several, Step
from harvestbot.domain.confirmations import Action, Place, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.verbs import VERBS
from harvestbot.slack.cards.approval import unheard_card
from harvestbot.slack.cards.blocks import Block, Card
from harvestbot.slack.cards.choosing import chooser_view
from harvestbot.slack.cards.counted import count_view
from harvestbot.slack.cards.progress import several_report_card
from harvestbot.slack.cards.several import several_approval_card, several_card

with_changes = msgspec.structs.replace
HIDDEN = Harvester(id="trees", name="Trees", type="ods", status="idle", attached=9, published=8)
LEFT = (
    LeftOut("running already", 2, ("paris/noise", "paris/air")),
    LeftOut("no dataset is hidden", 900, tuple(f"paris/h-{number}" for number in range(20))),
    LeftOut("sea could not be asked: It does not answer.", 0),
)


def several(ask: Action, *steps: Step, reason: str = "", harvester: Harvester = CSW, **changes: object) -> Several:
    """Return several harvesters that have come so far."""
    asked = Batch(
        id="ba7c4",
        ask=ask,
        wanted="is:hidden portal:paris",
        count=len(steps),
        portals=("paris",),
        requester=ANNA,
        place=Place("C1", "1.0"),
        asked_at=ASKED_AT,
        expires_at=ASKED_AT + 600,
    )
    items = tuple(
        Item(
            id=f"ba7c4-{number:04}",
            position=number,
            portal="paris",
            harvester=harvester if number % 2 else HIDDEN,
            step=step,
            reason=reason if step in (Step.FAILED, Step.SKIPPED, Step.UNSURE) else "",
            now=harvester if step is Step.FAILED else None,
        )
        for number, step in enumerate(steps)
    )
    return Several(with_changes(asked, **changes), items)


SHORT = Several(
    with_changes(
        several(Action.START, *[Step.WAITING] * 30).batch, reason="Today's calls suffice on paris for about 3 of 30."
    ),
    several(Action.START, *[Step.WAITING] * 30).items,
)
WAITING = several(Action.DELETE, *[Step.WAITING] * 2, action=Action.DELETE_DATASETS, state=State.WAITING)


def several_cards() -> Mapping[str, Card]:
    """Return them by name."""
    two, many = [Step.WAITING] * 2, [Step.WAITING] * 30
    bare = with_changes(HIDDEN, attached=0, published=0)
    mixed = [Step.DONE] * 3 + [Step.FAILED, Step.UNSURE, Step.SKIPPED, Step.FOLLOWED, Step.BEGUN, Step.WAITING]
    over = [Step.DONE, Step.DONE, Step.FAILED, Step.UNSURE, Step.SKIPPED]
    cards = {f"several, {ask.value}": several_card(several(ask, *two, left=LEFT)) for ask in list(Action)[:4]}
    cards |= {
        "several, one": several_card(several(Action.START, Step.WAITING, wanted="")),
        "several, without datasets": several_card(
            Several(
                several(Action.DELETE, *two).batch, tuple(with_changes(one, harvester=bare) for one in WAITING.items)
            )
        ),
        "several, second page": several_card(several(Action.PUBLISH, *many), page=2),
        "several, not all": several_card(SHORT, page=99),
        "several, at work": several_card(several(Action.START, *mixed, reason="It has no key.", state=State.AT_WORK)),
        "several, stopped": several_card(
            several(Action.PUBLISH, *mixed, reason="No.", state=State.AT_WORK, stopper="U02BEN")
        ),
        "several, waiting": several_card(WAITING),
        "several, second person": several_approval_card(WAITING, mention=["S01OPS"]),
        "several, second person not to be asked": unheard_card("C1", on_home=False),
        "several, hostile": several_card(
            several(
                Action.DELETE,
                *many,
                harvester=with_changes(CSW, id=LONG, name=HOSTILE, status="processing"),
                wanted=LONG,
            )
        ),
        "several, long": several_card(
            several(Action.DELETE, *[Step.WAITING] * MOST, harvester=with_changes(CSW, id=HOSTILE, name=LONG))
        ),
    }
    for state in (State.CANCELLED, State.REJECTED, State.EXPIRED, State.NOT_DONE, State.DONE):
        shown = several(Action.PUBLISH, *over, state=state, approver="U02BEN")
        cards[f"several, {state.value}"] = several_card(shown)
    return cards


def several_reports() -> Mapping[str, Card]:
    """Return what is said in the end, by name."""
    over = [Step.DONE, Step.DONE, Step.FAILED, Step.UNSURE, Step.SKIPPED]
    reports = {
        "mixed": several(Action.START, *over, reason="The run ended with 3 errors.", state=State.DONE),
        "all done": several(Action.UNPUBLISH, Step.DONE, Step.DONE, state=State.DONE),
        "none done": several(Action.DELETE, *[Step.FAILED] * 8, reason="It is down.", state=State.DONE),
        "stopped": several(Action.PUBLISH, Step.DONE, Step.SKIPPED, reason="Stopped.", state=State.DONE, stopper=ANNA),
        "long": several(
            Action.DELETE,
            *[Step.FAILED] * 200,
            *[Step.SKIPPED] * 200,
            reason=LONG,
            state=State.DONE,
            harvester=with_changes(CSW, id=LONG, name=HOSTILE),
        ),
    }
    return {f"several, report, {name}": several_report_card(shown) for name, shown in reports.items()}


FORMS: Mapping[str, Block] = {
    "choose": chooser_view([VERBS["start"], VERBS["publish"]], "start", Place("C1", thread="1.0")),
    "count, keep": count_view(WAITING.batch, Action.DELETE),
    "count, with": count_view(WAITING.batch, Action.DELETE_DATASETS),
}
"""The forms, by name."""
