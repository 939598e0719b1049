"""All that people can have done, put together from the same means."""

from msgspec import Struct

from harvestbot.domain.confirmations import Action
from harvestbot.operations.acting.approving import ANSWER, Approving
from harvestbot.operations.acting.changing import Changing
from harvestbot.operations.acting.confirming import CARRY_OUT, Confirming
from harvestbot.operations.acting.progress import Progress
from harvestbot.operations.acting.running import FOLLOW, Running
from harvestbot.operations.acting.stopping import STOP, Stopping
from harvestbot.operations.advice import Advice
from harvestbot.operations.arrivals import Arrivals
from harvestbot.operations.carrying import Carrying
from harvestbot.operations.decisions import Decisions
from harvestbot.operations.defining.drafting import Drafting
from harvestbot.operations.defining.offering import Offering
from harvestbot.operations.defining.restoring import Restoring
from harvestbot.operations.defining.saving import Saving
from harvestbot.operations.means import Means
from harvestbot.operations.ports import Work
from harvestbot.operations.questions import Questions
from harvestbot.operations.seeing.finding import Finding
from harvestbot.operations.seeing.lookout import Lookout
from harvestbot.operations.seeing.overview import Overview
from harvestbot.operations.seeing.refreshing import Refreshing
from harvestbot.operations.several.answering import WEIGH, BatchAnswers
from harvestbot.operations.several.asking import WORK_THROUGH, Batching
from harvestbot.operations.several.items import BatchItems
from harvestbot.operations.several.working import Working
from harvestbot.operations.telling.digests import PLAN, Digests
from harvestbot.operations.telling.remembering import Remembering
from harvestbot.operations.telling.subscribing import SUBSCRIBE, Subscribing
from harvestbot.operations.telling.taking import TAKE, Taking
from harvestbot.operations.trail import Trail
from harvestbot.operations.troubles import Troubles


class Rules(Struct, frozen=True, kw_only=True):
    """What the settings say of how things are asked.

    Attributes:
        ttl: seconds that a question waits.
        second: what needs a second person.
        history_days: how long the history keeps runs.
    """

    ttl: float
    second: frozenset[Action] = frozenset()
    history_days: float = float("inf")


class Crew(Struct, frozen=True, kw_only=True):
    """Who does what; each is described where it is defined."""

    advice: Advice
    approving: Approving
    arrivals: Arrivals
    batch_answers: BatchAnswers
    batching: Batching
    carrying: Carrying
    confirming: Confirming
    decisions: Decisions
    digests: Digests
    drafting: Drafting
    lookout: Lookout
    finding: Finding
    offering: Offering
    overview: Overview
    questions: Questions
    refreshing: Refreshing
    remembering: Remembering
    restoring: Restoring
    saving: Saving
    subscribing: Subscribing
    taking: Taking
    trail: Trail
    troubles: Troubles
    works: dict[str, Work]
    """What the engine can be told to carry on, by the name under which it is written down."""


def assemble(means: Means, rules: Rules) -> Crew:
    """Put everybody together.

    Args:
        means: what they work with.
        rules: how things are asked.
    """
    confirming = Confirming(means, ttl=rules.ttl, second=rules.second)
    running = Running(means, confirming)
    progress = Progress(means)
    offering = Offering(means, confirming)
    restoring = Restoring(means, progress=progress, confirming=confirming, offering=offering)
    saving = Saving(means, progress=progress, confirming=confirming)
    changing = Changing(means, progress=progress, running=running, confirming=confirming)
    carrying = Carrying(
        means, progress=progress, confirming=confirming, changing=changing, restoring=restoring, saving=saving
    )
    stopping = Stopping(means)
    approving = Approving(means, confirming)
    subscribing = Subscribing(means)
    refreshing = Refreshing(means.portals, means.database, means.now)
    batching = Batching(means, confirming, refreshing, ttl=rules.ttl)
    batch_answers = BatchAnswers(means, batching)
    working = Working(means, BatchItems(means, running=running, changing=changing, confirming=confirming))
    trail = Trail(means)
    taking = Taking(means)
    digests = Digests(means)
    return Crew(
        advice=Advice(means.gate),
        approving=approving,
        arrivals=Arrivals(means.database, means.now),
        batch_answers=batch_answers,
        batching=batching,
        carrying=carrying,
        confirming=confirming,
        decisions=Decisions(means, running=running, stopping=stopping, subscribing=subscribing, digests=digests),
        digests=digests,
        drafting=Drafting(means, confirming),
        lookout=Lookout(means, refreshing),
        finding=Finding(means.gate, means.portals.directory, refreshing.look),
        offering=offering,
        overview=Overview(means, refreshing, trail),
        questions=Questions(means),
        refreshing=refreshing,
        remembering=Remembering(means, days=rules.history_days),
        restoring=restoring,
        saving=saving,
        subscribing=subscribing,
        taking=taking,
        trail=trail,
        troubles=Troubles(means),
        works={
            WEIGH: batch_answers.carry_out,
            WORK_THROUGH: working.carry_out,
            CARRY_OUT: carrying.carry_out,
            ANSWER: approving.carry_out,
            FOLLOW: running.carry_out,
            STOP: stopping.carry_out,
            SUBSCRIBE: subscribing.carry_out,
            TAKE: taking.carry_out,
            PLAN: digests.carry_out,
        },
    )
