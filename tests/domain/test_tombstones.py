"""What is kept of a harvester, what has to be typed anew, and what may be it already."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.card_samples import CSW, NEW, SECRETIVE, tombstone

from harvestbot.domain.harvesters import Definition, ParameterField
from harvestbot.domain.redaction import REDACTED, is_redacted
from harvestbot.domain.tombstones import OBJECT, alike, understood

changed = msgspec.structs.replace
JSON = st.recursive(
    st.none() | st.integers(0, 3) | st.sampled_from(["", "plain", REDACTED, f"https://{REDACTED}@example.org"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "token"]), inner, max_size=2),
    max_leaves=4,
)
TYPED = {"password": "p", "forced_metas": '{"token": 1}', "mirror": "https://u:p@mirror.example.org"}


def test_secrets_and_what_they_were_taken_out_of_are_wanted() -> None:
    """The mandatory first; a value that is no text is typed as JSON."""
    wanted = tombstone(SECRETIVE).wanted
    assert [(one.name, one.mandatory, one.type) for one in wanted] == [
        ("password", True, "string"),
        ("forced_metas", False, OBJECT),
        ("mirror", False, "string"),
    ]


def test_a_mandatory_secret_is_wanted_even_if_it_was_never_seen() -> None:
    """The portal may show nothing in the place of a secret."""
    field = ParameterField("auth_key", "Key", mandatory=True, secret=True)
    assert [one.name for one in tombstone(changed(NEW, fields=(field,))).wanted] == ["auth_key"]
    assert tombstone(NEW).wanted == ()


def test_a_definition_is_what_was_with_what_is_typed() -> None:
    """No placeholder is ever given back, and what the portal showed as nothing is left to its default."""
    typed, mistakes = understood(tombstone(SECRETIVE).wanted, TYPED)
    assert mistakes == {}
    made = tombstone(SECRETIVE).definition(typed)
    parameters = {"host": "ftp.example.org", "limit": 20, **TYPED, "forced_metas": {"token": 1}}
    assert made == Definition("Timetables", "ftp", parameters)


@given(st.dictionaries(st.sampled_from(["url", "password", "api_key", "x"]), JSON))
def test_no_definition_holds_a_placeholder(shown: dict[str, object]) -> None:
    """Whatever a portal has shown, a placeholder would become the secret."""
    kept = tombstone(changed(CSW, parameters=shown))
    assert not is_redacted(kept.definition({}).parameters)
    assert {one.name for one in kept.wanted} == {name for name, value in shown.items() if is_redacted(value)}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, {"password": "cannot do without"}),
        ({"password": " \t"}, {"password": "cannot do without"}),
        ({"password": "••••••"}, {"password": "whole value"}),
        ({"password": "p", "mirror": "https://••••••@mirror.example.org"}, {"mirror": "whole value"}),
        ({"password": "p", "forced_metas": "{"}, {"forced_metas": "no JSON"}),
        ({"password": " p "}, {}),
    ],
)
def test_a_mistake_is_said_of_its_field(typed: dict[str, str], wrong: dict[str, str]) -> None:
    """An optional one may be left empty; a mandatory one may not."""
    values, mistakes = understood(tombstone(SECRETIVE).wanted, typed)
    assert mistakes.keys() == wrong.keys()
    assert all(words in mistakes[name] for name, words in wrong.items())
    assert values.get("password") == (typed["password"] if "password" not in wrong and "password" in typed else None)


def test_half_of_it_is_told_by_name() -> None:
    """What it had and the new one has not; what never said anything is not missed."""
    kept = tombstone(SECRETIVE)
    assert kept.lacks(SECRETIVE) == ()
    assert kept.lacks(NEW) == ("forced_metas", "host", "limit", "mirror", "password")
    assert kept.lacks(changed(SECRETIVE, secrets=frozenset(), parameters={"host": "a", "limit": 1})) == (
        "forced_metas",
        "mirror",
        "password",
    )


def test_what_may_be_it_is_found_by_id_or_by_name_and_type() -> None:
    """The id first."""
    twin = changed(CSW, id="another")
    namesake = changed(CSW, id="third", type="ods")
    same_id = changed(NEW, id=CSW.id)
    assert alike(tombstone(), [NEW, twin, namesake, same_id]) == (same_id, twin)


def test_datasets_that_went_with_it_are_not_kept() -> None:
    """Only what was kept is duplicated by the next run."""
    assert (tombstone().kept, tombstone(with_datasets=True).kept) == (128, 0)
    assert tombstone().ref == "paris/bathing-water"
