"""A run that somebody started: the card that follows it, what it changed, and the word that it is being stopped."""

from collections.abc import Collection

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Phase, Run
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import PRIMARY, Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.differences import moved
from harvestbot.slack.cards.text import Mrkdwn, escape, joined, lines, md, person, when

TROUBLE_LIMIT = 600
UNDER_WAY = (Phase.ASKED, Phase.GOING)


def run_card(run: Run, *, lacks: Collection[str] = ()) -> Card:
    """Return the card that follows a run, as it stands.

    Args:
        run: the run as last seen.
        lacks: verbs that this portal's API cannot do: without ``abort`` there is no button for it.
    """
    facts = lines(_joined(run), _facts(run), _trouble(run))
    return card(
        joined(" ", [_headline(run, phrases.said(run.now)), facts]),
        section(lines(_headline(run, phrases.name(run.now)), facts)),
        context(
            joined(
                "  ·  ",
                [
                    phrases.where(run.now, run.portal),
                    *([md("started by {who}", who=person(run.started_by))] if run.started_by else []),
                    *([md("followed for {who}", who=person(run.followed_by))] if run.followed_by else []),
                    *([md("approved by {who}", who=person(run.approved_by))] if run.approved_by else []),
                    when(run.began_at),
                ],
            )
        ),
        foot=[_abort(run) if "abort" not in lacks else None],
    )


def run_changes_card(run: Run) -> Card:
    """Return what a run has changed: a message of its own, since edits notify nobody."""
    if run.phase is not Phase.ENDED:
        return card(
            lines(_headline(run, phrases.said(run.now)), _trouble(run), _unpublished(run)),
            section(lines(_headline(run, phrases.name(run.now)), _trouble(run), _unpublished(run))),
            foot=[_next_steps(run)],
        )
    changes = joined(", ", moved(run.before, run.now)) or md("nothing has changed")
    return card(
        lines(_headline(run, phrases.said(run.now)), changes, _unpublished(run)),
        section(lines(_headline(run, phrases.name(run.now)), changes, _unpublished(run))),
        foot=[_next_steps(run)],
    )


def abort_card(harvester: Harvester, portal: str, *, by: str) -> Card:
    """Return the word that a run is being stopped.

    Args:
        harvester: as the portal had it when it took the request.
        portal: its portal.
        by: the id of who asked.
    """
    return card(
        md("{icon} The run of {name} is being stopped.", icon=words.STOPPING, name=phrases.said(harvester)),
        section(md("{icon} The run of {name} is being stopped.", icon=words.STOPPING, name=phrases.name(harvester))),
        context(joined("  ·  ", [phrases.where(harvester, portal), md("asked by {who}", who=person(by))])),
        foot=[actions(button(words.REFRESH, ids.Press.REFRESH, held.write(held.Target(portal, harvester.id))))],
    )


def _headline(run: Run, name: Mrkdwn) -> Mrkdwn:
    lasted = words.elapsed(run.seen_at - run.began_at)
    match run.phase:
        case Phase.ASKED if not run.trouble:
            # True for ever: a bot that dies in the middle of posting it leaves it behind, and tells the rest elsewhere.
            return md("{name}   {what}", name=name, what="running already" if run.followed_by else "start asked for")
        case Phase.ASKED | Phase.UNCERTAIN:  # it was sent, and nobody can tell what became of it, yet or any more
            return md("{icon} *{unknown}*: start {name}", icon=words.UNSURE, unknown=words.OUTCOME_UNKNOWN, name=name)
        case Phase.GOING:
            return md(
                "{name}   {condition} for {lasted}", name=name, condition=phrases.condition(run.now), lasted=lasted
            )
        case Phase.ENDED:
            return md(
                "{name}   run over after {lasted}: {condition}",
                name=name,
                lasted=lasted,
                condition=phrases.condition(run.now),
            )
        case Phase.REFUSED:
            return md("{icon} *Not started*: {name}", icon=words.NOT_DONE, name=name)
        case Phase.LOST:
            return md(
                "{icon} Lost sight of the run of {name} after {lasted}", icon=words.UNSURE, name=name, lasted=lasted
            )


def _facts(run: Run) -> Mrkdwn | None:
    if run.phase not in (Phase.GOING, Phase.ENDED):
        return None
    return lines(
        phrases.counts(run.now),
        md("Errors: {errors}", errors=phrases.errors(run.now)) if run.now.errors else None,
        phrases.publish_next() if run.then_publish and run.phase is Phase.GOING else None,
    )


def _joined(run: Run) -> Mrkdwn | None:
    """Say to who wanted it started that nothing was."""
    return md("It was running already: nothing was started.") if run.followed_by and run.phase in UNDER_WAY else None


def _trouble(run: Run) -> Mrkdwn | None:
    return (
        md("{icon} {trouble}", icon=words.WARNING, trouble=escape(run.trouble, TROUBLE_LIMIT)) if run.trouble else None
    )


def _unpublished(run: Run) -> Mrkdwn | None:
    """Say why nothing is published, where that was asked for beforehand."""
    if not run.then_publish or run.publishes:
        return None
    if run.ended_well:
        return md("No dataset is hidden, so there is nothing to publish.")
    why = "was aborted" if run.aborting else "has not ended well"
    return md("Nothing is published, since the run {why}.", why=why)


def _abort(run: Run) -> Block | None:
    if run.phase is not Phase.GOING or run.now.status == "aborting":
        return None
    return actions(button(words.ABORT, ids.Press.ABORT, held.write(held.Target(run.portal, run.now.id))))


def _next_steps(run: Run) -> Block | None:
    target = held.Target(run.portal, run.now.id)
    offers_publish = run.phase is Phase.ENDED and run.now.hidden and not run.publishes
    return actions(
        button(words.publish_datasets(run.now.hidden), ids.Press.PUBLISH, held.write(target), style=PRIMARY)
        if offers_publish
        else None,
        button(words.ERRORS, ids.Press.RUN, held.command_value("errors", target), index=1)
        if run.now.errors and run.phase is Phase.ENDED
        else None,
        button(words.STATUS, ids.Press.RUN, held.command_value("status", target), index=2),
    )
