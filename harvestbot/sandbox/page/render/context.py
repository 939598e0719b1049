"""What a drawer needs to know besides the JSON that it draws."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, Literal, Protocol, TypeAlias

Json: TypeAlias = dict[str, Any]
Surface: TypeAlias = Literal["message", "modal", "home"]
Choice: TypeAlias = tuple[str, str]
"""An id and the words for it."""

_NO_WORD: Final = re.compile(r"[^A-Za-z0-9]")


class NotDrawn(Exception):
    """A block, an element or a part of one that nothing here draws; its text says which."""

    @classmethod
    def of(cls, what: str, kind: object) -> "NotDrawn":
        """The error for a kind of something.

        Args:
            what: "block", "element" and the like.
            kind: Its `type`.
        """
        return cls(f"The page cannot draw this {what}: {kind!r}.")


class Names(Protocol):
    """The words for Slack's ids; None for an id that is not known."""

    def person(self, user_id: str) -> str | None:
        """A person's name, without `@`."""
        ...

    def channel(self, channel_id: str) -> str | None:
        """A channel's name, without `#`."""
        ...

    def group(self, group_id: str) -> str | None:
        """A user group's handle, without `@`."""
        ...


@dataclass(frozen=True, slots=True)
class Clock:
    """The reader's time.

    Attributes:
        zone: The zone that dates are told in.
        now: The moment of drawing, aware; without it nothing is "today" or "ago".
    """

    zone: tzinfo = UTC
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Where blocks are drawn, and for whom.

    Attributes:
        names: The words for ids.
        where: A reference to the message or view, unique within the page; it stands in `data-where` and in all ids.
        surface: What the blocks belong to.
        interactive: False draws all controls disabled.
        errors: What the last submission was told, by block_id.
        state: `state.values`: by block_id and action_id, what was typed and chosen; initial values hold where it has
            nothing.
        clock: The reader's time.
        people: Whom `users_select` offers: (id, name).
        channels: What `channels_select` offers.
        conversations: What `conversations_select` offers.
    """

    names: Names
    where: str
    surface: Surface = "message"
    interactive: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    people: Sequence[Choice] = ()
    channels: Sequence[Choice] = ()
    conversations: Sequence[Choice] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A block or an element on the page.

    Attributes:
        context: What holds for the whole message or view.
        path: The numbers that lead to it, joined with `-`.
        block_id: The block's id, empty where it has none.
    """

    context: Context
    path: str
    block_id: str = ""

    def inner(self, step: object) -> "Place":
        """A part of this place."""
        return replace(self, path=f"{self.path}-{step}")

    def id(self, part: str) -> str:
        """An id of the page for a part of this place: the same each time, and no other part's."""
        where = _NO_WORD.sub(lambda sign: f"_{ord(sign[0]):x}_", self.context.where)
        return f"bk-{where}-{self.path}-{part}"
