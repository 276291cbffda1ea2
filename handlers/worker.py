"""λ worker: jobs and timers from the queues in, changes in AWS and answers in Slack out."""

from typing import Any

from app.aws.sqs import SqsQueue, retry_on
from app.base import logs
from app.base.deadline import deadline_of
from app.config.configuration import read_configuration
from app.config.settings import read_settings
from app.runtime import wiring
from app.runtime.open_connections import open_now
from handlers import built

settings = read_settings()
logs.set_up(settings.metrics_namespace)
settings.require(table="serverless.yml sets it.", watch_queue_url="serverless.yml sets it to the queue's URL.")
jobs, watch = SqsQueue(settings.jobs_queue_url), SqsQueue(settings.watch_queue_url)
services = wiring.build_services(settings, read_configuration(settings.config_path), watch)
worker = wiring.build_worker(services, watch, retry_on(jobs, watch))
open_now(
    services.slack.home,
    lambda: services.table.get("start", "start"),
    services.scaling.connect,
    services.cloudwatch.connect,
    watch.connect,
)
built()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """A batch of SQS messages in, the ones to deliver again out."""
    return worker.take(event, str(context.aws_request_id), deadline_of(context))
