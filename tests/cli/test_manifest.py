"""``harvestbot manifest`` prints what Slack takes."""

from pathlib import Path

import pytest
import yaml

from harvestbot.cli import app

ROOT = Path(__file__).parents[2]


def test_without_options_it_prints_the_file(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """manifest.yml is what the command prints, byte for byte."""
    assert app.main(["manifest"]) == 0
    assert capfdbinary.readouterr().out == (ROOT / "manifest.yml").read_bytes()


def test_options_reach_the_manifest(capsys: pytest.CaptureFixture[str]) -> None:
    """Address, command and domains stand where Slack looks for them."""
    options = [
        "--http",
        "https://bot.example.org",
        "--command",
        "/city",
        "--domain",
        "A.org",
        "--domain",
        "a.org",
        "--domain",
        "b.org",
    ]
    assert app.main(["manifest", *options]) == 0
    features = yaml.safe_load(capsys.readouterr().out)["features"]
    (command,) = features["slash_commands"]
    assert (command["command"], command["url"]) == ("/city", "https://bot.example.org/slack/events")
    assert features["unfurl_domains"] == ["a.org", "b.org"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--http", "bot.example.org"], "--http"),
        (["--http", "https://u:p@bot.example.org"], "--http"),
        (["--http", "https://bot.example.org:65536"], "--http"),
        (["--domain", "a..org"], "--domain"),
        (["--command", "city"], "--command"),
        (["--command", "/City"], "--command"),
        (["--domain", "https://a.org"], "--domain"),
        (["--domain=a.org"] * 6, "--domain"),
    ],
)
def test_what_slack_would_refuse_is_refused(options: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake is named with its option, and nothing is printed that could be pasted."""
    assert app.main(["manifest", *options]) == 2
    printed = capsys.readouterr()
    assert f"Invalid value for {named}: expected" in printed.err
    assert printed.out == ""
