"""``harvestbot manifest``."""

import re
from typing import Annotated

import typer


def manifest(
    *,
    http: Annotated[
        str, typer.Option(metavar="URL", help="Where Slack reaches the bot over HTTP; without it, Socket Mode.")
    ] = "",
    command: Annotated[
        str, typer.Option(metavar="/NAME", help="The slash command (HARVESTBOT_COMMAND).")
    ] = "/harvester",
    domain: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="A host whose links are unfurled; at most five.")
    ] = None,
) -> None:
    """Print the Slack app manifest for this set-up."""
    from harvestbot.configuration import formats
    from harvestbot.slack.manifest import MAX_DOMAINS, as_yaml, build

    try:
        url = formats.address(http) if http else ""
    except ValueError:
        raise typer.BadParameter("expected an http(s) address without a query", param_hint="--http") from None
    if not re.fullmatch(formats.COMMAND, command):
        raise typer.BadParameter("expected a name such as /harvester, in lower case", param_hint="--command")
    domains = [host.lower() for host in domain or []]
    if len(domains) > MAX_DOMAINS or not all(re.fullmatch(formats.HOST, host) for host in domains):
        raise typer.BadParameter(f"expected at most {MAX_DOMAINS} host names, without https://", param_hint="--domain")
    typer.echo(as_yaml(build(url, command=command, domains=list(dict.fromkeys(domains)))), nl=False)
