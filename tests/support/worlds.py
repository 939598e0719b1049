"""Workspaces for tests."""

from harvestbot.sandbox.slack.world import World

PATIENCE = 30.0


def calm_world() -> World:
    """Return a workspace that counts no calls and waits long: how quick the bot is, the benchmarks measure."""
    return World(rates="off", patience=PATIENCE)
