"""What is wrong with a set-up: one sentence a mistake, with the variable and what is expected, never with a value."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from harvestbot.configuration.sources import CONFIG, PREFIX, Tree, leaves, table, variable

Known = Callable[[str], Mapping[str, str]]
"""For the name of a portal: each variable there is, and what is expected of it."""


def of_values(refused: ValidationError, known: Known) -> Iterator[str]:
    """Say of each refused value which variable it is of, and what is expected."""
    for error in refused.errors(include_url=False):
        path = tuple(part for part in error["loc"] if isinstance(part, str))
        expected = known(_portal(path))
        match error["type"]:
            case _ if "" in path:  # a value met a table, or a name was left out
                yield _cut_short(variable(*path[: path.index("")]), expected)
            case "extra_forbidden":
                yield from (unknown((*path, *tail), known) for tail in leaves(error["input"]))
            case _ if path[-1] == "[key]":
                yield f"{variable(*path[:-1])}__…: expected a portal's name made of a-z, 0-9, _ and -."
            case "missing":
                yield f"{variable(*path)} is missing: expected {expected[variable(*path)]}."
            case _ if variable(*path) in expected:
                yield f"{variable(*path)}: expected {expected[variable(*path)]}."
            case _:
                yield _cut_short(variable(*path), expected)


def unknown(path: Sequence[str], known: Known) -> str:
    """Say that there is no such setting, and which may be meant."""
    if tuple(path) == (CONFIG.removeprefix(PREFIX).lower(),):
        return f"{CONFIG}: expected in the environment or in .env, not in the file that it names."
    if path[-1] == "":
        return _cut_short(variable(*path[:-1]), known(_portal(path)))
    name = variable(*path)
    near = process.extractOne(
        name,
        [*known(_portal(path)), CONFIG],
        scorer=fuzz.ratio,
        processor=lambda text: text.removeprefix(PREFIX),
        score_cutoff=60,
    )
    return f"{name} is no setting." + (f" Did you mean {near[0]}?" if near else "")


def _cut_short(name: str, expected: Iterable[str]) -> str:
    """Say that a name is that of a table, and not of a value."""
    longer = next((other for other in expected if other.startswith(f"{name}__")), f"{name}__…")
    return f"{name}: expected more behind its name, such as {longer}."


def of_credentials(tree: Tree) -> Iterator[str]:
    """Say which portals have too few credentials, or too many."""
    for name, portal in table(tree.get("portals", {})).items():
        if not name or not isinstance(portal, dict):
            continue
        key, user, password = (variable("portals", name, part) for part in ("api_key", "username", "password"))
        match ("api_key" in portal, "username" in portal, "password" in portal):
            case (True, False, False) | (False, True, True):
                pass
            case (False, True, False):
                yield f"{password} is missing: expected the password of {user}."
            case (False, False, True):
                yield f"{user} is missing: expected the user name that {password} is of."
            case (False, False, False):
                yield f"{key} is missing: expected an API key, or {user} and {password} in its place."
            case _:
                yield f"{key}: expected either this, or {user} and {password}; not both."
        if portal.get("api") == "automation" and "username" in portal:
            yield f"{user}: expected {key} in its place, since the automation API takes only a key."


def of_absence(tree: Tree, known: Known) -> Iterator[str]:
    """Say what the bot cannot run without: Slack's tokens and a portal."""
    names = ["slack_bot_token"] if "slack_app_token" in tree else ["slack_bot_token", "slack_signing_secret"]
    for name in (variable(name) for name in names if name not in tree):
        yield f"{name} is missing: expected {known('')[name]}."
    if not tree.get("portals"):
        url = variable("portals", "<NAME>", "url")
        yield f"{url} is missing: expected a portal or more, each with its address and its credentials."


def _portal(path: Sequence[str]) -> str:
    """Return the portal that a path leads into, if any."""
    return (path[1] if len(path) > 1 else "") or "<NAME>"
