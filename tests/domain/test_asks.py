"""Typed words become a verb and what it is about, or a sentence with commands that work."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harvestbot.domain.asks import LONGEST_WORD, Ask, HarvesterRef, parse, parse_ref
from harvestbot.domain.quoted import QUOTES
from harvestbot.domain.verbs import AND_PUBLISH, VERBS, Takes
from harvestbot.errors import NotUnderstood

BUS_STOPS = HarvesterRef("bus-stops")

UNDERSTOOD = {
    "watch *": Ask(VERBS["watch"], HarvesterRef("*")),
    "watch city/* failed, stuck": Ask(VERBS["watch"], HarvesterRef("*", "city"), words=("failed,", "stuck")),
    "watch city QUIET 22-7": Ask(VERBS["watch"], HarvesterRef("city"), words=("QUIET", "22-7")),
    "mute bus-stops 1h 30m": Ask(VERBS["mute"], BUS_STOPS, words=("1h", "30m")),
    "unwatch `city`": Ask(VERBS["unwatch"], HarvesterRef("city")),
    "": Ask(VERBS["help"]),
    "   \n": Ask(VERBS["help"]),
    "help": Ask(VERBS["help"]),
    "HELP Delete": Ask(VERBS["help"], words=("delete",)),
    "help delete with datasets": Ask(VERBS["help"], words=("delete",)),
    "Help.": Ask(VERBS["help"]),
    "?": Ask(VERBS["help"]),
    "--help": Ask(VERBS["help"]),
    "start --help": Ask(VERBS["help"], words=("start",)),
    "HELP START!": Ask(VERBS["help"], words=("start",)),
    "Status, bus-stops": Ask(VERBS["status"], BUS_STOPS),
    "list": Ask(VERBS["list"]),
    "list City  Budget": Ask(VERBS["list"], words=("City", "Budget")),
    "portals": Ask(VERBS["portals"]),
    "status bus-stops": Ask(VERBS["status"], BUS_STOPS),
    " Status\tbus-stops ": Ask(VERBS["status"], BUS_STOPS),
    "`status` `bus-stops`": Ask(VERBS["status"], BUS_STOPS),
    "status “bus-stops”": Ask(VERBS["status"], BUS_STOPS),
    "status City/bus-stops": Ask(VERBS["status"], HarvesterRef("bus-stops", "city")),
    "status city/a/b": Ask(VERBS["status"], HarvesterRef("a/b", "city")),
    "status Bus-Stops": Ask(VERBS["status"], HarvesterRef("Bus-Stops")),
    "restore": Ask(VERBS["restore"]),
    "restore city/bus-stops": Ask(VERBS["restore"], HarvesterRef("bus-stops", "city")),
    "audit": Ask(VERBS["audit"]),
    "audit bus-stops": Ask(VERBS["audit"], BUS_STOPS),
    "audit City/7d": Ask(VERBS["audit"], HarvesterRef("7d", "city")),
    "audit <@U0ADMIN001|ada>": Ask(VERBS["audit"], words=("U0ADMIN001",)),
    "audit <@U0ADMIN001>": Ask(VERBS["audit"], words=("U0ADMIN001",)),
    "audit U0ADMIN001": Ask(VERBS["audit"], words=("U0ADMIN001",)),
    "audit 7D": Ask(VERBS["audit"], words=("7d",)),
    "audit 2026-11-01": Ask(VERBS["audit"], words=("2026-11-01",)),
    "audit 2026-11-01T08:00Z `bus-stops`": Ask(VERBS["audit"], BUS_STOPS, words=("2026-11-01t08:00z",)),
    "audit 2h <@U0ADMIN001|ada> city/bus-stops": Ask(
        VERBS["audit"], HarvesterRef("bus-stops", "city"), words=("U0ADMIN001", "2h")
    ),
    "start bus-stops": Ask(VERBS["start"], BUS_STOPS),
    "start bus-stops and publish": Ask(VERBS["start"], BUS_STOPS, then_publish=True),
    "start bus-stops AND  Publish": Ask(VERBS["start"], BUS_STOPS, then_publish=True),
}

NOT_UNDERSTOOD = {
    "watch": ("list", "portals"),
    "watch city faild stuck": ("watch city failed stuck", "watch city"),
    "watch city quiet 7-7": ("watch city",),
    "watch city failed quiet": ("watch city",),
    "mute city": ("mute city 2h", "mute city 1d"),
    "mute city soon": ("mute city 2h", "mute city 1d"),
    "unmute city 2h": ("unmute city",),
    "satus bus-stops": ("status bus-stops",),
    "bus-stops": ("status bus-stops", "help"),
    "Bus-Stops": ("status Bus-Stops", "help"),
    "portal": ("portals",),
    "portls now": ("portals",),
    "status": ("list",),
    "delete": ("delete several", "list"),
    "status /": ("list",),
    "status city/": ("list",),
    "status /bus-stops": ("list",),
    "status ``": ("list",),
    f"status {'x' * (LONGEST_WORD + 1)}": ("list",),
    "x" * (LONGEST_WORD + 1): ("help",),
    "whoami now": ("whoami",),
    "start bus-stops now": ("start bus-stops", "start bus-stops and publish"),
    "delete bus-stops with datasets": ("delete bus-stops",),
    "publish bus-stops and publish": ("publish bus-stops",),
    "restore bus-stops now": ("restore bus-stops",),
    "audit @ada": ("audit",),
    "audit <!subteam^S0ONCALL01|@on-call>": ("audit",),
    "audit bus-stops lamps": ("audit",),
    "audit 2h 7d": ("audit",),
    "audit U0ADMIN001 U0ADMIN002": ("audit",),
    "audit 2026-13-01": ("audit",),
    "audit 7days": ("audit",),
    "audit city/": ("list",),
    "audti @ada": ("audit",),
    "audti bus-stops": ("audit bus-stops",),
    "qqqq wwww": ("help",),
    "strat bus-stops and publish": ("start bus-stops and publish",),
    "muet bus-stops 2h": ("mute bus-stops 2h",),
    "bus-stops start and publish": ("start bus-stops and publish",),
    "`bus-stops` STATUS": ("STATUS bus-stops",),
    "bus-stops whoami": ("whoami",),
    "please status bus-stops": ("status bus-stops",),
    "harvester start bus-stops and publish": ("start bus-stops and publish",),
    "löschen bus-stops": ("delete bus-stops",),
    "Supprimer bus-stops": ("delete bus-stops",),
    "run bus-stops": ("start bus-stops",),
    "stop bus-stops": ("abort bus-stops",),
    "help hilfe": ("help help",),
    "failing": ("list is:failing", "help"),
    "-x": ("status -x", "help"),
    "status My Harvester": ("status My", "list My Harvester"),
    "start bus-stops, publish": ("start bus-stops", "start bus-stops and publish", "start several"),
    "help strat": ("help start",),
    "help qqqq": ("help",),
    "`": ("help",),
    "qq/": ("help",),
}


@pytest.mark.parametrize(("typed", "ask"), UNDERSTOOD.items())
def test_what_is_typed_is_understood(typed: str, ask: Ask) -> None:
    """Case of the verb, white space and quotes from copying do not matter."""
    assert parse(typed) == ask


@pytest.mark.parametrize(("typed", "suggestions"), NOT_UNDERSTOOD.items())
def test_what_is_not_understood_is_answered_with_what_would_be(typed: str, suggestions: tuple[str, ...]) -> None:
    """Each suggestion is a whole command that can be run as it stands."""
    with pytest.raises(NotUnderstood) as refused:
        parse(typed)
    assert refused.value.suggestions[: len(suggestions)] == suggestions


WORD = st.one_of(
    st.sampled_from(
        [
            *(*VERBS, "statu", "and", "publish", "city/bus-stops", "bus-stops", "/", "a/", "/a", "``", "x" * 300),
            *(
                "digest",
                "daily",
                "weekly",
                "friday",
                "at",
                "8:30",
                "off",
                "Europe/Paris",
                "mention",
                "<!subteam^S01ONCALL|@x>",
            ),
            *("7d", "2026-11-01", "2026-99-99", "U0ADMIN001", "<@U0ADMIN001|ada>", "@ada", "<!here>"),
        ]
    ),
    st.text(max_size=12),
    st.text(alphabet=QUOTES + "/aÀİß \n", max_size=8),
)


@given(st.lists(WORD, max_size=5))
@example(["watch", "help", "x" * 200])
def test_any_text_is_understood_or_refused_with_suggestions_that_are(words: list[str]) -> None:
    """No text breaks the parser, and no button that it offers leads to another refusal."""
    refusal: NotUnderstood | None = None
    try:
        ask = parse(" ".join(words))
    except NotUnderstood as refused:
        refusal = refused
    if refusal is None:
        assert parse(str(ask)) == ask
        return
    assert refusal.suggestions
    assert "\n" not in str(refusal)
    assert len(str(refusal)) < 300
    for suggestion in refusal.suggestions:
        parse(suggestion)


def test_what_an_ask_is_written_as_keeps_its_tail() -> None:
    """A decision is written down as text and read again before it is carried out."""
    assert str(parse("start city/bus-stops and publish")) == f"start city/bus-stops {AND_PUBLISH}"


def test_a_verb_without_a_harvester_says_what_it_needs() -> None:
    """The texts name the verb as it is written."""
    with pytest.raises(NotUnderstood, match=r"needs a harvester: `start <harvester\|filters> \[and publish\]`"):
        _ = Ask(VERBS["start"]).about
    with pytest.raises(NotUnderstood, match="Which harvester"):
        parse("abort")


def test_every_verb_that_takes_a_harvester_gets_one() -> None:
    """Whoever handles such a verb never finds it missing."""
    taking = [verb for verb in VERBS.values() if verb.takes is Takes.HARVESTER]
    assert taking
    for verb in taking:
        assert parse(f"{verb.name} bus-stops").about == BUS_STOPS


@given(st.text(max_size=300))
def test_a_reference_is_read_back_as_it_is_written(word: str) -> None:
    """What is shown as a harvester's name can be typed."""
    try:
        ref = parse_ref(word)
    except NotUnderstood:
        return
    assert ref.id
    assert parse_ref(str(ref)) == ref
