"""One tree of errors: as drawn, each with a sentence for a person."""

import inspect

import pytest

from harvestbot import errors
from harvestbot.errors import (
    UNCHANGED,
    Ambiguous,
    ConfirmationOver,
    HalfDone,
    HarvestbotError,
    InputRefused,
    OutcomeUnknown,
    PortalError,
    QuotaSpent,
    SettingsInvalid,
    WrongPlace,
)

CLASSES = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Exception)]


def drawn() -> dict[str, str]:
    """Return the tree of the module's docstring: each name and the name that it hangs from."""
    parents: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    tree = (errors.__doc__ or "").partition("::\n")[2].partition("\n\n``str")[0]
    for line in filter(str.strip, tree.splitlines()):
        name = line.strip(" │├└─").split()[0]
        depth = line.index(name)
        above = [entry for entry in above if entry[0] < depth]
        if above:
            parents[name] = above[-1][1]
        above.append((depth, name))
    return parents


def test_the_drawing_shows_the_tree_as_it_is() -> None:
    """Every error stands in it, under what it is a kind of; only `Suggesting` is a helper without a place."""
    hidden = {"Suggesting"}

    def parent(kind: type[Exception]) -> str:
        base = kind.__bases__[0]
        return parent(base) if base.__name__ in hidden else base.__name__

    real = {kind.__name__: parent(kind) for kind in CLASSES if kind is not HarvestbotError}
    assert drawn() == {name: above for name, above in real.items() if name not in hidden}


@pytest.mark.parametrize(
    "kind", [k for k in CLASSES if issubclass(k, PortalError) and k not in {HalfDone, OutcomeUnknown}]
)
def test_what_a_portal_did_is_told_with_whether_anything_was_changed(kind: type[PortalError]) -> None:
    """What happened, then whether anything was changed, then what to do."""
    told = kind("The portal said no.")
    assert str(told).startswith(f"The portal said no. {UNCHANGED}")
    assert str(told).endswith(kind.advice)
    assert told.what == "The portal said no."
    assert str(kind("Read.", changed="")) == f"Read. {kind.advice}".strip()


def test_an_unknown_outcome_never_says_that_nothing_was_changed() -> None:
    """Nor does what was half done."""
    assert UNCHANGED not in str(OutcomeUnknown("No answer came."))
    assert str(HalfDone("The second failed.", changed="The first was done.")).startswith(
        "The second failed. The first was done."
    )


def test_what_errors_carry_besides_their_text_is_kept() -> None:
    """Cards show it in their own way."""
    assert SettingsInvalid(["a", "b"]).mistakes == ("a", "b")
    assert str(SettingsInvalid(["a", "b"])) == "a\nb"
    assert Ambiguous("Which?", ["status a/x"]).suggestions == ("status a/x",)
    assert WrongPlace("Not here.", ["C1"]).channels == ("C1",)
    assert ConfirmationOver("Too late.", "U1").person == "U1"
    assert InputRefused("Wrong.", fields={"name": ["Too long."]}).fields == {"name": ("Too long.",)}
    assert QuotaSpent("Spent.", reset_at=5.0).reset_at == 5.0
