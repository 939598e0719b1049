"""The form of a harvester: within Slack's limits whatever the portal holds, and read back as it was drawn."""

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given, settings
from support.blocks import check, render
from support.card_samples import ANY_TEXT, HOSTILE, SECRETIVE, any_harvester
from support.editing_cards import TYPED, draft
from syrupy.assertion import SnapshotAssertion

from harvestbot.domain.confirmations import Action
from harvestbot.domain.drafts import Wish
from harvestbot.domain.forms import form
from harvestbot.domain.harvesters import Harvester, HarvesterType, ParameterField, Preview, PreviewedDataset
from harvestbot.domain.timetable import Often, spread
from harvestbot.errors import NotFound
from harvestbot.slack.cards.blocks import Block
from harvestbot.slack.cards.form import (
    at_fields,
    form_view,
    looking_below,
    mistakes_below,
    preview_below,
    read_form,
    trouble_below,
)
from harvestbot.slack.cards.saved import changed
from harvestbot.slack.cards.schedule import read_times, schedule_view
from harvestbot.slack.cards.waiting import loading_view, trouble_view, types_view

NAMELESS = HarvesterType("x" * 300, "")
ONE = PreviewedDataset("d1", "Stops", "All stops")


def state(view: Block) -> Mapping[str, object]:
    """Return what Slack hands back of a form in which nothing was touched."""
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    values = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            held = {"type": element["type"], "value": element.get("initial_value")}
            if element["type"] == "checkboxes":
                held = {"type": element["type"], "selected_options": element.get("initial_options", [])}
            if element["type"] == "radio_buttons":
                held = {"type": element["type"], "selected_option": element.get("initial_option")}
            values[block["block_id"]] = {element["action_id"]: held}
    return values


def test_the_form_is_as_it_was_last_looked_at(snapshot: SnapshotAssertion) -> None:
    """The form changes only on purpose: fresh, and opened again with what was typed and what others did."""
    fresh, again = form_view(draft()), form_view(draft(), typed=TYPED, theirs=["host", "name"])
    check(fresh, "modal")
    check(again, "modal")
    assert render(fresh) == snapshot(name="fresh")
    assert render(again) == snapshot(name="again")


def test_what_is_previewed_stands_below(snapshot: SnapshotAssertion) -> None:
    """Old → new and what the source brings; why there is nothing to see; what has to be mended first."""
    edited = draft(wish=TYPED)
    wrong = read_form(draft(), {})
    assert at_fields(draft(), wrong)
    shown = [
        *preview_below(draft(), changed(edited), Preview(40, (ONE,) * 9), saved=False),
        *preview_below(draft(), [], Preview(0), saved=True),
        *looking_below(),
        *trouble_below("The portal did not answer."),
        *mistakes_below(wrong),
    ]
    view = form_view(draft(), below=shown)
    check(view, "modal")
    assert render(view) == snapshot


def test_views_without_a_form_close(snapshot: SnapshotAssertion) -> None:
    """While the portal is asked, where it did not answer, and where only a neighbour of the name is there."""
    missing = NotFound("There is none.", ("edit bus-stops", "list"))
    views = [
        loading_view("Edit a harvester"),
        types_view("Create a harvester", {"paris": [HarvesterType("ckan", "CKAN")], HOSTILE: [NAMELESS]}, "d0c"),
        trouble_view("Edit a harvester", missing, reference="7f", verb="edit"),
        trouble_view("Edit a harvester", ValueError(), reference="7f", verb="edit"),
    ]
    for view in views:
        check(view, "modal")
    assert [render(view) for view in views] == snapshot


def test_what_cannot_be_previewed_is_said() -> None:
    """Before it is created, and of a type whose name looks like another's; a copy says whose secrets were used."""
    new = draft(Action.CREATE, base=Harvester(id="", name="", type="cksw", status="new"))
    view = render(form_view(new, previews=False))
    assert "There is no preview yet" in view
    assert "create csw" in view
    copied = draft(Action.CREATE, like="timetables")
    assert "There is no preview" not in render(form_view(copied))
    assert "that of `timetables` was used" in str(preview_below(copied, [], Preview(1), saved=False))


@settings(max_examples=60)
@given(any_harvester(), ANY_TEXT)
def test_any_harvester_has_a_form_and_nothing_is_lost_in_it(base: Harvester, text: str) -> None:
    """Slack takes it, and whoever touches nothing changes nothing, whatever stands in the portal."""
    opened = draft(base=base)
    view = form_view(opened, typed=Wish(name=text, values={text: text}), theirs=[text])
    check(view, "modal")
    view = form_view(opened)
    check(view, "modal")
    typed = read_form(opened, state(view))
    assert typed.values == typed.secrets == {}
    assert not typed.further_mistake


@pytest.mark.parametrize("often", Often)
def test_the_form_of_a_schedule_is_read_as_it_was_drawn(often: Often, snapshot: SnapshotAssertion) -> None:
    """Each choice has its own fields; untouched, they mean what stood in them."""
    opened = draft(Action.SCHEDULE)
    view = schedule_view(opened, often=often)
    check(view, "modal")
    assert render(view) == snapshot
    assert read_times(opened, often, state(view)) == msgspec.structs.replace(
        spread(SECRETIVE.schedules[0]), often=often
    )


def test_more_parameters_than_a_view_holds_are_kept_and_named() -> None:
    """A view has 100 blocks: what has no field of its own can be changed under further parameters."""
    many = {f"p{number:03}": "v" * 5_000 if number == 1 else number for number in range(300)}
    base = msgspec.structs.replace(SECRETIVE, parameters=many, fields=(ParameterField("p299", "L" * 3_000),))
    opened = draft(base=base)
    view = form_view(opened)
    check(view, "modal")
    full = msgspec.structs.replace(base, parameters={f"p{number}": "🙂" * 2_999 for number in range(90)}, fields=())
    check(form_view(draft(base=full)), "modal")
    assert read_form(draft(base=full), state(form_view(draft(base=full)))).values == {}
    assert "220 more parameters have no field and stay as they are" in render(view)
    assert len(form(base).entries) + len(form(base).others) == 300
    assert "5000 characters, too many to be shown" in render(view)
    assert read_form(opened, state(view)).values == {}
