"""The harvesters a portal begins with."""

from collections import Counter

from harvestbot.sandbox.portal.fetchers import FETCHERS, UNHEARD_OF, fetcher_of, missing_parameters
from harvestbot.sandbox.portal.management_shape import listed
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.seeds import STORY, seeded
from harvestbot.sandbox.portal.story import HOSTILE_NAME, story

NOW = 1_700_000_000.0


def test_the_same_seed_gives_the_same_world() -> None:
    """Seed, number and time fix everything; another seed gives others."""
    assert seeded(7, 300, NOW) == seeded(7, 300, NOW)
    assert seeded(7, 300, NOW) != seeded(8, 300, NOW)


def test_there_are_as_many_as_asked_for_and_the_story_comes_first() -> None:
    """Small and large worlds begin alike."""
    for number in (0, 1, STORY, 500):
        world = seeded(1, number, NOW)
        assert len({harvester.uid for harvester in world}) == number
        assert world[:STORY] == story(NOW)[:number]
    assert len(story(NOW)) == STORY


def test_a_seeded_world_keeps_its_promises() -> None:
    """Counts are possible, histories end before now, and definitions are complete."""
    for harvester in seeded(3, 2000, NOW):
        assert 0 <= harvester.published <= harvester.attached
        assert harvester.created_at <= harvester.updated_at <= NOW
        assert harvester.last_started_at is None or harvester.last_started_at <= NOW
        assert not missing_parameters(harvester.type, harvester.params)
        assert (harvester.attached == 0) or harvester.last_started_at is not None


def test_the_generated_ones_are_varied() -> None:
    """Every type comes, and never run, failed, with errors, and hidden all occur."""
    world = seeded(1, 1000, NOW)[STORY:]
    assert {harvester.type for harvester in world} == set(FETCHERS)
    kinds = Counter(
        "new" if h.last_started_at is None else "failed" if h.failure else "errors" if h.failed_resources else "well"
        for h in world
    )
    assert min(kinds[kind] for kind in ("new", "failed", "errors", "well")) > 20
    assert any(harvester.hidden for harvester in world)


def test_the_story_has_its_characters() -> None:
    """Each harvester of the story shows what it is there for."""
    told = {harvester.uid: harvester for harvester in story(NOW)}
    assert (told["my-harvester"].attached, told["my-harvester"].published, told["my-harvester"].source) == (
        120,
        112,
        128,
    )
    assert told["city-budget"].failure
    assert told["geo-catalogue"].failed_resources
    assert told["tree-survey"].status == "new"
    assert told["air-quality"].hidden == 34
    assert told["national-archive"].attached > 10_000
    assert told["bus-stops"].params["delete_missing_datasets"]
    assert told["bus-stops"].source < told["bus-stops"].remote / 100
    assert told["sensor-feed"].type == UNHEARD_OF.type not in FETCHERS
    assert told["channel-x-paris"].name == HOSTILE_NAME == "<!channel> *x* <https://evil|Paris>"
    assert len(told["a-very-long-name"].name) == 5000
    assert all(sign in told["donnees-ouvertes"].name for sign in "🌊\u202e\"'ب&<")
    assert told["nightly-timetables"].schedule
    secrets = {
        harvester.type
        for harvester in told.values()
        for parameter in fetcher_of(harvester.type).parameters
        if parameter.secret and parameter.name in harvester.params
    }
    assert {"csw", "ckan", "ftp"} <= secrets


def test_ten_thousand_are_listed() -> None:
    """A big portal is one array with all of them."""
    portal = SimulatedPortal.seeded(Options(harvesters=10_000))
    assert listed(portal.world.all()).count(b'"harvester_id"') == 10_000
