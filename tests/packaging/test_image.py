"""The image is small, runs without rights, and knows when it is ill."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from harvestbot.settings import load

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
JOINED = [line for line in TEXT.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
STEPS = [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in JOINED)]
LAST = STEPS[max(index for index, (word, _) in enumerate(STEPS) if word == "FROM") :]


def last(word: str) -> str:
    """Return the only instruction of this word in the image that is shipped."""
    (rest,) = (rest for found, rest in LAST if found == word)
    return rest


def test_it_is_built_in_stages_on_a_slim_base_of_a_known_version() -> None:
    """What builds it is not shipped, and the base is no moving target."""
    bases = [rest.split()[0] for word, rest in STEPS if word == "FROM"]
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim", base) for base in bases)
    assert not any(word == "RUN" and "pip" in rest for word, rest in LAST)


def test_it_runs_as_a_user_without_rights() -> None:
    """The user has a number, so that a cluster can see that it is not root, and owns only the data."""
    user, _, group = last("USER").partition(":")
    assert user.isdecimal()
    assert group.isdecimal()
    assert int(user) > 0
    order = [word for word, _ in LAST]
    assert order.index("USER") > order.index("RUN")


def test_its_settings_are_valid_and_keep_the_database_in_the_volume() -> None:
    """What the image sets are settings that load, HTTP listens everywhere, and records outlive the container."""
    given = dict(re.findall(r"(HARVESTBOT_\w+)=(\S+)", last("ENV")))
    settings = load(given, to_run=False)
    assert settings.host == "0.0.0.0"  # noqa: S104  because a container is reached from outside of it
    assert settings.database_url.get_secret_value() == "sqlite:////data/harvestbot.db"
    assert json.loads(last("VOLUME")) == ["/data"]
    assert last("EXPOSE") == str(settings.port)


def test_it_stops_the_bot_by_the_signal_that_the_bot_heeds() -> None:
    """The bot is the first process, so that the signal reaches it."""
    assert last("STOPSIGNAL") == "SIGTERM"
    assert json.loads(last("ENTRYPOINT")) == ["harvestbot"]
    assert json.loads(last("CMD")) == ["run"]


def test_only_what_is_installed_is_sent_to_the_builder() -> None:
    """Neither secrets nor tests can end up in an image."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = {source for word, rest in STEPS if word == "COPY" and "--from" not in rest for source in rest.split()[:-1]}
    assert ignored[0] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == copied


@contextmanager
def answering(status: int) -> Iterator[int]:
    """Serve /healthz with a status; give the port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False)])
def test_its_health_check_asks_the_bot(status: int, *, well: bool) -> None:
    """The check's own command, run against a server, passes only where /healthz is well, whatever proxy is set."""
    command = json.loads(last("HEALTHCHECK").partition(" CMD ")[2])
    assert command[0] == "python"
    with answering(status) as port:
        environment = {"HARVESTBOT_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
        done = subprocess.run([sys.executable, *command[1:]], env=environment, capture_output=True, check=False)  # noqa: S603  because the command is the Dockerfile's
    assert (done.returncode == 0) is well
