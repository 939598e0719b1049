"""The state machine: what may be asked of a harvester, and what time does to it. Pure functions on frozen values.

    new | idle → queued → processing → idle
    queued | processing → aborting → idle
    any but deleting → deleting → gone

Publishing and unpublishing change counters, not the status (unless `Durations.publishing_shows`), and are taken in
every status but "deleting": the vendor's description knows no wrong status for them. The same holds for deleting.
"""

from dataclasses import replace

from harvestbot.sandbox.portal.fetchers import missing_parameters
from harvestbot.sandbox.portal.harvester import Durations, Harvester, Publishing, Run, Script, Status
from harvestbot.sandbox.portal.problems import WrongStatus

REASONS = (
    "The file could not be read.",
    "The source answered 503.",
    "The identifier is already taken by another dataset.",
    "The geometry is not valid.",
)


def start(harvester: Harvester, now: float, durations: Durations) -> Harvester:
    """Begin a run.

    Raises:
        WrongStatus: It is neither new nor idle.
    """
    if harvester.status not in {Status.NEW, Status.IDLE}:
        # The vendor's own example names "processing", not "queued", as what a start asks for.
        raise WrongStatus(harvester.status, Status.PROCESSING)
    run = _plan(harvester, harvester.next_script or harvester.habit, now, durations)
    return replace(harvester, run=run, last_started_at=now, next_script=None)


def _plan(harvester: Harvester, script: Script, now: float, durations: Durations) -> Run:
    """Fix how a run that starts now will go."""
    found = harvester.source
    missing = missing_parameters(harvester.type, harvester.params)
    if missing:
        # Without them it cannot even ask the source: it brings nothing, and the last run's remote count stands.
        script = Script(brings=0, failure=f"The configuration is incomplete: {', '.join(missing)}.")
        found = harvester.remote
    failing = min(script.failing, found)
    reachable = found - failing
    brings = max(0, reachable - harvester.attached) if script.brings is None else script.brings
    after = harvester.attached + brings
    if harvester.params.get("delete_missing_datasets") is True:
        after = min(after, reachable)
    processing_at = now + durations.queued
    return Run(
        phase=Status.QUEUED,
        processing_at=processing_at,
        length=durations.processing,
        ends_at=processing_at + durations.processing * (0.5 if script.failure else 1),
        found=found,
        failing={f"{harvester.type}-{n:04d}": REASONS[n % len(REASONS)] for n in range(1, failing + 1)},
        attached_before=harvester.attached,
        attached_after=after,
        failure=script.failure,
    )


def abort(harvester: Harvester, now: float, durations: Durations) -> Harvester:
    """Stop a run.

    Raises:
        WrongStatus: No run is queued or under way.
    """
    if harvester.run is None or harvester.status not in {Status.QUEUED, Status.PROCESSING}:
        raise WrongStatus(harvester.status, Status.ABORTING)
    run = replace(harvester.run, phase=Status.ABORTING, stopped_at=now, settles_at=now + durations.aborting)
    return replace(harvester, run=run)


def publish(harvester: Harvester, now: float, durations: Durations) -> Harvester:
    """Show all attached datasets to the public.

    Raises:
        WrongStatus: It is being deleted.
    """
    return _towards(harvester, harvester.attached, "publishing", now, durations)


def unpublish(harvester: Harvester, now: float, durations: Durations) -> Harvester:
    """Hide all attached datasets from the public.

    Raises:
        WrongStatus: It is being deleted.
    """
    return _towards(harvester, 0, "unpublishing", now, durations)


def _towards(harvester: Harvester, published: int, wanted: str, now: float, durations: Durations) -> Harvester:
    if harvester.status == Status.DELETING:
        raise WrongStatus(harvester.status, wanted)
    work = Publishing(
        since=now,
        until=now + durations.publishing,
        before=harvester.published,
        after=published,
        shows=durations.publishing_shows,
    )
    return replace(harvester, publishing=work)


def delete(harvester: Harvester, now: float, durations: Durations) -> Harvester:
    """Begin to delete it.

    Raises:
        WrongStatus: It is being deleted already.
    """
    if harvester.status == Status.DELETING:
        raise WrongStatus(harvester.status, Status.DELETING)
    return replace(harvester, deleting_until=now + durations.deleting)


def advance(harvester: Harvester, now: float) -> Harvester | None:
    """Bring a harvester up to now.

    Returns:
        The harvester as it is now, the same value where nothing has changed; None when it is gone.
    """
    if harvester.deleting_until is not None:
        return None if now >= harvester.deleting_until else harvester
    if harvester.run is not None:
        harvester = _run_on(harvester, harvester.run, now)
    if harvester.publishing is not None:
        harvester = _publish_on(harvester, harvester.publishing, now)
    return harvester


def _publish_on(harvester: Harvester, work: Publishing, now: float) -> Harvester:
    done = 1.0 if now >= work.until else (now - work.since) / (work.until - work.since)
    published = work.before + int(done * (work.after - work.before))
    published = min(published, harvester.attached)
    return replace(harvester, published=published, publishing=None if now >= work.until else work)


def _run_on(harvester: Harvester, run: Run, now: float) -> Harvester:
    at_rest = run.stopped_at is not None and now >= run.settles_at
    worked_until = min(now if run.stopped_at is None else run.stopped_at, run.ends_at)
    if worked_until < run.processing_at:
        # Still queued, or aborted in the queue: the last run's figures stand.
        return replace(harvester, run=None) if at_rest else harvester
    ended = run.stopped_at is None and now >= run.ends_at
    if ended and run.failure is None:
        return _end_well(harvester, run)
    done = (worked_until - run.processing_at) / run.length if run.length else 0.5
    # Attached datasets only grow while a run works; what is missing at the source goes at its end.
    grown = max(0, run.attached_after - run.attached_before)
    shown = dict(list(run.failing.items())[: round(done * len(run.failing))])
    phase = Status.PROCESSING if run.stopped_at is None else Status.ABORTING
    return replace(
        harvester,
        run=None if ended or at_rest else replace(run, phase=phase),
        remote=run.found,
        harvested=int(done * (run.found - len(run.failing))),
        attached=run.attached_before + int(done * grown),
        failed_resources=shown,
        failure=run.failure if ended else None,
    )


def _end_well(harvester: Harvester, run: Run) -> Harvester:
    return replace(
        harvester,
        run=None,
        remote=run.found,
        harvested=run.found - len(run.failing),
        attached=run.attached_after,
        published=min(harvester.published, run.attached_after),
        failed_resources=run.failing,
        failure=None,
        last_success_at=run.ends_at,
        source=harvester.source + harvester.growth,
    )
