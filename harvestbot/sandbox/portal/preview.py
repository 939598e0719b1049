"""What a run of a harvester would find at its source now."""

from harvestbot.sandbox.portal.harvester import Harvester

SHOWN = 10


def preview(harvester: Harvester) -> dict[str, object]:
    """Give the datasets of the source, the first of them described.

    The automation dialect documents this shape; that management's is the same is a guess.
    """
    return {
        "total_count": harvester.source,
        "results": [
            {
                "id": f"{harvester.type}-{number:04d}",
                "title": f"Dataset {number}",
                "description": f"Number {number} of {harvester.source} at the source of {harvester.uid}.",
            }
            for number in range(1, min(harvester.source, SHOWN) + 1)
        ],
    }
