"""``harvestbot demo``."""

from typing import Annotated

import typer


def demo(
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port of the page; 0 takes any free one.")] = 8000,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    tour: Annotated[bool, typer.Option("--tour", help="Play the story in the terminal and exit.")] = False,
) -> None:
    """Try the bot out: a simulated portal, a simulated Slack, and the real bot between them."""
    from harvestbot.cli.loop import complete

    if tour:
        from harvestbot.sandbox.tour import run_tour

        raise typer.Exit(complete(run_tour()))
    from harvestbot.sandbox.demo import run_demo

    complete(run_demo(port=port, open_browser=browser))
