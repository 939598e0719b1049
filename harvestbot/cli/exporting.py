"""What the exports have in common: their options, and how they are written."""

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from harvestbot.domain.asks import HarvesterRef
    from harvestbot.store.database import Database

T = TypeVar("T")


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSONL = "jsonl"


def moment(word: str, now: float, option: str) -> float | None:
    """Return the moment that an option names, None where it is not given.

    Raises:
        typer.BadParameter: it names none.
    """
    from harvestbot.domain.moments import UNDERSTOOD, read_moment

    try:
        return read_moment(word, now) if word else None
    except ValueError:
        raise typer.BadParameter(f"expected {UNDERSTOOD.replace('`', '')}", param_hint=option) from None


def about(harvester: str, portal: str) -> "HarvesterRef":
    """Return what ``--harvester`` and ``--portal`` name together; "" for what is not given.

    Raises:
        typer.BadParameter: it is no harvester, or two portals are named.
    """
    from harvestbot.domain.asks import HarvesterRef, parse_ref
    from harvestbot.errors import NotUnderstood

    try:
        ref = parse_ref(harvester) if harvester else HarvesterRef("")
    except NotUnderstood:
        raise typer.BadParameter("expected an id, or portal/id", param_hint="--harvester") from None
    if ref.portal and portal and ref.portal != portal.lower():
        raise typer.BadParameter("names another portal than --portal", param_hint="--harvester")
    return HarvesterRef(ref.id, ref.portal or portal.lower())


def export(read: "Callable[[Database], AsyncGenerator[T, None]]", head: str, line: "Callable[[T], str]") -> None:
    """Write what is read from the bot's database to standard output; a database that is not there is not made.

    Args:
        read: reads it all.
        head: what stands above the lines.
        line: writes one of what was read.
    """
    from harvestbot.cli.loop import complete
    from harvestbot.settings import load

    settings = load(to_run=False)  # whoever exports needs neither Slack nor a portal
    complete(_export(settings.database_url.get_secret_value(), read, head, line))


async def _export(
    url: str, read: "Callable[[Database], AsyncGenerator[T, None]]", head: str, line: "Callable[[T], str]"
) -> None:
    import os
    import sys
    from contextlib import aclosing

    from harvestbot.store.database import Database

    out = sys.stdout.buffer
    async with await Database.open(url, create=False) as database, aclosing(read(database)) as found:
        try:
            out.write(head.encode())
            async for one in found:
                out.write(line(one).encode())
            out.flush()
        except BrokenPipeError:
            # Whoever reads has seen enough; what is left must not be tried again when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
