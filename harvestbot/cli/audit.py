"""``harvestbot audit``."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvestbot.domain.audit import Entry, Filter


class Format(StrEnum):
    """How the export is written."""

    CSV = "csv"
    JSONL = "jsonl"


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
    """Write the audit trail to standard output; works beside a running bot."""
    import time

    from harvestbot.cli.loop import complete
    from harvestbot.domain.asks import HarvesterRef, parse_ref
    from harvestbot.domain.audit import Filter
    from harvestbot.domain.export import csv_head, csv_line, json_line
    from harvestbot.domain.mentions import mentioned
    from harvestbot.errors import NotUnderstood
    from harvestbot.settings import load

    now = time.time()
    try:
        ref = parse_ref(harvester) if harvester else HarvesterRef("")
    except NotUnderstood:
        raise typer.BadParameter("expected an id, or portal/id", param_hint="--harvester") from None
    if ref.portal and portal and ref.portal != portal.lower():
        raise typer.BadParameter("names another portal than --portal", param_hint="--harvester")
    narrowed = Filter(
        portal=ref.portal or portal.lower(),
        harvester_id=ref.id,
        actor=mentioned(actor) or actor,
        since=_moment(since, now, "--since"),
        until=_moment(until, now, "--until"),
    )
    head, line = (csv_head(), csv_line) if as_ is Format.CSV else ("", json_line)
    complete(_export(load().database_url.get_secret_value(), narrowed, head, line))


def _moment(word: str, now: float, option: str) -> float | None:
    from harvestbot.domain.moments import UNDERSTOOD, read_moment

    try:
        return read_moment(word, now) if word else None
    except ValueError:
        raise typer.BadParameter(f"expected {UNDERSTOOD.replace('`', '')}", param_hint=option) from None


async def _export(url: str, narrowed: "Filter", head: str, line: "Callable[[Entry], str]") -> None:
    import os
    import sys
    from contextlib import aclosing

    from harvestbot.operations.trail import every_entry
    from harvestbot.store.database import Database

    out = sys.stdout.buffer
    async with await Database.open(url) as database, aclosing(every_entry(database, narrowed)) as entries:
        try:
            out.write(head.encode())
            async for entry in entries:
                out.write(line(entry).encode())
            out.flush()
        except BrokenPipeError:
            # Whoever reads has seen enough; what is left must not be tried again when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
