"""No secret gets past redaction, whatever it stands in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.redaction import REDACTED, clean_text, is_secret, redact

SECRET = "Zq7-Zq7"
NAMES = ("api_key", "apikey", "auth_key", "password", "PASSWORD", "ftp_passwd", "token", "shard_token", "client_secret")

harmless = st.none() | st.booleans() | st.integers() | st.text(alphabet="abc 123é", max_size=8)
secrets = st.one_of(
    st.sampled_from(NAMES).map(lambda name: {name: SECRET}),
    st.sampled_from(NAMES).map(lambda name: {name: {"deeper": [SECRET]}}),
    st.sampled_from(["ftp", "https"]).map(lambda scheme: f"{scheme}://user:{SECRET}@example.org/path"),
    st.sampled_from(["https://{}@host", "see ftp://u:a@{}@host/x and more", "//u:{}@host"]).map(
        lambda text: text.format(SECRET)
    ),
    st.sampled_from(NAMES).map(lambda name: f"https://example.org/?x=1&{name}={SECRET}&y=2"),
    st.sampled_from(NAMES).map(lambda name: f"refused: {name}={SECRET}"),
)
documents = st.recursive(
    harmless | secrets,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["url", "meta", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(documents)
def test_no_secret_survives(document: object) -> None:
    """By its name or by where it stands in an address, each is replaced, however deep it is."""
    assert SECRET not in repr(redact(document))


@given(documents)
def test_redacting_twice_changes_nothing_more(document: object) -> None:
    """What was shown can be given back and compared."""
    once = redact(document)
    assert redact(once) == once


@given(
    st.recursive(
        harmless,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["url", "x"]), inner, max_size=3),
        max_leaves=12,
    )
)
def test_what_holds_no_secret_stays_as_it_is(document: object) -> None:
    """Redaction takes nothing away that people need to see."""
    assert redact(document) == document


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_secret_is_shown_as_empty(empty: object) -> None:
    """So that people see which secrets are not set."""
    assert redact({"api_key": empty}) == {"api_key": empty}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://example.org/a@b", "https://example.org/a@b"),
        ("write to john@example.org", "write to john@example.org"),
        ("https://u:p@example.org/a@b", f"https://{REDACTED}@example.org/a@b"),
        ("https://example.org/?apikey=abc&page=2", f"https://example.org/?apikey={REDACTED}&page=2"),
        ("https://example.org/?page=2#x", "https://example.org/?page=2#x"),
    ],
)
def test_the_rest_of_an_address_is_kept(text: str, clean: str) -> None:
    """Only userinfo and keys are taken out."""
    assert clean_text(text) == clean


@pytest.mark.parametrize("name", NAMES)
def test_secrets_are_known_by_their_names(name: str) -> None:
    """In any case, and as a part of a longer name."""
    assert is_secret(name)


@pytest.mark.parametrize("name", ["url", "domain", "refines", "user", "sort", "forced_metas", "metadata_join_key"])
def test_other_parameters_are_no_secrets(name: str) -> None:
    """People need to see them."""
    assert not is_secret(name)


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000 + "=@", "://" * 300_000 + " @=", "token" * 200_000 + " =@", "@=" * 500_000]
)
def test_hostile_texts_take_time_that_grows_with_their_length_alone(text: str) -> None:
    """A portal's text can never hold the bot up: with quadratic time this test would not end."""
    assert clean_text(text) == text
