"""What the composer offers while somebody types. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from harvestbot.sandbox.page.programme import Programme, Word

MOST = 8
"""Completions that are offered at once."""


class Completion(Struct, frozen=True):
    """Something that can stand in the composer.

    Attributes:
        text: The whole text, with a space behind it where something comes next.
        shown: What is listed.
        hint: What it means.
    """

    text: str
    shown: str
    hint: str


class Help(Struct, frozen=True):
    """What goes with a text in the composer.

    Attributes:
        completions: What it may become.
        hint: How the command goes on from here; empty where it does not.
    """

    completions: list[Completion]
    hint: str = ""


def completed(typed: str, programme: Programme, harvesters: Sequence[tuple[str, str]]) -> Help:
    """What goes with a text.

    Args:
        typed: What stands in the composer, up to its end.
        programme: The slash command and its words.
        harvesters: Ids and names.
    """
    command = programme.command
    start, blank, rest = typed.partition(" ")
    if not blank:
        return _command(typed, programme) if typed.startswith("/") else Help([])
    if start != command:
        return Help([])
    name, blank, tail = rest.lstrip().partition(" ")
    if not blank:
        return Help(_words(command, name, programme), "" if name else _usage(programme))
    word = next((one for one in programme.words if one.name == name), None)
    return Help([]) if word is None else _behind(command, word, tail.lstrip(), harvesters)


def _command(typed: str, programme: Programme) -> Help:
    """What goes with a command that is being typed."""
    command = programme.command
    if typed == command:
        return Help(_words(command, "", programme), _usage(programme))
    begun = command.startswith(typed)
    return Help([Completion(f"{command} ", command, "The bot's command")] if begun else [])


def _behind(command: str, word: Word, begun: str, harvesters: Sequence[tuple[str, str]]) -> Help:
    """What goes with what comes behind a word."""
    offered = word.takes_harvester and " " not in begun
    before = f"{command} {word.name} "
    return Help(_harvesters(before, begun, harvesters) if offered else [], f"{command} {word.usage}")


def _words(command: str, begun: str, programme: Programme) -> list[Completion]:
    fitting = [word for word in programme.words if word.name.startswith(begun) and word.name != begun]
    return [Completion(_text(command, word), word.usage, word.help) for word in fitting]


def _text(command: str, word: Word) -> str:
    return f"{command} {word.name}{' ' if word.takes_harvester else ''}"


def _usage(programme: Programme) -> str:
    return " | ".join(word.name for word in programme.words)


def _harvesters(before: str, begun: str, harvesters: Sequence[tuple[str, str]]) -> list[Completion]:
    """Those whose id begins like that first, then those that have it anywhere."""
    wanted = begun.casefold()
    fitting = [one for one in harvesters if wanted in one[0].casefold() or wanted in one[1].casefold()]
    fitting = [one for one in fitting if one[0] != begun]
    ordered = sorted(fitting, key=lambda one: (not one[0].casefold().startswith(wanted), one[0]))
    return [Completion(before + uid, uid, name) for uid, name in ordered[:MOST]]
