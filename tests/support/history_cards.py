"""Cards of the history, for the gallery: native, and as a workspace without tables and charts is shown them."""

from collections.abc import Mapping

import msgspec
from support.blocks import plain
from support.card_samples import ANNA, ASKED_AT, HOSTILE, LONG

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger
from harvestbot.domain.watching.past import HistoryPage, Turn
from harvestbot.domain.watching.seen import Counts
from harvestbot.slack.cards.blocks import Card
from harvestbot.slack.cards.history import history_card


def ran(number: int = 0, outcome: Outcome = Outcome.WELL, /, **more: object) -> PastRun:
    """Return a run, a day before the one with the number before it."""
    began = ASKED_AT - 86_400.0 * number
    run = PastRun(
        portal="paris",
        harvester_id="bathing-water",
        name="Bathing water",
        began_at=began,
        ended_at=began + 125,
        seen_at=began + 125,
        begins=(began, began),
        ends=(began + 125, began + 125),
        outcome=outcome,
        before=Counts(120 - number, 100, 130),
        after=Counts(121 - number, 100, 131, resource_errors=number % 3),
        watched=True,
    )
    return msgspec.structs.replace(run, **more)


def page(*runs: PastRun, **more: object) -> HistoryPage:
    """Return a page of runs."""
    about = HistoryPage(
        portal="paris",
        harvester_id="bathing-water",
        name="Bathing water",
        runs=runs,
        turn=Turn(0, ASKED_AT),
        since=ASKED_AT - 1e6,
        zone="Europe/Paris",
    )
    return msgspec.structs.replace(about, **more)


def history_cards() -> Mapping[str, Card]:
    """Return every card of the history by a name."""
    ends = [ran(number, outcome) for number, outcome in enumerate(Outcome)]
    ends[1] = msgspec.structs.replace(ends[1], by=ANNA, trigger=Trigger.CHAT, start="s")
    ends[2] = msgspec.structs.replace(ends[2], trigger=Trigger.SCHEDULE, before=ends[2].after)
    ends[3] = msgspec.structs.replace(ends[3], began_at=None)
    silent = ran(0, before=Counts(5, 5), after=Counts(5, 5))
    odd = ran(0, by="<!channel>", trigger=Trigger.CHAT)
    cards = {
        "each end": history_card(page(*ends)),
        "one, unwatched": history_card(page(silent, since=None)),
        "hostile": history_card(page(odd, odd, name=HOSTILE, zone="Nowhere/Else")),
        "long": history_card(page(ran(), name=LONG)),
        "a page in the middle": history_card(page(*ends, turn=Turn(200, ASKED_AT), older=True)),
    }
    both = {f"history, {name}": card for name, card in cards.items()}
    both |= {f"{name}, in lines": plain(card) for name, card in both.items()}
    both["history, nothing"] = history_card(page())
    both["history, nothing, unwatched"] = history_card(page(since=None))
    both["history, beyond the last page"] = history_card(page(turn=Turn(100, ASKED_AT)))
    return both
