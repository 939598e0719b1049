"""The same conversations over HTTP and over Socket Mode."""

import pytest


@pytest.fixture(params=["http", "socket"])
def mode(request: pytest.FixtureRequest) -> str:
    """How Slack delivers."""
    return str(request.param)
