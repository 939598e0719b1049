"""Where settings come from: variables and a TOML file, each read into a tree, and the trees laid over one another."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from pathlib import Path

from pydantic_settings import BaseSettings, DotEnvSettingsSource

from harvestbot.errors import SettingsInvalid

PREFIX = "HARVESTBOT_"
SLACK = "SLACK_"
CONFIG = f"{PREFIX}CONFIG"
"""The variable that names the TOML file."""
SERVICE_LINKS = re.compile(r"harvestbot_(service_\w+|port_\d+_\w+)")
"""Variables that Kubernetes sets in every pod beside a Service called harvestbot: they are none of ours."""

Tree = dict[str, object]
"""Values as they were typed, by the names of settings in lower case; a table within is a tree again."""


def variable(*path: str) -> str:
    """Return the name of the variable that holds a setting.

    >>> variable("portals", "city", "url")
    'HARVESTBOT_PORTALS__CITY__URL'
    """
    name = "__".join(path).upper()
    return name if name.startswith((SLACK, PREFIX)) else PREFIX + name


def dotenv(path: Path | None) -> dict[str, str | None]:
    """Return the variables of a ``.env`` file, by their names in lower case; none where there is no file.

    Raises:
        SettingsInvalid: the file cannot be read.
    """
    if path is None or not path.is_file():
        return {}
    try:
        return dict(DotEnvSettingsSource(BaseSettings, env_file=path, env_file_encoding="utf-8-sig").env_vars)
    except (OSError, UnicodeDecodeError):
        raise SettingsInvalid([f"{path}: expected a readable text file in UTF-8."]) from None


def toml(path: Path | None) -> Tree:
    """Return what a TOML file says, in lower-case names; nothing where none is named.

    Raises:
        SettingsInvalid: the file cannot be read, or is no TOML.
    """
    if path is None:
        return {}
    try:
        return _folded(_spread(tomllib.loads(path.read_text(encoding="utf-8-sig"))))
    except tomllib.TOMLDecodeError as error:
        where = re.search(r" \(at [^()]*\)$", str(error))
        raise SettingsInvalid([f"{CONFIG}: expected valid TOML{where.group() if where else ''}."]) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsInvalid([f"{CONFIG}: expected the path of a readable TOML file."]) from None


def as_tree(variables: Mapping[str, str | None], slack: Collection[str]) -> Tree:
    """Return the settings among variables, unknown ones of ours included; empty ones count as unset.

    Args:
        variables: names in any case, and values.
        slack: the settings whose variables are Slack's own and have no prefix.
    """
    tree: Tree = {}
    for given, value in variables.items():
        name, text = given.lower(), (value or "").strip()
        bare = name.removeprefix(PREFIX.lower())
        ours = bare != name and name != CONFIG.lower() and not SERVICE_LINKS.fullmatch(name)
        if text and (ours or name in slack):
            path = [name] if bare in slack else bare.split("__")
            tree = merged(tree, _branch(path, text))
    return tree


def merged(below: Tree, above: Tree) -> Tree:
    """Lay one tree over another. Where a value meets a table it goes in under "", to be refused with the rest."""
    result = dict(below)
    for name, value in above.items():
        old = result.get(name)
        meets_table = old is not None and (isinstance(old, dict) or isinstance(value, dict))
        result[name] = merged(table(old), table(value)) if meets_table else value
    return result


def table(value: object) -> Tree:
    """Return a value as a table."""
    return value if isinstance(value, dict) else {"": value}


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the path to each value within a value."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    else:
        yield path


def _branch(path: list[str], value: object) -> Tree:
    """Return a tree with one leaf."""
    *stem, tip = path
    leaf: Tree = {tip: value}
    return reduce(lambda inner, name: {name: inner}, reversed(stem), leaf)


def _spread(values: Mapping[str, object]) -> Tree:
    """Return a file's table with names as they mean: some are copied from variables, prefix and ``__`` included."""
    tree: Tree = {}
    for name, value in values.items():
        if name.upper().startswith(PREFIX) and name.upper() != CONFIG:
            tree = merged(tree, _branch(name[len(PREFIX) :].split("__"), value))
        else:
            tree = merged(tree, {name: value})
    return tree


def _folded(values: Mapping[str, object]) -> Tree:
    """Return a table in lower-case names, without what is empty; names that differ by case alone are one.

    No setting is a truth value, so that one is passed on as it was written: it would else be taken for a number.
    """
    tree: Tree = {}
    for name, value in values.items():
        match value:
            case "":
                continue
            case dict():
                tree = merged(tree, {name.lower(): _folded(value)})
            case bool():
                tree = merged(tree, {name.lower(): str(value).lower()})
            case _:
                tree = merged(tree, {name.lower(): value})
    return tree
