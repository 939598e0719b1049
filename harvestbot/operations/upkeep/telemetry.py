"""What is counted: acknowledgements, calls of the portals and their quotas, polls, the queue, and what was told."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from harvestbot.domain.watching.notices import Notice

ACK_BUCKETS = (0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 3.0)
"""Seconds: a read takes well under a millisecond, and Slack gives up after three seconds."""


class Telemetry:
    """The metrics, in a registry of their own. No label holds anything that people typed."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._acks = Histogram(
            "harvestbot_acknowledgement_seconds",
            "From a delivery's arrival to its acknowledgement.",
            ["kind"],
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self._calls = Counter(
            "harvestbot_portal_calls",
            "Calls of the portals.",
            ["portal", "operation", "outcome"],
            registry=self.registry,
        )
        self._call_seconds = Histogram(
            "harvestbot_portal_call_seconds", "How long calls of the portals took.", ["portal"], registry=self.registry
        )
        self._quota = Gauge(
            "harvestbot_portal_quota_remaining", "Calls left for today.", ["portal"], registry=self.registry
        )

        self._poll_age = self._per_portal("poll_age_seconds", "Since the portal's list was last read.")
        self._poll_interval = self._per_portal(
            "poll_interval_seconds", "When the next poll was promised after the last."
        )
        self._poll_lag = self._per_portal("poll_lag_seconds", "By how much the list is older than was promised.")
        self._works = Gauge(
            "harvestbot_works", "Decided work of all replicas, by what it does.", ["state"], registry=self.registry
        )
        self._oldest = Gauge(
            "harvestbot_works_waiting_seconds", "How long the oldest work waits to be taken up.", registry=self.registry
        )
        self._notices = Counter(
            "harvestbot_notices", "News that this replica has told, by kind.", ["kind"], registry=self.registry
        )
        self._untold = Gauge("harvestbot_notices_waiting", "Notices that wait to be told.", registry=self.registry)

    def acknowledged(self, kind: str, seconds: float) -> None:
        """Count an acknowledgement."""
        self._acks.labels(kind).observe(seconds)

    def called(self, portal: str, operation: str, outcome: str, seconds: float) -> None:
        """Count a call of a portal."""
        self._calls.labels(portal, operation, outcome).inc()
        self._call_seconds.labels(portal).observe(seconds)

    def quota(self, portal: str, remaining: int) -> None:
        """Note what is left of a portal's quota."""
        self._quota.labels(portal).set(remaining)

    def polled(self, portal: str, *, age: float | None, interval: float, lag: float) -> None:
        """Note how a portal's polls go, in seconds; ``age`` is None where its list was never read."""
        if age is not None:
            self._poll_age.labels(portal).set(age)
        self._poll_interval.labels(portal).set(interval)
        self._poll_lag.labels(portal).set(lag)

    def unpolled(self) -> None:
        """Forget how polls go: of a portal that nobody watches any more there is nothing to say."""
        for gauge in (self._poll_age, self._poll_interval, self._poll_lag):
            gauge.clear()

    def queued(self, *, waiting: int, running: int, oldest: float) -> None:
        """Note how much work there is, and for how many seconds the oldest waits."""
        self._works.labels("waiting").set(waiting)
        self._works.labels("running").set(running)
        self._oldest.set(oldest)

    def told(self, notice: Notice) -> None:
        """Count what was told, each change of a notice by itself."""
        for change in notice.changes:
            self._notices.labels(change.kind.value).inc()

    def untold(self, waiting: int) -> None:
        """Note how many notices wait."""
        self._untold.set(waiting)

    def _per_portal(self, name: str, what: str) -> Gauge:
        return Gauge(f"harvestbot_{name}", what, ["portal"], registry=self.registry)
