"""What hypothesis writes down: any words, harvesters and places."""

from datetime import UTC

from hypothesis import strategies as st

from harvestbot.domain.confirmations import Place
from harvestbot.domain.harvesters import Harvester, ParameterField, Schedule

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
"""What a column of text keeps as it is (see ``harvestbot.store.texts``)."""
COUNTS = st.integers(0, 2**53)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
PARAMETERS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
HARVESTERS = st.builds(
    Harvester,
    id=WORDS,
    name=st.text(),
    type=WORDS,
    type_label=WORDS,
    status=WORDS,
    version=st.none() | COUNTS,
    attached=COUNTS,
    published=COUNTS,
    remote=st.none() | COUNTS,
    harvester_errors=COUNTS,
    resource_errors=COUNTS,
    schedules=st.lists(st.builds(Schedule, WORDS, WORDS, WORDS), max_size=2).map(tuple),
    created_at=MOMENTS,
    changed_at=MOMENTS,
    changed_by=WORDS,
    started_at=MOMENTS,
    succeeded_at=MOMENTS,
    removes_missing=st.booleans(),
    parameters=st.dictionaries(WORDS, PARAMETERS, max_size=2),
    secrets=st.frozensets(WORDS, max_size=2),
    fields=st.lists(st.builds(ParameterField, WORDS, WORDS, WORDS, st.booleans(), st.booleans()), max_size=2).map(
        tuple
    ),
)
PLACES = st.builds(Place, WORDS, WORDS, WORDS, WORDS)
