"""The composition root: App, edge, worker and alarm processor are put together here and nowhere else.

The Lambda functions, Socket Mode and the tests call it with their own parts. Each function imports what it needs inside
itself, so that λ slack and λ alarms load no more than they use (docs/decisions/everything-at-init.md;
tests/handlers/test_what_is_loaded.py lists it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.aws import door
from app.aws.secrets import fetch
from app.base.clock import Clock, now
from app.config.secrets import Secret
from app.config.settings import Settings, listed
from app.queues.queue import Queue, RetryAfter
from app.slack.client import Slack
from app.slack.wire import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from app.alarms.processor import AlarmProcessor
    from app.alarms.show.digest import DigestDisplay
    from app.alarms.show.display import Board, Display
    from app.aws.elsewhere import Doors
    from app.aws.pricing import PriceList
    from app.config.configuration import Configuration
    from app.config.home import Home
    from app.config.live import LiveConfiguration
    from app.listeners.services import Aws, Services
    from app.queues.timers import Timekeeper
    from app.runtime.batch import Worker
    from app.runtime.bolt import BoltApp
    from app.runtime.edge import Edge
    from app.slack.posting import Poster
    from app.slack.webhook import Webhook
    from app.store.leases import Leases
    from app.store.table import Table

BOT_TOKEN = 'It starts with xoxb-; the Slack app\'s page "OAuth & Permissions" shows it.'
YES, NO = "yes", "no"  # as the parameters of serverless.yml say it
SIGNING_SECRET = 'The Slack app\'s page "Basic Information" shows it.'


def bot_token(settings: Settings) -> Secret:
    settings.require(bot_token=BOT_TOKEN)
    return Secret("SLACK_BOT_TOKEN", settings.bot_token, fetch)


def signing_secret(settings: Settings) -> Secret:
    settings.require(signing_secret=SIGNING_SECRET)
    return Secret("SLACK_SIGNING_SECRET", settings.signing_secret, fetch)


def build_slack(settings: Settings, timeout: int = TIMEOUT_SECONDS) -> Slack:
    return Slack(bot_token(settings), settings.slack_api_url, timeout)


def build_app(slack: Slack, jobs: Queue, clock: Clock = now, bot_user_id: str = "") -> BoltApp:
    """The Bolt App with everything in the catalogues; acknowledged requests go as jobs onto `jobs`."""
    from app.listeners.job import put_on
    from app.runtime import bolt
    from app.runtime.entries import catalogue_entries

    entries = catalogue_entries()
    return bolt.build_app(slack, entries, bolt.Runner(entries, partial(put_on, jobs), clock), bot_user_id)


def build_edge(secret: Secret, slack: Slack, jobs: Queue, clock: Clock, bot_user_id: str) -> Edge:
    """λ slack: the App behind the check of Slack's signature."""
    from app.runtime.bolt import lambda_adapter
    from app.runtime.edge import Edge

    return Edge(secret, lambda_adapter(build_app(slack, jobs, clock, bot_user_id)), clock)


def build_worker(services: Services, watch: Queue, retry_after: RetryAfter) -> Worker:
    """λ worker: carries out jobs and timers, without Bolt; what has to wait goes onto `watch`."""
    from app.runtime.batch import Worker
    from app.runtime.entries import catalogue_entries, load_everyday
    from app.runtime.run import Work
    from app.runtime.timers import run_timer
    from app.store.put_off import PutOff

    load_everyday()
    services.targets.load()
    work = Work(services, catalogue_entries())
    waiting = PutOff(services.table, services.clock)
    return Worker(work, partial(run_timer, services), watch, retry_after, services.clock, waiting)


def live_configuration(settings: Settings, clock: Clock = now) -> LiveConfiguration:
    """BELLHOP_CONFIG, read now and then; of a parameter the table keeps the last good text."""
    from app.config.configuration import PARAMETER
    from app.config.live import LiveConfiguration

    live = LiveConfiguration(settings.config_path, partial(fetch, what="the configuration"))
    if settings.config_path.startswith(PARAMETER) and settings.table:
        from app.runtime.kept_configuration import KeptConfiguration

        live.kept = KeptConfiguration(_table(settings), clock)
    return live


def services_builder(
    settings: Settings, watch: Queue, clock: Clock = now, home: Home | None = None
) -> Callable[[Configuration], Services]:
    """Makes all services of a configuration; the real clients, and a table in memory, are the same each time.

    `watch` is where timers wait. Without BELLHOP_TABLE the table is in memory. `home` is by default as on Lambda.
    """
    from app.slack.stored_channels import StoredChannels

    table = _table(settings)
    home, accounts = home or home_of(settings), listed(settings.other_accounts)
    slack, aws = build_slack(settings), _doors(settings)
    slack.channels.stored = StoredChannels(table, clock)
    roles = listed(settings.roles)
    return lambda configuration: assemble(slack, aws, table, watch, configuration, clock, home, accounts, roles)


def _doors(settings: Settings) -> Aws:
    from app.aws.autoscaling import AutoScaling
    from app.aws.cloudwatch import CloudWatch
    from app.aws.ec2 import Instances
    from app.aws.sns import Topics
    from app.listeners.services import Aws
    from app.scaling.targets import Targets

    prices = None if settings.prices == NO else price_list
    return Aws(AutoScaling(), Targets(), CloudWatch(), Topics(), Instances(), prices)


def price_list() -> PriceList:
    """Loaded by the first plan that says what it costs."""
    from app.aws.pricing import PriceList

    return PriceList()


def home_of(settings: Settings) -> Home:
    """The account of the queues, and the region of the AWS clients: known without a call to AWS."""
    from app.config.home import Home, account_of

    urls = (settings.watch_queue_url, settings.jobs_queue_url, settings.alarms_queue_url)
    return Home(account_of(*urls), door.region(), settings.alarm_topic_arn, settings.alarm_events == YES)


def processor_builder(settings: Settings, watch: Queue) -> Callable[[Configuration], AlarmProcessor]:
    """Only the alarm processor: with the bot, or with a webhook if only that is set."""
    if settings.bot_token or not settings.webhook_url:
        build = services_builder(settings, watch)
        return lambda configuration: build(configuration).processor
    from app.slack.webhook import Webhook

    webhook, table = Webhook(Secret("SLACK_WEBHOOK_URL", settings.webhook_url, fetch)), _table(settings)
    accounts = listed(settings.other_accounts)
    return lambda configuration: webhook_processor(webhook, table, watch, configuration, now, accounts)


def webhook_processor(
    webhook: Webhook,
    table: Table,
    watch: Queue,
    configuration: Configuration,
    clock: Clock,
    other_accounts: frozenset[str] = frozenset(),
) -> AlarmProcessor:
    from app.alarms.show.webhook_display import WebhookDisplay
    from app.config.home import NOWHERE

    return _processor(table, WebhookDisplay(webhook), watch, configuration, clock, NOWHERE, other_accounts)


def assemble(
    slack: Slack,
    aws: Aws,
    table: Table,
    watch: Queue,
    configuration: Configuration,
    clock: Clock,
    home: Home,
    other_accounts: frozenset[str] = frozenset(),
    roles: frozenset[str] = frozenset(),
) -> Services:
    """Everything that listeners, timers and the alarm processor use, from these parts."""
    from app.access.authority import Authority
    from app.listeners.services import Services

    doors, home = _ways(configuration, home, roles, clock)
    poster, leases, timekeeper = _seams(slack, table, watch, clock)
    display, digest_display = _displays(slack, poster, table, leases, timekeeper, configuration, home)
    return Services(
        slack=slack,
        scaling=aws.scaling,
        targets=replace(aws.targets, listed=configuration.scale.kinds, doors=doors, home=home, own=(table, timekeeper)),
        cloudwatch=aws.cloudwatch,
        topics=aws.topics,
        instances=aws.instances,
        price_list=aws.price_list,
        table=table,
        poster=poster,
        processor=_processor(table, display, watch, configuration, clock, home, other_accounts),
        digest_display=digest_display,
        leases=leases,
        timekeeper=timekeeper,
        authority=Authority(slack, configuration.guards, clock, home.at, home.places),
        time_limit=timedelta(minutes=configuration.scale.give_up_minutes),
        clock=clock,
        home=home,
        audit=configuration.audit,
        weekly=configuration.weekly,
        drills=configuration.drills,
    )


def _seams(slack: Slack, table: Table, watch: Queue, clock: Clock) -> tuple[Poster, Leases, Timekeeper]:
    """What posts once, works on one thing at a time, and sets timers."""
    from app.queues.timers import Timekeeper
    from app.slack.posting import Poster
    from app.store.leases import Leases

    return Poster(slack, table, clock), Leases(table, clock), Timekeeper(watch, clock)


def _displays(
    slack: Slack,
    poster: Poster,
    table: Table,
    leases: Leases,
    timekeeper: Timekeeper,
    configuration: Configuration,
    home: Home,
) -> tuple[Display, DigestDisplay]:
    """What brings cards and digests to Slack."""
    from app.alarms.keep.digests import Digests
    from app.alarms.show.digest import DigestDisplay
    from app.alarms.show.display import Display
    from app.slack.stored_blocks import StoredBlocks

    slack.blocks.stored = StoredBlocks(table, poster.clock)  # which kinds Slack refused is known to all functions
    channel, most, clock = configuration.slack.channel, configuration.incident.digest_after, poster.clock
    digest_display = DigestDisplay(slack, poster, Digests(table, clock), leases, timekeeper, clock, most, channel)
    return Display(slack, poster, digest_display, channel, home), digest_display


def _ways(configuration: Configuration, home: Home, roles: frozenset[str], clock: Clock) -> tuple[Doors | None, Home]:
    if not configuration.accounts:  # most have none besides their own, and need not load it
        return None, home
    from app.runtime.ways import ways

    return ways(configuration, home, roles, clock)


def _processor(
    table: Table,
    display: Board,
    watch: Queue,
    configuration: Configuration,
    clock: Clock,
    home: Home,
    other_accounts: frozenset[str],
) -> AlarmProcessor:
    from app.alarms.decide.history import Flapping
    from app.alarms.keep.incidents import Incidents
    from app.alarms.keep.outcomes import Outcomes
    from app.alarms.processor import AlarmProcessor
    from app.queues.timers import Timekeeper
    from app.store.leases import Leases

    incident = configuration.incident
    return AlarmProcessor(
        incidents=Incidents(table, clock),
        leases=Leases(table, clock),
        outcomes=Outcomes(table, clock),
        display=display,
        channel=configuration.slack.channel,
        routes=configuration.routes,
        flapping=Flapping(incident.flap_changes, timedelta(minutes=incident.flap_minutes)),
        timekeeper=Timekeeper(watch, clock),
        clock=clock,
        remind_minutes=incident.remind_minutes,
        home=home,
        other_accounts=other_accounts,
        groups=configuration.groups,
        kinds=configuration.scale.kinds,
    )


def _table(settings: Settings) -> Table:
    from app.aws.dynamodb import DynamoTable
    from app.store.table import MemoryTable

    return DynamoTable(settings.table) if settings.table else MemoryTable()
