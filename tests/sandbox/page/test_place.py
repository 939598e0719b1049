"""Where somebody is on the page."""

import pytest

from harvestbot.sandbox.page.place import HOME, Place, found, open_to
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, GUEST, PRIVATE, SHARED, STRANGER, VIEWER
from harvestbot.sandbox.slack.seed import organisation

PEOPLE = [ADMIN, VIEWER, GUEST, STRANGER]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({}, Place(ADMIN, DATA_OPS)),
        ({"as": VIEWER, "in": GENERAL}, Place(VIEWER, GENERAL)),
        ({"as": VIEWER, "in": PRIVATE}, Place(VIEWER, DATA_OPS)),
        ({"as": GUEST, "in": GENERAL}, Place(GUEST, DATA_OPS)),
        ({"as": STRANGER}, Place(STRANGER, SHARED)),
        ({"as": "U0NOBODY00", "in": "C0NOWHERE"}, Place(ADMIN, DATA_OPS)),
        ({"in": HOME, "thread": "1.0"}, Place(ADMIN, HOME)),
        ({"in": DATA_OPS, "thread": "1.0"}, Place(ADMIN, DATA_OPS, "1.0")),
    ],
)
def test_what_cannot_be_is_chosen(query: dict[str, str], place: Place) -> None:
    """Nobody sees a conversation that they are not in; who is not named comes in as the first."""
    assert found(query, organisation(), PEOPLE) == place


def test_a_place_is_found_by_its_address() -> None:
    """What a place says leads back to it."""
    place = Place(VIEWER, GENERAL).beside("17.5")
    assert place.address == f"/?as={VIEWER}&in={GENERAL}&thread=17.5"
    assert place.at(DATA_OPS) == Place(VIEWER, DATA_OPS)
    assert place.beside() == Place(VIEWER, GENERAL)


def test_somebody_without_conversations_comes_home() -> None:
    """The App Home is always there; archived channels are not listed."""
    workspace = organisation()
    for channel in workspace.channels.values():
        channel.is_archived = True
    assert open_to(ADMIN, workspace) == []
    assert found({}, workspace, PEOPLE) == Place(ADMIN, HOME)
