"""Form → request → simulated portal → card, for every type in both dialects: nothing is lost, and nothing made up."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from portal.samples import address
from support.blocks import texts
from support.card_samples import ANNA, confirmation

from harvestbot.domain.confirmations import Action, Place, State
from harvestbot.domain.drafts import Draft, copy_of
from harvestbot.domain.forms import Entry, Filled, Kind, filled, form
from harvestbot.domain.harvesters import Harvester, HarvesterType
from harvestbot.domain.types import AUTOMATION, MANAGEMENT
from harvestbot.portal.address import Api, ApiKey
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.sandbox.portal.fetchers import FETCHERS
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.serve import running
from harvestbot.slack.cards.saved import saved_card

TYPES: dict[Api, dict[str, HarvesterType]] = {"management": MANAGEMENT, "automation": AUTOMATION}
TRICKY = (
    "x",
    "é漢🙂",
    "<!channel> & <@U1>",
    "`*_~",
    "'\"\\/",
    "{}[]:;",
    " spaced ",
    "a\nb\tc",
    "https://a.example/?b=c",
    "-",
    "0",
)
TEXT = st.sampled_from(TRICKY)
OBJECT = st.fixed_dictionaries(
    {"default": st.fixed_dictionaries({"title": TEXT, "n": st.integers(-9, 9) | st.booleans()})}
)
ANSWERS = {
    Kind.TEXT: TEXT,
    Kind.LINES: TEXT,
    Kind.SECRET: TEXT.map(lambda one: f"s3cret {one}"),
    Kind.NUMBER: st.integers(0, 10**12).map(str),
    Kind.BOOLEAN: st.sampled_from(["yes", "no"]),
    Kind.JSON: OBJECT.map(json.dumps),
    Kind.JSON_TEXT: OBJECT.map(json.dumps),
}
UNHEARD = {"nobody_knows": {"deep": [1, None]}, "nor_this": "x" * 4_000}


def draft(action: Action, base: Harvester) -> Draft:
    """Return a form that is open."""
    return Draft(id="d", action=action, portal="city", base=base, requester=ANNA, place=Place("C1"), opened_at=0.0)


def untouched(base: Harvester) -> dict[str, str]:
    """Return what stands in a form in which nothing was touched."""
    return {entry.name: entry.shown for entry in form(base).entries}


def answer(data: st.DataObject, entry: Entry) -> str:
    """Return something that somebody may type into an input."""
    return str(data.draw(ANSWERS[entry.kind], entry.name))


@asynccontextmanager
async def portal(api: Api) -> AsyncIterator[tuple[SimulatedPortal, PortalClient]]:
    """Serve a simulated portal."""
    simulated = SimulatedPortal.seeded(Options(harvesters=1))
    async with running(simulated) as url, open_connections() as http:
        yield simulated, PortalClient(address(api, url=url, credentials=ApiKey("demo-key"), daily_quota=10**6), http)


def shows(decided: Draft, typed: Filled) -> None:
    """See that the card names what was typed, shows what may be shown, and no secret."""
    card = saved_card(confirmation(decided.action, State.DONE, decided.base), decided)
    said = " ".join([card.text, *(text for text, _ in texts(card))])
    shown = [f"`{name}`" for name in typed.values] + [f"`{name}`" for name in typed.secrets]
    assert [one for one in shown[:20] if one not in said] == []
    assert not any(str(secret) in said for secret in typed.secrets.values())


def taken_by(api: Api, kind: str) -> set[str]:
    """Return the names of the parameters that the simulated portal takes for a type."""
    return {one.name if api == "automation" else one.management_name for one in FETCHERS[kind].parameters}


async def create(client: PortalClient, data: st.DataObject, kind: HarvesterType, api: Api) -> Harvester:
    """Fill in the form of a new harvester, and create it."""
    base = Harvester(id="", name="", type=kind.name, type_label=kind.label, status="new", fields=kind.fields)
    answers = {entry.name: answer(data, entry) for entry in form(base).entries}
    typed = filled(base, f"A {kind.name}", answers, "")
    assert not typed.wrong, typed.mistakes
    assert typed.values.keys() | typed.secrets.keys() == {field.name for field in kind.fields}
    decided = draft(Action.CREATE, base).wishing(typed)
    created = await client.create(decided.definition(typed.secrets))
    taken = taken_by(api, kind.name)
    # What a portal of the automation dialect does not know of a type it passes over; the card would name it.
    assert taken.isdisjoint(decided.unfulfilled(created))
    assert api == "automation" or not decided.unfulfilled(created)
    shows(decided, typed)
    return created


async def edit(client: PortalClient, data: st.DataObject, base: Harvester, taken: set[str]) -> None:
    """Change one parameter of a harvester in its form, and see that only that is changed."""
    asked = form(base)
    name = data.draw(st.sampled_from([entry.name for entry in asked.entries if entry.name in taken]), "edited")
    entry = next(entry for entry in asked.entries if entry.name == name)
    typed = filled(base, base.name, untouched(base) | {name: answer(data, entry)}, "")
    assert not typed.wrong, typed.mistakes
    assert typed.values.keys() | typed.secrets.keys() <= {name}
    decided = draft(Action.EDIT, base).wishing(typed)
    after = await client.update(base.id, decided.definition(typed.secrets), expected_version=base.version)
    assert decided.unfulfilled(after) == ()
    kept = {one: value for one, value in base.parameters.items() if one != name}
    assert {one: value for one, value in after.parameters.items() if one != name} == kept
    assert after.secrets == base.secrets
    shows(decided, typed)


@pytest.mark.parametrize("api", TYPES)
@settings(
    max_examples=3, derandomize=True, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
async def test_what_is_typed_is_what_the_portal_has_and_what_the_card_says(api: Api, data: st.DataObject) -> None:
    """Created, edited and copied; what nobody typed stays, parameters that nobody knows included."""
    async with portal(api) as (simulated, client):
        for name, kind in TYPES[api].items():
            created = await create(client, data, kind, api)
            stored = simulated.world.get(created.id)
            if api == "management":
                simulated.world.edit(created.id, "somebody", params={**stored.params, **UNHEARD})
            base = await client.get(created.id)
            secrets = {one: simulated.world.get(created.id).params[one] for one in base.secrets}
            copied = copy_of(base)
            assert copied.parameters.keys() == base.parameters.keys() - base.secrets - {
                one for one, value in base.parameters.items() if value is None
            }
            renamed = filled(base, f"Another {name}", untouched(base), "")
            assert (renamed.values, renamed.secrets) == ({}, {})
            await edit(client, data, base, taken_by(api, name) | {"nobody_knows"})
            after = simulated.world.get(created.id).params
            assert sum(after[one] != secret for one, secret in secrets.items()) <= 1
            if api == "management":
                assert {one: after[one] for one in UNHEARD if one in after and after[one] == UNHEARD[one]}


def test_what_a_form_shows_is_what_it_reads() -> None:
    """Each kind of value, as it stands in an input and back."""
    base = Harvester(
        id="x", name="X", type="t", status="idle", parameters={"a": 1.5, "b": {"c": 1}, "d": [1], "e": None, "f": True}
    )
    changed = untouched(base) | {"a": "2.5", "b": '{"c": 2}', "d": "[2]", "e": "new", "f": "no"}
    typed = filled(base, "X", changed, "")
    assert typed.values == {"a": 2.5, "b": {"c": 2}, "d": [2], "e": "new", "f": False}
    emptied = filled(base, "X", dict.fromkeys(changed, ""), "")
    assert emptied.values == {"a": None, "b": {}, "d": [], "f": None}
    for name, text in {"a": "inf", "b": "[1]", "d": '{"x": 1}'}.items():
        assert filled(base, "X", untouched(base) | {name: text}, "").mistakes.keys() == {name}
    curly = filled(base, "\u200b", untouched(base), "{\u201ca\u201d: 1}")
    assert curly.name_mistake == "A harvester needs a name."
    assert "straight double quotes" in curly.further_mistake
    assert msgspec.structs.asdict(typed)["name"] == "X"
    assert "2.5" not in repr(typed)
