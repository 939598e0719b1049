"""The scripts that people and machines run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BASH = shutil.which("bash") or "bash"


def run(script: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script of ours from another folder."""
    return subprocess.run(  # noqa: S603  because the script is ours
        [BASH, str(script)], cwd="/", env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone without an environment, in a folder with spaces in its name."""
    folder = tmp_path / "a clone of it"
    (folder / "tests").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "run", folder / "tests" / "run")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def stand_in(folder: Path, *failing: str) -> Path:
    """Make a ``python`` that succeeds at everything except what has one of these words in it."""
    cases = "\n".join(f"    *{word}*) exit 1 ;;" for word in failing)
    python = folder / "python"
    python.write_text(f'#!/bin/sh\ncase "$*" in\n{cases}\nesac\n')
    python.chmod(0o755)
    return python


def test_a_machine_without_python_is_told_what_to_install(clone: Path) -> None:
    """The first failure says what to do."""
    done = run(clone / "tests" / "run", PYTHON="no-such-python")
    assert done.returncode == 1
    assert "apt install python3 python3-venv" in done.stderr


def test_an_old_python_is_refused(clone: Path) -> None:
    """Too old a Python is named as such, before anything is installed."""
    done = run(clone / "tests" / "run", PYTHON=str(stand_in(clone, "version_info")))
    assert done.returncode == 1
    assert "older than Python 3.11" in done.stderr


def test_a_debian_without_venv_is_told_which_package_has_it(clone: Path) -> None:
    """Debian ships venv apart: the message names the package."""
    done = run(clone / "tests" / "run", PYTHON=str(stand_in(clone, "ensurepip")))
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_the_first_failure_ends_it_with_a_clear_word(clone: Path) -> None:
    """What failed is named, and nothing is run after it."""
    python = stand_in(clone, "ruff?check")
    (clone / ".venv-tests" / "bin").mkdir(parents=True)
    python.rename(clone / ".venv-tests" / "bin" / "python")
    done = run(clone / "tests" / "run", PYTHON=str(stand_in(clone)))
    assert done.returncode == 1
    assert done.stderr.endswith("tests/run: lint failed.\n")
    assert done.stdout.splitlines()[-1] == "── lint"


def test_the_machines_check_is_the_peoples_check() -> None:
    """.ci/run does what `bash tests/run` does, and nothing of its own."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "bash tests/run"
    assert all(line.startswith(("#!", "set ", "cd ")) for line in lines[:-1])


@pytest.mark.parametrize("script", ["tests/run", ".ci/run"])
def test_scripts_can_be_run(script: str) -> None:
    """They are executable, and bash finds no mistake in them."""
    path = ROOT / script
    assert os.access(path, os.X_OK)
    subprocess.run([BASH, "-n", str(path)], check=True)  # noqa: S603  because the script is ours


def test_hooks_need_nothing_but_this_project() -> None:
    """pre-commit fetches nothing: every hook is local and runs in the project's environment."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (repository,) = config["repos"]
    assert repository["repo"] == "local"
    assert {hook["id"] for hook in repository["hooks"]} == {"ruff-check", "ruff-format", "mypy", "import-linter"}
    assert all(hook["language"] == "system" for hook in repository["hooks"])
    assert all(hook["entry"].startswith(".venv-tests/bin/python ") for hook in repository["hooks"])
