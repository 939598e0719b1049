"""Every mistake of a set-up is named at once, with its variable and what is expected, and never with a value."""

from pathlib import Path

import pytest

from harvestbot.errors import SettingsInvalid
from harvestbot.settings import load

WELL = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "HARVESTBOT_PORTALS__CITY__URL": "https://city.example.org",
    "HARVESTBOT_PORTALS__CITY__API_KEY": "key-of-city",
}
CITY = "HARVESTBOT_PORTALS__CITY__"


def mistakes(variables: dict[str, str], dotenv: Path | None = None) -> tuple[str, ...]:
    """Return what is said about a set-up."""
    with pytest.raises(SettingsInvalid) as refused:
        load(variables, dotenv=dotenv)
    assert str(refused.value) == "\n".join(refused.value.mistakes)
    assert refused.value.__cause__ is None
    return refused.value.mistakes


def test_an_empty_set_up_lacks_a_portal_and_slacks_tokens() -> None:
    """Whoever begins is told all that is needed, and that Socket Mode needs no signing secret."""
    said = mistakes({})
    assert [mistake.split(" is missing")[0] for mistake in said] == [
        "HARVESTBOT_PORTALS__<NAME>__URL",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]
    assert "SLACK_APP_TOKEN" in said[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-secret"),
        ("SLACK_BOT_TOKEN", "xoxb-sec ret"),
        ("SLACK_APP_TOKEN", "xoxb-secret"),
        ("SLACK_SIGNING_SECRET", "sec ret"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "https://[secret"),
        (f"{CITY}URL", "city.example.org"),
        (f"{CITY}URL", "ftp://city.example.org"),
        (f"{CITY}URL", "https://"),
        (f"{CITY}URL", "https://city.example.org:port"),
        (f"{CITY}URL", "https://city.example.org:65536"),
        (f"{CITY}URL", "https://user:secret@city.example.org"),
        (f"{CITY}URL", "https://city.example.org?apikey=secret"),
        (f"{CITY}URL", "https://city.example.org/api/management/v2"),
        (f"{CITY}API_KEY", "sec\u00e9ret"),
        (f"{CITY}API", "soap"),
        (f"{CITY}PAGE_URL", "https://city.example.org/secret"),
        (f"{CITY}PAGE_URL", "https://user:secret@city.example.org/{id}"),
        (f"{CITY}PAGE_URL", "https://city.example.org/{id} secret"),
        (f"{CITY}DAILY_QUOTA", "0"),
        (f"{CITY}DAILY_QUOTA", "many"),
        (f"{CITY}TIMEOUT", "301"),
        (f"{CITY}TIMEOUT", "nan"),
        (f"{CITY}ROLES__ADMIN", "U123"),
        (f"{CITY}ROLES__VIEWER", '["@secret"]'),
        ("HARVESTBOT_ROLES__ADMIN", '{"U1": 1}'),
        ("HARVESTBOT_ROLES__OPERATOR", "[1]"),
        ("HARVESTBOT_ROLES__OPERATOR", "[" * 100_000),
        ("HARVESTBOT_CHANNELS", "[]"),
        ("HARVESTBOT_CHANNELS", '["#secret"]'),
        ("HARVESTBOT_SECOND_APPROVER", '["list"]'),
        ("HARVESTBOT_CONFIRM_TTL", "0"),
        ("HARVESTBOT_CONFIRM_TTL", "inf"),
        ("HARVESTBOT_COMMAND", "harvester"),
        ("HARVESTBOT_COMMAND", "/Harvester"),
        ("HARVESTBOT_COMMAND", "/" + "x" * 32),
        ("HARVESTBOT_DATABASE_URL", "mysql://u:secret@db/bot"),
        ("HARVESTBOT_DATABASE_URL", "postgresql://u:a@secret@db/bot"),
        ("HARVESTBOT_DATABASE_URL", "sqlite://"),
        ("HARVESTBOT_DATABASE_URL", "sqlite:///:memory:"),
        ("HARVESTBOT_DATABASE_URL", "postgres:u:secret@db"),
        ("HARVESTBOT_HOST", "not a host"),
        ("HARVESTBOT_PORT", "65536"),
        ("HARVESTBOT_PORT", "tcp://10.0.0.1:3000"),
        ("HARVESTBOT_POLL_INTERVAL", "-1"),
        ("HARVESTBOT_PORT__NUMBER", "1"),
    ],
)
def test_a_bad_value_is_named_by_its_variable_and_not_shown(name: str, value: str) -> None:
    """One sentence names the variable and what is expected; the value, which may be a secret, is in none."""
    (said,) = mistakes(WELL | {name: value})
    assert said.startswith(f"{name.removesuffix('__NUMBER')}: expected ")
    assert said.endswith(".")
    assert "secret@" not in said
    assert "sec ret" not in said


def test_all_mistakes_are_named_in_one_go() -> None:
    """Mistakes of every kind stand together, each once, in order."""
    said = mistakes(
        {
            "SLACK_BOT_TOKEN": "hidden-token",
            "HARVESTBOT_PORT": "hidden-port",
            "HARVESTBOT_COMAND": "hidden-command",
            f"{CITY}URL": "hidden-url",
            f"{CITY}PASSWORD": "hidden-password",
            "HARVESTBOT_PORTALS__TOWN__API_KEY": "hidden-key",
        }
    )
    assert [mistake.split(":")[0].split(" is ")[0] for mistake in said] == [
        "HARVESTBOT_COMAND",
        "HARVESTBOT_PORT",
        f"{CITY}URL",
        f"{CITY}USERNAME",
        "HARVESTBOT_PORTALS__TOWN__URL",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]
    assert "hidden" not in "".join(said)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("HARVESTBOT_COMAND", "HARVESTBOT_COMMAND"),
        ("HARVESTBOT_DB_URL", "HARVESTBOT_DATABASE_URL"),
        ("HARVESTBOT_SLACK_APP_TOKEN", "SLACK_APP_TOKEN"),
        ("HARVESTBOT_CONFIGG", "HARVESTBOT_CONFIG"),
        ("HARVESTBOT_ROLES__ADMINS", "HARVESTBOT_ROLES__ADMIN"),
        ("HARVESTBOT_PORTAL__CITY__TIMEOUT", f"{CITY}TIMEOUT"),
        (f"{CITY}TIMEOUTS", f"{CITY}TIMEOUT"),
        (f"{CITY}ROLES__ADMNI", f"{CITY}ROLES__ADMIN"),
    ],
)
def test_an_unknown_variable_gets_the_one_that_may_be_meant(name: str, meant: str) -> None:
    """A slip in a name is a mistake, and the nearest name is offered."""
    assert mistakes(WELL | {name: "1"}) == (f"{name} is no setting. Did you mean {meant}?",)


def test_an_unknown_variable_like_no_other_gets_no_suggestion() -> None:
    """A far-fetched guess would mislead."""
    assert mistakes(WELL | {"HARVESTBOT_XYZZY": "1"}) == ("HARVESTBOT_XYZZY is no setting.",)


def test_a_value_where_a_table_is_expected_is_named() -> None:
    """A portal or roles given as one value are refused, whichever variable comes first."""
    alone = {"HARVESTBOT_ROLES": "x"} | WELL
    beside = {f"{CITY}ROLES": "x", f"{CITY}ROLES__ADMIN": "[]"} | WELL
    after = WELL | {"HARVESTBOT_PORTALS__CITY": "x"}
    assert mistakes(alone) == ("HARVESTBOT_ROLES: expected more behind its name, such as HARVESTBOT_ROLES__ADMIN.",)
    assert mistakes(beside) == (f"{CITY}ROLES: expected more behind its name, such as {CITY}ROLES__ADMIN.",)
    assert mistakes(after) == (f"HARVESTBOT_PORTALS__CITY: expected more behind its name, such as {CITY}URL.",)
    nameless = ("HARVESTBOT_PORTALS: expected more behind its name, such as HARVESTBOT_PORTALS__<NAME>__URL.",)
    assert mistakes(WELL | {"HARVESTBOT_PORTALS": "x"}) == nameless
    assert mistakes(WELL | {"HARVESTBOT_PORTALS____URL": "https://city.example.org"}) == nameless
    assert mistakes({"HARVESTBOT_PORTALS__TOWN": "x"} | WELL) == (
        "HARVESTBOT_PORTALS__TOWN: expected more behind its name, such as HARVESTBOT_PORTALS__TOWN__URL.",
    )


def test_a_portals_name_is_what_people_can_type() -> None:
    """Other characters than a-z, 0-9, _ and - are refused."""
    names = {name.replace("CITY", "CI.TY"): value for name, value in WELL.items()}
    assert mistakes(names) == ("HARVESTBOT_PORTALS__CI.TY__…: expected a portal's name made of a-z, 0-9, _ and -.",)


@pytest.mark.parametrize(
    ("credentials", "named", "words"),
    [
        ({}, "API_KEY", "is missing"),
        ({"USERNAME": "bot"}, "PASSWORD", "is missing"),
        ({"PASSWORD": "hidden"}, "USERNAME", "is missing"),
        ({"API_KEY": "hidden", "PASSWORD": "hidden"}, "API_KEY", "not both"),
        ({"API_KEY": "hidden", "USERNAME": "bot", "PASSWORD": "hidden"}, "API_KEY", "not both"),
        ({"USERNAME": "bot", "PASSWORD": "hidden", "API": "automation"}, "USERNAME", "only a key"),
    ],
)
def test_a_portal_has_a_key_or_a_user_with_a_password(credentials: dict[str, str], named: str, words: str) -> None:
    """Too few credentials, too many, and a user for an API that takes none are mistakes."""
    variables = {name: value for name, value in WELL.items() if name != f"{CITY}API_KEY"}
    (said,) = mistakes(variables | {f"{CITY}{name}": value for name, value in credentials.items()})
    assert said.startswith(f"{CITY}{named}")
    assert words in said
    assert "hidden" not in said


def test_a_toml_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file, one that is no text and one that is no TOML are told apart; its contents are not shown."""
    missing, binary, broken = tmp_path / "none.toml", tmp_path / "binary.toml", tmp_path / "broken.toml"
    binary.write_bytes(b"\xff\xfe")
    broken.write_text('port = 1\nkey = "hidden')
    for path, words in (
        (missing, "the path of a readable TOML file."),
        (binary, "the path of a readable TOML file."),
        (broken, "valid TOML (at end of document)."),
    ):
        assert mistakes(WELL | {"HARVESTBOT_CONFIG": str(path)}) == (f"HARVESTBOT_CONFIG: expected {words}",)


def test_an_unknown_key_of_the_toml_file_is_named_as_its_variable(tmp_path: Path) -> None:
    """Whichever source it comes from, a mistake has one name."""
    toml = tmp_path / "bot.toml"
    toml.write_text("[portals.city]\ntimeuot = 1\n")
    assert mistakes(WELL | {"HARVESTBOT_CONFIG": str(toml)}) == (
        f"{CITY}TIMEUOT is no setting. Did you mean {CITY}TIMEOUT?",
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("port = true", "HARVESTBOT_PORT: expected a port"),
        ("HARVESTBOT_PORT = 'x'", "HARVESTBOT_PORT: expected a port"),
        ("HARVESTBOT_PORTALS__CITY__TIMEOUT = 0", f"{CITY}TIMEOUT: expected a number of seconds"),
        ("config = 'x'", "HARVESTBOT_CONFIG: expected in the environment"),
    ],
)
def test_what_a_toml_file_says_is_taken_for_what_it_means(tmp_path: Path, written: str, said: str) -> None:
    """A truth value is no number, and a name may be copied from a variable's."""
    toml = tmp_path / "bot.toml"
    toml.write_text(written)
    (mistake,) = mistakes(WELL | {"HARVESTBOT_CONFIG": str(toml)})
    assert mistake.startswith(said)


def test_a_dotenv_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A file in another encoding is a mistake in the set-up, not a crash."""
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"HARVESTBOT_HOST=\xff\n")
    assert mistakes(WELL, dotenv=dotenv) == (f"{dotenv}: expected a readable text file in UTF-8.",)
