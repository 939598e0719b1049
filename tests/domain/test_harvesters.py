"""What a harvester's fields say about how it is doing."""

import pytest

from harvestbot.domain.harvesters import Definition, Harvester, Health


def harvester(status: str = "idle", **changes: object) -> Harvester:
    """Return a harvester of this status that has run well, with changes."""
    fields: dict[str, object] = {"id": "x", "name": "X", "type": "ods", "status": status, **changes}
    return Harvester(**fields)  # type: ignore[arg-type]  # because the fields are those of the table


@pytest.mark.parametrize(
    ("status", "harvester_errors", "resource_errors", "health"),
    [
        ("new", 0, 0, Health.NEVER_RUN),
        ("new", 1, 0, Health.FAILED),
        ("idle", 0, 0, Health.WELL),
        ("idle", 0, 3, Health.WITH_ERRORS),
        ("idle", 1, 0, Health.FAILED),
        ("idle", 1, 3, Health.FAILED),
        ("queued", 0, 0, Health.RUNNING),
        ("processing", 1, 3, Health.RUNNING),
        ("aborting", 0, 1, Health.RUNNING),
        ("deleting", 0, 0, Health.WELL),
        ("deleting", 2, 0, Health.FAILED),
        ("defragmenting", 0, 0, Health.UNKNOWN),
        ("defragmenting", 1, 1, Health.UNKNOWN),
        ("", 0, 0, Health.UNKNOWN),
    ],
)
def test_health_follows_from_status_and_errors(
    status: str, harvester_errors: int, resource_errors: int, health: Health
) -> None:
    """No status says "error": a failed run is at rest with its error fields set, and a run under way comes first."""
    one = harvester(status, harvester_errors=harvester_errors, resource_errors=resource_errors)
    assert one.health is health
    assert one.errors == harvester_errors + resource_errors


def test_an_unknown_status_is_kept_as_it_is() -> None:
    """What the portal says is shown, even where nobody has heard of it."""
    assert harvester("defragmenting").status == "defragmenting"


@pytest.mark.parametrize(("attached", "published", "hidden"), [(128, 120, 8), (5, 5, 0), (0, 0, 0), (3, 4, 0)])
def test_hidden_datasets_are_attached_and_not_published(attached: int, published: int, hidden: int) -> None:
    """Odd counts never make a negative number."""
    assert harvester(attached=attached, published=published).hidden == hidden


@pytest.mark.parametrize(
    ("removes", "remote", "attached", "collapsed"),
    [
        (True, 49, 100, True),
        (True, 50, 100, False),
        (False, 0, 100, False),
        (True, None, 100, False),
        (True, 0, 0, False),
    ],
)
def test_a_source_has_collapsed_where_a_run_would_remove_most(
    *, removes: bool, remote: int | None, attached: int, collapsed: bool
) -> None:
    """Only a known remote count below half, with missing datasets removed, is a danger."""
    assert harvester(removes_missing=removes, remote=remote, attached=attached).collapsed is collapsed


def test_a_definition_never_shows_its_parameters() -> None:
    """They hold secrets in plain text."""
    assert "hunter2" not in repr(Definition("x", "ftp", {"password": "hunter2"}))
