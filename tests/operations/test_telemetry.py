"""What is counted can be scraped, and no label holds what people typed."""

from prometheus_client.exposition import generate_latest

from harvestbot.operations.upkeep.telemetry import ACK_BUCKETS, Telemetry


def scraped(telemetry: Telemetry) -> str:
    """Return what a scraper gets."""
    return generate_latest(telemetry.registry).decode()


def test_acknowledgements_are_counted_by_kind_and_time() -> None:
    """Whether a read takes less than half a millisecond can be read off."""
    telemetry = Telemetry()
    telemetry.acknowledged("read", 0.0003)
    telemetry.acknowledged("read", 0.002)
    telemetry.acknowledged("decision", 9.0)
    text = scraped(telemetry)
    assert 'harvestbot_acknowledgement_seconds_bucket{kind="read",le="0.0005"} 1.0' in text
    assert 'harvestbot_acknowledgement_seconds_bucket{kind="read",le="0.0025"} 2.0' in text
    assert 'harvestbot_acknowledgement_seconds_bucket{kind="decision",le="3.0"} 0.0' in text
    assert 'harvestbot_acknowledgement_seconds_count{kind="decision"} 1.0' in text
    assert list(ACK_BUCKETS) == sorted(ACK_BUCKETS)


def test_calls_of_portals_are_counted_with_their_outcome() -> None:
    """One failing portal can be told from another."""
    telemetry = Telemetry()
    telemetry.called("city", "get", "ok", 0.2)
    telemetry.called("city", "get", "ok", 0.2)
    telemetry.called("sea", "delete", "OutcomeUnknown", 10.0)
    telemetry.quota("city", 998)
    telemetry.quota("city", 997)
    text = scraped(telemetry)
    assert 'harvestbot_portal_calls_total{operation="get",outcome="ok",portal="city"} 2.0' in text
    assert 'harvestbot_portal_calls_total{operation="delete",outcome="OutcomeUnknown",portal="sea"} 1.0' in text
    assert 'harvestbot_portal_call_seconds_count{portal="sea"} 1.0' in text
    assert 'harvestbot_portal_quota_remaining{portal="city"} 997.0' in text


def test_two_bots_in_one_process_do_not_count_together() -> None:
    """Each has a registry of its own; a global one would refuse the second."""
    one, other = Telemetry(), Telemetry()
    one.acknowledged("read", 0.1)
    assert "kind=" in scraped(one)
    assert "kind=" not in scraped(other)
