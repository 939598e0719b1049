"""Whom a list leaves out, and who of them is taken for gone."""

from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.watching.compare import compare
from harvestbot.domain.watching.vanished import MOST_ASKED, still_there, to_ask


@given(st.integers(0, 60), st.data())
def test_nobody_is_gone_of_whom_that_is_not_sure(many: int, data: st.DataObject) -> None:
    """Those with another answer than "no such harvester" stay, and the unasked with them unless all asked are gone."""
    everyone = [Harvester(id=f"h{number:02d}", name="", type="", status="idle") for number in range(many)]
    snapshot = compare(None, everyone, 0.0, portal="city").snapshot
    missing = [one.id for one in everyone]
    asked = to_ask(missing)
    assert len(asked) == len(set(asked)) == min(many, MOST_ASKED)
    answers = {
        name: data.draw(st.sampled_from([None, snapshot.harvesters[name].seen.harvester]))
        for name in asked
        if data.draw(st.booleans())
    }
    there = {one.id for one in still_there(snapshot, missing, answers)}
    known_gone = {name for name, answer in answers.items() if answer is None}
    assert there == (set() if known_gone == set(asked) else set(missing) - known_gone)
