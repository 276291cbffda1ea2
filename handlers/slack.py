"""λ slack: Slack's signed HTTPS in, the acknowledgement out; the work goes onto the jobs queue."""

import logging
import time
from typing import Any

from app.aws import door
from app.aws.sqs import SqsQueue
from app.base import logs
from app.base.clock import now
from app.base.errors import BellhopError, Misconfigured
from app.base.metrics import Metric
from app.config.settings import read_settings
from app.listeners.job import to_text
from app.runtime import bolt, wiring
from app.runtime.open_connections import warm
from app.slack.signature import NOT_READY, Turned, admit, sorry
from handlers import built

# A modal must be open, and the request acknowledged, within 3 s; also with the news that it cannot be taken in.
SLACK_TIMEOUT = 2

settings = read_settings()
logs.set_up(settings.metrics_namespace)
door.configure(door.HURRIED)
logger = logging.getLogger(__name__)
settings.require(jobs_queue_url="serverless.yml sets it to the queue's URL.")
secret = wiring.signing_secret(settings)
jobs = SqsQueue(settings.jobs_queue_url)
slack = wiring.build_slack(settings, timeout=SLACK_TIMEOUT)
entries = bolt.catalogue_entries()
runner = bolt.Runner(entries, submit=lambda job: jobs.put(to_text(job), group=job.group, once=job.id), clock=now)
adapter = bolt.lambda_adapter(bolt.build_app(slack, entries, bolt.not_here, runner, settings.bot_user_id))
warm(secret.reveal_all, slack.reveal_token, jobs.warm)
built()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event in, its response out."""
    try:
        admitted = admit(event, secret, time.time())
    except Turned as turned:
        facts = {"status": turned.status, "why": str(turned), "metrics": {Metric.TURNED_AWAY: 1}}
        logger.warning("request turned away", extra=facts)
        return turned.answer()
    except (BellhopError, Misconfigured) as problem:
        logger.error("request cannot be verified", extra={"why": str(problem), "metrics": {Metric.FAILURES: 1}})
        return Turned(503, NOT_READY).answer()
    answer = adapter(admitted, context)
    return answer if answer["statusCode"] < 500 else sorry(admitted, answer)
