"""Channels, as far as it matters what may be said in them."""

from msgspec import Struct


class Room(Struct, frozen=True):
    """A channel.

    ``member`` tells whether the bot is in it; ``shared`` whether people of another organisation are, or are invited,
    or whether that could not be told.
    """

    id: str
    member: bool = False
    private: bool = False
    archived: bool = False
    shared: bool = False
