"""What the client and the webhook share: a POST to an address that Slack gave out, the log line of what was said."""

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
    """POST to an address that Slack gave out: the status and the word it answers; raises Later where it cannot now."""
    hook = WebhookClient(url, ssl=context, timeout=timeout, retry_handlers=[], logger=quiet_logger())
    answer = translated(what, lambda: hook.send_dict(body))
    if answer.status_code == 429 or answer.status_code >= 500:
        wait = retry_after(answer.headers, default=2.0)
        raise SlackLater(BUSY.format(method=what, said=answer.status_code), wait, maybe_done=False)
    word = str(answer.body).strip()
    return answer.status_code, word if ERROR_CODE.fullmatch(word) else str(answer.status_code)


def note(method: str, **where: Any) -> None:
    """What stands in Slack now; its link ends with the ts, so a message leads to this line and to what it is about."""
    logger.info("said", extra={"method": method, **where, "metrics": {Metric.MESSAGES: 1}})


def quiet_logger() -> logging.Logger:
    return logging.getLogger("slack_sdk.bellhop")
