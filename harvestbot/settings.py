"""The set-up, read once: environment over ``.env`` over the TOML file that ``HARVESTBOT_CONFIG`` names.

This is the only module that reads the environment. The sources are merged here and then validated in one go, because
whoever sets the bot up should see every mistake at once.

In TOML a setting has its variable's name in lower case and without ``HARVESTBOT_``, and ``__`` opens a table::

    slack_bot_token = "xoxb-…"
    command = "/harvester"

    [portals.city]
    url = "https://city.opendatasoft.com"
    api_key = "…"
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, cast, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from harvestbot.configuration import formats, mistakes, sources
from harvestbot.configuration.sources import variable
from harvestbot.domain.confirmations import Action
from harvestbot.domain.roles import EVERYONE, WORKSPACE_ADMINS, Grants, Role
from harvestbot.errors import SettingsInvalid
from harvestbot.portal.address import Api, ApiKey, Basic, PortalAddress

Entry = Annotated[str, Field(pattern=rf"^([UWS][A-Z0-9]+|{WORKSPACE_ADMINS}|{EVERYONE})$")]
Entries = Annotated[frozenset[Entry], BeforeValidator(formats.json_list)]
Channel = Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]+$")]
Seconds = Annotated[float, Field(gt=0, le=7 * 86_400, allow_inf_nan=False)]
PortalName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]

STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
A_LIST_OF_ROLES = (
    f'a JSON list of user ids, user group ids, "{WORKSPACE_ADMINS}" and "{EVERYONE}", such as ["U0123ABCD"]'
)


class Roles(BaseModel):
    """Who has which role; None where nothing is said."""

    model_config = STRICT

    admin: Entries | None = Field(default=None, title=A_LIST_OF_ROLES, description="JSON list: who is an admin")
    operator: Entries | None = Field(default=None, title=A_LIST_OF_ROLES, description="JSON list: who is an operator")
    viewer: Entries | None = Field(default=None, title=A_LIST_OF_ROLES, description="JSON list: who is a viewer")

    def named(self, role: Role) -> frozenset[str] | None:
        """Return whom a role is given to, or None where nothing is said."""
        return cast("frozenset[str] | None", getattr(self, role.word))


DEFAULT_GRANTS: Grants = {
    Role.ADMIN: frozenset({WORKSPACE_ADMINS}),
    Role.OPERATOR: frozenset(),
    Role.VIEWER: frozenset({EVERYONE}),
}


class Portal(BaseModel):
    """A portal: where it is, how the bot comes in, and how much of its quota the bot may spend."""

    model_config = STRICT

    url: Annotated[str, AfterValidator(formats.portal_address)] = Field(
        title="the portal's http(s) address without user, password, query or /api, such as https://city.example.org",
        description="the portal's address",
    )
    api_key: Annotated[SecretStr, AfterValidator(formats.secret(formats.KEY))] | None = Field(
        default=None, title="an API key without spaces", description="an API key of the portal, or …"
    )
    username: Annotated[str, Field(pattern=r"^[^:\s]+$")] | None = Field(
        default=None, title="a user name without spaces or colons", description="… a user (`management` only) and …"
    )
    password: Annotated[SecretStr, AfterValidator(formats.secret(r".+"))] | None = Field(
        default=None, title="that user's password, on one line", description="… that user's password"
    )
    api: Api = Field(
        default="management",
        title=" or ".join(get_args(Api)),
        description="which of the portal's two APIs to use: `management` or `automation`",
    )
    page_url: Annotated[str, AfterValidator(formats.page_address)] | None = Field(
        default=None,
        title="an http(s) address with {id} in it",
        description="address of a harvester's page in the portal's back office, with `{id}`; cards link to it",
    )
    daily_quota: Annotated[int, Field(ge=1)] = Field(
        default=1000, title="a whole number from 1", description="calls a day that the bot may spend"
    )
    timeout: Annotated[Seconds, Field(le=300)] = Field(
        default=10.0, title="a number of seconds above 0, at most 300", description="seconds a call may take"
    )
    roles: Roles = Field(default_factory=Roles, title="lists of people", description="roles on this portal alone")

    def address(self, name: str) -> PortalAddress:
        """Return the portal as its client takes it."""
        if self.api_key is not None:
            credentials: ApiKey | Basic = ApiKey(self.api_key.get_secret_value())
        else:
            password = self.password.get_secret_value() if self.password is not None else ""
            credentials = Basic(self.username or "", password)
        return PortalAddress(
            name=name,
            url=self.url,
            credentials=credentials,
            api=self.api,
            timeout=self.timeout,
            daily_quota=self.daily_quota,
        )


class Settings(BaseSettings):
    """The set-up, frozen. ``load`` makes it; every other part is given what it needs of it."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False)

    slack_bot_token: Annotated[SecretStr, AfterValidator(formats.secret(r"xoxb-[!-~]+"))] = Field(
        default=SecretStr(""),
        title="the bot token, which begins with xoxb-",
        description="the bot token (`xoxb-…`)",
    )
    slack_signing_secret: Annotated[SecretStr, AfterValidator(formats.secret(formats.KEY))] = Field(
        default=SecretStr(""),
        title="the signing secret from the app's basic information (or set SLACK_APP_TOKEN for Socket Mode)",
        description="the app's signing secret; needed without Socket Mode",
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(formats.secret(r"xapp-[!-~]+"))] = Field(
        default=SecretStr(""),
        title="an app-level token, which begins with xapp-",
        description="an app-level token (`xapp-…`); turns Socket Mode on",
    )
    slack_api_url: Annotated[str, AfterValidator(formats.base_address)] = Field(
        default="https://slack.com/api/",
        title="an http(s) address, such as https://slack.com/api/",
        description="base of Slack's Web API; for GovSlack and local stand-ins",
    )
    portals: dict[PortalName, Portal] = Field(
        default_factory=dict,
        title="a table for each portal",
        description="the portals, by the names that people type",
    )
    roles: Roles = Field(default_factory=Roles, title="lists of people", description="roles on every portal")
    channels: Annotated[frozenset[Channel], BeforeValidator(formats.json_list), Field(min_length=1)] | None = Field(
        default=None,
        title='a JSON list of one channel id or more, such as ["C0123ABCD"]',
        description="JSON list of channel ids; where set, what changes anything works only there",
    )
    second_approver: Annotated[frozenset[Action], BeforeValidator(formats.json_list)] = Field(
        default=frozenset(),
        title=f"a JSON list of {', '.join(Action)}",
        description='JSON list of actions that need a second person with the role, e.g. `["delete"]`',
    )
    confirm_ttl: Seconds = Field(
        default=600.0, title="a number of seconds above 0, at most a week", description="seconds a confirmation waits"
    )
    command: Annotated[str, Field(pattern=formats.COMMAND)] = Field(
        default="/harvester",
        title="a slash command in lower case, at most 32 characters, such as /harvester",
        description="the slash command",
    )
    database_url: Annotated[SecretStr, AfterValidator(formats.database)] = Field(
        default=SecretStr("sqlite:///harvestbot.db"),
        title="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE (or ?host=/dir for a socket), "
        "an @ in the password as %40",
        description="where the bot keeps its records: a SQLite file, or `postgresql://…` for several replicas",
    )
    host: Annotated[str, Field(pattern=r"^[0-9A-Za-z.:-]+$")] = Field(
        default="127.0.0.1", title="an address to listen on, such as 0.0.0.0", description="where HTTP listens"
    )
    port: Annotated[int, Field(ge=0, le=65_535)] = Field(
        default=3000,
        title="a port from 1 to 65535, or 0 for any free one (in Kubernetes, turn enableServiceLinks off)",
        description="the port it listens on",
    )
    poll_interval: Seconds | None = Field(
        default=None,
        title="a number of seconds above 0, at most a week",
        description="seconds between polls of a portal; unset: as the quota allows",
    )
    history_days: Annotated[int, Field(ge=1, le=36_500)] = Field(
        default=400,
        title="a whole number of days, 1 to 36500",
        description="days that the history keeps runs",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  because pydantic-settings passes it by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003  because pydantic-settings passes it by name
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  because pydantic-settings passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  because pydantic-settings passes it by name
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what ``load`` hands over, so that nothing else can read the environment."""
        return (init_settings,)

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached through Socket Mode; else it calls us over HTTP."""
        return bool(self.slack_app_token.get_secret_value())

    @property
    def addresses(self) -> tuple[PortalAddress, ...]:
        """The portals as their clients take them, in the order of the settings."""
        return tuple(portal.address(name) for name, portal in self.portals.items())

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, so that the log can leave them out."""
        own = (self.slack_bot_token, self.slack_signing_secret, self.slack_app_token, self.database_url)
        portals = (secret for address in self.addresses for secret in address.credentials.secrets)
        return tuple(filter(None, (*(secret.get_secret_value() for secret in own), *portals)))

    def grants(self, portal: str = "") -> Grants:
        """Return who has which role on a portal, or where no portal is meant."""
        levels = [self.portals[portal].roles] if portal else []
        levels.append(self.roles)

        def named(role: Role) -> frozenset[str]:
            said = (level.named(role) for level in levels)
            return next((names for names in said if names is not None), DEFAULT_GRANTS[role])

        return {role: named(role) for role in Role}


SLACK_NAMES = frozenset(name for name in Settings.model_fields if name.startswith("slack_"))
"""Settings whose variables are Slack's own: they have no prefix."""


def load(environ: Mapping[str, str] | None = None, *, dotenv: Path | None = None, to_run: bool = True) -> Settings:
    """Read the set-up.

    Args:
        environ: the variables; None reads the process's own, and ``.env`` in the current directory.
        dotenv: another ``.env`` file.
        to_run: whether the bot is to run, which needs Slack's tokens and a portal.

    Raises:
        SettingsInvalid: the set-up has mistakes; each is named with its variable, none with a value.
    """
    if environ is None:
        environ, dotenv = os.environ, dotenv or Path(".env")
    in_file = sources.dotenv(dotenv)
    config = environ.get(sources.CONFIG) or in_file.get(sources.CONFIG.lower())
    tree = sources.toml(Path(config) if config else None)
    for variables in (in_file, environ):
        tree = sources.merged(tree, sources.as_tree(variables, SLACK_NAMES))
    found = [*mistakes.of_credentials(tree), *(mistakes.of_absence(tree, expectations) if to_run else ())]
    try:
        settings = Settings(**tree)  # type: ignore[arg-type]  # because validating these values is what it does
    except ValidationError as refused:
        found += mistakes.of_values(refused, expectations)
    if found:
        raise SettingsInvalid(sorted(set(found)))
    return settings


def described(portal: str = "<NAME>") -> Iterator[tuple[str, FieldInfo]]:
    """Give each variable's name and what is said about it, in the order of the documentation."""
    yield from _described(Settings, (), portal)


def _described(model: type[BaseModel], path: tuple[str, ...], portal: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        match name:
            case "portals":
                yield from _described(Portal, (*path, name, portal), portal)
            case "roles":
                yield from _described(Roles, (*path, name), portal)
            case _:
                yield variable(*path, name), field


def expectations(portal: str = "<NAME>") -> dict[str, str]:
    """Return each variable's name, and what is expected of its value."""
    return {name: field.title or "" for name, field in described(portal)}
