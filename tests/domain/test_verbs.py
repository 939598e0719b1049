"""One description of each verb, as the contract has them."""

import pytest

from harvestbot.domain.asks import parse
from harvestbot.domain.roles import Role
from harvestbot.domain.verbs import _ALL, VERBS, Kind, Takes, Verb

CONTRACT = {
    Role.VIEWER: "help list status errors preview watches portals whoami",
    Role.OPERATOR: "start abort publish unpublish watch unwatch mute unmute",
    Role.ADMIN: "delete restore audit edit create schedule",
}
EXAMPLES = {
    Takes.HARVESTER: "bus-stops",
    Takes.TYPE: "like bus-stops",
    Takes.HARVESTERS: "bus-stops",
    Takes.TRAIL: "bus-stops <@U0ADMIN001|ada> 7d",
    Takes.WATCHED: "city/*",
    Takes.WATCHED_HOW: "city/bus-stops failed recovered quiet 22:00-07:00",
    Takes.WATCHED_TIME: "* 2h",
    Takes.PLAN: "city weekly friday at 08:30",
}
"""What may be typed where the usage names a choice."""
READS = {"help", "list", "status", "errors", "preview", "watches", "portals", "whoami", "audit"}
ASKS = {"publish", "unpublish", "delete", "restore"}


def test_each_verb_needs_the_role_of_the_contract() -> None:
    """Neither more nor less, and no verb is left out."""
    expected = {name: role for role, names in CONTRACT.items() for name in names.split()}
    assert expected.items() <= {name: verb.role for name, verb in VERBS.items()}.items()


def test_no_two_verbs_have_one_name() -> None:
    """The later one would silently stand in for the earlier one."""
    assert len(VERBS) == len(_ALL)


@pytest.mark.parametrize("verb", VERBS.values(), ids=str)
def test_each_verb_can_be_typed_as_its_usage_says(verb: Verb) -> None:
    """A lower-case word, a help of one line that fits beside it, and a usage that the parser takes."""
    assert verb.name == verb.name.lower().strip()
    assert " " not in verb.name
    assert 0 < len(verb.help) <= 75
    assert "\n" not in verb.help
    assert verb.usage.startswith(verb.name)
    typed = verb.usage
    for takes, example in EXAMPLES.items():
        typed = typed.replace(f" {takes}", f" {example}") if verb.takes is takes else typed
    typed = typed.replace("[verb]", verb.name).replace("[", "").replace("]", "")
    assert parse(typed).verb == verb


def test_what_changes_something_is_no_read() -> None:
    """Reads need no role above viewer; what is asked about first is an ask, the rest is a decision."""
    assert {name for name, verb in VERBS.items() if verb.kind is Kind.READ} >= READS
    assert {name for name, verb in VERBS.items() if verb.kind is Kind.ASK} >= ASKS
    for verb in VERBS.values():
        if verb.role is Role.VIEWER and verb.name in READS:
            assert verb.kind is Kind.READ
    assert VERBS["start"].kind is VERBS["abort"].kind is Kind.DECISION
