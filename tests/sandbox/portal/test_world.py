"""The state behind both dialects."""

from dataclasses import replace

import pytest

from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.definitions import LONGEST_SLUG, slug, unique
from harvestbot.sandbox.portal.harvester import Definition, Script, Status
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.problems import Invalid, StaleVersion, UnknownHarvester

ODS = Definition("Fresh data", "ods", {"domain": "data.example.org"})


def test_a_created_harvester_never_ran_and_comes_last(portal: SimulatedPortal) -> None:
    """A new harvester is "new", at version 1, without datasets, at the end of the list."""
    created = portal.world.create(ODS, "me")
    assert (created.uid, created.status, created.version, created.attached) == ("fresh-data", Status.NEW, 1, 0)
    assert portal.world.all()[-1] == created


def test_creating_twice_gives_two_ids_and_running_both_duplicates_the_datasets(
    portal: SimulatedPortal, clock: ManualClock
) -> None:
    """Nothing ties the datasets that were kept to a harvester created again."""
    world = portal.world
    first = world.create(ODS, "me")
    world.start(first.uid)
    clock.advance(10)
    world.delete(first.uid, with_datasets=False)
    again = world.create(ODS, "me")
    world.start(again.uid)
    clock.advance(10)
    assert world.kept[first.uid] == 20
    assert world.get(again.uid).attached == 20
    assert world.create(ODS, "me").uid == "fresh-data-2"


def test_deletions_count_what_became_of_the_datasets(portal: SimulatedPortal) -> None:
    """Kept and destroyed datasets are told apart."""
    portal.world.delete("my-harvester", with_datasets=False)
    portal.world.delete("air-quality", with_datasets=True)
    portal.world.vanish("bus-stops")
    assert portal.world.kept == {"my-harvester": 120}
    assert portal.world.destroyed == {"air-quality": 102, "bus-stops": 412}
    assert len(portal.world) == 9


def test_deleting_can_take_time(portal: SimulatedPortal, clock: ManualClock) -> None:
    """With a duration a deleted harvester is seen as "deleting" and then is unknown."""
    portal.world.durations = replace(portal.world.durations, deleting=5)
    portal.world.delete("my-harvester", with_datasets=False)
    assert portal.world.get("my-harvester").status == Status.DELETING
    clock.advance(5)
    with pytest.raises(UnknownHarvester):
        portal.world.get("my-harvester")


def test_a_created_harvester_may_appear_late(portal: SimulatedPortal, clock: ManualClock) -> None:
    """With a duration a created harvester is unknown at first, alone and in the list."""
    portal.world.durations = replace(portal.world.durations, appearing=3)
    portal.world.create(ODS, "me")
    assert len(portal.world) == 12
    with pytest.raises(UnknownHarvester):
        portal.world.get("fresh-data")
    clock.advance(3)
    assert portal.world.get("fresh-data").name == "Fresh data"


def test_an_update_needs_the_version_that_it_read(portal: SimulatedPortal) -> None:
    """A stale version changes nothing; the current one goes up by one."""
    with pytest.raises(StaleVersion):
        portal.world.update("my-harvester", ODS, "me", version=2)
    changed = portal.world.update("my-harvester", ODS, "me", version=1)
    assert (changed.version, changed.name, changed.updated_by) == (2, "Fresh data", "me")
    assert changed.updated_at == portal.clock.now()


@pytest.mark.parametrize(
    ("definition", "fields"),
    [
        (Definition(" ", "ods", {"domain": "d"}), {"name"}),
        (Definition("x", "ods"), {"domain"}),
        (Definition("x", "ods", {"domain": 3}), {"domain"}),
        (Definition("x", "nothing"), {"type", "endpoint"}),
        (Definition("x", "hyperfeed", {"endpoint": "e"}), {"type"}),
        (Definition("x", "ckan", {"url": "u", "limit": True, "metadata_only": 1, "forced_metas": "{}"}),
         {"limit", "metadata_only", "forced_metas"}),
        (Definition("", "quandl"), {"name", "database_code", "api_key", "number_of_datasets"}),
    ],
)  # fmt: skip
def test_a_wrong_definition_names_each_wrong_field(
    portal: SimulatedPortal, definition: Definition, fields: set[str]
) -> None:
    """All that is wrong is said at once, and nothing is created."""
    with pytest.raises(Invalid) as refusal:
        portal.world.create(definition, "me")
    assert set(refusal.value.detail) == fields
    assert len(portal.world) == 12


def test_the_type_of_a_harvester_stays(portal: SimulatedPortal) -> None:
    """An update cannot turn a harvester into one of another type."""
    with pytest.raises(Invalid, match="type"):
        portal.world.update("my-harvester", Definition("x", "wfs", {"url": "u"}), "me")


def test_somebody_else_can_rename_edit_and_script(portal: SimulatedPortal, clock: ManualClock) -> None:
    """What colleagues do shows in version, name and author; a script bends the next run."""
    world = portal.world
    world.rename("my-harvester", "Theirs")
    harvester = world.edit("my-harvester", "eve", published=3)
    assert (harvester.version, harvester.name, harvester.published, harvester.updated_by) == (3, "Theirs", 3, "eve")
    world.script("my-harvester", Script(failure="Down."))
    world.script("my-harvester", Script(brings=1), once=False)
    world.start("my-harvester")
    clock.advance(10)
    assert world.get("my-harvester").failure == "Down."
    attached = world.get("my-harvester").attached
    world.start("my-harvester")
    clock.advance(10)
    assert world.get("my-harvester").attached == attached + 1


@pytest.mark.parametrize(("seen", "remote"), [(True, 3), (False, 128)])
def test_a_source_collapses_with_or_without_notice(portal: SimulatedPortal, *, seen: bool, remote: int) -> None:
    """A collapse shows in the remote count at once, or only in a preview and at the next run."""
    portal.world.edit("my-harvester", remote=128)
    assert portal.world.collapse("my-harvester", 3, seen=seen).remote == remote
    assert portal.world.get("my-harvester").source == 3


def test_a_harvester_can_be_put_in_as_it_is(portal: SimulatedPortal) -> None:
    """Tests place any harvester they like."""
    odd = replace(portal.world.get("my-harvester"), uid="odd", status_shown="paused")
    assert portal.world.add(odd) == portal.world.get("odd")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("My Harvester", "my-harvester"),
        ("Données — ouvertes!", "donnees-ouvertes"),
        ("<!channel> *x* <https://evil|Paris>", "channel-x-https-evil-paris"),
        ("数据", "harvester"),
        ("", "harvester"),
        ("x" * 5000, "x" * LONGEST_SLUG),
    ],
)
def test_an_id_is_made_from_the_name(name: str, expected: str) -> None:
    """Ids are lower case, plain, and never empty."""
    assert slug(name) == expected


def test_ids_are_unique() -> None:
    """A taken id gets the next free number."""
    assert unique("a", {"a", "a-2"}) == "a-3"
    assert unique("b", {"a"}) == "b"
