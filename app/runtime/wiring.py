"""The one composition root: settings in, everything that listeners and the alarm desk work with out."""

from __future__ import annotations

from datetime import timedelta

from app.access.authority import Authority
from app.alarms.decide.history import Flapping
from app.alarms.keep.digests import Digests
from app.alarms.keep.incidents import Incidents
from app.alarms.keep.outcomes import Outcomes
from app.alarms.processor import AlarmDesk
from app.alarms.show.digest import Gathering
from app.alarms.show.display import Board, Display
from app.alarms.show.webhook_display import WebhookDisplay
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.dynamodb import DynamoTable
from app.aws.secrets import fetch
from app.base.clock import Clock, now
from app.config.configuration import Configuration
from app.config.secrets import Secret
from app.config.settings import Settings
from app.listeners.services import Services
from app.queues.queue import Queue
from app.queues.timers import Timekeeper
from app.slack.client import Slack
from app.slack.posting import Poster
from app.slack.webhook import Webhook
from app.slack.wire import TIMEOUT_SECONDS
from app.store.leases import Leases
from app.store.table import MemoryTable, Table


def bot_token(settings: Settings) -> Secret:
    settings.require(bot_token='It starts with xoxb-; the Slack app\'s page "OAuth & Permissions" shows it.')
    return Secret("SLACK_BOT_TOKEN", settings.bot_token, fetch)


def signing_secret(settings: Settings) -> Secret:
    settings.require(signing_secret='The Slack app\'s page "Basic Information" shows it.')
    return Secret("SLACK_SIGNING_SECRET", settings.signing_secret, fetch)


def build_slack(settings: Settings, timeout: int = TIMEOUT_SECONDS) -> Slack:
    return Slack(bot_token(settings), settings.slack_api_url, timeout)


def build_services(settings: Settings, configuration: Configuration, watch: Queue, clock: Clock = now) -> Services:
    """Everything over the real doors; `watch` is where timers wait.

    Without BELLHOP_TABLE the table is in memory, for a desk.
    """
    table = DynamoTable(settings.table) if settings.table else MemoryTable()
    return assemble(build_slack(settings), AutoScaling(), CloudWatch(), table, watch, configuration, clock)


def build_desk(settings: Settings, configuration: Configuration, watch: Queue, clock: Clock = now) -> AlarmDesk:
    """The alarm desk alone: over the bot, or, where only a webhook is set, over that."""
    if settings.bot_token or not settings.webhook_url:
        return build_services(settings, configuration, watch, clock).desk
    table = DynamoTable(settings.table) if settings.table else MemoryTable()
    webhook = Webhook(Secret("SLACK_WEBHOOK_URL", settings.webhook_url, fetch))
    return webhook_desk(webhook, table, watch, configuration, clock)


def webhook_desk(webhook: Webhook, table: Table, watch: Queue, configuration: Configuration, clock: Clock) -> AlarmDesk:
    incidents = Incidents(table, clock)
    return _desk(table, incidents, WebhookDisplay(webhook, incidents), Timekeeper(watch, clock), configuration, clock)


def assemble(
    slack: Slack,
    scaling: AutoScaling,
    cloudwatch: CloudWatch,
    table: Table,
    watch: Queue,
    configuration: Configuration,
    clock: Clock,
) -> Services:
    """Put the parts together."""
    channel, incident = configuration.slack.channel, configuration.incident
    poster, leases, timekeeper = Poster(slack, table, clock), Leases(table, clock), Timekeeper(watch, clock)
    incidents = Incidents(table, clock)
    gathering = Gathering(
        slack, poster, Digests(table, clock), leases, timekeeper, clock, incident.digest_after, channel
    )
    display = Display(slack, poster, incidents, gathering, channel)
    desk = _desk(table, incidents, display, timekeeper, configuration, clock)
    policy = Authority(slack, configuration.guards, clock)
    patience = timedelta(minutes=configuration.scale.give_up_minutes)
    return Services(
        slack, scaling, cloudwatch, table, poster, desk, gathering, leases, timekeeper, policy, patience, clock
    )


def _desk(
    table: Table,
    incidents: Incidents,
    display: Board,
    timekeeper: Timekeeper,
    configuration: Configuration,
    clock: Clock,
) -> AlarmDesk:
    incident = configuration.incident
    return AlarmDesk(
        incidents=incidents,
        leases=Leases(table, clock),
        outcomes=Outcomes(table, clock),
        display=display,
        channel=configuration.slack.channel,
        routes=configuration.routes,
        flapping=Flapping(incident.flap_changes, timedelta(minutes=incident.flap_minutes)),
        timekeeper=timekeeper,
        clock=clock,
        remind_minutes=incident.remind_minutes,
    )
