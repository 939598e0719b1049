"""The history as files: a line a run, with the same columns in CSV and in JSON (see ``harvestbot.domain.export``)."""

from harvestbot.domain.export import as_csv, as_json, iso
from harvestbot.domain.watching.history import PastRun

COLUMNS = (
    "portal",
    "harvester",
    "name",
    "began_at",
    "ended_at",
    "seconds",
    "outcome",
    "trigger",
    "started_by",
    "attached_before",
    "attached_after",
    "published_before",
    "published_after",
    "source_before",
    "source_after",
    "harvester_errors_before",
    "harvester_errors_after",
    "resource_errors_before",
    "resource_errors_after",
    "exact",
)
"""New ones are added at the end: programs rely on the order. ``exact``: the portal itself says when the run began."""


def csv_head() -> str:
    """Return the line with the names of the columns."""
    return as_csv(COLUMNS)


def csv_line(run: PastRun) -> str:
    """Return a run as a line of CSV, its end included."""
    return as_csv(_values(run).values())


def json_line(run: PastRun) -> str:
    """Return a run as one line with a JSON object, its end included."""
    return as_json(_values(run))


def _values(run: PastRun) -> dict[str, object]:
    before, after, lasted = run.before, run.after, run.lasted
    values = (
        run.portal,
        run.harvester_id,
        run.name,
        None if run.began_at is None else iso(run.began_at),
        iso(run.ended_at),
        None if lasted is None else round(lasted, 3),
        run.outcome.value,
        run.trigger.value,
        run.by,
        before.attached,
        after.attached,
        before.published,
        after.published,
        before.remote,
        after.remote,
        before.harvester_errors,
        after.harvester_errors,
        before.resource_errors,
        after.resource_errors,
        run.exact,
    )
    return dict(zip(COLUMNS, values, strict=True))
