"""How long the bot's server keeps a connection on which nothing is asked."""

import asyncio

import pytest
from starlette.responses import Response

from harvestbot.slack.serving import KEPT, serving

LOAD_BALANCERS = 600
"""Seconds for which the most patient of the large ones keeps a connection before it uses it again."""


class Hasty(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward, with real sockets."""

    ahead = 0.0

    def time(self) -> float:
        """Return the seconds of the clock, and those by which it was put forward."""
        return super().time() + self.ahead

    async def pass_by(self, seconds: float) -> None:
        """Let this time go by; what is due until then is done."""
        over = asyncio.ensure_future(asyncio.sleep(seconds))
        await asyncio.sleep(0)
        self.ahead += seconds
        await over


async def asked_twice(loop: Hasty, between: float) -> list[bytes]:
    """Ask two things on one connection; gives the first line of each answer, an empty one where there was none."""
    async with serving(Response("well"), "127.0.0.1", 0, 1) as base:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(base.rpartition(":")[2]))
        answers = []
        for wait in (0.0, between):
            await loop.pass_by(wait)
            writer.write(b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n")
            answers.append(await reader.readline())
            if answers[-1]:
                await reader.readuntil(b"\r\n\r\nwell")
        writer.close()
        return answers


@pytest.mark.parametrize(
    ("between", "second"), [(LOAD_BALANCERS, b"HTTP/1.1 200 OK\r\n"), (KEPT + 1, b"")], ids=["kept", "closed"]
)
def test_who_stands_before_the_bot_closes_a_connection_first(between: float, second: bytes) -> None:
    """What is sent at the moment when the bot closes gets no answer, and a press would be lost."""
    with asyncio.Runner(loop_factory=Hasty) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, Hasty)
        assert runner.run(asked_twice(loop, between)) == [b"HTTP/1.1 200 OK\r\n", second]
