"""A list as somebody looks through it: what was chosen, out of what."""

from msgspec import Struct

from harvestbot.domain.filters import Filters
from harvestbot.domain.listing import Listing


class Browsed(Struct, frozen=True, kw_only=True):
    """What a person's words have chosen.

    ``listing`` holds all that is chosen, in the wanted order. ``total`` is how many there were to choose from,
    ``types`` and ``portals`` are what these can be narrowed down to, in order. ``operates`` tells whether this person
    may do something with several of them.
    """

    listing: Listing
    filters: Filters = Filters()
    total: int
    types: tuple[str, ...] = ()
    portals: tuple[str, ...] = ()
    operates: bool = False
