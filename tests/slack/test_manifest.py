"""The manifest asks for what the code uses, and for nothing else."""

import re
from pathlib import Path

import pytest
import yaml

from harvestbot.domain.verbs import VERBS
from harvestbot.sandbox.slack.seed import organisation
from harvestbot.slack import ids
from harvestbot.slack.manifest import EVENTS, MAX_DOMAINS, SCOPES, SHORTCUTS, Manifest, as_yaml, build
from harvestbot.slack.parts.part import merged
from harvestbot.slack.routes import parts


class Everything:
    """Stands for all tools."""

    def __getattr__(self, name: str) -> "Everything":
        """Return itself, whatever it is asked for."""
        return self


ROOT = Path(__file__).parents[2]


def dig(manifest: Manifest, *path: str) -> object:
    """Return what stands deep in a manifest."""
    value: object = manifest
    for name in path:
        assert isinstance(value, dict)
        value = value[name]
    return value


def test_the_file_is_the_manifest_without_options() -> None:
    """Whoever reads manifest.yml reads what the command prints, byte for byte."""
    assert (ROOT / "manifest.yml").read_text(encoding="utf-8") == as_yaml(build())


def test_the_simulated_workspace_has_the_manifest_installed() -> None:
    """What the demo and the tests take place in is what an admin sets up."""
    simulated = organisation()
    assert set(SCOPES) <= simulated.scopes
    assert set(EVENTS) <= simulated.events
    named = {ids.shortcut_id(one): name for one, (name, _) in SHORTCUTS.items()}
    assert named == simulated.shortcuts


def test_every_event_and_shortcut_is_in_the_manifest_and_is_taken() -> None:
    """Each stands in one place, and nothing is subscribed to that nobody handles."""
    taken = merged(parts(Everything()))  # type: ignore[arg-type]  # because no part looks at its tools before it works
    assert {event.type for event in ids.Event} <= {*taken.events, ids.Event.MENTIONED.type, ids.Event.WRITTEN.type}
    assert set(taken.shortcuts) == set(ids.Shortcut)
    assert dig(build(), "settings", "event_subscriptions", "bot_events") == sorted(ids.Event)
    (shortcut,) = yaml.safe_load(as_yaml(build()))["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("global", "harvestbot:harvesters")
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150


def test_the_text_means_the_manifest() -> None:
    """What Slack reads is what was built."""
    manifest = build("https://bot.example.org", command="/city", domains=["a.example.org"])
    assert yaml.safe_load(as_yaml(manifest)) == manifest


def test_scopes_stand_where_slack_looks_for_them() -> None:
    """Slack's form wants them in a list; ``test_surface`` derives them from the source."""
    assert dig(build(), "oauth_config", "scopes") == {"bot": sorted(SCOPES)}


def test_socket_mode_needs_no_address() -> None:
    """Without an address Socket Mode is on, and no URL stands anywhere."""
    manifest = build()
    assert dig(manifest, "settings", "socket_mode_enabled") is True
    assert "://" not in as_yaml(manifest)


@pytest.mark.parametrize(
    "url", ["https://bot.example.org", "https://bot.example.org/", "https://bot.example.org/slack/events"]
)
def test_over_http_everything_goes_to_one_address(url: str) -> None:
    """Commands and presses are delivered to the one address that the bot serves."""
    manifest = build(url)
    assert dig(manifest, "settings", "socket_mode_enabled") is False
    assert set(re.findall(r"https://\S+", as_yaml(manifest))) == {"https://bot.example.org/slack/events"}
    assert dig(manifest, "settings", "interactivity", "request_url") == "https://bot.example.org/slack/events"


def test_the_command_names_its_verbs() -> None:
    """What Slack shows while somebody types is every verb there is."""
    (command,) = yaml.safe_load(as_yaml(build(command="/city")))["features"]["slash_commands"]
    assert command["command"] == "/city"
    assert command["usage_hint"].split(" | ") == list(VERBS)


def test_texts_keep_within_slacks_limits() -> None:
    """Slack refuses a manifest with longer ones (app manifest reference)."""
    manifest = build()
    about = dig(manifest, "display_information")
    assert isinstance(about, dict)
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    (command,) = yaml.safe_load(as_yaml(manifest))["features"]["slash_commands"]
    assert len(command["usage_hint"]) <= 1000
    assert len(command["description"]) <= 2000


def test_domains_are_unfurled_only_where_asked_for() -> None:
    """Links are nobody's business unless the set-up names their hosts."""
    hosts = [f"{number}.example.org" for number in range(MAX_DOMAINS)]
    assert dig(build(domains=hosts), "features", "unfurl_domains") == hosts
    assert "unfurl" not in as_yaml(build())
