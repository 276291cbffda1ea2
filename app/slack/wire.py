"""What the client and the webhook share: a POST to an address from Slack, and the log line of what was posted."""

from __future__ import annotations

import logging
import ssl
from typing import Any

from slack_sdk.webhook import WebhookClient

from app.base.metrics import Metric
from app.slack.errors import BUSY, ERROR_CODE, SlackLater, retry_after, translated

TIMEOUT_SECONDS = 10
HTTP = ("https://", "http://")

logger = logging.getLogger(__name__)


def sent(url: str, body: dict[str, Any], context: ssl.SSLContext | None, timeout: int, what: str) -> tuple[int, str]:
    """POST to an address from Slack: the status and the answer's word; raises Later on a transient error."""
    hook = WebhookClient(url, ssl=context, timeout=timeout, retry_handlers=[], logger=quiet_logger())
    answer = translated(what, lambda: hook.send_dict(body), timeout)
    if answer.status_code == 429 or answer.status_code >= 500:
        wait = retry_after(answer.headers, default=2.0)
        raise SlackLater(BUSY.format(method=what, said=answer.status_code), wait, maybe_done=False)
    word = str(answer.body).strip()
    return answer.status_code, word if ERROR_CODE.fullmatch(word) else str(answer.status_code)


def note(method: str, **where: Any) -> None:
    """Log a message that is in Slack now; its link ends with the ts, which leads to this line."""
    logger.info("said", extra={"method": method, **where, "metrics": {Metric.MESSAGES: 1}})


def quiet_logger() -> logging.Logger:
    return logging.getLogger("slack_sdk.bellhop")
