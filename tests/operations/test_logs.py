"""The log: one JSON object a line, tied together by a correlation id, and without secrets."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from dbos._logger import init_logger
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.operations.upkeep import logs

TOKEN = "xoxb-hidden-token"
ODD = 'p"ä\\ss\tword/🌊'
SECRETS = [TOKEN, ODD, "", "abc", f"{TOKEN}-longer"]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes meanwhile."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    before = structlog.get_config()
    stream = io.StringIO()
    logs.set_up(SECRETS, stream=stream)
    yield stream
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Return what was logged, line by line."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_a_json_object_with_its_level_time_and_logger(stream: io.StringIO) -> None:
    """Machines read it; line breaks of a text stay within its line."""
    structlog.get_logger("ours").info("ready\nnow", portals=["city"])
    logging.getLogger("theirs").warning("%s of theirs", "something")
    ours, theirs = lines(stream)
    assert (ours["event"], ours["level"], ours["logger"], ours["portals"]) == ("ready\nnow", "info", "ours", ["city"])
    assert str(ours["timestamp"]).endswith("Z")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("something of theirs", "warning", "theirs")


def test_what_dbos_says_is_a_line_like_any_other_and_not_said_all_the_time(stream: io.StringIO) -> None:
    """Without its database it warns ten times a second, in many lines; what goes wrong is told each time."""
    init_logger()
    library = logging.getLogger("dbos")
    for word in ("first", "second"):
        library.warning("no database\n%s", word)
    for word in ("third", "fourth"):
        library.error("no database\n%s", word)
    said = [str(line["event"]).split()[-1] for line in lines(stream)]
    assert said == ["first", "third", "fourth"]


def test_lines_of_one_request_carry_its_correlation(stream: io.StringIO) -> None:
    """Those of libraries too."""
    structlog.contextvars.bind_contextvars(correlation="c0ffee00")
    structlog.get_logger("ours").info("asked")
    logging.getLogger("theirs").error("failed")
    assert [line["correlation"] for line in lines(stream)] == ["c0ffee00"] * 2


def test_everyday_lines_of_libraries_are_left_out(stream: io.StringIO) -> None:
    """Nor is anything below the level kept."""
    logging.getLogger("httpx").info("HTTP Request: GET …")
    structlog.get_logger("ours").debug("detail")
    assert lines(stream) == []


def fail(secret: str) -> None:
    """Raise from a frame whose local variables and text hold a secret."""
    response_url = "https://hooks.slack.com/commands/T0/capability"
    raise ValueError(f"{secret} did not do for {len(response_url)}")


@pytest.mark.parametrize("secret", [TOKEN, ODD, f"{TOKEN}-longer"])
def test_no_line_holds_a_secret_wherever_it_comes_from(stream: io.StringIO, secret: str) -> None:
    """A text, a value, a name, an exception, a library's line: in whatever way JSON writes it."""
    log = structlog.get_logger("ours")
    log.info(f"said {secret}", value=secret, nested={secret: [secret]})  # noqa: G004  because the secret is to be in the text
    logging.getLogger("theirs").error("header %s", {"Authorization": secret})
    try:
        fail(secret)
    except ValueError as error:
        log.exception("failed")
        logging.getLogger("theirs").exception("failed")
        log.warning("told", exc_info=error)
    written = stream.getvalue()
    assert len(lines(stream)) == 5
    for form in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], json.dumps(repr(secret)[1:-1])[1:-1]):
        assert form not in written
    assert "longer" not in written
    assert written.count(logs.HIDDEN) >= 6


def test_a_traceback_shows_where_and_not_what_was_in_the_variables(stream: io.StringIO) -> None:
    """Variables hold response_urls and what people typed, which nobody can list beforehand."""
    try:
        fail("nothing secret")
    except ValueError:
        structlog.get_logger("ours").exception("failed")
    assert "capability" not in stream.getvalue()
    (line,) = lines(stream)
    (told,) = line["exception"]
    assert told["exc_type"] == "ValueError"
    assert told["frames"][-1]["name"] == "fail"


def test_short_and_empty_values_are_left_alone(stream: io.StringIO) -> None:
    """Taking out every "abc" would make the log unreadable and hide nothing."""
    structlog.get_logger("ours").info("abcdef")
    assert lines(stream)[0]["event"] == "abcdef"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters='"'), min_size=4, max_size=20))
def test_any_secret_is_hidden_however_json_writes_it(secret: str) -> None:
    """The formatter works on the finished line, where quotes, accents and slashes look different."""
    plain = logging.Formatter("%(message)s")
    hiding = logs.Hiding(plain, [secret])
    written = json.dumps({"event": f"<{secret}>"})
    said = hiding.format(logging.LogRecord("x", logging.INFO, "", 0, written, (), None))
    assert secret not in json.loads(said)["event"].replace(logs.HIDDEN, "")
