"""λ alarms: alarms in any envelope in, one Slack message per incident out."""

from typing import Any

from app.alarms.intake import Intake
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
watch = SqsQueue(settings.watch_queue_url)
build = wiring.processor_builder(settings, watch)
alarms = SqsQueue(settings.alarms_queue_url)
intake = Following(
    wiring.live_configuration(settings),
    lambda configuration: Intake(build(configuration), alarms if alarms.url else None, retry_on(alarms)),
)
processor = intake.now().processor
# All queues are reached by one connection, and this one may be looked at.
queues = [alarms.connect] if alarms.url else []
open_now(processor.display.connect, lambda: processor.incidents.table.get("start", "start"), *queues)
built()


def handler(event: Any, context: Any) -> dict[str, Any]:
    """An SQS batch, SNS or EventBridge event, or direct action in; the SQS messages to deliver again out."""
    return intake.now().take(event, str(context.aws_request_id), deadline_of(context))
