"""Text as both databases take it.

PostgreSQL refuses the character NUL in a text, and both drivers refuse half of a surrogate pair; a portal's JSON may
hold either. What people read loses nothing by their absence.
"""

from sqlalchemy import Dialect, TypeDecorator
from sqlalchemy import Text as Plain


class Text(TypeDecorator[str]):
    """A column of text that takes whatever a portal says."""

    impl = Plain
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  because the signature is SQLAlchemy's
        """Return what is written, without what no database takes."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """Return a text without NUL, and with a question mark for each half of a surrogate pair."""
    return text.replace("\0", "").encode(errors="replace").decode()
