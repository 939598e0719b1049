"""The shape of everything that goes over the wire."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object whose shape Slack's documentation gives."""
