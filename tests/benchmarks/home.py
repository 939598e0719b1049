"""How long a Home takes at 10,000 harvesters: counting a portal anew, putting the Home together, and drawing it.

    PYTHONPATH=tests .venv-tests/bin/python tests/benchmarks/home.py

Its budget is 300 ms of work in all, of which none holds the loop for more than 20 ms: portals are counted in a thread.
"""

import json
import statistics
import time
from collections.abc import Callable

from support.card_samples import ANNA
from support.home_views import homely, line, many

from harvestbot.domain import home
from harvestbot.domain.home import Show, Wish
from harvestbot.domain.sights import sight
from harvestbot.slack.cards.home import home_view

HARVESTERS = 10_000
ROUNDS = 30


def took(work: Callable[[], object]) -> str:
    """Return how long something takes, at the median."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return f"{statistics.median(times) * 1e3:.1f} ms"


def main() -> None:
    """Measure and print."""
    harvesters = many(HARVESTERS // 2, status="processing") + many(HARVESTERS // 2, harvester_errors=1)
    seen = sight("paris", harvesters, 1.0)
    lines = [line(f"portal-{number}", *many(HARVESTERS // 10, harvester_errors=number % 2)) for number in range(10)]
    told = homely(*lines, wish=Wish(Show.ALL, page=500))
    print(f"counting {HARVESTERS} harvesters that were seen anew: {took(lambda: home.counted(seen))}")
    print(f"putting page 500 together, of 10 portals: {took(lambda: homely(*lines, wish=Wish(Show.ALL, page=500)))}")
    print(f"drawing it: {took(lambda: home_view(told, user=ANNA))}")
    print(f"what goes out: {len(json.dumps(home_view(told, user=ANNA))) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
