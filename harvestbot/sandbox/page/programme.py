"""What whoever stages the demo tells the page about the bot between the two simulators."""

from collections.abc import Mapping

from msgspec import Struct


class Word(Struct, frozen=True):
    """A word that the slash command understands.

    Attributes:
        name: The word itself.
        usage: How it is written, with what comes behind it.
        help: What it does, in a line.
        takes_harvester: Whether a harvester's id comes next.
    """

    name: str
    usage: str
    help: str
    takes_harvester: bool = False


class Programme(Struct, frozen=True):
    """The slash command and its words, and who is on the stage.

    Attributes:
        command: The slash command, with its slash.
        words: Its words, in the order in which they are offered.
        cast: The people one can be, each with what they are to the bot ("operator"); the first is who opens the page.
    """

    command: str = "/harvester"
    words: tuple[Word, ...] = ()
    cast: Mapping[str, str] = {}
