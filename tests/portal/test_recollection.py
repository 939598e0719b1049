"""What a list brings again unchanged is the very same object, and everything else is read."""

import json
from collections.abc import Callable

import pytest
from msgspec import Raw

from harvestbot.domain.harvesters import Harvester
from harvestbot.portal.automation import Automation
from harvestbot.portal.management import Management
from harvestbot.portal.recollection import Recollection


def management(*names: str) -> bytes:
    """Return a list in the management dialect."""
    return json.dumps([{"harvester_id": name.lower(), "name": name, "status": "idle"} for name in names]).encode()


def automation(*names: str) -> bytes:
    """Return a page in the automation dialect."""
    results = [{"uid": name.lower(), "name": name, "status": "idle", "type": "csw"} for name in names]
    return json.dumps({"total_count": len(results), "results": results}).encode()


@pytest.mark.parametrize(("dialect", "body"), [(Management(), management), (Automation(), automation)])
def test_only_what_has_changed_is_read_anew(dialect: Management | Automation, body: Callable[..., bytes]) -> None:
    """Ten thousand harvesters are read in no time, since nearly all of them are as they were."""
    first = dialect.page(0).read(body("Air", "Bus"))
    second = dialect.page(0).read(body("Air", "BUS", "Sea"))
    assert second.harvesters[0] is first.harvesters[0]
    assert [one.name for one in second.harvesters] == ["Air", "BUS", "Sea"]


def test_what_no_list_has_brought_lately_is_forgotten() -> None:
    """What is held is bounded by two lists."""
    seen, reads = Recollection(), []

    def read(document: Raw) -> Harvester:
        reads.append(bytes(document))
        return Harvester(id="a", name="A", type="csw", status="idle")

    for number in (1, 2, 3, 1):
        seen.read([Raw(b"%d" % number)], read, first=True)
    assert reads == [b"1", b"2", b"3", b"1"]
    seen.read([Raw(b"1")], read, first=True)
    assert len(reads) == 4
    seen.read([Raw(b"1")], read, first=False)
    assert len(reads) == 4
