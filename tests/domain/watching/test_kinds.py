"""The words for kinds of news."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.watching.kinds import DEFAULT_KINDS, RANK, Kind, in_order, parse_kinds
from harvestbot.errors import NotUnderstood


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], DEFAULT_KINDS),
        (["default"], DEFAULT_KINDS),
        (["all"], frozenset(Kind)),
        (["failed"], {Kind.FAILED}),
        (["Failed,STUCK"], {Kind.FAILED, Kind.STUCK}),
        (["failed,", "stuck"], {Kind.FAILED, Kind.STUCK}),
        (["with_errors"], {Kind.WITH_ERRORS}),
        (["default", "edited"], DEFAULT_KINDS | {Kind.EDITED}),
    ],
)
def test_kinds_are_read_as_people_type_them(words: list[str], expected: frozenset[Kind]) -> None:
    """Parted by spaces or commas, in any case."""
    assert parse_kinds(words) == expected


@given(st.sets(st.sampled_from(Kind), min_size=1))
def test_kinds_that_are_written_can_be_read_again(kinds: set[Kind]) -> None:
    """In the order of a message."""
    written = in_order(kinds)
    assert parse_kinds(written) == kinds
    assert [RANK[kind] for kind in written] == sorted(RANK[kind] for kind in kinds)


@pytest.mark.parametrize(("word", "hint"), [("faild", "`failed`"), ("zzzz", "The kinds are"), ("`x`", "`x`")])
def test_a_word_that_is_no_kind_gets_the_nearest(word: str, hint: str) -> None:
    """Or all of them."""
    with pytest.raises(NotUnderstood) as refused:
        parse_kinds([word])
    assert hint in str(refused.value)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_what_it_is(kind: Kind) -> None:
    """A new one cannot be forgotten; what only admins can mend is about a portal."""
    assert kind.label
    assert kind.of_portal or not kind.for_admins


def test_whoever_is_told_of_trouble_by_default_is_told_of_its_end() -> None:
    """The defaults are what somebody on call has to know."""
    assert {Kind.RECOVERED, Kind.REACHABLE} < DEFAULT_KINDS
    assert {kind for kind in Kind if kind.opens} - DEFAULT_KINDS == {Kind.QUOTA}
