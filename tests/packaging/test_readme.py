"""What the README says is what the code does."""

import re
import tomllib
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from harvestbot.cli import app
from harvestbot.domain.roles import Role
from harvestbot.domain.verbs import VERBS
from harvestbot.settings import described

ROOT = Path(__file__).parents[2]
PIPE = r"\|"
"""A stroke in a cell of a table."""
README = (ROOT / "README.md").read_text(encoding="utf-8")


def between(name: str) -> str:
    """Return what stands between two marks of the README."""
    return README.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]


def shown_default(field: FieldInfo) -> str:
    """Return a setting's default as the README writes it."""
    default = field.get_default(call_default_factory=True)
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    if field.is_required() or not value:
        return ""
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def test_the_settings_table_is_the_settings() -> None:
    """Each setting stands in the README with its meaning and its default, and no other."""
    rows = [f"| `{name}` | {field.description} | {shown_default(field)} |" for name, field in described()]
    assert between("settings") == "\n".join(["| name | meaning | default |", "|---|---|---|", *rows, ""])


def test_the_verbs_table_is_the_verbs() -> None:
    """Each verb stands in the README under the role that it needs."""
    rows = [
        f"| {role.word} | `{verb.usage.replace('|', PIPE)}` | {verb.help} |"
        for role in Role
        for verb in VERBS.values()
        if verb.role is role
    ]
    assert between("verbs") == "\n".join(["| role | what you type | what it does |", "|---|---|---|", *rows, ""])


def test_the_commands_table_is_the_commands() -> None:
    """Each command stands in the README, in the order of --help, and no other."""
    commands = [one.name or one.callback.__name__ for one in app.app.registered_commands if one.callback]
    assert re.findall(r"^\| `harvestbot (\w+)` \|", between("commands"), re.MULTILINE) == commands


def test_the_words_of_troubles_are_those_that_people_see() -> None:
    """Whoever looks for what the bot said finds it: each is in a text of the package."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "harvestbot").rglob("*.py"))
    words = re.findall(r"^\| `([^`]+)` \|", between("troubles"), re.MULTILINE)
    assert words
    assert [one for one in words if one.replace("SLACK_BOT_TOKEN", "{variable}") not in source] == []


def test_the_layers_are_those_of_the_linter() -> None:
    """The README draws the layers that import-linter checks."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert f"\n{' > '.join(layers['contracts'][0]['layers'])}\n" in README


def test_there_are_exactly_two_commands_to_set_up() -> None:
    """Each of the two set-up commands is one line in a block of its own, and the second is the tests'."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert [block.count("\n") for block in blocks] == [1, 1]
    assert blocks[0].strip().endswith("harvestbot demo")
    assert blocks[1].strip() == "bash tests/run"


def test_what_the_project_shows_at_the_top_is_what_was_agreed() -> None:
    """Nothing else stands at the top level than what people look for there; dotfiles and what tools leave aside."""
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.suffix != ".db"}
    assert found - {"dist"} == {"pyproject.toml", "README.md", "harvestbot", "manifest.yml", "tests", "Dockerfile"}
