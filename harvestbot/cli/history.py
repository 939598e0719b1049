"""``harvestbot history``."""

from typing import Annotated

import typer

from harvestbot.cli.exporting import Format, about, export, moment


def history(
    *,
    as_: Annotated[Format, typer.Option("--format", help="One line a run, the oldest first.")] = Format.CSV,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="Runs over from then on: 2h, 7d, 2026-11-01 or 2026-11-01T08:00Z.")
    ] = "",
    until: Annotated[str, typer.Option(metavar="WHEN", help="Until before then, in the same forms.")] = "",
    portal: Annotated[str, typer.Option(metavar="NAME", help="Only runs on this portal.")] = "",
    harvester: Annotated[str, typer.Option(metavar="ID", help="Only runs of this one: id or portal/id.")] = "",
) -> None:
    """Write out what ran, beside a running bot.

    The runs go to standard output; times are UTC.
    """
    import time

    from harvestbot.domain.watching.export import csv_head, csv_line, json_line
    from harvestbot.operations.telling.remembering import every_run
    from harvestbot.store.history import Wanted

    now, ref = time.time(), about(harvester, portal)
    wanted = Wanted(
        portal=ref.portal,
        harvester_id=ref.id,
        since=moment(since, now, "--since"),
        until=moment(until, now, "--until"),
    )
    head, line = (csv_head(), csv_line) if as_ is Format.CSV else ("", json_line)
    export(lambda database: every_run(database, wanted), head, line)
