"""Every card in every state, as people see it and as it goes out."""

import pytest
from support.blocks import check, render, texts
from support.card_gallery import GALLERY, OUTCOMES
from support.card_samples import SECRETIVE, confirmation, tombstone
from syrupy.assertion import SnapshotAssertion

from harvestbot.domain.confirmations import Action
from harvestbot.slack.cards.restoring import secrets_view
from harvestbot.slack.cards.typed import typed_view


@pytest.mark.parametrize("name", GALLERY)
def test_each_card_is_as_it_was_last_looked_at(name: str, snapshot: SnapshotAssertion) -> None:
    """A card changes only on purpose."""
    assert render(GALLERY[name]) == snapshot


@pytest.mark.parametrize("name", GALLERY)
def test_each_card_keeps_slacks_limits(name: str) -> None:
    """Slack takes every card."""
    check(GALLERY[name])


def test_the_form_is_as_it_was_last_looked_at(snapshot: SnapshotAssertion) -> None:
    """The form in which the id is typed changes only on purpose, and Slack takes it."""
    view = typed_view(confirmation(Action.DELETE))
    check(view, "modal")
    assert render(view) == snapshot


def test_the_form_for_secrets_is_as_it_was_last_looked_at(snapshot: SnapshotAssertion) -> None:
    """The form in which secrets are typed changes only on purpose, and Slack takes it."""
    view = secrets_view(confirmation(Action.RESTORE, harvester=SECRETIVE), tombstone(SECRETIVE))
    check(view, "modal")
    assert render(view) == snapshot


@pytest.mark.parametrize("name", [name for name in GALLERY if name not in OUTCOMES])
def test_no_card_but_an_outcome_says_deleted(name: str) -> None:
    """Who reads "deleted" may rely on it."""
    card = GALLERY[name]
    assert "deleted" not in " ".join([card.text, *(text for text, _ in texts(card))]).lower()
