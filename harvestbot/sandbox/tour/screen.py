"""The terminal, as the tour writes on it: who did what, what was seen, and what was found to be true."""

import io
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from harvestbot.sandbox.tour.drawing import Line, Tone, clear

MOST_LINES = 14
"""Lines of one message that are shown; a list goes on for longer, and says so."""
LEAST_WIDTH = 10
"""Signs beside a margin, in however narrow a terminal."""
_STYLES = {Tone.SAID: "", Tone.ASIDE: "dim", Tone.PRESS: "bold cyan", Tone.REFUSED: "bold red"}


def terminal() -> Console:
    """Return standard output: with colours where it takes them, and as plain text in a pipe."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows no ✓ shows a question mark, and the tour goes on.
        sys.stdout.reconfigure(errors="replace")
    return Console(highlight=False, markup=False, emoji=False)


class Screen:
    """Writes on a console; whatever comes from a portal or from Slack is text there, never markup.

    Args:
        console: where to write.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def heading(self, text: str) -> None:
        """Begin a part."""
        self._console.print()
        self._wrapped("", text, "bold")

    def note(self, text: str, style: str = "") -> None:
        """Say something to whoever watches."""
        self._wrapped("", text, style)

    def verbatim(self, text: str) -> None:
        """Print a line that people copy, such as a path, whole in however narrow a terminal."""
        self._console.print(Text(clear(text)), no_wrap=True, crop=False, overflow="ignore")

    def act(self, who: str, deed: str, what: str) -> None:
        """Tell what somebody did, and with which words."""
        self._wrapped("   ", f"{who} {deed}", "")
        self._wrapped("     > ", what, "bold")

    def seen(self, heading: str, lines: Sequence[Line]) -> None:
        """Show what somebody reads."""
        self._wrapped("   ", heading, "")
        for line in lines[:MOST_LINES]:
            self._wrapped("     │ ", line.text, _STYLES[line.tone])
        if len(lines) > MOST_LINES:
            self._wrapped("     │ ", f"… and {len(lines) - MOST_LINES} more lines", "dim")

    def well(self, text: str) -> None:
        """Say that something is as it was told."""
        self._wrapped("   ✓ ", text, "green")

    def wrong(self, expected: str, seen: Sequence[str]) -> None:
        """Say what is not, and what was seen instead."""
        self._wrapped("   ✗ ", f"Expected: {expected}", "bold red")
        self._wrapped("     ", "Seen instead:", "red")
        for line in seen or ["nothing"]:
            self._wrapped("       ", line, "")

    def _wrapped(self, margin: str, text: str, style: str) -> None:
        """Write a text of any length beside a margin that goes on in each row."""
        width = max(self._console.width - len(margin), LEAST_WIDTH)
        rest = margin if "│" in margin else " " * len(margin)
        for number, row in enumerate(Text(clear(text), style).wrap(self._console, width)):
            row.rstrip()
            line = Text(rest if number else margin).append_text(row)
            self._console.print(line, no_wrap=True, crop=False, overflow="ignore")
