"""A press is bound to what was shown, and states say whether more can happen."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.confirmations import Action, Confirmation, Place, State, fingerprint
from harvestbot.domain.harvesters import Harvester, ParameterField, Schedule
from harvestbot.domain.roles import Role

SHOWN = {
    "id",
    "name",
    "type",
    "status",
    "version",
    "attached",
    "published",
    "changed_at",
    "removes_missing",
    "parameters",
}
"""What a change of makes the question another one."""

TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
FIELDS: dict[str, st.SearchStrategy[object]] = {
    "id": TEXTS,
    "name": TEXTS,
    "type": TEXTS,
    "type_label": TEXTS,
    "status": TEXTS,
    "version": st.none() | st.integers(0, 5),
    "attached": st.integers(0, 5),
    "published": st.integers(0, 5),
    "remote": st.none() | st.integers(0, 5),
    "harvester_errors": st.integers(0, 5),
    "resource_errors": st.integers(0, 5),
    "schedules": st.lists(st.builds(Schedule, TEXTS), max_size=1).map(tuple),
    "created_at": TIMES,
    "changed_at": TIMES,
    "changed_by": TEXTS,
    "started_at": TIMES,
    "succeeded_at": TIMES,
    "removes_missing": st.booleans(),
    "parameters": st.dictionaries(TEXTS, JSON, max_size=2),
    "secrets": st.frozensets(TEXTS, max_size=1),
    "fields": st.lists(st.builds(ParameterField, TEXTS, TEXTS), max_size=1).map(tuple),
}
HARVESTERS = st.builds(Harvester, **FIELDS)


def test_every_field_of_a_harvester_is_thought_of() -> None:
    """A new field of a harvester has to be sorted into what is bound and what moves by itself."""
    assert set(FIELDS) == set(Harvester.__struct_fields__)
    assert set(FIELDS) >= SHOWN


@given(before=HARVESTERS, name=st.sampled_from(sorted(FIELDS)), data=st.data())
def test_another_fingerprint_means_that_what_is_shown_has_changed(
    before: Harvester, name: str, data: st.DataObject
) -> None:
    """It changes with each thing that is shown, and with nothing that moves by itself."""
    value = data.draw(FIELDS[name])
    after = msgspec.structs.replace(before, **{name: value})
    same = msgspec.json.encode(value) == msgspec.json.encode(getattr(before, name)) or name not in SHOWN
    if isinstance(value, dict):
        same = msgspec.json.encode(value, order="sorted") == msgspec.json.encode(before.parameters, order="sorted")
    assert (fingerprint(after) == fingerprint(before)) is same


@given(HARVESTERS)
def test_a_fingerprint_survives_being_written_down(harvester: Harvester) -> None:
    """What the database gives back is bound to the same thing."""
    assert fingerprint(msgspec.json.decode(msgspec.json.encode(harvester), type=Harvester)) == fingerprint(harvester)


def test_the_order_of_parameters_does_not_count() -> None:
    """A portal may list them as it likes."""
    one = Harvester(id="a", name="A", type="csv", status="idle", parameters={"x": 1, "y": {"p": 1, "q": 2}})
    other = msgspec.structs.replace(one, parameters={"y": {"q": 2, "p": 1}, "x": 1})
    assert fingerprint(one) == fingerprint(other)


def test_a_second_later_is_another_edition() -> None:
    """An edit that leaves all counts as they were is still one."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    one = Harvester(id="a", name="A", type="csv", status="idle", changed_at=at)
    assert fingerprint(one) != fingerprint(msgspec.structs.replace(one, changed_at=at + timedelta(seconds=1)))


def question(**fields: object) -> Confirmation:
    """Return a question about deleting."""
    known: dict[str, object] = {
        "id": "c1",
        "ask": Action.DELETE,
        "portal": "city",
        "harvester": Harvester(id="a", name="A", type="csv", status="idle"),
        "requester": "U1",
        "place": Place("C1", response_url="https://hooks.example/capability"),
        "asked_at": 1.0,
        "expires_at": 2.0,
    }
    return Confirmation(**(known | fields))  # type: ignore[arg-type]  # because the fields differ in type


def test_what_was_chosen_stands_over_what_was_asked() -> None:
    """Deleting offers two ways; until one is chosen it is what was asked for."""
    assert question().chosen is Action.DELETE
    assert question(action=Action.DELETE_DATASETS).chosen is Action.DELETE_DATASETS
    assert question().fingerprint == fingerprint(question().harvester)


def test_no_representation_holds_a_response_url() -> None:
    """It is a capability, and representations end up in logs."""
    assert "hooks.example" not in repr(question())
    assert question().place.anew == Place("C1", response_url="https://hooks.example/capability")


def test_deleting_with_datasets_is_a_deletion_like_the_other() -> None:
    """Both need the role of the verb, and leave no harvester."""
    assert [action for action in Action if action.deletes] == [Action.DELETE, Action.DELETE_DATASETS]
    assert {action.verb.name for action in Action} == {
        *("start", "publish", "unpublish", "delete", "restore", "create", "edit", "schedule")
    }
    assert {action.verb.role for action in Action if action.deletes} == {Role.ADMIN}


def test_only_five_states_are_an_end() -> None:
    """Whatever else stands in the database has to be carried on, or answered."""
    ends = {State.DONE, State.NOT_DONE, State.CANCELLED, State.REJECTED, State.EXPIRED}
    assert {state for state in State if state.over} == ends
    assert {state for state in State if state.open} == {State.ASKED, State.WAITING}
