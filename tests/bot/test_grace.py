"""How long the bot takes to its end: as long as one grace, however many are waited for."""

from harvestbot.bot import Grace


async def test_whoever_is_waited_for_last_gets_what_the_others_have_left() -> None:
    """A platform kills after half a minute: what each may take by itself would add up to more."""
    given: list[float] = []
    clock = [100.0]
    grace = Grace(25.0, lambda: clock[0])

    async def stops(seconds: float) -> None:
        given.append(seconds)
        clock[0] += 15.0

    for _ in range(3):
        await grace.given_to(stops)
    assert given == [25.0, 10.0, 1.0]
