"""λ worker: jobs and timers from the queues in, changes in AWS and answers in Slack out."""

from typing import Any

from app.aws.sqs import SqsQueue, retry_on
from app.base import logs
from app.base.deadline import deadline_of
from app.config.live import Following
from app.config.settings import read_settings
from app.runtime import wiring
from app.runtime.open_connections import open_now
from handlers import built

settings = read_settings()
logs.set_up(settings.metrics_namespace)
settings.require(table="serverless.yml sets it.", watch_queue_url="serverless.yml sets it to the queue's URL.")
jobs, watch = SqsQueue(settings.jobs_queue_url), SqsQueue(settings.watch_queue_url)
services = Following(wiring.live_configuration(settings), wiring.services_builder(settings, watch))
worker = Following(services.live, lambda _: wiring.build_worker(services.now(), watch, retry_on(jobs, watch)))
start = services.now()
worker.now()
open_now(
    start.processor.display.connect,
    start.scaling.connect,
    start.cloudwatch.connect,
    watch.connect,
)
built()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """A batch of SQS messages in, the ones to deliver again out."""
    return worker.now().take(event, str(context.aws_request_id), deadline_of(context))
