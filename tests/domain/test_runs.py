"""A run that is followed: when it is over, and when it ended well."""

import msgspec
import pytest

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Phase, Run

HARVESTER = Harvester(id="a", name="A", type="csv", status="idle")


def run(phase: Phase, **now: object) -> Run:
    """Return a run whose harvester now looks so."""
    seen = msgspec.structs.replace(HARVESTER, **now)
    return Run(portal="city", before=HARVESTER, now=seen, started_by="U1", began_at=0, seen_at=1, phase=phase)


@pytest.mark.parametrize("phase", list(Phase))
def test_a_run_is_over_when_its_card_will_not_change(phase: Phase) -> None:
    """Only what was asked or is going can still move."""
    assert phase.over is (phase not in {Phase.ASKED, Phase.GOING})


@pytest.mark.parametrize(
    ("ended", "well"),
    [
        (run(Phase.ENDED), True),
        (run(Phase.ENDED, resource_errors=3), True),
        (run(Phase.ENDED, harvester_errors=1), False),
        (run(Phase.ENDED, status="new"), False),
        (run(Phase.ENDED, status="processing"), False),
        (run(Phase.GOING), False),
        (run(Phase.REFUSED), False),
        (run(Phase.UNCERTAIN), False),
        (run(Phase.LOST), False),
    ],
)
def test_publishing_goes_on_only_after_a_run_that_ended_well(ended: Run, *, well: bool) -> None:
    """Errors at single datasets are no failure of the run; everything unsure is."""
    assert ended.ended_well is well
