"""The simulated portal: both dialects of the harvester API over one state, with time, trouble and a log.

It imports nothing else of harvestbot, so it can prove the bot's translations. All is in memory, in one event loop.

Build one and serve it in the same loop (tests, demo)::

    from harvestbot.sandbox.portal.app import create_app              # ASGI, for httpx.ASGITransport
    from harvestbot.sandbox.portal.clock import ManualClock
    from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
    from harvestbot.sandbox.portal.serve import running, serve

    portal = SimulatedPortal.seeded(Options(harvesters=12, seed=1), clock=ManualClock())
    async with running(portal) as base_url:                            # "http://127.0.0.1:PORT", no slash at the end
        ...
    serve(Options(port=8001))                                          # blocks; the command line's `harvestbot portal`

Addresses: management at ``{base_url}/api/management/v2``, automation at ``{base_url}/api/automation/v1.0``, controls at
``{base_url}/_sim/`` (see `control`).

The parts of a `SimulatedPortal`, all usable while it runs:

* ``portal.clock``: `clock.WallClock` (``speed``, ``advance(seconds)``) or `clock.ManualClock` (``advance(seconds)``).
* ``portal.world``: the state (`world.World`). ``get(uid)`` gives a frozen `harvester.Harvester`; ``start abort publish
  unpublish delete create update`` do what the API does; ``edit rename vanish collapse script add`` do what somebody
  else does; ``durations`` may be replaced; ``kept`` and ``destroyed`` count what became of the datasets of deleted
  harvesters.
* ``portal.accounts``: who may call (see `accounts` for the built-in keys and passwords; ``demo-key`` may do all).
* ``portal.quota``: calls an account and day; ``limit`` may be changed.
* ``portal.trouble``: ``latency`` and ``fail_rate``, ``down``, ``over_quota``, ``total_count_as``, and
  ``next(Kind.DROP_AFTER, times=1, method="DELETE", path="my-harvester")`` to spoil coming answers (see `trouble`).
* ``portal.log``: each request as it arrived: ``portal.log.requests``, ``portal.log.count(method="DELETE")``.
"""
