"""``harvestbot demo``."""

from typing import Annotated, Literal

import typer


def demo(
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port of the page; the next free one where it is taken.")
    ] = 8000,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    api: Annotated[
        Literal["management", "automation"],
        typer.Option(help="Which of the portal's two APIs the bot uses; automation has schedules, aborts and errors."),
    ] = "management",
    tour: Annotated[bool, typer.Option("--tour", help="Play the story in the terminal and exit.")] = False,
    fault: Annotated[
        str, typer.Option(metavar="NAME", help="Let the tour go wrong on purpose; '?' lists the names.")
    ] = "",
) -> None:
    """Try the bot out, with a simulated Slack and portal.

    A page in the browser, with the real bot between them; nothing is kept.
    """
    from harvestbot.cli.loop import complete

    if not tour:
        if fault:
            raise typer.BadParameter("it goes with --tour.", param_hint="--fault")
        from harvestbot.sandbox.demo import run_demo

        complete(run_demo(port=port, open_browser=browser, api=api))
        return
    if api != "management":
        raise typer.BadParameter("the tour is played with management.", param_hint="--api")
    from harvestbot.sandbox.tour.faults import FAULTS
    from harvestbot.sandbox.tour.play import run_tour

    if fault and fault not in FAULTS:
        names = "".join(f"\n  {name}: {one.about}" for name, one in FAULTS.items())
        raise typer.BadParameter(f"one of these is expected:{names}", param_hint="--fault")
    raise typer.Exit(complete(run_tour(fault=fault)))
