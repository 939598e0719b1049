"""The words for ids."""

from harvestbot.sandbox.page.names import SLACK, WorkspaceNames
from harvestbot.sandbox.slack.ids import ADMIN, BOT, DATA_OPS, ON_CALL, OPERATOR, PEOPLE_DM
from harvestbot.sandbox.slack.seed import organisation

WORKSPACE = organisation()
NAMES = WorkspaceNames(WORKSPACE)


def test_what_is_known_has_a_name() -> None:
    """People, channels and groups by their ids; what is not known has none."""
    assert (NAMES.person(ADMIN), NAMES.channel(DATA_OPS), NAMES.group(ON_CALL)) == ("ada", "data-ops", "on-call")
    assert (NAMES.person("U"), NAMES.channel("C"), NAMES.channel(PEOPLE_DM), NAMES.group("S")) == (
        None,
        None,
        None,
        None,
    )


def test_a_direct_message_is_called_after_the_other() -> None:
    """Each of the two sees the other's name."""
    channel = WORKSPACE.channels[PEOPLE_DM]
    assert (NAMES.title(channel, ADMIN), NAMES.title(channel, OPERATOR)) == ("Olive Oyl", "Ada Lovelace")


def test_everybody_has_a_face() -> None:
    """People have initials, the bot is an app, and Slack itself has a face too."""
    assert NAMES.face(ADMIN).initials == "AL"
    assert NAMES.face(BOT).app
    assert NAMES.face(SLACK).name == "Slack"
    assert NAMES.face("U0NOBODY00").name == "U0NOBODY00"
