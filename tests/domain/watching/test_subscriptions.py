"""Who is told: exactly those who asked, once each, unless they want to be spared."""

import pytest
from domain.watching.samples import T0, change
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind
from harvestbot.domain.watching.notices import over
from harvestbot.domain.watching.quiet import Quiet
from harvestbot.domain.watching.subscriptions import (
    Mute,
    Reason,
    Subscription,
    Target,
    parse_target,
    reasons,
    wanted,
)

ALL, CITY, STOPS = Target(), Target("city"), Target("city", "stops")
FAILED = change(Kind.FAILED)
NIGHT = Quiet(0, 23 * 60, "UTC")
"""The tests begin within these."""
MORNING = T0 - T0 % 86_400 + 23 * 3600


def watch(target: Target = STOPS, *, subscriber: str = "C1", **more: object) -> Subscription:
    """Return a subscription."""
    fields: dict[str, object] = {"id": f"{subscriber} {target}", "created_by": "U1", "created_at": T0 - 1, **more}
    return Subscription(subscriber=subscriber, target=target, **fields)  # type: ignore[arg-type]  # because the fields differ in type


def mute(target: Target = STOPS, *, subscriber: str = "C1", until: float = T0 + 1) -> Mute:
    """Return a mute."""
    return Mute(subscriber=subscriber, target=target, until=until, by="U1", at=T0 - 1)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("*", ALL),
        ("*/*", ALL),
        ("city", CITY),
        ("City", CITY),
        ("city/*", CITY),
        ("City/stops", STOPS),
        ("city/a/b", Target("city", "a/b")),
        ("stops", "stops"),
        ("sea/stops", "sea/stops"),
        ("city/", "city/"),
        ("*/stops", "*/stops"),
    ],
)
def test_a_target_is_read_as_people_type_it(word: str, meant: Target | str) -> None:
    """A portal that is not there may be part of an id: whoever looks for it finds out."""
    assert parse_target(word, {"city"}) == meant


@given(st.sampled_from(["*", "city", "city/stops"]))
def test_a_target_that_is_written_can_be_read_again(word: str) -> None:
    """Lists of what is watched hold words that commands take."""
    assert str(parse_target(word, ["city"])) == word


@pytest.mark.parametrize(
    ("target", "told", "concerned", "holds"),
    [
        (ALL, FAILED, True, True),
        (CITY, FAILED, True, True),
        (STOPS, FAILED, True, True),
        (Target("sea"), FAILED, False, False),
        (Target("city", "lanes"), FAILED, False, False),
        (STOPS, change(Kind.UNREACHABLE, ""), True, False),
        (Target("sea", "stops"), change(Kind.UNREACHABLE, ""), False, False),
        (CITY, change(Kind.UNREACHABLE, ""), True, True),
    ],
)
def test_a_portals_trouble_concerns_who_watches_a_harvester_on_it(
    target: Target, told: object, *, concerned: bool, holds: bool
) -> None:
    """Yet muting one harvester mutes nothing of its portal."""
    assert isinstance(told, type(FAILED))
    assert watch(target, kinds=frozenset(Kind)).wants(told) is concerned
    assert mute(target).silences(told, T0) is holds


@pytest.mark.parametrize(
    ("kinds", "told", "wants"),
    [
        (DEFAULT_KINDS, FAILED, True),
        (DEFAULT_KINDS, change(Kind.EDITED), False),
        ({Kind.EDITED}, change(Kind.EDITED), True),
        ({Kind.FAILED}, change(Kind.RECOVERED, closes=(Kind.FAILED,)), True),
        ({Kind.FAILED}, change(Kind.RECOVERED, closes=(Kind.WITH_ERRORS,)), False),
        (DEFAULT_KINDS, change(Kind.FINISHED, closes=(Kind.STUCK,)), True),
        (DEFAULT_KINDS, change(Kind.FINISHED), False),
    ],
)
def test_who_is_told_of_trouble_is_told_of_its_end(kinds: frozenset[Kind], told: object, *, wants: bool) -> None:
    """Whether they named the kind of the end or not."""
    assert isinstance(told, type(FAILED))
    assert watch(kinds=frozenset(kinds)).wants(told) is wants


def test_a_subscriber_is_told_once_however_often_they_asked() -> None:
    """With every reason, the narrowest first."""
    (told,) = wanted([FAILED], [watch(ALL), watch(STOPS), watch(CITY)], [], T0)
    assert [one.target for one in told.because] == [STOPS, CITY, ALL]
    assert (told.subscriber, told.not_before, told.mentions) == ("C1", T0, ())


@pytest.mark.parametrize(
    ("quiets", "not_before"),
    [((None,), T0), ((NIGHT,), MORNING), ((NIGHT, None), T0), ((NIGHT, Quiet(0, 1380, "Etc/GMT-1")), MORNING - 3600)],
)
def test_news_wait_for_the_end_of_quiet_hours(quiets: tuple[Quiet | None, ...], not_before: float) -> None:
    """Unless another subscription of the same channel wants them sooner; nothing is lost."""
    asked = [watch(quiet=quiet, id=str(number)) for number, quiet in enumerate(quiets)]
    assert [one.not_before for one in wanted([FAILED], asked, [], T0)] == [not_before]


@pytest.mark.parametrize(
    ("spared", "told"),
    [
        (mute(), False),
        (mute(CITY), False),
        (mute(ALL), False),
        (mute(until=T0), True),
        (mute(subscriber="C2"), True),
        (mute(Target("city", "lanes")), True),
    ],
)
def test_a_mute_spares_its_subscriber_until_it_ends(spared: Mute, *, told: bool) -> None:
    """And nobody else."""
    assert bool(wanted([FAILED], [watch()], [spared], T0)) is told


def test_only_failures_mention_a_group() -> None:
    """Each group once."""
    asked = [watch(mention="S1"), watch(CITY, mention="S1", id="2"), watch(ALL, mention="S0", id="3")]
    found = wanted([FAILED, change(Kind.STUCK)], asked, [], T0)
    assert [(one.change.kind, one.mentions) for one in found] == [(Kind.FAILED, ("S0", "S1")), (Kind.STUCK, ())]


_TARGETS = st.builds(Target, st.sampled_from(["*", "city", "sea"]), st.sampled_from(["*", "a", "b"]))
_CHANGES = st.builds(change, st.sampled_from(Kind), st.sampled_from(["a", "b", ""]), st.sampled_from(["city", "sea"]))


@given(
    st.lists(_CHANGES, max_size=5),
    st.lists(st.tuples(_TARGETS, st.sampled_from("XYZ"), st.frozensets(st.sampled_from(Kind))), max_size=6),
    st.lists(st.tuples(_TARGETS, st.sampled_from("XYZ")), max_size=2),
    st.randoms(),
)
def test_exactly_those_who_asked_are_told(
    changes: list[object],
    asked: list[tuple[Target, str, frozenset[Kind]]],
    spared: list[tuple[Target, str]],
    dice: object,
) -> None:
    """Whatever the order, each change reaches each subscriber once if one of theirs wants it and no mute holds."""
    subscriptions = [
        watch(target, subscriber=who, kinds=kinds, id=str(number)) for number, (target, who, kinds) in enumerate(asked)
    ]
    mutes = [mute(target, subscriber=who) for target, who in spared]
    expected = [
        (who, one)
        for who in "XYZ"
        for one in changes
        if any(each.subscriber == who and each.wants(one) for each in subscriptions)  # type: ignore[arg-type]  # because the strategy draws changes
        and not any(each.subscriber == who and each.silences(one, T0) for each in mutes)  # type: ignore[arg-type]  # because the strategy draws changes
    ]
    found = wanted(changes, subscriptions, mutes, T0)  # type: ignore[arg-type]  # because the strategy draws changes
    assert sorted(((one.subscriber, one.change) for one in found), key=repr) == sorted(expected, key=repr)
    dice.shuffle(subscriptions)  # type: ignore[attr-defined]  # because hypothesis's random is one
    assert wanted(changes, subscriptions, mutes, T0) == found  # type: ignore[arg-type]  # because the strategy draws changes


def test_why_somebody_is_told_names_who_asked_and_the_way_out() -> None:
    """With commands that end or pause it."""
    closing = change(Kind.FINISHED, closes=(Kind.STUCK,))
    (told,) = wanted([closing], [watch(CITY)], [], T0)
    assert reasons(told) == (
        Reason(
            kind=Kind.STUCK,
            target="city",
            created_by="U1",
            created_at=T0 - 1,
            unwatch="unwatch city",
            mute="mute city/stops 2h",
        ),
    )
    (portal,) = wanted([change(Kind.UNREACHABLE, "")], [watch()], [], T0)
    assert [(one.kind, one.mute) for one in reasons(portal)] == [(Kind.UNREACHABLE, "mute city 2h")]


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (change(Kind.RECOVERED, closes=(Kind.FAILED,)), True),
        (change(Kind.FINISHED, closes=(Kind.STUCK,)), True),
        (change(Kind.FAILED, closes=(Kind.STUCK,)), False),
        (change(Kind.FINISHED), False),
        (change(Kind.GONE), True),
    ],
)
def test_trouble_that_turns_into_another_is_not_over(told: object, *, ends: bool) -> None:
    """A stuck run that fails leaves the harvester in trouble."""
    assert isinstance(told, type(FAILED))
    assert over(told) is ends
