"""``harvestbot portal``."""

from typing import Annotated

import typer


def portal(
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port on 127.0.0.1; 0 takes any free one.")] = 8001,
    seed: Annotated[int, typer.Option(help="Fixes the made-up harvesters, and which calls fail.")] = 1,
    harvesters: Annotated[int, typer.Option(min=1, metavar="N", help="How many harvesters there are.")] = 12,
    latency: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="How long each call takes.")] = 0.0,
    fail_rate: Annotated[float, typer.Option(min=0, max=1, help="The share of calls that fail.")] = 0.0,
) -> None:
    """Serve a simulated portal alone, until Ctrl-C.

    It speaks both dialects of the API, and tells its made-up accounts.
    """
    import errno

    from harvestbot.errors import CannotListen
    from harvestbot.sandbox.portal.portal import Options
    from harvestbot.sandbox.portal.serve import serve

    options = Options(port=port, seed=seed, harvesters=harvesters, latency=latency, fail_rate=fail_rate)
    try:
        serve(options, say=typer.echo)
    except OSError as error:
        why = {errno.EADDRINUSE: "it is taken", errno.EACCES: "only root may"}.get(error.errno or 0)
        if why is None:  # it is not the port: nobody reads what is said, or the disk is full
            raise
        raise CannotListen(f"Cannot listen on port {port}: {why}. Choose another with --port.") from None
