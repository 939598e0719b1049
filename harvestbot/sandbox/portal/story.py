"""The dozen harvesters that every seeded portal begins with, each there to show something."""

from datetime import UTC, datetime
from typing import TypedDict

from harvestbot.sandbox.portal.fetchers import UNHEARD_OF
from harvestbot.sandbox.portal.harvester import Harvester, Schedule, Script

HOUR = 3_600.0
DAY = 24 * HOUR
DOCUMENTED = datetime(2019, 7, 19, 14, 56, 25, tzinfo=UTC).timestamp()
"""When the vendor's example was created."""

HOSTILE_NAME = "<!channel> *x* <https://evil|Paris>"
LONG_NAME = ("A very long name of a harvester. " * 152)[:5000]
WORLDLY_NAME = "\"Données\" 'ouvertes' 🌊 بيانات مفتوحة & <b>عام</b> \u202etxet\u202c"


class _Counts(TypedDict):
    remote: int
    harvested: int
    attached: int
    published: int
    last_started_at: float
    last_success_at: float


def _counts(
    attached: int, published: int, at: float, *, well: float | None = None, remote: int | None = None
) -> _Counts:
    """Give the traces of a run that began at a time, and of the last one that went well."""
    return {
        "remote": attached if remote is None else remote,
        "harvested": attached,
        "attached": attached,
        "published": published,
        "last_started_at": at,
        "last_success_at": at + 5 * 60 if well is None else well,
    }


def story(now: float) -> list[Harvester]:
    """Tell the story; histories end shortly before `now` (seconds since 1970)."""
    return [
        # The example of the vendor's document, some time on: the next run brings 8 more.
        Harvester(
            uid="my-harvester",
            name="My Harvester",
            type="ods",
            created_at=DOCUMENTED,
            updated_at=DOCUMENTED,
            updated_by="john.doe",
            params={"restrict_datasets_visibility": True, "domain": "documentation"},
            source=128,
            growth=8,
            **_counts(attached=120, published=112, at=now - 7 * HOUR),
        ),
        # Fails at every run.
        Harvester(
            uid="city-budget",
            name="City budget",
            type="ckan",
            created_at=now - 400 * DAY,
            updated_at=now - 30 * DAY,
            updated_by="dolores.ruiz",
            params={"url": "https://ckan.example.org", "api_key": "ckan-secret-key", "limit": 500},
            source=64,
            habit=Script(failure="The source refused the API key."),
            failure="The source refused the API key.",
            **_counts(attached=64, published=64, at=now - 2 * HOUR, well=now - 3 * DAY),
        ),
        # Runs, but some datasets cannot be read.
        Harvester(
            uid="geo-catalogue",
            name="Geo catalogue",
            type="csw",
            created_at=now - 900 * DAY,
            updated_at=now - 12 * DAY,
            updated_by="bo.lindqvist",
            params={"url": "https://geo.example.org/csw", "user": "harvest", "password": "csw-secret-password"},
            source=210,
            habit=Script(failing=7),
            failed_resources={f"csw-{n:04d}": "The geometry is not valid." for n in range(1, 8)},
            **_counts(attached=203, published=203, at=now - 5 * HOUR, remote=210),
        ),
        # Never ran: no datasets, status new.
        Harvester(
            uid="tree-survey",
            name="Tree survey",
            type="arcgis",
            created_at=now - 2 * HOUR,
            updated_at=now - 2 * HOUR,
            updated_by="amina.diallo",
            params={"url": "https://arcgis.example.org/rest/services/trees/FeatureServer"},
            source=12,
        ),
        # A third of its datasets is hidden.
        Harvester(
            uid="air-quality",
            name="Air quality",
            type="datajson",
            created_at=now - 200 * DAY,
            updated_at=now - 20 * DAY,
            updated_by="louise.data",
            params={"url": "https://air.example.org/data.json"},
            source=102,
            **_counts(attached=102, published=68, at=now - 26 * HOUR),
        ),
        # Large.
        Harvester(
            uid="national-archive",
            name="National archive",
            type="wfs",
            created_at=now - 1500 * DAY,
            updated_at=now - 100 * DAY,
            updated_by="john.doe",
            params={"url": "https://archive.example.org/wfs", "metadata_only": True},
            source=18_540,
            **_counts(attached=18_500, published=18_437, at=now - 3 * HOUR),
        ),
        # Deletes what the source lacks, and the source has lost nearly all: the next run would take 409 datasets away.
        Harvester(
            uid="bus-stops",
            name="Bus stops",
            type="socrata",
            created_at=now - 700 * DAY,
            updated_at=now - 60 * DAY,
            updated_by="chen.wei",
            params={"url": "https://transport.example.org", "delete_missing_datasets": True},
            source=3,
            **_counts(attached=412, published=412, at=now - 30 * HOUR),
        ),
        # Of a type that no client knows.
        Harvester(
            uid="sensor-feed",
            name="Sensor feed",
            type=UNHEARD_OF.type,
            created_at=now - 9 * DAY,
            updated_at=now - 9 * DAY,
            updated_by="amina.diallo",
            params={"endpoint": "wss://sensors.example.org", "shard_token": "hyperfeed-secret-token"},
            source=31,
            **_counts(attached=30, published=30, at=now - HOUR),
        ),
        # Its name is an attack on whoever shows it.
        Harvester(
            uid="channel-x-paris",
            name=HOSTILE_NAME,
            type="arcgis_opendata",
            created_at=now - 50 * DAY,
            updated_at=now - 4 * DAY,
            updated_by="<@U00000000>",
            params={"url": "https://evil.example/<!here>"},
            source=9,
            **_counts(attached=8, published=6, at=now - 8 * HOUR),
        ),
        # Its name has 5,000 characters.
        Harvester(
            uid="a-very-long-name",
            name=LONG_NAME,
            type="datagouv",
            created_at=now - 40 * DAY,
            updated_at=now - 40 * DAY,
            updated_by="louise.data",
            params={"organization_id": "534fff75a3a7292c64a77de4"},
            source=15,
            **_counts(attached=15, published=15, at=now - 9 * HOUR),
        ),
        # Emoji, two directions of writing, quotes.
        Harvester(
            uid="donnees-ouvertes",
            name=WORLDLY_NAME,
            type="junar",
            created_at=now - 80 * DAY,
            updated_at=now - 6 * DAY,
            updated_by="amina.diallo",
            params={"url": "https://junar.example.org", "auth_key": "junar-secret-key"},
            source=27,
            **_counts(attached=27, published=20, at=now - 10 * HOUR),
        ),
        # Runs every night by itself.
        Harvester(
            uid="nightly-timetables",
            name="Nightly timetables",
            type="ftp",
            created_at=now - 300 * DAY,
            updated_at=now - 15 * DAY,
            updated_by="chen.wei",
            params={
                "host": "ftp.example.org",
                "user": "timetables",
                "password": "ftp-secret-password",
                "directory": "/out",
                "forced_metas": {"default": {"publisher": "City Transport"}},
            },
            schedule=Schedule("sc_nightly", "30 1 * * *", "Europe/Berlin"),
            source=46,
            growth=1,
            **_counts(attached=45, published=45, at=now - 11 * HOUR),
        ),
    ]
