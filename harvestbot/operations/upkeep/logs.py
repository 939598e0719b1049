"""The log: one JSON object a line on standard error, with a correlation id, and without secrets."""

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO
from urllib.parse import quote

import structlog

HIDDEN = "••••••"
SHORTEST_SECRET = 4
"""Shorter values stand in too many ordinary words to be taken out."""
QUIET = {
    "slack_bolt": logging.ERROR,
    "uvicorn": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "alembic": logging.WARNING,
}
"""Libraries whose everyday lines say nothing to whoever runs the bot."""
DBOS = "dbos"
SELDOM = 60.0
"""Seconds between two warnings of DBOS at one place."""

TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
"""Without local variables: they hold response_urls and what people typed, which nobody can list beforehand."""


class Hiding(logging.Formatter):
    """Formats as another formatter does, and then takes every known secret out of the finished line.

    Args:
        formatter: makes the line.
        secrets: values that no line may hold, wherever they come from: an exception of a library, a URL, a header.
    """

    def __init__(self, formatter: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._formatter = formatter
        known = {form for one in secrets if len(one) >= SHORTEST_SECRET for form in _forms(one)}
        self._secrets = sorted(known, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without secrets."""
        line = self._formatter.format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


class Seldom(logging.Filter):
    """Lets through once in a while what DBOS warns of at one place: without its database it does so all the time."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the record is to be written."""
        place = record.pathname, record.lineno
        if record.name != DBOS or record.levelno > logging.WARNING:
            return True
        if record.created - self._told.get(place, 0.0) < SELDOM:
            return False
        self._told[place] = record.created
        return True


def _forms(secret: str) -> Iterator[str]:
    """Give every way in which a finished line may spell a secret: quoted by Python, by JSON, by both, in a URL."""
    for form in (secret, repr(secret)[1:-1]):
        yield form
        yield json.dumps(form)[1:-1]
    yield quote(secret, safe="")


def set_up(secrets: Iterable[str], *, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send the log of the bot and of its libraries to one place.

    Args:
        secrets: values that no line may hold.
        stream: where it goes; standard error if None.
        level: the lowest level that is kept.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            TRACEBACKS,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Hiding(formatter, secrets))
    handler.addFilter(Seldom())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    # Where it has none, DBOS adds a handler of its own, and its lines come past all this.
    logging.getLogger(DBOS).handlers[:] = [logging.NullHandler()]
    logging.getLogger(DBOS).propagate = True
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
