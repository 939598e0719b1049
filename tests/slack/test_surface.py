"""Everything that Slack hands to the bot by a name, and everything the bot asks of Slack, is in the manifest and used.

The names are read from the source, so that what is added to it is found here before Slack refuses it.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

import harvestbot
from harvestbot.domain.verbs import VERBS, Kind
from harvestbot.operations.decisions import Decisions
from harvestbot.sandbox.slack.methods.registry import METHODS
from harvestbot.slack import ids
from harvestbot.slack.manifest import EVENTS, SCOPES, SHORTCUTS, build
from harvestbot.slack.parts.part import Part, Tools
from harvestbot.slack.routes import Routes, parts

ROOT = Path(__file__).parents[2]
OURS = Path(harvestbot.__file__).parent
EVENT_SCOPES = {
    ids.Event.HOME_OPENED: set(),
    ids.Event.LINK_SHARED: {"links:read"},
    ids.Event.MENTIONED: {"app_mentions:read"},
    ids.Event.WRITTEN: {"im:history"},
}
"""What Slack's reference asks for each event."""
BY_KIND = {
    "chat.postMessage": {"chat:write.public"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
}
"""What methods ask for besides, as the kind of channel has it."""
ANYWAY = {"commands"}
"""What the slash command and the shortcut need."""


class Anything:
    """Stands for whatever a part is given and keeps: its routes are looked at, and none is taken."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  because it stands for everything
        """Return more of the same."""
        return Anything()

    def __call__(self, *_: object, **__: object) -> Any:  # noqa: ANN401  because it stands for everything
        """Return more of the same."""
        return Anything()


@pytest.fixture(scope="module")
def decisions() -> Decisions:
    """What takes decisions."""
    nothing = cast("Any", Anything())
    return Decisions(nothing, running=nothing, stopping=nothing, subscribing=nothing, digests=nothing)


@pytest.fixture(scope="module")
def surface(decisions: Decisions) -> Part:
    """All parts together; that two of them take the same thing is an error by itself."""
    nothing = cast("Any", Anything())
    routes = Routes(parts(cast("Tools", nothing)), decisions, nothing, nothing, {})
    return routes.surface


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Return the bot's own modules: the simulators say the same names, and share none."""
    for path in sorted(OURS.rglob("*.py")):
        if "sandbox" not in path.relative_to(OURS).parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def said(tree: ast.Module) -> Iterator[str]:
    """Return each text of a module that is no docstring."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.fixture(scope="module")
def texts() -> Counter[str]:
    """How often each text stands in the source."""
    return Counter(text for _, tree in sources() for text in said(tree))


@pytest.fixture(scope="module")
def called() -> set[str]:
    """The methods of the Web API that the source calls through slack_sdk, or by their names."""
    client = {name for name in vars(AsyncWebClient) if "_" in name.strip("_") and not name.startswith("_")}
    found = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in client and ast.unparse(node.value).endswith("client"):
                found.add(node.attr.replace("_", "."))
        found |= {text for text in said(tree) if text in METHODS}
    return found


def test_each_press_and_form_and_shortcut_is_taken_once(surface: Part) -> None:
    """A button that nothing takes would do nothing; one of two routes would never be taken."""
    assert set(surface.presses) | set(surface.suggests) == set(ids.Press)
    assert set(surface.forms) == set(ids.Form)
    assert set(surface.shortcuts) == set(ids.Shortcut) == set(SHORTCUTS)
    for kind in (ids.Press, ids.Form, ids.Shortcut, ids.Event, ids.Field, ids.Item):
        assert len(kind) == len(kind.__members__)


def test_each_verb_is_handled_once(surface: Part, decisions: Decisions) -> None:
    """Decisions by what writes them down, all others by what answers them; ``digest`` alone only shows something."""
    decided = {name for name, verb in VERBS.items() if verb.kind is Kind.DECISION}
    assert decisions.verbs == decided
    answered = [*surface.verbs, *surface.opens]
    assert Counter(name for name in answered if name in VERBS) == Counter((VERBS.keys() - decided) | {"digest"})


def test_the_events_that_are_taken_are_those_of_the_manifest(surface: Part) -> None:
    """Nothing is subscribed to in vain, and nothing is waited for that never comes."""
    assert set(surface.events) == {event.type for event in ids.Event}
    assert set(EVENTS) == set(ids.Event)


def test_the_manifest_of_the_project_says_it_all() -> None:
    """Whoever makes the app from ``manifest.yml`` gets what the code needs, each thing once."""
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    lists = {
        "scopes": (manifest["oauth_config"]["scopes"]["bot"], SCOPES),
        "events": (manifest["settings"]["event_subscriptions"]["bot_events"], list(ids.Event)),
        "shortcuts": (
            [one["callback_id"] for one in manifest["features"]["shortcuts"]],
            [ids.shortcut_id(one) for one in ids.Shortcut],
        ),
        "verbs": (manifest["features"]["slash_commands"][0]["usage_hint"].split(" | "), list(VERBS)),
    }
    for name, (written, used) in lists.items():
        assert Counter(written) == Counter(used), name
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_the_scopes_are_what_the_calls_and_events_need(called: set[str]) -> None:
    """A scope too many frightens admins, and one too few is an error at three in the morning."""
    methods = {name: {METHODS[name].scope} - {""} | BY_KIND.get(name, set()) for name in called}
    assert methods.keys() >= BY_KIND.keys()
    needed = set[str]().union(ANYWAY, *methods.values(), *EVENT_SCOPES.values())
    assert set(SCOPES) == needed
    assert set(EVENT_SCOPES) == set(ids.Event)


def test_each_name_stands_in_one_place(texts: Counter[str]) -> None:
    """Scopes, events and the prefix of all ids are written once; blocks get their ids from ``slack.ids`` alone."""
    shared = {scope for scope in SCOPES if ":" not in scope}
    named = [*(set(SCOPES) - shared), *ids.Event, ids.PREFIX]
    assert {name: texts[name] for name in named if texts[name] != 1} == {}
    written = [
        f"{path.name}:{value.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
        and key.value in ("action_id", "callback_id")
        and isinstance(value, ast.Constant)
    ]
    assert written == []


def test_over_http_external_selects_have_an_address(surface: Part) -> None:
    """Slack asks for options at an address of their own; without it every select would stay empty."""
    assert surface.suggests
    settings = cast("dict[str, dict[str, object]]", build("https://bot.example.org")["settings"])
    asked = settings["interactivity"]["message_menu_options_url"]
    assert asked == settings["interactivity"]["request_url"] == settings["event_subscriptions"]["request_url"]
