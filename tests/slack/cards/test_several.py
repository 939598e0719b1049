"""The forms of several harvesters at once; their cards stand in the gallery."""

import pytest
from msgspec.structs import replace
from support.blocks import check, render
from support.several_cards import FORMS, WAITING
from syrupy.assertion import SnapshotAssertion

from harvestbot.domain.confirmations import State
from harvestbot.slack.cards.counted import count_mistakes
from harvestbot.slack.cards.several import several_card


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_as_it_was_last_looked_at(name: str, snapshot: SnapshotAssertion) -> None:
    """A form changes only on purpose, and Slack takes it."""
    check(FORMS[name], "modal")
    assert render(FORMS[name]) == snapshot


@pytest.mark.parametrize("typed", ["", "two", "3", "22", "2 harvesters", "-2"])
def test_only_the_number_itself_is_taken(typed: str) -> None:
    """Whoever types another one has not looked."""
    assert count_mistakes(WAITING.batch, typed)
    assert count_mistakes(WAITING.batch, " 2\n") == {}


@pytest.mark.parametrize("state", [State.CANCELLED, State.REJECTED, State.EXPIRED])
def test_deletions_that_are_called_off_end_in_the_contracts_words(state: State) -> None:
    """As that of a single harvester does."""
    card = several_card(replace(WAITING, batch=replace(WAITING.batch, state=state)))
    assert "*Not deleted*: 2 harvesters" in render(card)
