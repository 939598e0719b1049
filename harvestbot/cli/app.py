"""The commands, and how each of them ends.

Exit codes: 0 well, 1 a refusal or a failed check, 2 a mistake in the command or in the settings, 70 something
unexpected, 130 interrupted.
"""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from harvestbot.cli import audit, demo, doctor, failures, history, manifest, portal, run

PROGRAM = "harvestbot"

app = typer.Typer(
    name=PROGRAM,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (run.run, demo.demo, portal.portal, doctor.doctor, audit.audit, history.history, manifest.manifest):
    app.command()(command)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  because Typer passes an option's value by position
    if wanted:
        from importlib.metadata import version

        typer.echo(f"{PROGRAM} {version(PROGRAM)}")
        raise typer.Exit


@app.callback()
def harvestbot(
    *,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """The Slack bot for the people on call for data portals."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: what stands behind the program's name; None takes the process's own.

    Returns:
        The exit code.
    """
    code = 0
    try:
        typer.main.get_command(app).main(args=None if arguments is None else list(arguments), prog_name=PROGRAM)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except Exception as error:  # noqa: BLE001  because a traceback helps nobody at a terminal: it goes to the log
        text, code = failures.told(error)
        sys.stderr.write(f"{text}\n")
    return code
