"""The one composition root: settings in, everything that listeners and the alarm desk work with out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.alarms.desk import AlarmDesk
from app.alarms.display import Display
from app.alarms.gathering import Gathering
from app.alarms.history import Flapping
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.dynamodb import DynamoTable
from app.aws.secrets import fetch
from app.clock import Clock, now
from app.configuration import Configuration
from app.posting import Poster
from app.queues import Queue
from app.secrets import Secret
from app.settings import Settings
from app.slack import TIMEOUT_SECONDS, Slack
from app.store.digests import Digests
from app.store.incidents import Incidents
from app.store.leases import Leases
from app.store.outcomes import Outcomes
from app.store.table import MemoryTable, Table
from app.timers import Timekeeper


@dataclass(frozen=True)
class Services:
    """What the worker and the alarm desk use; tests build it with other parts."""

    slack: Slack
    scaling: AutoScaling
    cloudwatch: CloudWatch
    table: Table
    poster: Poster
    desk: AlarmDesk
    gathering: Gathering
    leases: Leases
    timekeeper: Timekeeper
    clock: Clock


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
    desk = AlarmDesk(
        slack=slack,
        poster=poster,
        incidents=incidents,
        leases=leases,
        outcomes=Outcomes(table, clock),
        display=Display(slack, poster, incidents, gathering, channel),
        channel=channel,
        routes=configuration.routes,
        flapping=Flapping(incident.flap_changes, timedelta(minutes=incident.flap_minutes)),
        timekeeper=timekeeper,
        clock=clock,
        remind_minutes=incident.remind_minutes,
    )
    return Services(slack, scaling, cloudwatch, table, poster, desk, gathering, leases, timekeeper, clock)
