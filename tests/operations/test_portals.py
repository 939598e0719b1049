"""Several portals: a harvester is found on the one that has it, and nobody is guessed for."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from msgspec import Struct

from harvestbot.domain.asks import HarvesterRef, parse
from harvestbot.domain.roles import Role, Standing
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import UNCHANGED, Ambiguous, NotAllowed, NotFound, PortalUnreachable, Refused
from harvestbot.operations.portals import Portals
from harvestbot.portal.address import ApiKey, PortalAddress
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.serve import running
from harvestbot.sandbox.portal.trouble import Down

EVERYWHERE = {"city": Standing(Role.ADMIN), "sea": Standing(Role.ADMIN)}
CITY_ONLY = {"city": Standing(Role.ADMIN), "sea": Standing()}
STATUS, DELETE = VERBS["status"], VERBS["delete"]
BUS_STOPS = HarvesterRef("bus-stops")


class Coast(Struct):
    """Two portals: `city` has them all, `sea` has all but `bus-stops`, and `tide-gauge` under another name."""

    city: SimulatedPortal
    sea: SimulatedPortal
    portals: Portals


@pytest.fixture
async def coast() -> AsyncIterator[Coast]:
    """Two portals, served, and what the bot makes of them."""
    city, sea = SimulatedPortal.seeded(Options()), SimulatedPortal.seeded(Options())
    sea.world.vanish("bus-stops")
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(open_connections())
        clients = {
            name: PortalClient(
                PortalAddress(
                    name=name,
                    url=await stack.enter_async_context(running(portal)),
                    credentials=ApiKey("demo-key"),
                    timeout=0.5,
                ),
                http,
            )
            for name, portal in (("city", city), ("sea", sea))
        }
        yield Coast(city, sea, Portals(clients))


async def test_a_harvester_that_one_portal_has_needs_no_portal_said(coast: Coast) -> None:
    """It comes back with where it is and with the role that counts there."""
    found = await coast.portals.find(BUS_STOPS, {**EVERYWHERE, "city": Standing(Role.OPERATOR)}, STATUS)
    assert (found.portal, found.harvester.id, found.role) == ("city", "bus-stops", Role.OPERATOR)
    assert found.ref == "city/bus-stops"


@pytest.mark.parametrize("verb", [STATUS, DELETE])
async def test_a_harvester_that_two_portals_have_is_asked_about(coast: Coast, verb: object) -> None:
    """Each is offered as a command that names its portal."""
    asked = DELETE if verb is DELETE else STATUS
    with pytest.raises(Ambiguous) as refused:
        await coast.portals.find(HarvesterRef("my-harvester"), EVERYWHERE, asked)
    assert refused.value.suggestions == (f"{asked.name} city/my-harvester", f"{asked.name} sea/my-harvester")
    assert UNCHANGED in str(refused.value)
    for suggestion in refused.value.suggestions:
        ref = parse(suggestion).about
        assert (await coast.portals.find(ref, EVERYWHERE, asked)).ref == str(ref)
    with pytest.raises(Ambiguous) as refused:
        await coast.portals.find(HarvesterRef("my-harvester"), {**EVERYWHERE, "sea": Standing(Role.VIEWER)}, DELETE)
    assert refused.value.suggestions == ("delete city/my-harvester",)


async def test_who_may_not_do_it_anywhere_is_refused_before_any_portal_is_asked(coast: Coast) -> None:
    """Whether there is such a harvester they are not told, and it costs no call."""
    viewer = dict.fromkeys(EVERYWHERE, Standing(Role.VIEWER))
    with pytest.raises(NotAllowed, match="`delete` needs the role admin; you are viewer"):
        await coast.portals.find(HarvesterRef("no-such-thing"), viewer, DELETE)
    with pytest.raises(NotAllowed, match="needs the role admin on sea"):
        await coast.portals.find(HarvesterRef("my-harvester", "sea"), {**EVERYWHERE, "sea": viewer["sea"]}, DELETE)
    assert coast.city.log.requests == coast.sea.log.requests == []


async def test_a_named_portal_is_the_only_one_asked(coast: Coast) -> None:
    """A call of the other would be spent for nothing."""
    found = await coast.portals.find(HarvesterRef("my-harvester", "sea"), EVERYWHERE, STATUS)
    assert found.portal == "sea"
    assert coast.city.log.requests == []


async def test_while_a_portal_is_down_reads_go_on_and_changes_ask_which_is_meant(coast: Coast) -> None:
    """The portal that is silent may have a harvester of that id too, and it may be the one that is meant."""
    coast.sea.trouble.down = Down.CLOSE
    assert (await coast.portals.find(BUS_STOPS, EVERYWHERE, STATUS)).portal == "city"
    for verb in (VERBS["start"], DELETE):
        with pytest.raises(Ambiguous, match="not every portal could be asked") as refused:
            await coast.portals.find(BUS_STOPS, EVERYWHERE, verb)
        assert refused.value.suggestions == (f"{verb.name} city/bus-stops",)
    assert (await coast.portals.find(HarvesterRef("bus-stops", "city"), EVERYWHERE, DELETE)).portal == "city"


async def test_what_no_portal_shows_is_not_said_to_be_gone_while_one_is_down(coast: Coast) -> None:
    """The trouble is told instead."""
    coast.city.trouble.down = Down.CLOSE
    with pytest.raises(PortalUnreachable, match="city"):
        await coast.portals.find(BUS_STOPS, EVERYWHERE, STATUS)


async def test_a_portal_on_which_somebody_has_no_role_is_never_asked_for_them(coast: Coast) -> None:
    """Neither for the harvester nor for near misses; who names it is told which role is missing there."""
    assert (await coast.portals.find(HarvesterRef("my-harvester"), CITY_ONLY, STATUS)).portal == "city"
    with pytest.raises(NotFound):
        await coast.portals.find(HarvesterRef("my-harvestr"), CITY_ONLY, STATUS)
    for verb, role in ((STATUS, "viewer"), (DELETE, "admin")):
        with pytest.raises(NotAllowed, match=f"needs the role {role} on sea; you have none") as refused:
            await coast.portals.find(HarvesterRef("my-harvester", "sea"), CITY_ONLY, verb)
        assert refused.value.portal == "sea"
    with pytest.raises(NotAllowed):
        await coast.portals.find(BUS_STOPS, {"city": Standing(), "sea": Standing()}, STATUS)
    assert coast.sea.log.requests == []


async def test_a_role_that_is_not_enough_is_refused_with_the_portals_name(coast: Coast) -> None:
    """A viewer may look at it and not delete it."""
    viewer = {"city": Standing(Role.VIEWER), "sea": Standing(Role.ADMIN)}
    with pytest.raises(NotAllowed, match="needs the role admin on city; you are viewer"):
        await coast.portals.find(BUS_STOPS, viewer, DELETE)
    assert coast.city.log.count(method="DELETE") == 0


@pytest.mark.parametrize(
    ("typed", "standings", "meant"),
    [
        ("bus-stop", CITY_ONLY, "status bus-stops"),
        ("bus-stop", EVERYWHERE, "status city/bus-stops"),
        ("Bus Stops", EVERYWHERE, "status city/bus-stops"),
    ],
)
async def test_a_near_miss_is_offered_as_a_command(
    coast: Coast, typed: str, standings: dict[str, Standing], meant: str
) -> None:
    """With the portal's name where there are several."""
    with pytest.raises(NotFound) as refused:
        await coast.portals.find(HarvesterRef(typed), standings, STATUS)
    assert meant in refused.value.suggestions


async def test_what_is_like_nothing_leads_to_the_list(coast: Coast) -> None:
    """A suggestion that fits nothing would only mislead; an unknown portal leads to the portals."""
    with pytest.raises(NotFound) as refused:
        await coast.portals.find(HarvesterRef("qqqqqq"), EVERYWHERE, STATUS)
    assert refused.value.suggestions == ("list",)
    for said, meant in (("cyty", "status city/bus-stops"), ("qqqq", "portals")):
        with pytest.raises(NotFound, match="no portal") as elsewhere:
            await coast.portals.find(HarvesterRef("bus-stops", said), EVERYWHERE, STATUS)
        assert elsewhere.value.suggestions == (meant,)


async def test_a_list_shows_what_answered_and_tells_what_did_not(coast: Coast) -> None:
    """One portal that is down hides no other."""
    coast.sea.trouble.down = Down.CLOSE
    listing = await coast.portals.listing(coast.portals.names)
    assert {one.portal for one in listing.found} == {"city"}
    assert len(listing.found) == len(coast.city.world)
    (trouble,) = listing.troubles
    assert trouble.portal == "sea"
    assert "sea" in trouble.why


def test_a_portal_that_left_the_settings_is_refused_in_words() -> None:
    """A confirmation may be older than the settings."""
    with pytest.raises(Refused, match="no longer in the bot's settings"):
        _ = Portals({})["gone"]
