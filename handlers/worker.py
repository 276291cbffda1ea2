"""λ worker: jobs from the queues in, deeds in AWS and answers in Slack out."""

from functools import partial
from typing import Any

from app.aws.sqs import SqsQueue, retry_on
from app.base import logs
from app.base.clock import now
from app.config.configuration import read_configuration
from app.config.settings import read_settings
from app.queues.queue import deadline_of
from app.runtime import bolt, wiring
from app.runtime.batch import Worker
from app.runtime.open_connections import warm
from app.runtime.run import Work
from app.runtime.timers import ring
from handlers import built

settings = read_settings()
logs.set_up(settings.metrics_namespace)
settings.require(table="serverless.yml sets it.", watch_queue_url="serverless.yml sets it to the queue's URL.")
jobs, watch = SqsQueue(settings.jobs_queue_url), SqsQueue(settings.watch_queue_url)
parts = wiring.build_services(settings, read_configuration(settings.config_path), watch)
entries = bolt.catalogue_entries()
work = Work(parts, entries)
app = bolt.build_app(parts.slack, entries, work.do, bolt.Runner(entries, bolt.not_here, now), settings.bot_user_id)
performer = bolt.BoltPerformer(app, work.tell_of_failure)
worker = Worker(performer, partial(ring, parts), watch, retry_on(jobs, watch), now)
warm(parts.slack.home_team, lambda: parts.table.get("warm", "warm"), parts.scaling.warm, parts.cloudwatch.warm)
built()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """A batch of SQS messages in, the ones to deliver again out."""
    return worker.take(event, str(context.aws_request_id), deadline_of(context))
