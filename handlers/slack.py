"""λ slack: Slack's signed HTTPS in, the acknowledgement out; the work goes onto the jobs queue."""

from typing import Any

from app.aws import door
from app.aws.sqs import SqsQueue
from app.base import logs
from app.base.clock import now
from app.base.deadline import ending, seconds_from_now
from app.config.settings import read_settings
from app.runtime import wiring
from app.runtime.open_connections import open_now
from handlers import built

# Slack waits so long for the acknowledgement; no call goes on beyond it.
ANSWERS_WITHIN = 2.8
# A modal must be open, and the request acknowledged, within 3 s; the same holds for the news that it can't be queued.
SLACK_TIMEOUT = 2

settings = read_settings()
logs.set_up(settings.metrics_namespace)
door.configure(door.INTERACTIVE)
settings.require(jobs_queue_url="serverless.yml sets it to the queue's URL.")
secret, jobs = wiring.signing_secret(settings), SqsQueue(settings.jobs_queue_url)
slack = wiring.build_slack(settings, timeout=SLACK_TIMEOUT)
edge = wiring.build_edge(secret, slack, jobs, now, settings.bot_user_id)
open_now(secret.reveal_all, slack.reveal_token, jobs.connect)
built()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event in, its response out."""
    with ending(seconds_from_now(ANSWERS_WITHIN)):
        return edge.take(event, context)
