"""The composition root: everything that the bot consists of is built here, from the settings, once."""

import secrets
import socket
import time
from collections.abc import Mapping
from typing import NamedTuple

import aiohttp
import httpx
import structlog
from msgspec import Struct
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.domain.roles import Role
from harvestbot.domain.watching.budget import warning
from harvestbot.operations.crew import Crew, Rules, assemble
from harvestbot.operations.directory import Directory
from harvestbot.operations.engine import Engine
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.means import Means
from harvestbot.operations.pace import Pace, Watch
from harvestbot.operations.portals import Portals
from harvestbot.operations.ports import People
from harvestbot.operations.telling.digesting import Digesting
from harvestbot.operations.telling.leases import LEASE
from harvestbot.operations.telling.notifying import Notifying
from harvestbot.operations.telling.watching import Watching
from harvestbot.operations.upkeep import watchdog
from harvestbot.operations.upkeep.noted import Noted
from harvestbot.operations.upkeep.pulse import LONGEST as LONGEST_SILENCE
from harvestbot.operations.upkeep.pulse import Pulse
from harvestbot.operations.upkeep.rounds import Rounds
from harvestbot.operations.upkeep.telemetry import Telemetry
from harvestbot.operations.upkeep.vitals import STUCK, Vitals
from harvestbot.operations.vault import Vault
from harvestbot.portal.carrier import Call
from harvestbot.portal.client import PortalClient
from harvestbot.portal.dialect import Operation
from harvestbot.settings import Settings
from harvestbot.slack.answers import Answers
from harvestbot.slack.channels import Channels
from harvestbot.slack.client import asking_client, web_client, writing_client
from harvestbot.slack.health import SlackHealth
from harvestbot.slack.homes import Homes
from harvestbot.slack.intake import Intake
from harvestbot.slack.listening import bolt_app
from harvestbot.slack.manifest import SCOPES
from harvestbot.slack.paced import Paced
from harvestbot.slack.parts.part import Setting, Tools
from harvestbot.slack.people import SlackPeople
from harvestbot.slack.permalinks import Permalinks
from harvestbot.slack.repeats import Repeats
from harvestbot.slack.routes import Routes, parts
from harvestbot.slack.runner import ACK_TIMEOUT, AwaitedAckRunner
from harvestbot.slack.sender import Sender
from harvestbot.slack.teller import SlackTeller
from harvestbot.slack.workspace import Introduction
from harvestbot.store import urls
from harvestbot.store.database import Database
from harvestbot.store.presence import Presence

log = structlog.get_logger(__name__)

OPTIONAL_VERBS = {"abort": "abort", "errors": "errors", "preview": "preview", "schedule": "schedules"}
"""Verbs that not every portal's API can do."""
GRACE = 25.0
"""Seconds that work under way may take after SIGTERM: container platforms kill after 30."""
QUEUE = 0.1
"""Seconds between two looks into the queue."""


class Tuning(Struct, frozen=True):
    """Times that nobody sets in production; tests make them short.

    ``grace`` seconds may pass at the end for work under way; after ``acknowledgement`` seconds Slack has given a
    delivery up; ``queue`` seconds pass between two looks into the queue;
    ``watchdog`` seconds after a replica's death its work is taken over; calls go out to Slack ``slack`` times as
    fast as its limits allow; what a dead replica was looking at or telling is taken up after ``lease`` seconds. The
    bot is not ready when what it does by itself has not gone well for ``stalled`` seconds, or work has waited for
    ``stuck`` seconds.
    """

    grace: float = GRACE
    acknowledgement: float = ACK_TIMEOUT
    queue: float = QUEUE
    watchdog: float = watchdog.GRACE
    slack: float = 1.0
    lease: float = LEASE
    stalled: float = LONGEST_SILENCE
    stuck: float = STUCK


class Opened(NamedTuple):
    """What is open for as long as the bot lives."""

    database: Database
    session: aiohttp.ClientSession
    http: httpx.AsyncClient


class Watched(NamedTuple):
    """The portals, and what is noted of each call to them."""

    portals: Portals
    directory: Directory
    telemetry: Telemetry
    noted: Noted


class Spoken(NamedTuple):
    """What goes out to Slack, and who puts it into words."""

    sender: Sender
    answers: Answers
    teller: SlackTeller


class Built(NamedTuple):
    """What is built once and lives as long as the bot."""

    database: Database
    client: AsyncWebClient
    telemetry: Telemetry
    presence: Presence | None
    engine: Engine
    crew: Crew
    watching: Watching
    notifying: Notifying
    vitals: Vitals
    digesting: Digesting
    homes: Homes
    app: AsyncApp
    runner: AwaitedAckRunner


class Builder:
    """Builds the bot.

    Args:
        settings: the set-up.
        tuning: times that tests make short.
        opened: what is open.
        introduction: tells the workspace.
        pulse: tells whether what goes on by itself still goes on.
    """

    def __init__(
        self, settings: Settings, tuning: Tuning, opened: Opened, introduction: Introduction, pulse: Pulse
    ) -> None:
        self._settings = settings
        self._tuning = tuning
        self._opened = opened
        self._introduction = introduction
        self._pulse = pulse
        self._process = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        self._token = settings.slack_bot_token.get_secret_value()
        self._url = settings.slack_api_url
        self._grants = {name: settings.grants(name) for name in settings.portals}
        self._pages = {name: portal.page_url or "" for name, portal in settings.portals.items()}

    def build(self) -> Built:
        """Build everything; nothing runs or listens yet."""
        settings, tuning, database = self._settings, self._tuning, self._opened.database
        client = web_client(self._token, self._url, self._opened.session)
        watched = self._watched()
        portals, telemetry = watched.portals, watched.telemetry
        lacks = {name: _lacking(portals[name]) for name in portals.names}
        spoken = self._spoken(lacks)
        presence = database.presence(self._process)
        engine = self._engine(presence)
        means = self._means(watched, spoken, self._people(), engine, presence)
        rules = Rules(ttl=settings.confirm_ttl, second=settings.second_approver, history_days=settings.history_days)
        crew = assemble(means, rules)
        for name, work in crew.works.items():
            engine.register(name, work)
        engine.when_stuck(crew.troubles.tell)
        homes = Homes(spoken.sender, crew.overview, crew.lookout, time.time)
        channels = Channels(client)
        tools = Tools(
            crew=crew,
            answers=spoken.answers,
            sender=spoken.sender,
            channels=channels,
            rounds=self._rounds(means, watched, channels),
            setting=Setting(settings.command, pages=self._pages, lacks=lacks),
            homes=homes,
        )
        app = bolt_app(client, settings.slack_signing_secret.get_secret_value(), self._introduction.workspace)
        runner = AwaitedAckRunner(app, tuning.acknowledgement)
        self._listen(app, tools, means, watched)
        self._warn(portals)
        pulse, stuck = self._pulse, tuning.stuck
        return Built(
            database=database,
            client=client,
            telemetry=telemetry,
            presence=presence,
            engine=engine,
            crew=crew,
            watching=Watching(portals, database, settings.poll_interval, self._named_admins(), lease=tuning.lease),
            notifying=Notifying(database, spoken.teller, telemetry.told, lease=tuning.lease),
            vitals=Vitals(portals, database, engine, telemetry, pulse=pulse, now=time.time, stuck=stuck),
            digesting=Digesting(portals, database, spoken.teller, means.people, lease=tuning.lease),
            homes=homes,
            app=app,
            runner=runner,
        )

    def _watched(self) -> Watched:
        telemetry, noted, directory = Telemetry(), Noted(time.time), Directory(time.time)

        def called(call: Call) -> None:
            telemetry.called(call.portal, call.operation, call.outcome, call.seconds)
            telemetry.quota(call.portal, portals[call.portal].quota.remaining)
            if Operation(call.operation).changes:
                noted.changed(call.portal, call.operation, call.outcome)

        clients = {
            one.name: PortalClient(one, self._opened.http, observe=called, noticed=directory.note)
            for one in self._settings.addresses
        }
        portals = Portals(clients, time.time, directory)
        return Watched(portals, directory, telemetry, noted)

    def _spoken(self, lacks: Mapping[str, frozenset[str]]) -> Spoken:
        session = self._opened.session
        sender = Sender(writing_client(self._token, self._url, session), session, speed=self._tuning.slack)
        answers = Answers(sender)
        groups = {name: self._admins(name, "S") for name in self._grants}
        return Spoken(sender, answers, SlackTeller(answers, lacks, groups))

    def _engine(self, presence: Presence | None) -> Engine:
        return Engine(
            urls.for_engine(self._settings.database_url.get_secret_value()),
            # A name of its own for each replica; on SQLite there is one, and it takes up what it left behind.
            executor=self._process if presence else "local",
            poll=self._tuning.queue,
        )

    def _means(
        self, watched: Watched, spoken: Spoken, people: People, engine: Engine, presence: Presence | None
    ) -> Means:
        settings, database = self._settings, self._opened.database
        return Means(
            people=people,
            gate=Gate(people, self._grants, settings.channels or frozenset()),
            portals=watched.portals,
            database=database,
            ledger=Ledger(database, time.time, Permalinks(spoken.sender.permalink), portals=watched.portals.names),
            teller=spoken.teller,
            engine=engine,
            watch=Watch(_pace(settings.poll_interval), time.time, engine.stopping),
            vault=Vault(time.monotonic),
            process=self._process,
            presence=presence,
            now=time.time,
        )

    def _people(self) -> SlackPeople:
        client = asking_client(self._token, self._url, self._opened.session)
        named = {one for grant in self._grants.values() for ids in grant.values() for one in ids}
        groups = sorted(one for one in named if one.startswith("S"))
        return SlackPeople(
            client, Paced(time.monotonic, self._tuning.slack), self._introduction.soon, groups, time.monotonic
        )

    def _rounds(self, means: Means, watched: Watched, channels: Channels) -> Rounds:
        health = SlackHealth(
            self._opened.session,
            base_url=self._url,
            bot_token=self._token,
            app_token=self._settings.slack_app_token.get_secret_value(),
        )
        return Rounds(
            gate=means.gate,
            portals=watched.portals,
            database=means.database,
            chat=health,
            rooms=channels,
            noted=watched.noted,
            scopes=SCOPES,
            now=time.time,
        )

    def _listen(self, app: AsyncApp, tools: Tools, means: Means, watched: Watched) -> None:
        """Say what Slack may deliver, and who handles it."""
        crew, answers = tools.crew, tools.answers
        intake = Intake(
            answers,
            means.ledger,
            crew.arrivals,
            Repeats(time.monotonic),
            watched.telemetry.acknowledged,
            suited=crew.advice.suited,
            heard=watched.noted.heard,
        )
        routes = Routes(parts(tools), crew.decisions, answers.taken_in, self._introduction.known, self._pages)
        intake.listen(app, self._settings.command, routes)

    def _warn(self, portals: Portals) -> None:
        interval = self._settings.poll_interval
        for name in portals.names:
            if said := warning(interval, portals[name].quota.limit):
                log.warning("HARVESTBOT_POLL_INTERVAL breaks the quota", portal=name, why=said)

    def _named_admins(self) -> dict[str, tuple[str, ...]]:
        """Return the admins that the settings name one by one: only they can be told directly."""
        return {name: self._admins(name, "UW") for name in self._grants}

    def _admins(self, portal: str, kinds: str) -> tuple[str, ...]:
        """Return the admins of a portal whose ids begin with one of these letters."""
        return tuple(sorted(one for one in self._grants[portal][Role.ADMIN] if one.startswith(tuple(kinds))))


def _lacking(portal: PortalClient) -> frozenset[str]:
    return frozenset(verb for verb, operation in OPTIONAL_VERBS.items() if not portal.supports(operation))


def _pace(poll_interval: float | None) -> Pace:
    return Pace() if poll_interval is None else Pace(first=poll_interval, growth=0.0, most=poll_interval)
