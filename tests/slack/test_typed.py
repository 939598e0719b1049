"""What Slack makes of typed text, and what is made of that again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.sandbox.slack.escaping import escaped
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, ON_CALL
from harvestbot.sandbox.slack.seed import organisation
from harvestbot.slack.typed import as_typed

DELIVERED = {
    "status my-harvester": "status my-harvester",
    "audit @ada": f"audit <@{ADMIN}|ada>",
    "audit @nobody": "audit @nobody",
    "audit @on-call": f"audit <!subteam^{ON_CALL}|@on-call>",
    "list #data-ops": f"list <#{DATA_OPS}|data-ops>",
    "list https://example.org/?a=1&b=2": "list <https://example.org/?a=1&amp;b=2>",
    "status data.example.org": "status <http://data.example.org|data.example.org>",
    "list <b> & co": "list &lt;b&gt; &amp; co",
}


@pytest.mark.parametrize(("typed", "delivered"), DELIVERED.items())
def test_the_simulated_slack_escapes_as_slack_does(typed: str, delivered: str) -> None:
    """People, groups, channels and addresses stand in angle brackets, and nothing else does."""
    assert escaped(organisation(), typed) == delivered


@pytest.mark.parametrize("typed", [one for one in DELIVERED if "@ada" not in one and "@on-call" not in one])
def test_what_is_no_person_is_read_as_it_was_typed(typed: str) -> None:
    """A harvester may be called like a host."""
    assert as_typed(escaped(organisation(), typed)) == typed


@given(st.text(alphabet="ab<>&;|@#lt./: ", max_size=30))
def test_any_text_comes_through(typed: str) -> None:
    """Signs that mean something to Slack are not lost."""
    assert as_typed(escaped(organisation(), typed)) == typed


def test_what_cannot_be_seen_is_not_typed() -> None:
    """NUL and signs without width come along when an id is copied; no id has them."""
    assert as_typed("\ufeffstart my-\u200bharvester\0\u2060") == "start my-harvester"
