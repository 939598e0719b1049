"""What one look at a portal of 10,000 harvesters costs: processor time, how long the event loop is held, memory.

    PYTHONPATH=tests .venv-tests/bin/python tests/benchmarks/watching.py

The portal is a process of its own that serves lists made before; 1 % of the harvesters differ from one list to the
next, or none. Processor time is that of all threads of this process. The loop is watched by a task that wants to run
each millisecond: what it waits beyond that, somebody else's press would have waited too.
"""

import asyncio
import gc
import json
import logging
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog

from harvestbot.domain.watching.subscriptions import Subscription, Target
from harvestbot.operations.portals import Portals
from harvestbot.operations.telling.watching import Watching
from harvestbot.portal.address import Api, ApiKey, PortalAddress
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.store import subscriptions
from harvestbot.store.database import Database

HARVESTERS = 10_000
CHANGED = HARVESTERS // 100
ROUNDS = 9
FIELDS = [
    {"is_mandatory": name == "url", "type": "string", "name": name, "label": name.title()}
    for name in ("url", "query", "sort", "group", "api_key", "forced_metas")
]


def management(number: int, attached: int) -> dict[str, Any]:
    """Return a harvester as the management dialect writes it."""
    return {
        "status": "idle",
        "name": f"Catalogue of district {number}",
        "harvester_id": f"catalogue-{number:05d}",
        "version": 3,
        "fetcher": {"type": "ckan", "label": "CKAN", "description": "A CKAN catalogue", "parameters": FIELDS},
        "params": {"url": f"https://data.example.org/{number}", "query": "tags:open", "delete": True},
        "schedules": None,
        "errors": {"resources": 0, "harvester": 0},
        "counters": {"attached": attached, "published": attached},
        "created_at": "2019-07-19T14:56:25+00:00",
        "last_modified_at": "2024-07-19T14:56:25+00:00",
        "last_modified_by": "john.doe",
    }


def automation(number: int, attached: int) -> dict[str, Any]:
    """Return a harvester as the automation dialect writes it."""
    return {
        "uid": f"catalogue-{number:05d}",
        "type": "ckan",
        "name": f"Catalogue of district {number}",
        "status": "idle",
        "version": 3,
        "restrict_datasets_visibility": False,
        "delete_missing_datasets": True,
        "forced_metas": None,
        "remote_datasets_count": attached,
        "harvested_datasets_count": attached,
        "attached_datasets_count": attached,
        "published_datasets_count": attached,
        "has_error": False,
        "resource_errors_count": 0,
        "created_at": "2019-07-19T14:56:25Z",
        "updated_at": "2024-07-19T14:56:25Z",
        "updated_by": {"username": "john.doe"},
        "last_started_at": "2024-07-19T14:56:25Z",
        "last_success_at": "2024-07-19T15:56:25Z",
        "url": f"https://data.example.org/{number}",
        "query": "tags:open",
        "api_key": None,
    }


def serve(api: str, port: int) -> None:
    """Serve lists: the stage is set by a call of its own."""
    import uvicorn

    state: dict[str, Any] = {"stage": -1, "listed": []}

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401  because it is bare ASGI
        await receive()
        if scope["path"].startswith("/stage/"):
            state["listed"] = listed(api, int(scope["path"].rpartition("/")[2]))
            body = b"{}"
        else:
            query = dict(one.split("=") for one in scope["query_string"].decode().split("&") if one)
            body = page(api, state["listed"], int(query.get("offset", 0)), int(query.get("limit", HARVESTERS)))
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")],
            }
        )
        await send({"type": "http.response.body", "body": body})

    uvicorn.run(app, port=port, log_level="error", access_log=False, lifespan="off")


def listed(api: str, stage: int) -> list[bytes]:
    """Return the harvesters at a stage, each as JSON; from one stage to the next 1 % of them differ."""
    write = management if api == "management" else automation
    return [
        json.dumps(write(number, 100 + stage // 100 + (number // CHANGED < stage % 100))).encode()
        for number in range(HARVESTERS)
    ]


def page(api: str, harvesters: list[bytes], offset: int, limit: int) -> bytes:
    """Return one page of a list, as the dialect writes it."""
    body = b"[" + b", ".join(harvesters[offset : offset + limit]) + b"]"
    if api == "management":
        return body
    more = b"null" if offset + limit >= len(harvesters) else b'"more"'
    return b'{"total_count": %d, "next": %b, "previous": null, "results": %b}' % (len(harvesters), more, body)


async def longest_hold(stop: asyncio.Event) -> float:
    """Return the longest time, in milliseconds, that the loop did not get round to a task that wanted to run."""
    longest = 0.0
    while not stop.is_set():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - began - 0.001)
    return longest * 1e3


def memory() -> float:
    """Return the memory of this process in MB."""
    with Path("/proc/self/statm").open() as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def measure(api: Api, port: int, folder: Path) -> None:
    """Look again and again, and print what it costs."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    now = 1_000_000.0
    async with open_connections() as http, await Database.open(f"sqlite:///{folder}/bot.db") as database:
        address = PortalAddress(
            name="city", url=f"http://127.0.0.1:{port}", credentials=ApiKey("key"), api=api, timeout=60.0
        )
        portals = Portals({"city": PortalClient(address, http)})
        watching = Watching(portals, database, 1.0, {})
        async with database.write() as tx:
            await subscriptions.keep(
                tx,
                Subscription(
                    id="s", subscriber="C1", target=Target(), kinds=frozenset(), created_by="U1", created_at=now
                ),
            )
        figures: dict[str, list[tuple[float, float]]] = {"first": [], "1 % changed": [], "unchanged": []}
        stage = 0
        gc.collect()
        before = memory()
        for turn in range(1 + 2 * ROUNDS):
            what = "first" if turn == 0 else ("1 % changed" if turn % 2 else "unchanged")
            stage += what == "1 % changed"
            await http.get(f"http://127.0.0.1:{port}/stage/{stage}", timeout=60)
            now += 10
            stop = asyncio.Event()
            watcher = asyncio.create_task(longest_hold(stop))
            await asyncio.sleep(0.01)
            began = time.process_time()
            assert await watching.tick(now) == 1
            spent = (time.process_time() - began) * 1e3
            stop.set()
            figures[what].append((spent, await watcher))
        gc.collect()
        print(f"{api}:")
        for what, taken in figures.items():
            times, held = [one for one, _ in taken], [one for _, one in taken]
            print(
                f"  {what:12} processor time {statistics.median(times):6.1f} ms"
                f" ({min(times):.1f} to {max(times):.1f})"
                f", loop held {statistics.median(held):5.1f} ms ({min(held):.1f} to {max(held):.1f})"
            )
        print(f"  memory added {memory() - before:.1f} MB")


def main() -> None:
    """Measure each dialect in a process of its own."""
    if len(sys.argv) > 2:
        serve(sys.argv[1], int(sys.argv[2]))
    elif len(sys.argv) > 1:
        port = free_port()
        server = subprocess.Popen([sys.executable, __file__, sys.argv[1], str(port)])
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            with tempfile.TemporaryDirectory() as folder:
                asyncio.run(measure("management" if sys.argv[1] == "management" else "automation", port, Path(folder)))
        finally:
            server.terminate()
            server.wait(30)
    else:
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        for api in ("management", "automation"):
            subprocess.run([sys.executable, __file__, api], check=True)


if __name__ == "__main__":
    main()
