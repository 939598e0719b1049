"""``harvestbot audit``."""

from typing import Annotated

import typer

from harvestbot.cli.exporting import Format, about, export, moment


def audit(
    *,
    as_: Annotated[Format, typer.Option("--format", help="One line an entry, the oldest first.")] = Format.CSV,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="From then on: 2h, 7d, 2026-11-01 or 2026-11-01T08:00Z.")
    ] = "",
    until: Annotated[str, typer.Option(metavar="WHEN", help="Until before then, in the same forms.")] = "",
    portal: Annotated[str, typer.Option(metavar="NAME", help="Only what was done on this portal.")] = "",
    harvester: Annotated[str, typer.Option(metavar="ID", help="Only what was done to this one: id or portal/id.")] = "",
    actor: Annotated[str, typer.Option(metavar="ID", help="Only what this person of Slack did or asked for.")] = "",
) -> None:
    """Write out who did what, beside a running bot.

    The audit trail goes to standard output; times are UTC.
    """
    import time

    from harvestbot.domain.audit import Filter
    from harvestbot.domain.export import csv_head, csv_line, json_line
    from harvestbot.domain.mentions import looks_like_mention, mentioned
    from harvestbot.operations.trail import every_entry

    if looks_like_mention(actor) and not mentioned(actor):
        raise typer.BadParameter("expected the id of a person of Slack, such as U024BE7LH", param_hint="--actor")
    now, ref = time.time(), about(harvester, portal)
    narrowed = Filter(
        portal=ref.portal,
        harvester_id=ref.id,
        actor=mentioned(actor) or actor,
        since=moment(since, now, "--since"),
        until=moment(until, now, "--until"),
    )
    head, line = (csv_head(), csv_line) if as_ is Format.CSV else ("", json_line)
    export(lambda database: every_entry(database, narrowed), head, line)
