"""What is counted: acknowledgements, calls of the portals, and what is left of their quotas."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
