"""Where settings come from, and what they come to."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from harvestbot.domain.confirmations import Action
from harvestbot.domain.roles import EVERYONE, WORKSPACE_ADMINS, Role
from harvestbot.portal.address import ApiKey, Basic
from harvestbot.settings import Settings, load

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
CITY = {
    "HARVESTBOT_PORTALS__CITY__URL": "https://city.example.org",
    "HARVESTBOT_PORTALS__CITY__API_KEY": "key-of-city",
}
WELL = SOCKET | CITY


def test_defaults_are_those_of_the_contract() -> None:
    """With only what is needed, every other setting has its agreed default."""
    settings = load(WELL)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.host, settings.port, settings.command) == ("127.0.0.1", 3000, "/harvester")
    assert settings.database_url.get_secret_value() == "sqlite:///harvestbot.db"
    assert (settings.confirm_ttl, settings.poll_interval, settings.channels) == (600, None, None)
    assert (settings.second_approver, settings.history_days) == (frozenset(), 400)
    city = settings.portals["city"]
    assert (city.api, city.daily_quota, city.timeout, city.page_url) == ("management", 1000, 10, None)
    assert settings.grants("city") == {
        Role.ADMIN: {WORKSPACE_ADMINS},
        Role.OPERATOR: frozenset(),
        Role.VIEWER: {EVERYONE},
    }


def test_every_setting_can_be_set_by_its_variable() -> None:
    """Each variable reaches its setting, as the type that the code works with."""
    settings = load(
        WELL
        | {
            "SLACK_SIGNING_SECRET": "shh",
            "SLACK_API_URL": "http://127.0.0.1:9000/api",
            "HARVESTBOT_PORTALS__CITY__API": "automation",
            "HARVESTBOT_PORTALS__CITY__PAGE_URL": "https://city.example.org/backoffice/?h={id}#x",
            "HARVESTBOT_PORTALS__CITY__DAILY_QUOTA": "50",
            "HARVESTBOT_PORTALS__CITY__TIMEOUT": "2.5",
            "HARVESTBOT_CHANNELS": '["C1", "G2"]',
            "HARVESTBOT_SECOND_APPROVER": '["delete", "delete_datasets"]',
            "HARVESTBOT_CONFIRM_TTL": "30",
            "HARVESTBOT_COMMAND": "/city-harvester",
            "HARVESTBOT_DATABASE_URL": "postgresql://u:p@db:5432/bot",
            "HARVESTBOT_HOST": "::1",
            "HARVESTBOT_PORT": "0",
            "HARVESTBOT_POLL_INTERVAL": "0.5",
            "HARVESTBOT_HISTORY_DAYS": "7",
        }
    )
    assert settings.slack_api_url == "http://127.0.0.1:9000/api/"
    assert settings.portals["city"].page_url == "https://city.example.org/backoffice/?h={id}#x"
    assert settings.channels == frozenset({"C1", "G2"})
    assert settings.second_approver == {Action.DELETE, Action.DELETE_DATASETS}
    assert (settings.confirm_ttl, settings.poll_interval, settings.port) == (30, 0.5, 0)
    assert settings.history_days == 7
    (address,) = settings.addresses
    assert (address.name, address.url, address.api) == ("city", "https://city.example.org", "automation")
    assert (address.daily_quota, address.timeout, address.credentials) == (50, 2.5, ApiKey("key-of-city"))


def test_a_user_and_a_password_are_credentials() -> None:
    """A portal may be reached as a user; a password of digits stays a text."""
    settings = load(
        SOCKET
        | {
            "HARVESTBOT_PORTALS__CITY__URL": "https://city.example.org/",
            "HARVESTBOT_PORTALS__CITY__USERNAME": "bot",
            "HARVESTBOT_PORTALS__CITY__PASSWORD": "12345",
        }
    )
    assert settings.addresses[0].credentials == Basic("bot", "12345")


def test_names_of_portals_are_in_lower_case() -> None:
    """What people type is lower case, whatever the variable looks like."""
    variables = {name.replace("CITY", "Big_City-2"): value for name, value in CITY.items()}
    assert list(load(SOCKET | variables).portals) == ["big_city-2"]


def test_a_portal_may_have_roles_of_its_own() -> None:
    """A portal's list takes the place of the general one, role by role; other portals and roles keep theirs."""
    settings = load(
        WELL
        | {
            "HARVESTBOT_PORTALS__TOWN__URL": "https://town.example.org",
            "HARVESTBOT_PORTALS__TOWN__API_KEY": "k",
            "HARVESTBOT_PORTALS__TOWN__ROLES__ADMIN": '["U9"]',
            "HARVESTBOT_PORTALS__TOWN__ROLES__VIEWER": "[]",
            "HARVESTBOT_ROLES__ADMIN": '["U1", "S2"]',
            "HARVESTBOT_ROLES__OPERATOR": '["everyone"]',
        }
    )
    assert settings.grants("town") == {
        Role.ADMIN: {"U9"},
        Role.OPERATOR: {EVERYONE},
        Role.VIEWER: frozenset(),
    }
    assert settings.grants("city")[Role.ADMIN] == settings.grants()[Role.ADMIN] == {"U1", "S2"}
    assert settings.grants("city")[Role.VIEWER] == {EVERYONE}


def test_an_app_token_turns_socket_mode_on() -> None:
    """Socket Mode needs no signing secret; HTTP needs one and no app token."""
    http = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shh"} | CITY
    assert load(WELL).socket_mode
    assert not load(http).socket_mode


def test_what_only_reads_needs_neither_slack_nor_a_portal() -> None:
    """A command that does not run the bot loads a set-up without them."""
    assert load({}, to_run=False).portals == {}


def test_an_empty_variable_counts_as_unset() -> None:
    """Nothing but space is nothing."""
    assert load(WELL | {"HARVESTBOT_PORT": "", "HARVESTBOT_CHANNELS": " ", "HARVESTBOT_NONE": ""}).port == 3000


def test_variables_of_kubernetes_and_of_others_are_left_alone() -> None:
    """Service links and other programs' variables are no mistakes."""
    others = {
        "HARVESTBOT_PORT_3000_TCP_ADDR": "10.0.0.1",
        "HARVESTBOT_SERVICE_HOST": "10.0.0.1",
        "SLACK_CLIENT_ID": "x",
    }
    assert load(WELL | others).port == 3000


def test_the_environment_wins_over_dotenv_and_dotenv_over_toml(tmp_path: Path) -> None:
    """Each source fills in what those before it leave open, down to a portal's single settings."""
    toml, dotenv = tmp_path / "bot.toml", tmp_path / ".env"
    toml.write_text(
        'slack_bot_token = "xoxb-toml"\nslack_app_token = "xapp-toml"\nport = 1\nhost = "toml"\nCommand = ""\n'
        '[portals.City]\nurl = "https://toml.example.org"\napi_key = "toml"\ntimeout = 1\n'
        '[portals.city.roles]\nadmin = ["U1"]\n'
    )
    dotenv.write_text(
        f"HARVESTBOT_CONFIG={toml}\nHARVESTBOT_HOST=dotenv\nHARVESTBOT_PORT=2\nOTHER=1\n"
        "export HARVESTBOT_PORTALS__CITY__API_KEY='dotenv'\n",
        encoding="utf-8-sig",  # as editors on Windows write it
    )
    settings = load({"HARVESTBOT_PORT": "3", "HARVESTBOT_HOST": ""}, dotenv=dotenv)
    assert (settings.port, settings.host, settings.command) == (3, "dotenv", "/harvester")
    assert settings.slack_bot_token.get_secret_value() == "xoxb-toml"
    assert settings.addresses[0].credentials == ApiKey("dotenv")
    assert (settings.portals["city"].url, settings.portals["city"].timeout) == ("https://toml.example.org", 1)
    assert settings.grants("city")[Role.ADMIN] == {"U1"}


def test_settings_do_not_change() -> None:
    """The model is frozen, the portals in it included."""
    settings = load(WELL)
    for model, name in ((settings, "port"), (settings.portals["city"], "timeout")):
        with pytest.raises(ValidationError):
            setattr(model, name, 1)


def test_nothing_shows_a_secret() -> None:
    """Neither repr nor text of the settings holds a credential."""
    secrets = {
        "SLACK_BOT_TOKEN": "xoxb-hidden",
        "SLACK_APP_TOKEN": "xapp-hidden",
        "SLACK_SIGNING_SECRET": "hidden",
        "HARVESTBOT_PORTALS__CITY__API_KEY": "hidden",
        "HARVESTBOT_DATABASE_URL": "postgres://u:hidden@db/bot",
    }
    settings = load(CITY | secrets)
    assert "hidden" not in f"{settings!r}{settings}{settings.addresses!r}"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///bot.db",
        "sqlite:////data/bot.db",
        "postgres://u:p@db/bot",
        "postgresql://u:p%40@[::1]:5432/bot?sslmode=require",
        "postgresql://postgres:@/postgres?host=/tmp/socket",
        "postgresql+psycopg://db/bot",
    ],
)
def test_databases_that_are_taken(url: str) -> None:
    """Files, servers and sockets are databases."""
    assert load(WELL | {"HARVESTBOT_DATABASE_URL": url}).database_url.get_secret_value() == url


def test_nothing_else_reads_the_environment() -> None:
    """Made without ``load``, the settings have their defaults, whatever the environment says."""
    assert Settings().port == 3000
