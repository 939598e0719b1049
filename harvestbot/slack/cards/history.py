"""The runs of a harvester: a table and a chart where Slack has them, else the same in lines."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger
from harvestbot.domain.watching.past import PAGE_SIZE, HistoryPage, Turn
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, section
from harvestbot.slack.cards.native import (
    POINTS_LIMIT,
    chart,
    data_table,
    in_both,
    moment_cell,
    number_cell,
    person_cell,
    words_cell,
)
from harvestbot.slack.cards.text import Mrkdwn, code, joined, lines, md, person, strong, when

PLAIN_SIZE = 12
"""Runs on a page of lines."""
FEWEST_DRAWN = 2
"""Runs that make a chart: one alone shows no course."""
BARS = "▁▂▃▄▅▆▇█"

OUTCOMES = {
    Outcome.WELL: ("🟢", "well"),
    Outcome.WITH_ERRORS: ("🟠", "with errors"),
    Outcome.FAILED: ("🔴", "failed"),
    Outcome.ABORTED: (words.STOPPING, "aborted"),
    Outcome.UNKNOWN: (words.UNSURE, "end unknown"),
}
"""A sign and words for each end: never the sign alone."""
TRIGGERS = {Trigger.SCHEDULE: "by its schedule", Trigger.UNKNOWN: "not from Slack", Trigger.CHAT: "from Slack"}
SERIES: Mapping[str, Callable[[PastRun], int]] = {
    "Attached": lambda run: run.after.attached,
    "Published": lambda run: run.after.published,
    "Errors": lambda run: run.after.errors,
}
"""What is drawn of each run."""


def history_card(page: HistoryPage) -> Card:
    """Return one page of the runs of a harvester, newest first."""
    headline = md(
        "*History* of {name}   {id} on {portal}",
        name=strong(page.name),
        id=code(page.harvester_id),
        portal=phrases.portal_name(page.portal),
    )
    if not page.runs:
        said = md("No older run is recorded.") if page.turn.skip else md("No run is recorded yet.")
        return card(headline, section(lines(headline, said)), _since(page), foot=[_turning(page, 0)])
    text = joined("  ·  ", [headline, md("last run: {end}", end=_end(page.runs[0]))])
    native = card(
        text,
        section(lines(headline, md("Newest first"))),
        _chart(page),
        _table(page),
        _since(page),
        foot=[_turning(page, len(page.runs))],
    )
    shown = page.runs[:PLAIN_SIZE]
    plain = card(
        text,
        section(lines(headline, *_course(page.runs), md("Newest first"))),
        *(section(_line(run)) for run in shown),
        _since(page),
        foot=[_turning(page, len(shown), size=PLAIN_SIZE)],
    )
    return in_both(native, plain)


def _since(page: HistoryPage) -> Block:
    if page.since is None:
        said = md(
            "Nobody watches {portal}: only runs started from Slack are recorded. `watch` it to have all of them.",
            portal=phrases.portal_name(page.portal),
        )
    else:
        said = md("All runs are recorded since {moment}.", moment=when(page.since))
    return context(said)


def _chart(page: HistoryPage) -> Block | None:
    if len(page.runs) < FEWEST_DRAWN:
        return None
    zone, named = _zone(page.zone)
    drawn = page.runs[:POINTS_LIMIT][::-1]
    return chart(
        "Attached, published and errors after each run",
        "line",
        [datetime.fromtimestamp(_moment(run), zone).strftime("%d %b %H:%M") for run in drawn],
        {name: [number(run) for run in drawn] for name, number in SERIES.items()},
        x_label=f"Run ({named})",
    )


def _table(page: HistoryPage) -> Block | None:
    knows_source = any(run.after.remote is not None for run in page.runs)
    header = ["Run", "Took", "Ended", "Started", "Attached", "Published", "Errors"]
    return data_table(
        f"Runs of {page.name}",
        [*header, "At the source"] if knows_source else header,
        [_row(run, knows_source=knows_source) for run in page.runs],
    )


def _row(run: PastRun, *, knows_source: bool) -> list[Block]:
    before, after = run.before, run.after
    return [
        moment_cell(_moment(run)),
        number_cell(0, "-") if run.lasted is None else number_cell(int(run.lasted), words.elapsed(run.lasted)),
        words_cell(" ".join(OUTCOMES[run.outcome])),
        person_cell(run.by) if run.by else words_cell(TRIGGERS[run.trigger]),
        number_cell(after.attached, _moved(before.attached, after.attached)),
        number_cell(after.published, _moved(before.published, after.published)),
        number_cell(after.errors),
        *([number_cell(after.remote or 0, "-" if after.remote is None else "")] if knows_source else []),
    ]


def _line(run: PastRun) -> Mrkdwn:
    before, after = run.before, run.after
    return joined(
        "  ·  ",
        [
            _end(run),
            md("took {time}", time=words.elapsed(run.lasted)) if run.lasted is not None else None,
            _start(run),
            md("{moved} attached", moved=_moved(before.attached, after.attached)),
            md("{moved} published", moved=_moved(before.published, after.published)),
            None if after.remote is None else md("{count} at the source", count=after.remote),
            md("{errors}", errors=words.counted(after.errors, "error")),
        ],
    )


def _end(run: PastRun) -> Mrkdwn:
    icon, word = OUTCOMES[run.outcome]
    return md("{icon} *{word}* {moment}", icon=icon, word=word, moment=when(_moment(run)))


def _start(run: PastRun) -> Mrkdwn:
    match run.trigger:
        case _ if run.by:
            return md("started by {who}", who=person(run.by))
        case Trigger.SCHEDULE:
            return md("started by its schedule")
        case Trigger.UNKNOWN:
            return md("not started from Slack")
        case Trigger.CHAT:
            return md("started from Slack")


def _course(runs: Sequence[PastRun]) -> list[Mrkdwn]:
    """Draw in signs what a chart would show, the oldest first."""
    if len(runs) < FEWEST_DRAWN:
        return []
    drawn = runs[:POINTS_LIMIT][::-1]
    return [_drawn(name, [number(run) for run in drawn]) for name, number in SERIES.items()]


def _drawn(name: str, values: Sequence[int]) -> Mrkdwn:
    low, high = min(values), max(values)
    steps = [(len(BARS) - 1) * (value - low) // (high - low) if high > low else 0 for value in values]
    return md(
        "{bars}  {name}: {first} → {last}",
        bars=code("".join(BARS[step] for step in steps)),
        name=name,
        first=values[0],
        last=values[-1],
    )


def _moved(before: int, after: int) -> str:
    return str(after) if before == after else f"{before} → {after}"


def _moment(run: PastRun) -> float:
    """Return when a run was: when it began, or else when it was over."""
    return run.ended_at if run.began_at is None else run.began_at


def _zone(name: str) -> tuple[tzinfo, str]:
    try:
        return ZoneInfo(name), name
    except (KeyError, ValueError, OSError):
        return UTC, "UTC"


def _turning(page: HistoryPage, shown: int, *, size: int = PAGE_SIZE) -> Block | None:
    """Return the way to other pages.

    Args:
        page: what is shown.
        shown: how many runs of it.
        size: how many runs a page of this shape has.
    """
    skip, until = page.turn.skip, page.turn.until
    older = page.older or shown < len(page.runs)

    def turn(label: str, to: int, index: int) -> Block | None:
        value = held.write(held.HistoryTurn(page.portal, page.harvester_id, Turn(to, until)))
        return button(label, ids.Press.HISTORY, value, index=index)

    return actions(
        turn(words.NEWER, max(skip - size, 0), 1) if skip else None,
        turn(words.OLDER, skip + shown, 2) if older else None,
    )
