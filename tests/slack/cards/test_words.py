"""The words that people and scripts look for."""

import msgspec
import pytest
from support.blocks import as_json, buttons, texts
from support.card_samples import CSW, NEW, confirmation

from harvestbot.domain.confirmations import Action, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.roles import Role
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.approval import approval_card, asked_for
from harvestbot.slack.cards.confirmation import confirmation_card
from harvestbot.slack.cards.status import status_card

changed = msgspec.structs.replace
ONE = changed(CSW, attached=1, published=0)
RUNNING = changed(CSW, status="processing")
SHRUNK = changed(CSW, remote=3, removes_missing=True)
AT_REST = changed(CSW, published=128)


@pytest.mark.parametrize(
    ("ask", "harvester", "expected"),
    [
        (Action.DELETE, CSW, ["Delete, keep 128 datasets", "Delete with 128 datasets", "Cancel"]),
        (Action.DELETE, ONE, ["Delete, keep 1 dataset", "Delete with 1 dataset", "Cancel"]),
        (Action.DELETE, NEW, ["Delete", "Cancel"]),
        (Action.PUBLISH, CSW, ["Publish 8 datasets", "Cancel"]),
        (Action.PUBLISH, ONE, ["Publish 1 dataset", "Cancel"]),
        (Action.UNPUBLISH, CSW, ["Unpublish 120 datasets", "Cancel"]),
        (Action.UNPUBLISH, changed(CSW, published=10_000), ["Unpublish 10000 datasets", "Cancel"]),
        (Action.START, SHRUNK, ["Start anyway", "Cancel"]),
        (Action.START, CSW, ["Start", "Cancel"]),
    ],
)
def test_the_buttons_of_a_question_are_the_contracts(ask: Action, harvester: Harvester, expected: list[str]) -> None:
    """What stands on a button of a confirmation is what people were promised."""
    assert list(buttons(confirmation_card(confirmation(ask, harvester=harvester)))) == expected


@pytest.mark.parametrize(
    ("label", "press", "action"),
    [
        ("Delete, keep 128 datasets", ids.Press.CONFIRM, Action.DELETE),
        ("Delete with 128 datasets", ids.Press.CONFIRM_TYPED, Action.DELETE_DATASETS),
    ],
)
def test_a_button_of_a_question_carries_its_answer(label: str, press: ids.Press, action: Action) -> None:
    """A press says which confirmation it answers, and how; deleting datasets goes through the form."""
    button = buttons(confirmation_card(confirmation(Action.DELETE)))[label]
    assert ids.read_action_id(button["action_id"]) is press
    assert held.read_choice(button["value"]) == held.Choice("c0ffee", action)


def test_cancelling_carries_the_confirmation() -> None:
    """A press on Cancel says which confirmation it withdraws."""
    button = buttons(confirmation_card(confirmation(Action.PUBLISH)))[words.CANCEL]
    assert (ids.read_action_id(button["action_id"]), button["value"]) == (ids.Press.CANCEL, "c0ffee")


@pytest.mark.parametrize("state", [state for state in State if state is not State.ASKED])
@pytest.mark.parametrize("action", Action)
def test_an_answered_question_has_no_buttons(action: Action, state: State) -> None:
    """Nobody can press on what is settled or under way."""
    assert not buttons(confirmation_card(confirmation(action, state)))


ADMINS = ["Edit", "History", "Errors", "Copy…", "Delete…"]


@pytest.mark.parametrize(
    ("may", "harvester", "expected"),
    [
        (Role.VIEWER, CSW, ["Refresh", "History", "Errors", "Preview"]),
        (Role.OPERATOR, CSW, ["Refresh", "Start", "Publish", "Unpublish", "Watch", "History", "Errors", "Preview"]),
        (
            Role.ADMIN,
            CSW,
            ["Refresh", "Start", "Publish", "Unpublish", "Watch", "Schedule", *ADMINS],
        ),
        (Role.OPERATOR, RUNNING, ["Refresh", "Abort", "Publish", "Unpublish", "Watch", "History", "Errors", "Preview"]),
        (
            Role.OPERATOR,
            changed(CSW, status="aborting", published=0),
            ["Refresh", "Publish", "Watch", "History", "Errors", "Preview"],
        ),
        (Role.OPERATOR, AT_REST, ["Refresh", "Start", "Unpublish", "Watch", "History", "Errors", "Preview"]),
        (Role.OPERATOR, NEW, ["Refresh", "Start", "Watch", "History", "Errors", "Preview"]),
        (Role.OPERATOR, changed(NEW, status="hibernating"), ["Refresh", "Watch", "History", "Errors", "Preview"]),
        (Role.ADMIN, changed(CSW, status="deleting"), ["Refresh"]),
    ],
)
def test_a_card_offers_what_may_be_done_now(may: Role, harvester: Harvester, expected: list[str]) -> None:
    """A button is there for those who may use it, when it would do something."""
    assert list(buttons(status_card(harvester, "paris", may=may))) == expected


def test_a_card_offers_nothing_that_the_portal_cannot_do() -> None:
    """A button that would only be refused is not shown."""
    assert "Abort" not in buttons(status_card(RUNNING, "paris", may=Role.ADMIN, lacks=("abort",)))
    assert "Preview" in buttons(status_card(CSW, "paris", may=Role.ADMIN, lacks=("errors",)))
    assert "Schedule" not in buttons(status_card(CSW, "paris", may=Role.ADMIN, lacks=("schedule",)))


@pytest.mark.parametrize("action", [Action.DELETE, Action.DELETE_DATASETS])
@pytest.mark.parametrize(
    ("state", "said", "unsaid"),
    [
        (State.DONE, ["Deleted"], ["Not deleted", "Outcome unknown"]),
        (State.NOT_DONE, ["Not deleted"], ["Deleted", "Outcome unknown"]),
        (State.CANCELLED, ["Not deleted", "nothing was done"], ["Deleted"]),
        (State.EXPIRED, ["Not deleted", "nothing was done"], ["Deleted"]),
        (State.UNKNOWN, ["Outcome unknown"], ["deleted", "Deleted"]),
        (State.APPROVED, [], ["deleted", "Deleted"]),
        (State.AT_WORK, [], ["deleted", "Deleted"]),
    ],
)
def test_a_deletion_ends_in_the_contracts_words(
    action: Action, state: State, said: list[str], unsaid: list[str]
) -> None:
    """Nobody reads "Deleted" before the portal said so, or "Not deleted" while it is not known."""
    card = confirmation_card(confirmation(action, state))
    seen = " ".join([card.text, *(text for text, _ in texts(card))])
    assert all(word in seen for word in said)
    assert not any(word in seen for word in unsaid)


def test_what_stays_is_kept_and_what_goes_is_named() -> None:
    """The end of a deletion says in numbers what became of the datasets."""
    assert "128 datasets are kept" in str(as_json(confirmation_card(confirmation(Action.DELETE, State.DONE))))
    assert "with its 128 datasets" in str(as_json(confirmation_card(confirmation(Action.DELETE_DATASETS, State.DONE))))


def test_an_approval_by_somebody_else_is_told() -> None:
    """Who approved stands beside who asked, where they are two."""
    alone = confirmation_card(confirmation(Action.DELETE, State.DONE, approver="U01ANNA"))
    together = confirmation_card(confirmation(Action.DELETE, State.DONE, approver="U01BEA"))
    assert "approved by" not in str(alone.blocks)
    assert "approved by <@U01BEA>" in str(together.blocks)


def test_whoever_approves_a_new_harvester_reads_its_type_and_nothing_of_what_it_has_not() -> None:
    """It has no id and no datasets until the portal has created it."""
    asked = confirmation(Action.CREATE, State.WAITING, changed(NEW, id="", type="ckan"))
    assert "type `ckan` on paris" in str(as_json(approval_card(asked)))
    assert "Now:" not in asked_for(asked).source


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (59.9, "59 s"),
        (60, "1 min 0 s"),
        (125, "2 min 5 s"),
        (3_600, "1 h 0 min"),
        (90_061, "1 d 1 h"),
    ],
)
def test_a_length_of_time_is_short_to_read(seconds: float, said: str) -> None:
    """Two units tell enough."""
    assert words.elapsed(seconds) == said


def test_every_health_has_a_sign_and_a_word() -> None:
    """The colour alone tells nothing to those who cannot see it."""
    for health in words.ICONS:
        assert words.health(health).source == f"{words.ICONS[health]} {health.value}"
    assert len(set(words.ICONS.values())) == len(words.ICONS)
