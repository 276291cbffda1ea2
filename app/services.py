"""The one composition root: settings in, everything that listeners and the alarm desk work with out."""

from __future__ import annotations

from dataclasses import dataclass

from app.alarms.desk import AlarmDesk
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.dynamodb import DynamoTable
from app.aws.secrets import fetch
from app.clock import Clock, now
from app.posting import Poster
from app.secrets import Secret
from app.settings import Configuration, Settings
from app.slack import TIMEOUT_SECONDS, Slack
from app.store.incidents import Incidents
from app.store.leases import Leases
from app.store.outcomes import Outcomes
from app.store.table import MemoryTable, Table


@dataclass(frozen=True)
class Services:
    """What the worker and the alarm desk use; tests build it with other parts."""

    slack: Slack
    scaling: AutoScaling
    cloudwatch: CloudWatch
    table: Table
    poster: Poster
    desk: AlarmDesk
    leases: Leases
    clock: Clock


def bot_token(settings: Settings) -> Secret:
    settings.require(bot_token='It starts with xoxb-; the Slack app\'s page "OAuth & Permissions" shows it.')
    return Secret("SLACK_BOT_TOKEN", settings.bot_token, fetch)


def signing_secret(settings: Settings) -> Secret:
    settings.require(signing_secret='The Slack app\'s page "Basic Information" shows it.')
    return Secret("SLACK_SIGNING_SECRET", settings.signing_secret, fetch)


def build_slack(settings: Settings, timeout: int = TIMEOUT_SECONDS) -> Slack:
    return Slack(bot_token(settings), settings.slack_api_url, timeout)


def build_services(settings: Settings, configuration: Configuration, clock: Clock = now) -> Services:
    """Everything over the real doors; without BELLHOP_TABLE the table is in memory, for a desk."""
    table = DynamoTable(settings.table) if settings.table else MemoryTable()
    return assemble(build_slack(settings), AutoScaling(), CloudWatch(), table, configuration.slack.channel, clock)


def assemble(
    slack: Slack, scaling: AutoScaling, cloudwatch: CloudWatch, table: Table, channel: str, clock: Clock
) -> Services:
    """Put the parts together."""
    poster = Poster(slack, table, clock)
    leases = Leases(table, clock)
    desk = AlarmDesk(
        slack=slack,
        poster=poster,
        incidents=Incidents(table, clock),
        leases=leases,
        outcomes=Outcomes(table, clock),
        channel=channel,
    )
    return Services(slack, scaling, cloudwatch, table, poster, desk, leases, clock)
